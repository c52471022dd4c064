from __future__ import annotations

import pytest
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.retrieval.spread import SpreadOverArticles, asks_for_several

SEVERAL = QueryBundle("What do the reports say about the ferry?")
ONE = QueryBundle("When did the ferry sink?")


def found(key: str, score: float) -> NodeWithScore:
    return NodeWithScore(node=TextNode(id_=key, text=key, metadata={"article_id": key[0]}), score=score)


def order(nodes: list[NodeWithScore], query: QueryBundle | None) -> list[str]:
    return [node.node_id for node in SpreadOverArticles().postprocess_nodes(nodes, query)]


def test_an_articles_second_passage_yields_to_anothers_first_that_is_nearly_as_good() -> None:
    assert order([found("a1", 0.9), found("a2", 0.85), found("b1", 0.82)], SEVERAL) == ["a1", "b1", "a2"]


def test_a_second_passage_that_is_far_better_keeps_its_place() -> None:
    assert order([found("a1", 0.9), found("a2", 0.85), found("b1", 0.4)], SEVERAL) == ["a1", "a2", "b1"]


def test_each_further_passage_of_an_article_yields_more() -> None:
    nodes = [found("a1", 0.9), found("a2", 0.88), found("a3", 0.86), found("b1", 0.8)]
    assert order(nodes, SEVERAL) == ["a1", "a2", "b1", "a3"]


def test_nothing_is_dropped_and_the_loss_is_shown() -> None:
    nodes = SpreadOverArticles().postprocess_nodes([found("a1", 0.9), found("a2", 0.04)], SEVERAL)
    assert [(node.score, node.metadata.get("repeated")) for node in nodes] == [(0.9, None), (0.0, -0.05)]


@pytest.mark.parametrize("query", [ONE, None])
def test_any_other_question_leaves_the_order(query: QueryBundle | None) -> None:
    assert order([found("a1", 0.9), found("a2", 0.85), found("b1", 0.82)], query) == ["a1", "a2", "b1"]


@pytest.mark.parametrize(
    "question",
    [
        "How do CGTN and Reuters differ on the cost?",
        "What do the sources say?",
        "Compare the two accounts.",
        "Did both papers name the minister?",
        "Summarise the coverage of the strike.",
    ],
)
def test_comparisons_and_questions_about_sources_ask_for_several(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question", ["How many ships sank?", "Who leads DeepSeek?", "", "What did this agreement do?"]
)
def test_questions_for_one_fact_do_not(question: str) -> None:
    assert not asks_for_several(question)
