"""The text of a reply as it grows: sentences with markers and marks, cut where the client wants it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.answering.prompts import count_tokens
from rag.answering.release import markers
from rag.domain import Answer, Citation, Sentence
from ui.api.footnotes import footnotes, inert, readable, url_citation


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a text has to end: before any of ``stops``, and before it is longer than ``tokens``."""

    stops: tuple[str, ...] = ()
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class _Marker:
    """A citation's number in the text, and the code points that it takes."""

    n: int
    start: int
    end: int


class ReplyText:
    """What is to be sent, piece by piece; what has been sent is never taken back.

    The pieces that `add` and `close` return, appended in order, are the whole text. A piece that may be
    the beginning of a stop is held back until it is known. Only whole sentences count against the tokens.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._text = ""
        self._sent = 0
        self._tokens = 0
        self._markers: list[_Marker] = []
        self._is_stopped = False
        self._is_full = False

    @property
    def finish_reason(self) -> str:
        """``length`` where sentences were left out for want of tokens, else ``stop``."""
        return "length" if self._is_full and not self._is_stopped else "stop"

    def add(self, before: str, sentence: Sentence) -> str:
        """Append a sentence; what of the text can be sent now."""
        if self._is_stopped or self._is_full:
            return ""
        piece = before + readable(sentence)
        if not self._fits(piece):
            self._is_full = True
            return ""
        self._note_markers(len(self._text) + len(before), sentence)
        return self._take(piece)

    def close(self, citations: Sequence[Citation]) -> str:
        """End the text with the sources of what it cites; a text that was stopped ends where it was."""
        if self._is_stopped:
            return ""
        shown = {marker.n for marker in self._markers}
        piece = self._take(footnotes(citation for citation in citations if citation.n in shown))
        held = self._text[self._sent :]
        self._sent = len(self._text)
        return piece + held

    def annotations(self, citations: Sequence[Citation]) -> list[dict[str, Any]]:
        """One ``url_citation`` a marker that stands in the text."""
        cited = {citation.n: citation for citation in citations}
        return [
            url_citation(cited[marker.n], marker.start, marker.end)
            for marker in self._markers
            if marker.end <= len(self._text)
        ]

    def _fits(self, piece: str) -> bool:
        if self._limits.tokens is None:
            return True
        self._tokens += count_tokens(piece)
        return self._tokens <= self._limits.tokens

    def _note_markers(self, start: int, sentence: Sentence) -> None:
        place = start + len(inert(sentence.text)) + len(" ")
        for n in sentence.citations:
            self._markers.append(_Marker(n, place, place + len(f"[{n}]")))
            place = self._markers[-1].end

    def _take(self, piece: str) -> str:
        self._text += piece
        places = [self._text.find(stop, self._sent) for stop in self._limits.stops]
        found = min((place for place in places if place >= 0), default=None)
        if found is not None:
            self._text = self._text[:found]
            self._is_stopped = True
        ready = self._text[self._sent : len(self._text) - (0 if self._is_stopped else self._held())]
        self._sent += len(ready)
        return ready

    def _held(self) -> int:
        """How many characters at the end may be the beginning of a stop."""
        unsent = self._text[self._sent :]
        lengths = (
            length
            for stop in self._limits.stops
            for length in range(min(len(stop) - 1, len(unsent)), 0, -1)
            if unsent.endswith(stop[:length])
        )
        return max(lengths, default=0)


def pieces(answer: Answer) -> Iterator[tuple[str, Sentence]]:
    """A whole answer's sentences, each with the white space and list markup before it."""
    place = 0
    for sentence in answer.sentences:
        yield answer.text[place : sentence.start], sentence
        place = sentence.end + len(markers(sentence.citations))
