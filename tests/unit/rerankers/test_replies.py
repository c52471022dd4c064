from __future__ import annotations

from typing import Any

import pytest

from rag.adapters.rerankers.replies import documents_request, scores_in, texts_request


@pytest.mark.parametrize(
    "reply",
    [
        {"id": "x", "results": [{"index": 1, "relevance_score": 0.9}, {"index": 0, "relevance_score": 0.1}]},
        {"model": "m", "results": [{"index": 1, "relevance_score": 0.9, "document": {"text": "b"}},
                                   {"index": 0, "relevance_score": 0.1, "document": {"text": "a"}}]},
        {"data": [{"relevance_score": 0.9, "index": 1}, {"relevance_score": 0.1, "index": 0}]},
        {"results": [{"index": 1, "score": 0.9}, {"index": 0, "score": 0.1}]},
        [{"index": 1, "score": 0.9}, {"index": 0, "score": 0.1}],
    ],
)  # fmt: skip
def test_every_known_kind_of_reply_is_read(reply: Any) -> None:
    assert scores_in(reply, 2) == {0: 0.1, 1: 0.9}


@pytest.mark.parametrize(
    "entry",
    [
        {"index": 2, "score": 0.5},
        {"index": -1, "score": 0.5},
        {"index": "0", "score": 0.5},
        {"index": True, "score": 0.5},
        {"index": 0},
        {"index": 0, "score": None},
        {"index": 0, "score": "high"},
        {"index": 0, "score": float("nan")},
        {"index": 0, "score": True},
        {"score": 0.5},
        "0",
        None,
    ],
)
def test_an_entry_that_means_nothing_is_left_out(entry: Any) -> None:
    assert scores_in([entry, {"index": 1, "score": -3}], 2) == {1: -3.0}


def test_of_two_scores_for_one_document_the_first_counts() -> None:
    assert scores_in([{"index": 0, "score": 0.9}, {"index": 0, "score": 0.1}], 1) == {0: 0.9}


@pytest.mark.parametrize("reply", [{}, [], None, "ok", {"results": []}, {"error": "no"}, {"data": {"a": 1}}])
def test_what_holds_no_score_is_no_reply(reply: Any) -> None:
    with pytest.raises(ValueError, match="no scores"):
        scores_in(reply, 2)


def test_a_model_is_named_only_where_one_is_set() -> None:
    assert documents_request("Why?", ("a",), "m") == {"query": "Why?", "documents": ["a"], "model": "m"}
    assert documents_request("Why?", ("a",), None) == {"query": "Why?", "documents": ["a"]}
    assert texts_request("Why?", ("a",)) == {"query": "Why?", "texts": ["a"], "truncate": True}
