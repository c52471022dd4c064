from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

from rag.adapters.rerankers.local import LocalReranker, build_local_reranker
from rag.adapters.rerankers.order import Reranker, passage_text, reordered
from rag.errors import RerankError, SettingsError


def nodes(*names: str) -> list[NodeWithScore]:
    return [
        NodeWithScore(node=TextNode(id_=name, text=f"About {name}."), score=1 - n / 10)
        for n, name in enumerate(names)
    ]


def names(ranked: Sequence[NodeWithScore]) -> list[str]:
    return [node.node_id for node in ranked]


class Fixed(Reranker):
    """Gives the scores that it was told, and remembers what it was asked."""

    _told: Mapping[int, float] = PrivateAttr()
    _asked: list[tuple[str, list[str]]] = PrivateAttr(default_factory=list)

    def __init__(self, told: Mapping[int, float], candidates: int = 30) -> None:
        super().__init__(candidates=candidates)
        self._told = told

    async def scores(self, question: str, nodes: Sequence[NodeWithScore]) -> Mapping[int, float]:
        self._asked.append((question, names(nodes)))
        return self._told


def test_the_best_come_first_and_what_was_not_scored_keeps_its_order_behind() -> None:
    ranked = reordered(nodes("a", "b", "c", "d"), {1: 0.2, 3: 0.9})
    assert names(ranked) == ["d", "b", "a", "c"]
    assert [node.score for node in ranked] == [0.9, 0.2, 1.0, 0.8]
    assert [node.metadata.get("rerank") for node in ranked] == [0.9, 0.2, None, None]


def test_equal_scores_keep_the_order_in_which_passages_came() -> None:
    assert names(reordered(nodes("a", "b", "c"), {2: 0.5, 0: 0.5, 1: 0.5})) == ["a", "b", "c"]


def test_only_the_first_candidates_are_scored() -> None:
    reranker = Fixed({0: 0.1, 1: 0.2}, candidates=2)
    assert names(reranker.postprocess_nodes(nodes("a", "b", "c"), query_str="Why?")) == ["b", "a", "c"]
    assert reranker._asked == [("Why?", ["a", "b"])]


def test_no_order_is_asked_for_where_there_is_none() -> None:
    reranker = Fixed({})
    assert reranker.postprocess_nodes([], query_str="Why?") == []
    assert names(reranker.postprocess_nodes(nodes("a"), query_str="Why?")) == ["a"]
    assert reranker._asked == []


def test_without_a_question_it_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="question"):
        Fixed({}).postprocess_nodes(nodes("a", "b"))


def test_it_works_inside_a_running_event_loop_too() -> None:
    async def ranked() -> tuple[list[str], list[str]]:
        reranker = Fixed({0: 0.1, 1: 0.2})
        awaited = await reranker.apostprocess_nodes(nodes("a", "b"), QueryBundle("Why?"))
        return names(awaited), names(reranker.postprocess_nodes(nodes("a", "b"), QueryBundle("Why?")))

    assert asyncio.run(ranked()) == (["b", "a"], ["b", "a"])


def test_the_score_reaches_no_prompt_and_no_embedder() -> None:
    [best, _] = reordered(nodes("a", "b"), {0: 0.9})
    assert best.node.get_content(MetadataMode.LLM) == best.node.get_content(MetadataMode.EMBED) == "About a."


def test_a_passage_is_scored_below_its_articles_title() -> None:
    [node] = nodes("a")
    assert passage_text(node) == "About a."
    node.node.metadata["title"] = "News"
    assert passage_text(node) == "News\nAbout a."
    node.node.metadata["title"] = None
    assert passage_text(node) == "About a."


class ByLength(BaseNodePostprocessor):
    """Some other LlamaIndex postprocessor: the longest text first, and only two of them."""

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        for node in nodes:
            node.score = float(len(node.text))
        return sorted(nodes, key=lambda node: -(node.score or 0.0))[:2]


def test_any_postprocessor_can_be_the_local_one_and_is_made_with_the_first_question() -> None:
    made: list[ByLength] = []

    def make() -> ByLength:
        made.append(ByLength())
        return made[-1]

    reranker = LocalReranker(make)
    assert made == []
    given = nodes("a", "bbb", "cc")
    for _ in range(2):
        assert names(reranker.postprocess_nodes(given, query_str="Why?")) == ["bbb", "cc", "a"]
    assert len(made) == 1


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (ConnectionError("no hub"), "cannot be loaded"),
        (ValueError("shape"), "failed (ValueError)"),
        (KeyError("output"), "failed (KeyError)"),
    ],
)
def test_a_local_model_that_fails_is_told(failure: Exception, told: str) -> None:
    def make() -> BaseNodePostprocessor:
        raise failure

    with pytest.raises(RerankError) as failed:
        LocalReranker(make).postprocess_nodes(nodes("a", "b"), query_str="Why?")
    assert told in failed.value.message
    assert "BYLINE_RERANK_MODEL" in failed.value.hint


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.adapters.rerankers.local._PACKAGE", "byline_has_no_such_package.at_all")
    with pytest.raises(SettingsError) as refused:
        build_local_reranker(None, 30)
    assert "pip install 'byline[rerank]'" in refused.value.hint
