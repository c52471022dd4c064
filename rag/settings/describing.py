"""How settings are named and shown: in files, as variables, to people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from rag.settings.tree import Group, Settings

VARIABLE_PREFIX = "BYLINE_"
SECRET_SHOWN_AS = "********"  # noqa: S105 - this is what hides a secret


def describe(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Name, value as text with secrets hidden, source, and description of every setting."""
    rows = []
    for name, field in fields_of(Settings):
        value: Any = settings
        for step in name.split("."):
            value = getattr(value, step)
        origin = settings._origins.get(name, "default")
        rows.append((name, _shown(value), origin, field.description or ""))
    return rows


def written_as(settings: Settings, name: str) -> str | None:
    """The text that was given for a setting, before it was mended; None where none was, and for secrets."""
    text = settings._written.get(name)
    if text and "@" in text and "://" not in text:  # a name and password before a host
        return f"{SECRET_SHOWN_AS}@{text.strip().rpartition('@')[2]}"
    return None if text is None else _shown(text.strip())


def variable_of(name: str) -> str:
    """The environment variable of a setting: ``llm.base_url`` is ``BYLINE_LLM_BASE_URL``."""
    return VARIABLE_PREFIX + name.replace(".", "_").upper()


def fields_of(group: type[BaseModel], before: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every setting of a group and of those in it, by its dotted name."""
    for name, field in group.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Group):
            yield from fields_of(kind, f"{before}{name}.")
        else:
            yield before + name, field


def is_secret(name: str) -> bool:
    """Whether the value of a setting must not be shown."""
    return "SecretStr" in str(dict(fields_of(Settings))[name].annotation)


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case SecretStr():
            return SECRET_SHOWN_AS
        case dict():
            return "; ".join(f"{name}: {_shown(one)}" for name, one in value.items())
        case tuple():
            return ", ".join(map(_shown, value))
        case str() if "://" in value and "@" in value:
            scheme, _, rest = value.partition("://")
            return f"{scheme}://{SECRET_SHOWN_AS}@{rest.rpartition('@')[2]}"
        case _:
            return str(value)
