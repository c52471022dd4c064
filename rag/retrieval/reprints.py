"""One story counts once: of passages that reprints share, one is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle

from rag.domain import ArticleId, Reprints
from rag.text.words import tokens

_RUN = 4  # words that must follow one another to be the same in both
_SAME_FROM = 0.7  # share of the shorter passage's runs


class CollapseReprints(BaseNodePostprocessor):
    """Keeps one of the passages that articles of one cluster have in common, in the place of the best.

    It is the earliest article's where that one was found; what only a reprint says is kept beside it.
    """

    _reprints: Mapping[ArticleId, Reprints] = PrivateAttr()

    def __init__(self, reprints: Mapping[ArticleId, Reprints], **fields: Any) -> None:
        """Take the clusters of the articles that may occur."""
        super().__init__(**fields)
        self._reprints = reprints

    def _postprocess_nodes(
        self,
        nodes: list[NodeWithScore],
        query_bundle: QueryBundle | None = None,  # noqa: ARG002 - LlamaIndex hands it to every step
    ) -> list[NodeWithScore]:
        if not self._reprints:
            return nodes
        kept: list[NodeWithScore] = []
        for node in nodes:
            twin = next((place for place, other in enumerate(kept) if self._are_one(node, other)), None)
            if twin is None:
                kept.append(node)
            elif self._is_original(node):
                node.score = kept[twin].score
                kept[twin] = node
        return kept

    def _are_one(self, node: NodeWithScore, other: NodeWithScore) -> bool:
        one, two = (self._reprints.get(found.metadata["article_id"]) for found in (node, other))
        if one is None or two is None or one.representative != two.representative:
            return False
        is_same_article = bool(node.metadata["article_id"] == other.metadata["article_id"])
        return not is_same_article and are_nearly_the_same(node.text, other.text)

    def _is_original(self, node: NodeWithScore) -> bool:
        article_id = node.metadata["article_id"]
        return bool(self._reprints[article_id].representative == article_id)


def are_nearly_the_same(one: str, other: str) -> bool:
    """Whether the shorter text stands, nearly word for word, in the longer one."""
    runs, others = _runs(one), _runs(other)
    return len(runs & others) >= _SAME_FROM * max(1, min(len(runs), len(others)))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words: Sequence[str] = [token.folded for token in tokens(text)]
    size = min(_RUN, len(words))
    return frozenset(tuple(words[i : i + size]) for i in range(len(words) - size + 1))
