"""A saved answer checked again, offline: do its quotations still stand in the articles, word for word?

Nothing is judged anew and no model is asked. What is compared is the answer with itself (numbers, offsets,
verbatim sentences) and its quotations with the articles as the library has them now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rag.domain import Article, ArticleId, Basis, Verdict

SpanStatus = Literal["intact", "kept", "changed", "gone", "tampered"]
Status = Literal["intact", "stale", "gone", "tampered"]
FindArticle = Callable[[ArticleId], Article | None]

_AS_A_WHOLE: dict[SpanStatus, Status] = {
    "intact": "intact",
    "kept": "stale",
    "changed": "stale",
    "gone": "gone",
    "tampered": "tampered",
}
_ORDER: tuple[Status, ...] = ("intact", "stale", "gone", "tampered")  # the worst last
_MARKER = re.compile(r"\[(\d{1,3})\]")
_WORD = re.compile(r"[^\W\d_]{3,}")
# What a verbatim sentence may have more or less than its quotation: the day behind a relative date, the
# article's own note numbers, and quotation marks around the whole.
_EXPLAINED_DAY = re.compile(r" \[\d{1,2} [A-Z][a-z]+ \d{4}\]")
_NOTE_NUMBER = re.compile(r"\s?\[+\d{1,3}\]+")


@dataclass(frozen=True, slots=True)
class SavedSpan:
    """A span of an article as the answer has it."""

    article_id: ArticleId
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class SavedCitation(SavedSpan):
    """A numbered span, with what the answer says about its article."""

    n: int
    article_hash: str
    kind: str
    title: str
    publisher: str | None
    author: str | None
    published: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class SavedSentence:
    """A sentence as the answer has it."""

    text: str
    start: int
    end: int
    verdict: Verdict | None
    basis: Basis | None
    citations: tuple[int, ...]
    evidence: tuple[SavedSpan, ...]


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """As much of an answer object as can be checked."""

    id: str
    question: str
    text: str
    sentences: tuple[SavedSentence, ...]
    citations: tuple[SavedCitation, ...]


@dataclass(frozen=True, slots=True)
class CheckedSpan:
    """What has become of a quotation.

    `intact`: the article is what it was and has the quotation at its place. `kept`: the article has changed
    and still has it word for word, at ``start`` and ``end``. `changed`: it has it no more. `gone`: there is
    no such article. `tampered`: the article is what it was, and the answer says something else.
    """

    article_id: ArticleId
    status: SpanStatus
    words: str  # the same in a sentence
    start: int | None = None  # where the quotation stands now; None where it does not
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCitation(CheckedSpan):
    """What has become of a citation."""

    n: int


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """What has become of a sentence; `stale` where an article behind it has changed."""

    text: str
    status: Status
    evidence: tuple[CheckedSpan, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What has become of an answer: the worst of its parts; `problems` are where it contradicts itself."""

    id: str
    question: str
    status: Status
    citations: tuple[CheckedCitation, ...]
    sentences: tuple[CheckedSentence, ...]
    problems: tuple[str, ...]


def check_answer(answer: SavedAnswer, article: FindArticle) -> Receipt:
    """Check a saved answer against the articles as they are now.

    Args:
        answer: The answer; its offsets may be any numbers.
        article: The library's article with an id.
    """
    citations = tuple(_check_citation(cited, article(cited.article_id)) for cited in answer.citations)
    hashes = {cited.article_id: cited.article_hash for cited in answer.citations}
    numbers = frozenset(cited.n for cited in answer.citations)
    sentences = tuple(
        _check_sentence(one, tuple(_sentence_problems(answer.text, numbers, one)), hashes, article)
        for one in answer.sentences
    )
    problems = (*_misnumbered(answer), *_misplaced(answer))
    statuses = [_AS_A_WHOLE[cited.status] for cited in citations] + [one.status for one in sentences]
    status = worst([*statuses, "tampered"] if problems else statuses)
    return Receipt(answer.id, answer.question, status, citations, sentences, problems)


def worst(statuses: Sequence[Status]) -> Status:
    """The worst of them; intact if there is none."""
    return max(statuses, key=_ORDER.index, default="intact")


