"""One splitter for reasoning, however a server sends it: in a field of its own or between tags.

R1's template emits the opening tag itself, so that of a pair only ``</think>`` may arrive. Where that
is likely, the text is held back until the tag or the end has come; where it comes without warning,
`AnswerBegins` says that all text before it was reasoning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.interfaces import ModelText, ModelThinking

_OPEN, _CLOSE = "<think>", "</think>"
_TAG = re.compile(r"</?think>", re.IGNORECASE)
_JUDGED_BY = 48  # characters from which thinking aloud can be told
# How models begin when they think, and hardly ever when they answer from sources.
_THINKING_ALOUD = re.compile(
    r"(?:okay|ok|alright|all right|hmm+|wait|so,|first,|let me|let['’]s|i need|i['’]ll|i should|"
    r"i have to|we need|we have to|we are given|the user|the question|they ask|looking at|thinking)\b"
    r"|嗯|好的",
    re.IGNORECASE,
)
_REASONING_MODELS = re.compile(r"\br1\b|qwq|think|reason", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AnswerBegins:
    """All text so far was reasoning: only a closing tag came, and it came late."""


Piece = ModelText | ModelThinking | AnswerBegins


def opens_in_reasoning(model: str | None) -> bool:
    """Whether a model by this name may answer with reasoning that has no opening tag."""
    return bool(_REASONING_MODELS.search(model or ""))


class ReasoningSplitter:
    """Parts as they come, in; reasoning and text, told apart, out.

    Cutting the same stream at other places gives the same text and the same reasoning.
    """

    def __init__(self, *, opens_in_reasoning: bool = False) -> None:
        """Begin a stream.

        Args:
            opens_in_reasoning: Hold text back until a closing tag or the end tells what it is.
        """
        self._held = ""
        self._is_thinking = False
        self._is_undecided = True  # nothing has told yet whether the beginning is reasoning
        self._must_wait = opens_in_reasoning
        self.is_lone_close_seen = False

    def feed(self, part: ModelText | ModelThinking) -> list[Piece]:
        """What is certain now."""
        if isinstance(part, ModelThinking):
            # A server that has a field for reasoning leaves none in the text.
            self._is_undecided = False
            return [*self._settled(is_last=False), part]
        self._held += part.text
        return self._settled(is_last=False)

    def finish(self) -> list[Piece]:
        """What was held back, now that nothing more comes."""
        return self._settled(is_last=True)

    def _settled(self, *, is_last: bool) -> list[Piece]:
        pieces: list[Piece] = []
        while tag := _TAG.search(self._held):
            before, self._held = self._held[: tag.start()], self._held[tag.end() :]
            pieces += self._at_tag(before, is_close=tag.group().lower() == _CLOSE)
        if self._is_undecided and not is_last and self._waits():
            return pieces
        ready = len(self._held) if is_last else len(self._held) - _begun_tag(self._held)
        ready_text, self._held = self._held[:ready], self._held[ready:]
        if ready_text:
            pieces.append(self._piece(ready_text))
            self._is_undecided = False
        return pieces

    def _at_tag(self, before: str, *, is_close: bool) -> list[Piece]:
        is_lone = is_close and not self._is_thinking
        was_undecided, self._is_undecided = self._is_undecided, False
        if not is_lone:
            found = [self._piece(before)] if before else []
            self._is_thinking = not is_close
            return found
        self.is_lone_close_seen = True
        thought: list[Piece] = [ModelThinking(before)] if before else []
        return thought if was_undecided else [AnswerBegins(), *thought]

    def _waits(self) -> bool:
        """Whether the beginning may still turn out to be reasoning without an opening tag."""
        start = self._held.lstrip()
        return self._must_wait or len(start) < _JUDGED_BY or bool(_THINKING_ALOUD.match(start))

    def _piece(self, text: str) -> Piece:
        return ModelThinking(text) if self._is_thinking else ModelText(text)


def _begun_tag(text: str) -> int:
    """Length of the tag that the text may end in the middle of."""
    tail = text[-len(_CLOSE) :].lower()
    at = tail.rfind("<")
    is_begun = at >= 0 and any(tag.startswith(tail[at:]) for tag in (_OPEN, _CLOSE))
    return len(tail) - at if is_begun else 0


def continued(text: str, pieces: Iterable[Piece]) -> str:
    """The answer's text so far with these pieces; what came before the answer began is dropped."""
    for piece in pieces:
        match piece:
            case ModelText():
                text += piece.text
            case AnswerBegins():
                text = ""
    return text
