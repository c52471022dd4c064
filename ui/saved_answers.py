"""Answer objects read from JSON: a file of one or many, or the body of a request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rag.errors import UsageError
from rag.receipts import SavedAnswer

MAX_BYTES = 20_000_000
SCHEMA = 1
_HINT = "`byline ask --json` prints an answer object."


def read_answers(content: bytes) -> list[SavedAnswer]:
    """The answers of a JSON object, a list of them, or JSON Lines.

    Args:
        content: UTF-8, at most `MAX_BYTES`.

    Raises:
        UsageError: if it is too large, no JSON, or holds something else than answers.
    """
    if len(content) > MAX_BYTES:
        raise UsageError(
            f"There are more than {MAX_BYTES // 1_000_000} MB.", "Check the answers in several files."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("This is no UTF-8, so it is no JSON.", _HINT) from error
    values = list(_values(text))
    if len(values) == 1 and isinstance(values[0], list):
        values = values[0]
    if not values:
        raise UsageError("There is no answer in it.", _HINT)
    if len(values) == 1:
        return [read_answer(values[0])]
    return [read_answer(value, f"Answer {n}") for n, value in enumerate(values, 1)]


def read_answer(value: object, name: str = "This") -> SavedAnswer:
    """An answer from parsed JSON; what is not checked is passed over.

    Args:
        value: What the JSON says.
        name: What an error calls it.

    Raises:
        UsageError: if it is no answer object of this version.
    """
    if not isinstance(value, dict):
        raise UsageError(f"{name} is no answer object.", _HINT)
    if value.get("schema") != SCHEMA:
        found = value.get("schema")
        said = f"has schema {found}" if isinstance(found, int) else "has no schema number"
        raise UsageError(
            f"{name} {said}; answers of schema {SCHEMA} can be checked.",
            "Check it with the version of Byline that made it." if isinstance(found, int) else _HINT,
        )
    question = value.get("question")
    if isinstance(question, str):  # it is only repeated, so half a character in it does no harm
        value = value | {"question": question.encode("utf-8", "replace").decode("utf-8")}
    try:
        answer = _adapter().validate_python(value)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in problem["loc"]) or "a name in it"
        raise UsageError(
            f"{name} is no whole answer object: {where}: {problem['msg'].lower()}.", _HINT
        ) from error
    try:
        json.dumps(asdict(answer), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError(f"{name} has half a character in it (a lone surrogate).", _HINT) from error
    return answer


def _values(text: str) -> Iterator[Any]:
    """JSON values one after the other, with nothing but white space between them."""
    decoder = json.JSONDecoder()
    at = _next(text, 0)
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise UsageError(
                f"This is no JSON: line {error.lineno}, column {error.colno}: {error.msg}.", _HINT
            ) from error
        except (RecursionError, ValueError) as error:  # nested too deeply, or a number of thousands of digits
            raise UsageError("This JSON cannot be read: it is nested too deeply.", _HINT) from error
        yield value
        at = _next(text, at)


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


@cache
def _adapter() -> TypeAdapter[SavedAnswer]:
    return TypeAdapter(SavedAnswer)
