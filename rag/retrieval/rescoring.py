"""Candidates scored again by what a closer look at their words and vectors tells."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle

from rag.retrieval.nodes import describe
from rag.retrieval.word_matches import match_words

RESCORED = "rescored"  # the part of a score, 0 to 1
FEATURES = ("fused", "dense", "together", "beside")


class Rescore(BaseNodePostprocessor):
    """Puts nodes in the order of a learned score, 0 to 1: the weighted mean of the `FEATURES`.

    The nodes are those of `HybridRetriever`; thirty or more, of which fewer are wanted, are worth it.
    """

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is None or not nodes:
            return nodes
        for node, features in zip(nodes, rescoring_features(query_bundle.query_str, nodes), strict=True):
            node.score = weighted_mean(features, rescoring_weights())
            describe(node, **{RESCORED: node.score})
        return sorted(nodes, key=lambda node: -(node.score or 0.0))


def rescoring_features(question: str, nodes: Sequence[NodeWithScore]) -> list[dict[str, float]]:
    """The features of each node, by name, each 0 to 1.

    "fused" is the score that fusion gave, "dense" the cosine, where it is not known the lowest that
    is; for "together" and "beside" see `WordMatch`.
    """
    cosines = [node.metadata["dense"] for node in nodes if "dense" in node.metadata]
    lowest = min(cosines, default=0.0)
    return [
        {
            "fused": node.metadata["score"],
            "dense": max(0.0, node.metadata.get("dense", lowest)),
            "together": match.together,
            "beside": match.beside,
        }
        for node, match in zip(nodes, match_words(question, [node.text for node in nodes]), strict=True)
    ]


def weighted_mean(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The features' mean; 0 to 1 if they are."""
    total = sum(weights.values())
    return sum(weight * features[name] for name, weight in weights.items()) / total


@cache
def rescoring_weights() -> Mapping[str, float]:
    """The committed weights, fitted by benchmarks/train_rescorer.py."""
    raw = json.loads(files("rag.retrieval").joinpath("rescorer.json").read_text(encoding="utf-8"))
    weights: dict[str, float] = raw["weights"]
    return weights