def _check_citation(cited: SavedCitation, article: Article | None) -> CheckedCitation:
    found = _check_span(cited, article, cited.article_hash)
    status, words = found.status, found.words
    if article is not None and status == "intact":
        if misnamed := _misnamed(cited, article):
            status, words = "tampered", f"The article is unchanged; {misnamed}."
        elif article.status:
            words = f"{words} The article has been marked {article.status}."
    return CheckedCitation(found.article_id, status, words, found.start, found.end, n=cited.n)


def _misnamed(cited: SavedCitation, article: Article) -> str:
    """The first of the article's particulars that the citation gives otherwise."""
    published = str(article.published) if article.published else None
    is_titled = cited.title == article.title or cited.title.startswith(
        (f"{article.title} (corrected", f"{article.title} (retracted")
    )
    particulars = {
        "title": (is_titled, article.title),
        "publisher": (cited.publisher == article.publisher, article.publisher),
        "author": (cited.author == article.author, article.author),
        "date": (cited.published == published, published),
        "address": (cited.url == article.url, article.url),
        "kind": (cited.kind == article.kind, article.kind),
    }
    wrong = ((name, held) for name, (agrees, held) in particulars.items() if not agrees)
    name, held = next(wrong, ("", None))
    return f"the citation gives another {name} than the article's ({held or 'none'})" if name else ""


def _check_span(span: SavedSpan, article: Article | None, known_hash: str | None) -> CheckedSpan:
    """What has become of a quotation; without a known hash nothing can be called tampered."""
    if article is None:
        return CheckedSpan(span.article_id, "gone", "The article is not in the library.")
    is_unchanged = article.hash == known_hash
    if not span.quote:
        return CheckedSpan(span.article_id, "tampered", "The quotation has no words.")
    if _piece(article.text, span.start, span.end) == span.quote:
        if is_unchanged or known_hash is None:
            words = "The article has these words at their place."
            return CheckedSpan(span.article_id, "intact", words, span.start, span.end)
        words = "The article has changed since, and still has these words at their place."
        return CheckedSpan(span.article_id, "kept", words, span.start, span.end)
    if is_unchanged:
        words = "The article has not changed, and does not have these words at this place."
        return CheckedSpan(span.article_id, "tampered", words)
    return _found_elsewhere(span, article.text)


def _found_elsewhere(span: SavedSpan, text: str) -> CheckedSpan:
    """Where a changed article has the quotation now: first looked for where it stood."""
    start = text.find(span.quote, max(0, span.start))
    start = text.find(span.quote) if start < 0 else start
    if start < 0:
        return CheckedSpan(
            span.article_id, "changed", "The article has changed since, and no longer has these words."
        )
    end = start + len(span.quote)
    words = f"The article has changed since, and still has these words, now at {start} to {end}."
    return CheckedSpan(span.article_id, "kept", words, start, end)


def _check_sentence(
    sentence: SavedSentence,
    problems: tuple[str, ...],
    hashes: dict[ArticleId, str],
    article: FindArticle,
) -> CheckedSentence:
    evidence = tuple(
        _check_span(span, article(span.article_id), hashes.get(span.article_id)) for span in sentence.evidence
    )
    statuses = [_AS_A_WHOLE[span.status] for span in evidence]
    status = worst([*statuses, "tampered"] if problems else statuses)
    return CheckedSentence(sentence.text, status, evidence, problems)


def _sentence_problems(text: str, numbers: frozenset[int], sentence: SavedSentence) -> Iterator[str]:
    """What of a sentence contradicts the answer's text, its numbers or its own evidence."""
    if _piece(text, sentence.start, sentence.end) != sentence.text:
        yield "The answer's text does not have this sentence at its place."
    for n in sentence.citations:
        if n not in numbers:
            yield f"It cites [{n}], and there is no such citation."
    if sentence.basis == "verbatim" and not any(
        _as_written(sentence.text) == _as_written(span.quote) for span in sentence.evidence
    ):
        yield "It is called verbatim, and is not its evidence word for word."
    if sentence.verdict == "supported" and not sentence.evidence:
        yield "It is called supported, and no evidence is given."


def _as_written(text: str) -> str:
    return _NOTE_NUMBER.sub("", _EXPLAINED_DAY.sub("", text)).strip("“”")


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


def _piece(text: str, start: int, end: int) -> str | None:
    return text[start:end] if 0 <= start <= end <= len(text) else None
