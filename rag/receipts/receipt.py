"""The receipt of a saved answer: what has become of it and of each of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rag.domain import Article, ArticleId
from rag.receipts.contradictions import contradictions, sentence_contradictions
from rag.receipts.saved import SavedAnswer, SavedCitation, SavedSentence
from rag.receipts.spans import AS_A_WHOLE, CheckedSpan, Find, Held, Status, check_span, worst

_PARTS = ("question", "text", "sentences", "citations")


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


def check_answer(answer: SavedAnswer, find: Find, kept: SavedAnswer | None = None) -> Receipt:
    """Check a saved answer against the articles as they are now.

    Args:
        answer: The answer; its offsets may be any numbers.
        find: What the library has under an article's id.
        kept: The library's own copy of this answer, if it kept one. An answer that is the same names no
            version of an article that was never here, whatever the library remembers of versions.
    """
    hashes = {cited.article_id: cited.article_hash for cited in answer.citations}
    if kept == answer:
        find = _vouched(find, hashes)
    citations = tuple(_check_citation(cited, find(cited.article_id)) for cited in answer.citations)
    sentences = tuple(_check_sentence(answer, one, hashes, find) for one in answer.sentences)
    problems = (*contradictions(answer), *_kept_otherwise(answer, kept))
    statuses = [AS_A_WHOLE[cited.status] for cited in citations] + [one.status for one in sentences]
    status = worst([*statuses, "tampered"] if problems else statuses)
    return Receipt(answer.id, answer.question, status, citations, sentences, problems)


def _vouched(find: Find, hashes: Mapping[ArticleId, str]) -> Find:
    def found(article_id: ArticleId) -> Held:
        held, known = find(article_id), hashes.get(article_id)
        return held if known is None else replace(held, former=held.former | {known})

    return found


def _kept_otherwise(answer: SavedAnswer, kept: SavedAnswer | None) -> Iterator[str]:
    if kept is None:
        return
    parts = [part for part in _PARTS if getattr(answer, part) != getattr(kept, part)]
    if parts:
        yield f"The library's own copy of this answer differs in its {' and '.join(parts)}."


def _check_citation(cited: SavedCitation, held: Held) -> CheckedCitation:
    found, article = check_span(cited, held, cited.article_hash), held.article
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


def _check_sentence(
    answer: SavedAnswer, sentence: SavedSentence, hashes: Mapping[ArticleId, str], find: Find
) -> CheckedSentence:
    problems = tuple(sentence_contradictions(answer, sentence))
    evidence = tuple(
        check_span(span, find(span.article_id), hashes.get(span.article_id)) for span in sentence.evidence
    )
    statuses = [AS_A_WHOLE[span.status] for span in evidence]
    status = worst([*statuses, "tampered"] if problems else statuses)
    return CheckedSentence(sentence.text, status, evidence, problems)
