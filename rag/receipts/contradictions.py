"""Where a saved answer contradicts itself: in its numbers, its offsets, or a sentence called verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from rag.answering.composition import explained_on
from rag.domain import ArticleId
from rag.receipts.saved import SavedAnswer, SavedSentence, SavedSpan
from rag.receipts.spans import piece
from rag.text.publication import PublicationDate

_MARKER = re.compile(r"\[(\d{1,3})\]")
_WORD = re.compile(r"[^\W\d_]{3,}")
# What a verbatim sentence may have more or less than its quotation: the day behind a relative date, the
# article's own note numbers, and quotation marks around the whole.
_EXPLAINED_DAY = re.compile(r" \[\d{1,2} [A-Z][a-z]+ \d{4}\]")
_NOTE_NUMBER = re.compile(r"\s?\[+\d{1,3}\]+")


def contradictions(answer: SavedAnswer) -> tuple[str, ...]:
    """What is wrong with an answer's numbers and with the order of its sentences, in sentences."""
    return (*_misnumbered(answer), *_misplaced(answer))


def sentence_contradictions(answer: SavedAnswer, sentence: SavedSentence) -> Iterator[str]:
    """What of a sentence contradicts the answer's text, its numbers or its own evidence, in sentences."""
    if piece(answer.text, sentence.start, sentence.end) != sentence.text:
        yield "The answer's text does not have this sentence at its place."
    numbers = {cited.n for cited in answer.citations}
    for n in sentence.citations:
        if n not in numbers:
            yield f"It cites [{n}], and there is no such citation."
    if sentence.basis == "verbatim":
        dates = {cited.article_id: _date(cited.published) for cited in answer.citations}
        yield from _not_verbatim(sentence, dates)
    if sentence.verdict == "supported" and not sentence.evidence:
        yield "It is called supported, and no evidence is given."


def _not_verbatim(
    sentence: SavedSentence, dates: Mapping[ArticleId, PublicationDate | None]
) -> Iterator[str]:
    written = _bare(sentence.text)
    if any(written in _as_shown(span, dates.get(span.article_id)) for span in sentence.evidence):
        return
    without_days = _bare(_EXPLAINED_DAY.sub("", sentence.text))
    if any(without_days == _bare(_EXPLAINED_DAY.sub("", span.quote)) for span in sentence.evidence):
        yield "A day that it adds in brackets is not the one that the article's date gives."
    else:
        yield "It is called verbatim, and is not its evidence word for word."


def _as_shown(span: SavedSpan, published: PublicationDate | None) -> frozenset[str]:
    """A quotation as it may be shown: as it is, or with the days behind its relative dates."""
    return frozenset({_bare(span.quote), _bare(explained_on(published, span.quote))})


def _bare(text: str) -> str:
    return _NOTE_NUMBER.sub("", text).strip("“”")


def _date(published: str | None) -> PublicationDate | None:
    try:
        return PublicationDate.parse(published) if published else None
    except ValueError:  # whoever altered it; an unchanged article tells its own date
        return None


def _misnumbered(answer: SavedAnswer) -> Iterator[str]:
    numbers = [cited.n for cited in answer.citations]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "The citations are not numbered from 1 in their order."
    marked = {int(n) for n in _MARKER.findall(answer.text)}
    for n in sorted(marked - set(numbers)):
        yield f"The text has [{n}], and there is no such citation."
    for n in sorted(set(numbers) - marked):
        yield f"There is a citation {n}, and the text has no [{n}]."


def _misplaced(answer: SavedAnswer) -> Iterator[str]:
    """Sentences out of order, words in no sentence, markers that are not their sentence's."""
    spans = [(one.start, one.end) for one in answer.sentences]
    if any(start > end for start, end in spans) or any(one[1] > other[0] for one, other in pairwise(spans)):
        yield "The sentences are not in order, or overlap."
        return
    borders = [0, *(border for span in spans for border in span), len(answer.text)]
    gaps = [answer.text[max(0, a) : max(0, b)] for a, b in zip(borders[::2], borders[1::2], strict=True)]
    for gap in gaps:
        if found := _WORD.search(gap):
            yield f"The text has words that are in no sentence (“{found[0][:40]}”)."
    for sentence, after in zip(answer.sentences, gaps[1:], strict=True):
        if {int(n) for n in _MARKER.findall(after)} != set(sentence.citations):
            yield f"Other numbers follow “{sentence.text[:60]}” than it cites."
