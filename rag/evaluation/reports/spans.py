"""The spans of articles beside a sentence: what decided its verdict, with the words around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rag.evaluation.runs.records import Record

Told = Literal["contradicts", "supports", "cited", "retrieved"]
_AROUND = 180  # characters of the passage on each side of a span


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation with the words of its passage around it; these are empty where they are not known."""

    relation: Told
    source: str  # title, publisher, date
    before: str
    quote: str
    after: str


def spans_of(sentence: Mapping[str, Any], record: Record) -> tuple[Span, ...]:
    """What stands beside a sentence.

    The verifier's evidence, the span that contradicts before the one that supports most; without any, what
    the sentence cites; without that, the beginning of the first passage that was retrieved.
    """
    evidence = sorted(sentence.get("evidence") or (), key=lambda one: one.get("relation") != "contradicts")
    if evidence:
        return tuple(
            _span("contradicts" if one.get("relation") == "contradicts" else "supports", one, record)
            for one in evidence
        )
    numbers = set(sentence.get("citations") or ())
    cited = [one for one in (record.answer or {}).get("citations") or () if one.get("n") in numbers]
    if cited:
        return tuple(_span("cited", one, record) for one in cited)
    if record.contexts:
        first = record.contexts[0]
        text = str(first.get("text", ""))
        return (Span("retrieved", _source(first), "", "", _shortened_end(text, 2 * _AROUND)),)
    return ()


def _span(relation: Told, one: Mapping[str, Any], record: Record) -> Span:
    quote = str(one.get("quote", ""))
    passage = next(
        (context for context in record.contexts if context.get("passage_id") == one.get("passage_id")), None
    )
    source = _source(passage or _cited_source(one, record))
    text = str(passage.get("text", "")) if passage else ""
    at = text.find(quote)
    if not quote or at < 0:
        return Span(relation, source, "", quote, "")
    rest = text[at + len(quote) :]
    return Span(relation, source, _shortened_start(text[:at], _AROUND), quote, _shortened_end(rest, _AROUND))


def _cited_source(one: Mapping[str, Any], record: Record) -> Mapping[str, Any]:
    """The citation that names the span's article; the span itself where none does."""
    citations = (record.answer or {}).get("citations") or ()
    return next((cited for cited in citations if cited.get("article_id") == one.get("article_id")), one)


def _source(of: Mapping[str, Any]) -> str:
    return ", ".join(str(of[key]) for key in ("title", "publisher", "published") if of.get(key))


def _shortened_start(text: str, most: int) -> str:
    return text if len(text) <= most else "… " + text[-most:].partition(" ")[2]


def _shortened_end(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"
