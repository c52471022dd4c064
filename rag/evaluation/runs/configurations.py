"""What is put to a question set: settings by name, and the key that an answer is kept under."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import rag
from rag.errors import UsageError
from rag.evaluation.runs.question_set import GoldenQuestion
from rag.settings import Settings
from rag.settings.describing import describe, is_secret

EXTRACTIVE = "extractive"
AS_CONFIGURED = "as configured"
_EXAMPLE = 'Example: --configuration "small: llm.model=small answer.passages=6"'
# What has no part in an answer: where things are, how long they are kept, who may see them.
_ASIDE = (
    "data_dir",
    "host",
    "port",
    "public_url",
    "keep_questions",
    "fetch.",
    "llm.deadline",
    "llm.headers",
    "judge.",
)
_ASKING = ("question", "turns", "history", "as_of", "since", "publisher")
_WRITES_NOTHING = frozenset({"evaluation", "doctor"})  # parts of the package that no answer goes through


@dataclass(frozen=True, slots=True)
class Configuration:
    """Settings under a name.

    Attributes:
        name: How records and figures call it.
        given: Settings by dotted name that differ from those in force.
        is_extractive: Answers are made of quotations, whatever endpoint is set.
    """

    name: str
    given: Mapping[str, str] = field(default_factory=dict)
    is_extractive: bool = False


def parse_configurations(texts: Sequence[str], common: Sequence[str]) -> list[Configuration]:
    """Configurations as they are written on a command line.

    ``NAME: KEY=VALUE KEY=VALUE``, a value with spaces in quotation marks. A name alone is the settings as
    they are; ``extractive`` alone is quotations only. No text at all: one configuration, the settings as
    they are.

    Args:
        texts: One for each configuration.
        common: ``KEY=VALUE`` for all of them.

    Raises:
        UsageError: for what is written otherwise, or a name used twice.
    """
    shared = dict(_setting(text) for text in common)
    if not texts:
        return [Configuration(AS_CONFIGURED, shared)]
    found = [_configuration(text, shared) for text in texts]
    names = [one.name for one in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise UsageError(f"Two configurations are named {min(twice)!r}.", "Give each a name of its own.")
    return found


def _configuration(text: str, shared: Mapping[str, str]) -> Configuration:
    name, _, rest = text.partition(":")
    name = name.strip()
    if not name or "=" in name or "/" in name:
        raise UsageError(f"{text!r} is no configuration: it begins with its name and a colon.", _EXAMPLE)
    try:
        own = dict(_setting(word) for word in shlex.split(rest))
    except ValueError as error:
        raise UsageError(f"{text!r} is no configuration: a quotation mark is open.", _EXAMPLE) from error
    return Configuration(name, {**shared, **own}, is_extractive=name == EXTRACTIVE and not own)


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key.strip() and equals):
        raise UsageError(f"{text!r} is no setting: KEY=VALUE is.", "`byline config` shows every setting.")
    return key.strip(), value


def public_settings(settings: Settings) -> dict[str, str]:
    """The settings that have a part in an answer, as text; without secrets."""
    return {
        name: value
        for name, value, _, _ in describe(settings)
        if not name.startswith(_ASIDE) and not is_secret(name)
    }


def named(configuration: Configuration, settings: Settings) -> Configuration:
    """One that nobody named is named for who writes."""
    if configuration.name != AS_CONFIGURED:
        return configuration
    llm = settings.llm
    writer = (llm.model or "endpoint") if llm.model or llm.base_url else EXTRACTIVE
    return replace(configuration, name=writer)


def answer_key(
    question: GoldenQuestion,
    configuration: Configuration,
    settings: Mapping[str, str],
    generation: int,
    verifier: str,
) -> str:
    """Hash of all that an answer depends on: the question, settings, library, verifier and code.

    Args:
        question: What is asked.
        configuration: Who is asked.
        settings: Its public settings.
        generation: The library's.
        verifier: The verifier's name.
    """
    asked = {name: question.row.get(name) for name in _ASKING}
    parts = [asked, dict(settings), configuration.is_extractive, generation, verifier, code_version()]
    return hashed(parts)


def hashed(value: Any) -> str:
    """Hash of a JSON value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


@cache
def code_version() -> str:
    """Hash of the code, prompts and coefficients that answers are made by."""
    root = Path(rag.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        is_source = path.suffix in {".py", ".json", ".md", ".txt"}
        if is_source and place.parts[0] not in _WRITES_NOTHING:
            digest.update(f"{place.as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
