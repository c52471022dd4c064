"""Sources in three ways that chat clients understand: footnotes, annotations, a typed object."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from rag.answering.release import markers
from rag.domain import Answer, Citation, Sentence, Verdict
from rag.text.publication import PublicationDate

SOURCES = "\n\nSources:\n"
# Not "partial": most of those are true, and a mark that is mostly wrong teaches to ignore it.
MARKS: dict[Verdict, str] = {
    "unsupported": " (⚠ not supported by the sources)",
    "contradicted": " (⚠ contradicted by a source)",
}

_FOOTNOTES = re.compile(r"(?:^|\n)Sources:[ \t]*\n{1,3}(?:- )?\[\d{1,3}\] .*", re.DOTALL)
_SPACED_MARKER = re.compile(r"\s?\[\d{1,3}\]")
_REASONING_OPENS = re.compile(r'<(think|thinking)>|<(details) type="reasoning"')
_LOADING = re.compile(r"!(?=\[)|<(?=[A-Za-z/!])")  # an image, or the beginning of HTML
_MARKUP = re.compile(r"[\[\]]")


def inert(text: str) -> str:
    """Markdown that loads nothing: images and HTML are shown as they are written."""
    return _LOADING.sub(lambda found: "!\\" if found[0] == "!" else "\\<", text)


def readable(sentence: Sentence) -> str:
    """A sentence with its markers, and with its verdict in words where the sources do not bear it out."""
    mark = MARKS.get(sentence.verdict, "") if sentence.verdict else ""
    return inert(sentence.text) + markers(sentence.citations) + mark


def footnotes(citations: Iterable[Citation]) -> str:
    """The sources as a list below the answer; empty when there are none."""
    lines = [f"- [{citation.n}] {_described(citation)}" for citation in citations]
    return SOURCES + "\n".join(lines) if lines else ""


def url_citation(citation: Citation, start: int, end: int) -> dict[str, Any]:
    """An annotation of OpenAI's: the marker at ``text[start:end]``, in code points, and where it leads.

    The link is to the article with the cited span marked, at the server's public address.
    """
    where = {"start_index": start, "end_index": end, "url": citation.link, "title": citation.title}
    return {"type": "url_citation", "url_citation": where}


def without_footnotes(text: str) -> str:
    """An earlier answer as a client sent it back, without footnotes, markers, marks and reasoning."""
    bare = _FOOTNOTES.sub("", _without_reasoning(text.replace("\r\n", "\n")))
    for mark in MARKS.values():
        bare = bare.replace(mark, "")
    return _SPACED_MARKER.sub("", bare).strip()


def byline_object(answer: Answer) -> dict[str, Any]:
    """The whole answer object; its offsets count into its own text, which bears no marks."""
    return asdict(answer)


def _without_reasoning(text: str) -> str:
    """The text without the blocks in which chat pages keep a model's reasoning; one left open stays."""
    kept, place = "", 0
    while opening := _REASONING_OPENS.search(text, place):
        closing = f"</{opening[1] or opening[2]}>"
        end = text.find(closing, opening.end())
        if end < 0:
            break
        kept += text[place : opening.start()]
        place = end + len(closing)
    return kept + text[place:]


def _described(source: Citation) -> str:
    when = PublicationDate.parse(source.published).in_words() if source.published else "undated"
    return (
        f"{_plain(source.title)} — {_plain(source.publisher or 'publisher unknown')}, {when}. {source.link}"
    )


def _plain(name: str) -> str:
    """A name in one line that can be no link."""
    return _MARKUP.sub(lambda found: "\\" + found[0], inert(" ".join(name.split())))
