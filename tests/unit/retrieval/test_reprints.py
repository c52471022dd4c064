from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from llama_index.core.schema import NodeWithScore

from rag.domain import ArticleId, Passage, PassageId, Reprints
from rag.retrieval.fusion import Fused
from rag.retrieval.nodes import node_of
from rag.retrieval.reprints import CollapseReprints, are_nearly_the_same

STORY = "Shares of the chip maker fell 17 percent on Monday, the largest one-day loss of any company."
OTHER = "A spokesman for the exchange said that trading had been orderly throughout the whole day."
CLUSTER = {ArticleId(name): Reprints(ArticleId("first"), 3) for name in ("first", "second", "third")}


def node(article: str, text: str = STORY, score: float = 0.5, start: int = 0) -> NodeWithScore:
    passage = Passage(PassageId(f"{article}:{start}"), ArticleId(article), start, start + len(text), text)
    return node_of(passage, Fused(passage.id, score, {"dense": score}))


def kept(*nodes: NodeWithScore, clusters: dict[ArticleId, Reprints] | None = None) -> list[str]:
    steps = CollapseReprints(CLUSTER if clusters is None else clusters)
    return [found.node_id for found in steps.postprocess_nodes(list(nodes))]


def test_of_a_passage_and_its_reprint_one_is_kept() -> None:
    assert kept(node("second", score=0.9), node("third", score=0.8)) == ["second:0"]


def test_the_earliest_article_takes_the_place_of_its_better_placed_reprint() -> None:
    nodes = [node("second", score=0.9), node("else", OTHER, 0.8), node("first", score=0.7)]
    found = CollapseReprints(CLUSTER).postprocess_nodes(nodes)
    assert [(one.node_id, one.score) for one in found] == [("first:0", 0.9), ("else:0", 0.8)]


def test_what_only_a_reprint_says_is_kept() -> None:
    assert kept(node("first"), node("second", OTHER)) == ["first:0", "second:0"]


def test_passages_of_one_article_are_never_reprints_of_each_other() -> None:
    assert kept(node("first"), node("first", start=200)) == ["first:0", "first:200"]


def test_the_same_words_in_articles_that_are_no_reprints_are_kept() -> None:
    assert kept(node("first"), node("elsewhere")) == ["first:0", "elsewhere:0"]


def test_a_word_changed_or_a_line_added_does_not_make_another_story() -> None:
    assert are_nearly_the_same(STORY, f"{STORY.replace('largest', 'biggest')} (AP)")


def test_different_texts_are_different() -> None:
    assert not are_nearly_the_same(STORY, OTHER)


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_makes_no_difference_which_of_two_texts_comes_first(one: str, other: str) -> None:
    assert are_nearly_the_same(one, other) == are_nearly_the_same(other, one)
