"""Reading the settings: every source in its turn, unknown names refused, the whole checked."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rag.errors import SettingsError
from rag.settings.describing import VARIABLE_PREFIX, fields_of, is_secret, variable_of
from rag.settings.tree import Settings

SETTINGS_FILE = "byline.toml"


@dataclass(frozen=True, slots=True)
class _Given:
    """A value as someone wrote it, and where."""

    name: str  # dotted
    written_as: str
    value: Any
    origin: str


def load_settings(
    overrides: Mapping[str, Any] | None = None,
    *,
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Read every source and check the whole.

    Args:
        overrides: flags by dotted name; those that are None were not given.
        cwd: where byline.toml is looked for; the working directory unless named.
        environ: the environment; the process's own unless given.

    Raises:
        SettingsError: a name is unknown, a value is out of bounds, or byline.toml cannot be read.
    """
    given: dict[str, _Given] = {}
    for item in (
        *_from_file((cwd or Path.cwd()) / SETTINGS_FILE),
        *_from_environment(os.environ if environ is None else environ),
        *_from_flags(overrides or {}),
    ):
        _require_known(item)
        given[item.name] = item
    try:
        settings = Settings.model_validate(_nested(given))
    except ValidationError as error:
        raise _explain(error, given) from None  # the cause would carry the value
    settings._origins.update({name: item.origin for name, item in given.items()})
    texts = {name: item.value for name, item in given.items() if isinstance(item.value, str)}
    settings._written.update({name: text for name, text in texts.items() if not is_secret(name)})
    return settings


def _from_file(path: Path) -> Iterator[_Given]:
    try:
        written = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # The message of the TOML parser ends with "(at line 3, column 7)".
        message = f"{SETTINGS_FILE} is not valid TOML: {error}."
        raise SettingsError(message, "Mend that line; text values stand in quotation marks.") from error
    except OSError as error:
        raise SettingsError(
            f"{SETTINGS_FILE} cannot be read: {error.strerror}.", "Check its permissions."
        ) from error
    for name, value in _flat(written):
        yield _Given(name, name, value, SETTINGS_FILE)


def _from_environment(environ: Mapping[str, str]) -> Iterator[_Given]:
    names = {variable_of(name): name for name, _ in fields_of(Settings)}
    for variable, value in environ.items():
        # An empty variable is how shells and compose files say "not set".
        if variable.startswith(VARIABLE_PREFIX) and value != "":
            yield _Given(names.get(variable, ""), variable, value, "environment")


def _from_flags(overrides: Mapping[str, Any]) -> Iterator[_Given]:
    for name, value in _flat(overrides):
        if value is not None:
            yield _Given(name, name, value, "flag")


def _flat(tree: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    settings = {name for name, _ in fields_of(Settings)}  # a table may be one setting's value
    for name, value in tree.items():
        if isinstance(value, Mapping) and before + name not in settings:
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _nested(given: Mapping[str, _Given]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, item in given.items():
        group, _, leaf = name.rpartition(".")
        branch = tree.setdefault(group, {}) if group else tree
        branch[leaf] = item.value
    return tree


def _require_known(item: _Given) -> None:
    names = [name for name, _ in fields_of(Settings)]
    if item.name in names:
        return
    known = [variable_of(name) for name in names] if item.origin == "environment" else names
    nearest = difflib.get_close_matches(item.written_as, known, n=1, cutoff=0.5)
    hint = f"Did you mean {nearest[0]}?" if nearest else SettingsError.hint
    raise SettingsError(f"Unknown setting {item.written_as!r} ({item.origin}).", hint)


def _explain(error: ValidationError, given: Mapping[str, _Given]) -> SettingsError:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    # A union's error location ends with the name of the branch that failed.
    steps = [str(step) for step in first["loc"]]
    name = next(path for end in range(len(steps), 0, -1) if (path := ".".join(steps[:end])) in given)
    item = given[name]
    problem = first["msg"].removeprefix("Value error, ")
    problem = problem[:1].lower() + problem[1:]
    value = "" if is_secret(name) or "@" in str(item.value) else f" {item.value!r}"
    return SettingsError(f"The value{value} of {item.written_as} ({item.origin}) will not do: {problem}.")
