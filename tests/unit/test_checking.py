"""Any text, checked sentence by sentence against the library or given sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest

from rag.checking import (
    DEADLINE_SECONDS,
    MAX_SOURCE_TEXT,
    MAX_SOURCES,
    MAX_TEXT,
    CheckedText,
    GivenSource,
    TextChecking,
)
from rag.domain import Article, Question
from rag.errors import UnknownNameError, UsageError
from rag.reading.sentence_vectors import SentenceVectors
from rag.retrieval.retrieval import Retrieval
from rag.searching import Search
from rag.trust.verifier import WeighedCheck
from tests.builders import article, passage
from tests.fakes import DictLibrary, HashEmbedder, ListIndex

ABOUT = article("Liang Wenfeng founded DeepSeek in Hangzhou in 2023.", key="about", publisher="CGTN")
SHARES = article("Nvidia shares sank 17 percent on Monday.", key="shares", published="2025-01-27")
LIMITS = Question("")


def checking(*articles: Article, seconds: Iterator[float] | None = None) -> TextChecking:
    library, embedder, index = DictLibrary(), HashEmbedder(), ListIndex()
    for one in articles:
        library.replace_article(one, [passage(one)])
        vector = np.asarray(embedder.get_text_embedding_batch([one.text]), dtype=np.float32)
        index.add([passage(one).id], vector, [one.id])
    search = Search(
        library,
        Retrieval(library, index, embedder),
        SentenceVectors(embedder),
        now=lambda: datetime(2025, 3, 1, tzinfo=UTC),
    )
    ticks = seconds or iter(lambda: 0.0, 1.0)
    return TextChecking(search, WeighedCheck(), clock=lambda: next(ticks))


def check(text: str, limits: Question = LIMITS) -> CheckedText:
    return checking(ABOUT, SHARES).against_library(text, limits)


def verdicts(checked: CheckedText) -> list[str | None]:
    return [one.verdict for one in checked.sentences]


def test_each_sentence_has_its_verdict_and_the_span_that_decides_it() -> None:
    text = "Liang Wenfeng founded DeepSeek in Hangzhou. Penguins invaded Portugal."
    checked = check(text)
    assert verdicts(checked) == ["supported", "unsupported"]
    assert not checked.is_supported
    for one in checked.sentences:
        assert text[one.start : one.end] == one.text
    (evidence,) = checked.sentences[0].evidence
    assert ABOUT.text[evidence.start : evidence.end] == ABOUT.text
    assert checked.sentences[0].relation == "supports"


def test_a_check_can_be_followed_sentence_by_sentence() -> None:
    text = "Liang Wenfeng founded DeepSeek in Hangzhou. Penguins invaded Portugal."
    steps = list(checking(ABOUT, SHARES).following_library(text, LIMITS))
    assert [(len(step.sentences), step.unchecked) for step in steps] == [(0, 2), (1, 1), (2, 0)]
    assert steps[-1] == check(text)


def test_headings_and_questions_claim_nothing() -> None:
    checked = check("## Overview\n\nWho founded DeepSeek?\n\n***\n\nLiang Wenfeng founded DeepSeek [1].")
    assert verdicts(checked)[-1] == "supported"
    assert set(verdicts(checked)[:-1]) == {None}
    assert all(one.score is None for one in checked.sentences if one.verdict is None)
    assert checked.is_supported


def test_words_of_the_text_are_no_limits() -> None:
    assert verdicts(check("Nvidia shares sank 17 percent before 2020, according to CGTN.")) != [None]
    assert check("According to CGTN, Nvidia shares sank 17 percent.").sentences[0].score


def test_limits_of_the_request_are_kept() -> None:
    assert verdicts(check("Nvidia shares sank 17 percent.")) == ["supported"]
    assert verdicts(check("Nvidia shares sank 17 percent.", Question("", publishers=("CGTN",)))) == [
        "unsupported"
    ]
    with pytest.raises(UnknownNameError):
        check("Nvidia shares sank.", Question("", collections=("nowhere",)))


def test_an_empty_library_supports_nothing() -> None:
    assert verdicts(checking().against_library("Nvidia shares sank.", LIMITS)) == ["unsupported"]


def test_given_sources_are_all_that_counts() -> None:
    sources = [GivenSource("Profits fell 4 percent."), GivenSource("The mayor resigned.", title="Notes")]
    checked = checking(ABOUT).against_sources(
        "The mayor resigned. Liang Wenfeng founded DeepSeek in Hangzhou.", sources
    )
    assert verdicts(checked) == ["supported", "unsupported"]
    (evidence,) = checked.sentences[0].evidence
    assert (evidence.hit.article.id, evidence.hit.article.title) == ("2", "Notes")


def test_the_sentence_that_supports_is_found_among_very_many() -> None:
    many = " ".join(f"The harbour of town {n} was dredged again." for n in range(500))
    source = GivenSource(f"{many} The mayor resigned on Sunday.")
    assert verdicts(checking().against_sources("The mayor resigned on Sunday.", [source])) == ["supported"]


def test_a_check_that_takes_too_long_ends_and_says_how_much_is_left() -> None:
    clock = iter([0.0, 1.0, DEADLINE_SECONDS + 1])
    checked = checking(ABOUT, seconds=clock).against_library("One rose. Two fell. Three sank.", LIMITS)
    assert (len(checked.sentences), checked.unchecked) == (1, 2)
    assert not checked.is_supported


@pytest.mark.parametrize("text", ["", " \n", "a" * (MAX_TEXT + 1), "\ud800 rose."])
def test_texts_that_cannot_be_checked_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        check(text)


@pytest.mark.parametrize(
    "sources",
    [
        [],
        [GivenSource(" ")],
        [GivenSource("a")] * (MAX_SOURCES + 1),
        [GivenSource("a" * (MAX_SOURCE_TEXT + 1))],
        [GivenSource("The mayor resigned.", title="\udc00")],
    ],
)
def test_sources_that_cannot_be_read_are_refused(sources: list[GivenSource]) -> None:
    with pytest.raises(UsageError):
        checking().against_sources("The mayor resigned.", sources)


@pytest.mark.parametrize("text", ["\x00", "🙂🙂", "| a | b |", "ｆｕｌｌ １２", "мост рухнул.", "a " * 9000])
def test_any_text_is_checked(text: str) -> None:
    checked = checking(ABOUT).against_sources(text, [GivenSource(ABOUT.text)])
    assert checked.unchecked == 0


def test_a_sentence_of_many_pages_is_unsupported_and_says_why() -> None:
    (one,) = checking().against_sources("12345 " * 3000, [GivenSource("12345 rose.")]).sentences
    assert (one.verdict, one.score, one.evidence) == ("unsupported", 0.0, ())
    assert "1,500 characters" in one.issues[0]
