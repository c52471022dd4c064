"""The sentences of the retrieved excerpts, each with what is needed to judge it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rag.domain import PassageHit
from rag.reading.excerpts import Excerpt
from rag.text.dates import DateMention, find_dates
from rag.text.figures import Figure, find_figures
from rag.text.names import find_names
from rag.text.sentences import is_prose, split_sentences, without_marker
from rag.text.words import content_stems

_EARLIER = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as a reader takes it in; independent of any question, so it is cached."""

    text: str
    stems: frozenset[str]
    ordered_stems: tuple[str, ...]
    figures: tuple[Figure, ...]
    dates: tuple[DateMention, ...]
    names: tuple[str, ...]  # runs of capitalised words, e.g. "Liang Wenfeng"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer the question."""

    hit: PassageHit
    start: int  # into the article's text
    end: int
    reading: Reading
    earlier: tuple[Reading, ...]  # up to three sentences before it in the excerpt, nearest first
    read_from: int = 0  # where the excerpt begins in the article's text

    @property
    def before(self) -> Reading | None:
        """The sentence before it in the excerpt."""
        return self.earlier[0] if self.earlier else None

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.reading.text


@lru_cache(maxsize=4096)
def read_sentence(text: str) -> Reading:
    """Stems, figures, dates and names of a sentence."""
    ordered = tuple(content_stems(text))
    return Reading(
        text=text,
        stems=frozenset(ordered),
        ordered_stems=ordered,
        figures=tuple(find_figures(text)),
        dates=tuple(find_dates(text)),
        names=find_names(text),
    )


def candidates_of(excerpt: Excerpt) -> list[Candidate]:
    """The sentences of an excerpt that state something; headings and table rows are no candidates."""
    text, offset = excerpt.text, excerpt.start
    spans = [without_marker(text, span) for span in split_sentences(text)]
    readings = [read_sentence(text[span.start : span.end]) for span in spans]
    found = []
    for i, (span, reading) in enumerate(zip(spans, readings, strict=True)):
        if not is_prose(reading.text):
            continue
        found.append(
            Candidate(
                hit=excerpt.hit_at(offset + span.start),
                start=offset + span.start,
                end=offset + span.end,
                reading=reading,
                earlier=tuple(reversed(readings[max(0, i - _EARLIER) : i])),
                read_from=offset,
            )
        )
    return found
