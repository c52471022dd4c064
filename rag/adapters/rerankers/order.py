"""`Reranker`: the part of every reranker that does not depend on what gives the scores."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from llama_index.core.bridge.pydantic import Field
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle

PART = "rerank"  # the score's name in a node's metadata

Result = TypeVar("Result")


class Reranker(BaseNodePostprocessor):
    """Gives the first nodes a new order, best first; the others keep theirs, behind them.

    A node that was scored has the new score as its score and as ``metadata["rerank"]``; one that was
    not, the score that it came with. Nothing is lost: of n nodes n come back.
    """

    candidates: int = Field(default=30, ge=1, description="How many nodes are scored.")

    @classmethod
    def class_name(cls) -> str:
        """The name LlamaIndex reports."""
        return cls.__name__

    @abstractmethod
    async def scores(self, question: str, nodes: Sequence[NodeWithScore]) -> Mapping[int, float]:
        """How well nodes answer the question, by their position; the higher, the better.

        Raises:
            RerankError: whatever went wrong.
        """

    async def _apostprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is None:
            raise ValueError("A reranker needs the question.")
        if len(nodes) < 2:
            return nodes
        return reordered(nodes, await self.scores(query_bundle.query_str, nodes[: self.candidates]))

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        return _finished(self._apostprocess_nodes(nodes, query_bundle))


def reordered(nodes: Sequence[NodeWithScore], scores: Mapping[int, float]) -> list[NodeWithScore]:
    """The scored nodes, best first, then the others; equal ones stay in the order in which they came."""
    best = sorted(scores, key=lambda position: (-scores[position], position))
    others = [node for position, node in enumerate(nodes) if position not in scores]
    return [_scored(nodes[position], scores[position]) for position in best] + others


def passage_text(node: NodeWithScore) -> str:
    """What is scored: the article's title, which often names what the passage speaks of, and the passage."""
    title = node.metadata.get("title")
    return f"{title}\n{node.text}" if title else node.text


def _scored(found: NodeWithScore, score: float) -> NodeWithScore:
    node = found.node
    node.metadata[PART] = score
    # As with all of a passage's metadata, nothing of it reaches an embedder or a prompt.
    node.excluded_embed_metadata_keys = sorted({*node.excluded_embed_metadata_keys, PART})
    node.excluded_llm_metadata_keys = sorted({*node.excluded_llm_metadata_keys, PART})
    return NodeWithScore(node=node, score=score)


def _finished(work: Coroutine[None, None, Result]) -> Result:
    """Run to the end, also in a thread that has an event loop running."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()
