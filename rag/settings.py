"""The one settings tree: defaults, then byline.toml, then BYLINE_* variables, then flags.

Nothing else in Byline reads the environment. A setting has a dotted name (``llm.base_url``);
in byline.toml it stands as ``base_url`` under ``[llm]``, its variable is ``BYLINE_LLM_BASE_URL``.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    StringConstraints,
    ValidationError,
)
from pydantic.fields import FieldInfo

from rag.errors import SettingsError
from rag.text.addresses import mended_endpoint

SETTINGS_FILE = "byline.toml"
VARIABLE_PREFIX = "BYLINE_"
SECRET_SHOWN_AS = "********"  # noqa: S105 - this is what hides a secret


def _as_web_address(value: str) -> str:
    """Refuse what is no http(s) address; drop the slash at the end."""
    try:
        parts = urlsplit(value)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise ValueError("needs to be an address that starts with http:// or https://")
    return value.rstrip("/")


def _without_line_end(value: Any) -> Any:
    """Keys read from files end with a newline, which no header may hold."""
    return value.strip() if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
WebAddress = Annotated[Text, AfterValidator(_as_web_address)]
EndpointAddress = Annotated[Text, AfterValidator(mended_endpoint), AfterValidator(_as_web_address)]
Secret = Annotated[SecretStr, Field(min_length=1), BeforeValidator(_without_line_end)]


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class LlmSettings(_Group):
    """The endpoint that writes answers. Without a base URL they are made of quotations."""

    base_url: EndpointAddress | None = Field(
        None, description="Address of an OpenAI-compatible endpoint; none: answers are made of quotations."
    )
    api_key: Secret | None = Field(None, description="Key for that endpoint.")
    model: Text | None = Field(None, description="Model to ask for; none: the only one that is listed.")
    thinking: Literal["auto", "on", "off"] = Field(
        "auto", description="Whether the model reasons first; auto: not, where the server can turn it off."
    )
    ca_file: Annotated[Path, AfterValidator(Path.expanduser)] | None = Field(
        None, description="Certificates to trust besides the usual ones, in PEM."
    )
    deadline: float = Field(
        120.0, gt=0, le=3600, description="Seconds that the endpoint has for a whole answer."
    )
    context: int | None = Field(
        None, ge=512, le=10_000_000, description="Tokens that the model can read; none: as the server says."
    )


class EmbedSettings(_Group):
    """What turns text into vectors. Without a base URL it is the built-in model."""

    model: Text | None = Field(None, description="Embedding model; none: the built-in all-MiniLM-L6-v2.")
    base_url: WebAddress | None = Field(
        None, description="Address of an OpenAI-compatible endpoint for embeddings; none: the built-in model."
    )
    api_key: Secret | None = Field(None, description="Key for that endpoint.")
    runtime: Literal["onnxruntime", "openvino"] = Field(
        "onnxruntime", description="What runs the built-in model; openvino is faster, and in byline[fast]."
    )


class FetchSettings(_Group):
    """How web pages and feeds are fetched."""

    delay: float = Field(1.0, ge=0, le=3600, description="Seconds between two requests to one host.")
    deadline: float = Field(30.0, gt=0, le=3600, description="Seconds that one page has, redirects included.")
    allow_private_hosts: bool = Field(
        default=False, description="Whether addresses of this machine and private networks may be fetched."
    )


class AnswerSettings(_Group):
    """How much an answer rests on, and how long it may get."""

    passages: int = Field(12, ge=1, le=50, description="Passages shown to the writer.")
    sentences: int = Field(6, ge=1, le=20, description="Sentences that an answer has at most.")


class Settings(_Group):
    """Everything that can be set. Read once by `load_settings`, then handed down."""

    data_dir: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        Path(".byline"), description="Folder of the library and its index."
    )
    host: Text = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(7860, ge=1, le=65535, description="Port to listen on.")
    public_url: WebAddress | None = Field(
        None, description="Address at which readers reach this server; links are made with it."
    )
    chroma_url: WebAddress | None = Field(
        None, description="Address of a Chroma server; none: Chroma runs inside Byline."
    )
    keep_questions: int = Field(
        365, ge=0, le=36_500, description="Days to keep questions and answers; 0 keeps none."
    )
    llm: LlmSettings = Field(default_factory=LlmSettings, description="The endpoint that writes answers.")
    embed: EmbedSettings = Field(default_factory=EmbedSettings, description="What makes vectors.")
    fetch: FetchSettings = Field(default_factory=FetchSettings, description="Fetching of pages and feeds.")
    answer: AnswerSettings = Field(default_factory=AnswerSettings, description="The shape of answers.")

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)


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
    return settings


def describe(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Name, value as text with secrets hidden, source, and description of every setting."""
    rows = []
    for name, field in _fields(Settings):
        value: Any = settings
        for step in name.split("."):
            value = getattr(value, step)
        origin = settings._origins.get(name, "default")
        rows.append((name, _shown(value), origin, field.description or ""))
    return rows


def variable_of(name: str) -> str:
    """The environment variable of a setting: ``llm.base_url`` is ``BYLINE_LLM_BASE_URL``."""
    return VARIABLE_PREFIX + name.replace(".", "_").upper()


def _fields(group: type[BaseModel], before: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, field in group.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, _Group):
            yield from _fields(kind, f"{before}{name}.")
        else:
            yield before + name, field


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
    names = {variable_of(name): name for name, _ in _fields(Settings)}
    for variable, value in environ.items():
        # An empty variable is how shells and compose files say "not set".
        if variable.startswith(VARIABLE_PREFIX) and value != "":
            yield _Given(names.get(variable, ""), variable, value, "environment")


def _from_flags(overrides: Mapping[str, Any]) -> Iterator[_Given]:
    for name, value in _flat(overrides):
        if value is not None:
            yield _Given(name, name, value, "flag")


def _flat(tree: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
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
    names = [name for name, _ in _fields(Settings)]
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
    value = "" if _is_secret(name) or "@" in str(item.value) else f" {item.value!r}"
    return SettingsError(f"The value{value} of {item.written_as} ({item.origin}) will not do: {problem}.")


def _is_secret(name: str) -> bool:
    return "SecretStr" in str(dict(_fields(Settings))[name].annotation)


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case SecretStr():
            return SECRET_SHOWN_AS
        case str() if "://" in value and "@" in value:
            scheme, _, rest = value.partition("://")
            return f"{scheme}://{SECRET_SHOWN_AS}@{rest.rpartition('@')[2]}"
        case _:
            return str(value)
