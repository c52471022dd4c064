from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.drafts import DraftSentence, Source
from rag.answering.release import NO_CLAIM, Judgement, Release, markers
from rag.domain import PassageId
from tests.builders import article, permalink

SUPPORTED = Judgement("supported", 1.0, "verbatim")
ARTICLES = tuple(article(f"{letter} fell. {letter} rose. {letter} stayed.", key=letter) for letter in "ABC")


def source(number: int = 0, start: int = 0, end: int = 7) -> Source:
    return Source(ARTICLES[number], PassageId(f"p{number}"), start, end)


def released(*drafts: DraftSentence) -> Release:
    release = Release(permalink)
    for draft in drafts:
        release.add(draft, SUPPORTED if draft.sources else NO_CLAIM)
    return release


def test_markers_follow_the_sentence() -> None:
    release = released(DraftSentence("A fell.", sources=(source(),)))
    assert release.text == "A fell. [1]"
    assert release.text[release.sentences[0].start : release.sentences[0].end] == "A fell."


def test_numbers_are_given_in_order_of_first_use() -> None:
    release = released(
        DraftSentence("C fell.", sources=(source(2),)),
        DraftSentence("A and C fell.", " ", (source(0), source(2))),
    )
    assert release.text == "C fell. [1] A and C fell. [2][1]"
    assert [citation.article_id for citation in release.citations] == ["C", "A"]


def test_the_same_span_keeps_its_number_and_another_span_of_the_article_gets_its_own() -> None:
    release = released(
        DraftSentence("A fell.", sources=(source(0),)),
        DraftSentence("It fell.", " ", (source(0),)),
        DraftSentence("A rose.", " ", (source(0, 8, 15),)),
    )
    assert [sentence.citations for sentence in release.sentences] == [(1,), (1,), (2,)]
    assert len(release.citations) == 2


def test_a_span_named_twice_for_one_sentence_is_cited_once() -> None:
    release = released(DraftSentence("A fell.", sources=(source(), source())))
    assert release.text == "A fell. [1]"


def test_only_citations_that_are_new_come_with_the_event() -> None:
    release = Release(permalink)
    first = release.add(DraftSentence("A fell.", sources=(source(),)), SUPPORTED)
    again = release.add(DraftSentence("It did.", " ", (source(),)), SUPPORTED)
    assert [citation.n for citation in first.new_citations] == [1]
    assert again.new_citations == ()


def test_a_citation_is_the_exact_span_with_its_articles_metadata() -> None:
    (citation,) = released(DraftSentence("A rose.", sources=(source(0, 8, 15),))).citations
    assert citation.quote == ARTICLES[0].text[8:15] == "A rose."
    assert (citation.publisher, citation.published, citation.published_precision) == (
        "The Daily",
        "2025-01-28",
        "day",
    )
    assert citation.article_hash == "hash of A"
    assert citation.link == permalink("A", 8, 15)


def test_text_that_claims_nothing_has_neither_verdict_nor_score_nor_marker() -> None:
    release = released(DraftSentence("CGTN:"))
    (sentence,) = release.sentences
    assert (sentence.verdict, sentence.score, sentence.basis, sentence.citations) == (None, None, None, ())
    assert release.text == "CGTN:"


@pytest.mark.parametrize(
    ("verdict", "relation"), [("supported", "supports"), ("contradicted", "contradicts")]
)
def test_evidence_says_how_it_stands_to_the_sentence(verdict: str, relation: str) -> None:
    judged = Judgement(verdict, 0.9, "verified", ("another figure",))  # type: ignore[arg-type]
    event = Release(permalink).add(DraftSentence("A fell.", sources=(source(),)), judged)
    assert [evidence.relation for evidence in event.sentence.evidence] == [relation]
    assert event.sentence.issues == ("another figure",)


def test_markers_of_nothing_are_nothing() -> None:
    assert markers(()) == ""
    assert markers((1, 3)) == " [1][3]"


SOURCES = st.builds(source, st.integers(0, 2), st.integers(0, 3), st.integers(4, 7))
DRAFTS = st.builds(
    DraftSentence,
    text=st.text(st.characters(exclude_characters="[]", exclude_categories=["Cs"]), max_size=20),
    before=st.sampled_from(["", " ", "\n\n", "\n\n> ", "\n- "]),
    sources=st.lists(SOURCES, max_size=3).map(tuple),
)


@given(st.lists(DRAFTS, max_size=8))
def test_whatever_is_drafted_text_sentences_and_citations_fit_together(drafts: list[DraftSentence]) -> None:
    release = Release(permalink)
    events = [release.add(draft, SUPPORTED if draft.sources else NO_CLAIM) for draft in drafts]
    for draft, sentence in zip(drafts, release.sentences, strict=True):
        assert release.text[sentence.start : sentence.end] == sentence.text == draft.text
        assert release.text.startswith(markers(sentence.citations), sentence.end)
    streamed = "".join(e.before + e.sentence.text + markers(e.sentence.citations) for e in events)
    assert streamed == release.text
    shown = list(dict.fromkeys(int(n) for n in re.findall(r"\[(\d+)\]", release.text)))
    assert shown == [citation.n for citation in release.citations] == list(range(1, len(shown) + 1))
    assert [c for event in events for c in event.new_citations] == release.citations
    spans = {(citation.article_id, citation.start, citation.end) for citation in release.citations}
    assert len(spans) == len(release.citations)
    assert all(
        citation.quote == ARTICLES["ABC".index(citation.article_id)].text[citation.start : citation.end]
        for citation in release.citations
    )


def test_a_retracted_article_says_so_in_every_citation() -> None:
    marked = article("It fell.", status="retracted", status_note="the figures were wrong")
    answer = released(DraftSentence("It fell.", sources=(Source(marked, PassageId("p"), 0, 8),)))
    assert answer.citations[0].title == f"{marked.title} (retracted: the figures were wrong)"


def test_a_citation_of_a_paged_original_names_the_page() -> None:
    paged = article("First page. Second page.", pages=(0, 12))
    answer = released(DraftSentence("Second page.", sources=(Source(paged, PassageId("p"), 12, 24),)))
    assert answer.citations[0].page == 2
