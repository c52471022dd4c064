"""Sources in three ways that chat clients understand: footnotes, annotations, a typed object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rag.domain import Answer, Citation
from rag.text.publication import PublicationDate

SOURCES = "\n\nSources:\n"

_MARKER = re.compile(r"\[(\d{1,3})\]")
_SPACED_MARKER = re.compile(r"\s?\[\d{1,3}\]")


def footnotes(answer: Answer) -> str:
    """The sources as lines below the answer; empty when there are none."""
    if not answer.citations:
        return ""
    return SOURCES + "\n".join(f"[{citation.n}] {_described(citation)}" for citation in answer.citations)


def url_citations(answer: Answer) -> list[dict[str, Any]]:
    """One ``url_citation`` a marker; indices count code points of the message's text."""
    cited = {citation.n: citation for citation in answer.citations}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": start,
                "end_index": end,
                "url": cited[n].url or cited[n].link,
                "title": cited[n].title,
            },
        }
        for n, start, end in _markers(answer)
        if n in cited
    ]


def without_footnotes(text: str) -> str:
    """An earlier answer as a client sent it back, with our footnotes and markers taken off."""
    return _SPACED_MARKER.sub("", text.partition(SOURCES)[0]).strip()


def byline_object(answer: Answer) -> dict[str, Any]:
    """The whole answer object."""
    return asdict(answer)


def _markers(answer: Answer) -> Iterator[tuple[int, int, int]]:
    """Number, start and end of each marker. Sentences exclude theirs, so "[1]" in a quotation is not one."""
    stops = [*(sentence.start for sentence in answer.sentences[1:]), len(answer.text)]
    for sentence, stop in zip(answer.sentences, stops, strict=False):
        for found in _MARKER.finditer(answer.text, sentence.end, stop):
            yield int(found[1]), found.start(), found.end()


def _described(source: Citation) -> str:
    when = PublicationDate.parse(source.published).in_words() if source.published else "undated"
    return f"{source.title} — {source.publisher or 'publisher unknown'}, {when}. {source.link}"
