"""What chat pages ask of a model on the side: a title, tags, follow-ups, queries, completions.

Open WebUI sends such a request after an answer, as one message: a heading, instructions that name the
key of the JSON object it wants, and the conversation between tags. It reads that object out of the reply.
None of it is a question about the articles, so code answers it from the conversation alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

_HEADING = "### Task:"
_OPENS, _CLOSES = "<chat_history>", "</chat_history>"
_SAID = re.compile(r"^(USER|ASSISTANT): ?", re.MULTILINE)
_TITLE_LENGTH = 60  # characters
_UNTITLED = "Questions to the articles"
_Asked = list[str]


def chore_reply(message: str) -> str | None:
    """The JSON object that a request on the side wants; None where the message is a question."""
    instructions, history = _parted(message)
    if history is None or not instructions.startswith(_HEADING):
        return None
    named = [(instructions.find(f'"{key}"'), key) for key in _REPLIES]
    wanted = min(((place, key) for place, key in named if place >= 0), default=None)
    if wanted is None:
        return None
    key = wanted[1]
    return json.dumps({key: _REPLIES[key](_questions(history))})


def _parted(message: str) -> tuple[str, str | None]:
    """What stands around the conversation, and the conversation, in which the tags may be quoted."""
    start, end = message.find(_OPENS), message.rfind(_CLOSES)
    if start < 0 or end < start:
        return message, None
    outside = message[:start] + message[end + len(_CLOSES) :]
    return outside.lstrip(), message[start + len(_OPENS) : end]


def _questions(history: str) -> _Asked:
    """What the user said, oldest first."""
    _, *said = _SAID.split(history)
    words = zip(said[::2], said[1::2], strict=True)
    return [" ".join(text.split()) for speaker, text in words if speaker == "USER" and text.strip()]


def _title(asked: _Asked) -> str:
    if not asked:
        return _UNTITLED
    first = asked[0]
    if len(first) <= _TITLE_LENGTH:
        return first
    whole_words, space, _ = first[:_TITLE_LENGTH].rpartition(" ")
    return (whole_words if space else first[: _TITLE_LENGTH - 1]).rstrip(" ,;:") + "…"


def _tags(_: _Asked) -> list[str]:
    return ["General"]


def _nothing(_: _Asked) -> list[str]:
    return []


def _no_words(_: _Asked) -> str:
    return ""


def _last_question(asked: _Asked) -> list[str]:
    return asked[-1:]


_REPLIES: dict[str, Callable[[_Asked], str | list[str]]] = {
    "title": _title,
    "tags": _tags,
    "follow_ups": _nothing,
    "queries": _last_question,
    "text": _no_words,  # how the user's next words may go on
}
