"""The reranker, asked for the order of two passages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from rag.doctor.findings import Finding
from rag.rerankers.building import build_reranker
from rag.settings import Settings

_QUESTION = "Who founded the company?"
_TEXTS = ("Two brothers founded the company.", "The weather was fine.")


def examine_reranker(settings: Settings) -> Iterator[Finding]:
    """Whether the reranker that the settings name gives an order.

    Raises:
        SettingsError: if it cannot be made of the settings.
        RerankError: if it fails.
    """
    kind = settings.rerank.kind
    reranker = build_reranker(settings)
    if reranker is None:
        yield Finding("reranker", "skipped", "No reranker is set.")
    elif kind == "local":
        told = "The local reranker is installed; with the first question it fetches its weights."
        yield Finding("reranker", "ok", told)
    else:
        from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

        nodes = [NodeWithScore(node=TextNode(text=text), score=0.5) for text in _TEXTS]
        ranked = asyncio.run(reranker.apostprocess_nodes(nodes, QueryBundle(_QUESTION)))
        yield Finding("reranker", "ok", f"The reranker gave an order of {len(ranked)} passages.")
