"""The verifier on what must not be doubted: sentences of the articles, word for word.

All golden questions are asked; nothing is tuned here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ingest.builtin import builtin_corpus, ensure_demo
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from rag.assembly import Byline, build_byline
from rag.checking import GivenSource
from rag.domain import Answer, Article, Passage, PassageHit, PassageId, Question
from rag.evaluation.runs.question_set import read_questions
from rag.events import Finished, Retrieved
from rag.reading.candidates import Candidate, candidates_of
from rag.reading.excerpts import Excerpt, excerpts_of
from rag.settings import load_settings
from rag.trust.evidence import Evidence, evidence_of
from rag.trust.letters import check_as_read
from rag.trust.support import Support
from rag.trust.verifier import WeighedCheck

AGREES_AT_LEAST = 0.97
VERIFIER = WeighedCheck()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of an answer, word for word an article's, checked twice."""

    question: str
    text: str
    by_retrieved: Support  # against all that the answer was made from
    by_article: Support  # against the article that it cites, and nothing else

    def __str__(self) -> str:
        found = self.by_retrieved
        return f"{self.question} | {self.text} | {found.verdict} {found.score} | {'; '.join(found.issues)}"


@pytest.fixture(scope="module")
def byline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Byline]:
    """The real parts with the built-in articles."""
    folder = tmp_path_factory.mktemp("agrees")
    settings = load_settings({"data_dir": folder}, cwd=folder, environ={})
    built = build_byline(settings, SPLITTER_FINGERPRINT)
    try:
        ensure_demo(Ingestion(built.library, built.index, built.embedder, settings.data_dir), built.library)
        yield built
    finally:
        built.close()


@pytest.fixture(scope="module")
def quoted(byline: Byline) -> list[Quoted]:
    """Every sentence that the answers to the golden questions quote."""
    asked = [golden.question for golden in read_questions(builtin_corpus().parent / "questions.jsonl")]
    return [one for question in asked for one in _quoted(byline, question)]


def _quoted(byline: Byline, question: Question) -> list[Quoted]:
    retrieved, answer = asyncio.run(_asked(byline, question))
    read = evidence_of([one for excerpt in excerpts_of(retrieved) for one in candidates_of(excerpt)], ())
    cited = {citation.n: citation.article_id for citation in answer.citations}

    @cache
    def alone(n: int) -> Evidence:
        article = byline.library.article(cited[n])
        assert article
        return evidence_of(_sentences(article), ())

    return [
        Quoted(
            question.text,
            sentence.text,
            check_as_read(VERIFIER, sentence.text, read),
            check_as_read(VERIFIER, sentence.text, alone(sentence.citations[0])),
        )
        for sentence in answer.sentences
        if sentence.basis == "verbatim" and sentence.citations
    ]


async def _asked(byline: Byline, question: Question) -> tuple[tuple[PassageHit, ...], Answer]:
    """The passages that an answer was made from, and the answer."""
    hits: tuple[PassageHit, ...] = ()
    async for event in byline.assistant.stream(question):
        if isinstance(event, Retrieved):
            hits = event.passages
        if isinstance(event, Finished):
            return hits, event.answer
    pytest.fail(f"no answer to {question.text!r}")


def _sentences(article: Article) -> list[Candidate]:
    whole = Passage(PassageId("whole"), article.id, 0, len(article.text), article.text)
    return candidates_of(Excerpt((PassageHit(whole, article, 1.0),)))


def test_it_agrees_with_what_the_answers_quote(quoted: list[Quoted]) -> None:
    assert len(quoted) > 100
    doubted = [str(one) for one in quoted if one.by_retrieved.verdict != "supported"]
    agreed = 1 - len(doubted) / len(quoted)
    assert agreed >= AGREES_AT_LEAST, "\n".join([f"{agreed:.3f} agreed with; not with:", *doubted])


def test_no_quotation_is_contradicted_by_its_own_article(quoted: list[Quoted]) -> None:
    assert [one.text for one in quoted if one.by_article.verdict == "contradicted"] == []


def test_no_sentence_of_an_article_is_contradicted_by_it(byline: Byline) -> None:
    checked = 0
    for article in byline.library.articles():
        sentences = _sentences(article)
        evidence = evidence_of(sentences, ())
        for one in sentences:
            checked += 1
            found = check_as_read(VERIFIER, one.text, evidence)
            assert found.verdict != "contradicted", f"{article.title}: {one.text} | {found.issues}"
    assert checked > 100


class Doubtful:
    """Supports nothing."""

    name = "doubtful-1"
    threshold = 0.5

    def check(self, sentence: str, evidence: Evidence, marked: Sequence[int] = ()) -> Support:
        return Support("unsupported", 0.1, (), ("is doubted",))


def test_a_program_may_bring_a_verifier_of_its_own(tmp_path: Path) -> None:
    settings = load_settings({"data_dir": tmp_path}, cwd=tmp_path, environ={})
    byline = build_byline(settings, SPLITTER_FINGERPRINT, verifier=Doubtful())
    try:
        source = GivenSource("Liang Wenfeng founded DeepSeek in Hangzhou.")
        checked = byline.checking.against_sources("Liang Wenfeng founded DeepSeek.", [source])
    finally:
        byline.close()
    assert checked.verifier == "doubtful-1"
    assert [one.verdict for one in checked.sentences] == ["unsupported"]
