"""Passages hold every sentence once, at exact offsets, and none is too long."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.articles import build_article
from ingest.passages import HARD_MAX, SHORT, TARGET, passage_spans, split_passages
from ingest.readers import RawArticle
from rag.domain import Article
from rag.text.sentences import split_sentences

WORDS = st.sampled_from(
    ["rain", "Dr.", "3.5", "U.S.", "said", "“yes”", "河水上涨。", "x" * 1500, "fell.", "Why?"]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
GAPS = st.sampled_from([" ", "\n", "\n\n", "\n\nA Heading\n\n", "\n- ", "\n\na | b\n"])
TEXTS = st.lists(st.tuples(SENTENCES, GAPS), min_size=1, max_size=12).map(
    lambda parts: "".join(sentence + gap for sentence, gap in parts).strip()
)


def article_of(text: str) -> Article:
    return build_article(RawArticle(text=text, source="a.md", title="T"), "default")[0]


@given(TEXTS | st.text(min_size=1, max_size=3000))
def test_every_sentence_is_in_passages_once_and_offsets_are_exact(text: str) -> None:
    spans = passage_spans(text)
    assert all(0 < span.end - span.start <= HARD_MAX for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    covered = "".join(text[span.start : span.end] for span in spans)
    assert "".join(covered.split()) == "".join(text.split())
    borders = {border for span in spans for border in (span.start, span.end)}
    for sentence in split_sentences(text):
        if sentence.end - sentence.start <= HARD_MAX:
            assert not any(sentence.start < border < sentence.end for border in borders)


@given(TEXTS)
def test_passages_are_spans_of_their_article_with_ids_of_their_own(text: str) -> None:
    article = article_of(text)
    passages = split_passages(article)
    assert all(passage.text == article.text[passage.start : passage.end] for passage in passages)
    assert all(passage.text == passage.text.strip() for passage in passages)
    assert len({passage.id for passage in passages}) == len(passages)
    assert passages == split_passages(article)


def test_a_short_article_is_one_passage() -> None:
    assert len(split_passages(article_of("Rain fell. The river rose."))) == 1


def test_long_text_comes_in_passages_near_the_target() -> None:
    text = " ".join(f"Sentence number {number} says that the river rose again." for number in range(200))
    lengths = [len(passage.text) for passage in split_passages(article_of(text))]
    assert all(TARGET - 100 < length <= TARGET for length in lengths[:-1])
    assert SHORT <= lengths[-1] <= HARD_MAX


def test_a_heading_stays_with_what_follows_it() -> None:
    paragraph = "The river rose by three metres overnight, officials said on Friday morning. " * 5
    text = "\n\n".join(f"What Happened in Part {part}\n\n{paragraph.strip()}" for part in "ABCD")
    passages = split_passages(article_of(text))
    assert len(passages) == 4
    assert all(passage.text.startswith("What Happened in Part") for passage in passages)


def test_a_short_section_is_joined_with_its_neighbour() -> None:
    paragraph = "The river rose by three metres overnight, officials said on Friday morning. " * 5
    text = f"{paragraph.strip()}\n\nIn Short\n\nIt rained a lot."
    assert len(split_passages(article_of(text))) == 1


def test_an_overlong_sentence_is_cut_at_white_space() -> None:
    passages = split_passages(article_of("word " * 1000))
    assert all(set(passage.text.split()) == {"word"} for passage in passages)
    assert sum(len(passage.text.split()) for passage in passages) == 1000


def test_ids_of_what_stands_before_a_change_stay() -> None:
    text = " ".join(f"Sentence number {number} says that the river rose again." for number in range(100))
    article = article_of(text)
    former = [passage.id for passage in split_passages(article)]
    latter = [passage.id for passage in split_passages(replace(article, text=text + " It fell."))]
    assert former[:-1] == latter[: len(former) - 1]
    assert former != latter


def test_a_long_text_without_spaces_or_marks_takes_no_time() -> None:
    assert len(passage_spans("x" * 1_000_000)) > 700
