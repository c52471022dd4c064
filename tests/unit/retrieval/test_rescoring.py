from __future__ import annotations

import pytest
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

from rag.retrieval.rescoring import FEATURES, Rescore, rescoring_features, rescoring_weights, weighted_mean

QUESTION = QueryBundle("When did the Lisbon ferry sink?")


def candidate(key: str, text: str, *, score: float = 0.5, dense: float | None = 0.5) -> NodeWithScore:
    cosine = {} if dense is None else {"dense": dense}
    return NodeWithScore(node=TextNode(id_=key, text=text, metadata={"score": score, **cosine}), score=score)


def order(nodes: list[NodeWithScore]) -> list[str]:
    return [node.node_id for node in Rescore().postprocess_nodes(nodes, QUESTION)]


def test_a_passage_that_holds_the_question_in_one_sentence_passes_one_that_scatters_its_words() -> None:
    scattered = "Lisbon woke late. " + "Nothing happened for hours there. " * 9 + "A ferry left. Boats sink."
    answer = "The Lisbon ferry sank on Monday."
    assert order([candidate("scattered", scattered), candidate("answer", answer)]) == ["answer", "scattered"]


def test_what_fusion_put_first_by_far_stays_first() -> None:
    nodes = [candidate("best", "A Lisbon ferry.", score=1.0, dense=0.8)]
    nodes += [candidate("other", "A ferry sank.", score=0.1, dense=0.3)]
    assert order(nodes) == ["best", "other"]


def test_equal_candidates_keep_their_order() -> None:
    assert order([candidate(key, "Nothing.") for key in "cab"]) == ["c", "a", "b"]


def test_the_score_is_shown_as_a_part_and_stays_out_of_embeddings_and_prompts() -> None:
    [node] = Rescore().postprocess_nodes([candidate("one", "The ferry sank.")], QUESTION)
    assert node.metadata["rescored"] == node.score
    assert node.node.get_content(MetadataMode.EMBED) == node.node.get_content(MetadataMode.LLM)
    assert "rescored" not in node.node.get_content(MetadataMode.LLM)


def test_scores_lie_between_zero_and_one() -> None:
    perfect = candidate("perfect", "When the Lisbon ferry did sink", score=1.0, dense=1.0)
    against = candidate("against", "Nothing.", score=0.0, dense=-0.4)
    scores = [node.score for node in Rescore().postprocess_nodes([perfect, against], QUESTION)]
    assert scores == [pytest.approx(1), 0.0]


def test_a_candidate_that_only_words_found_counts_as_the_least_similar_of_all() -> None:
    nodes = [candidate("near", "a", dense=0.6), candidate("far", "b", dense=0.4)]
    nodes += [candidate("unknown", "c", dense=None)]
    assert [features["dense"] for features in rescoring_features("d", nodes)] == [0.6, 0.4, 0.4]


def test_without_a_cosine_anywhere_similarity_counts_nothing() -> None:
    assert rescoring_features("d", [candidate("unknown", "c", dense=None)])[0]["dense"] == 0.0


@pytest.mark.parametrize("query", [None, QUESTION])
def test_nothing_to_score_is_no_error(query: QueryBundle | None) -> None:
    assert Rescore().postprocess_nodes([], query) == []


def test_without_a_question_the_nodes_pass_as_they_are() -> None:
    nodes = [candidate("a", "x", score=0.1), candidate("b", "y", score=0.9)]
    assert [node.node_id for node in Rescore().postprocess_nodes(nodes)] == ["a", "b"]


def test_the_committed_weights_know_every_feature_and_none_counts_against_a_passage() -> None:
    weights = rescoring_weights()
    assert tuple(weights) == FEATURES
    assert min(weights.values()) > 0
    assert sum(weights.values()) == pytest.approx(1, abs=0.01)


def test_the_mean_is_weighted() -> None:
    assert weighted_mean({"a": 1.0, "b": 0.0}, {"a": 3.0, "b": 1.0}) == 0.75
