"""Passages as LlamaIndex nodes: the shape in which they pass through retriever and postprocessors.

A node's id is the passage's, its text the passage's, with exact offsets. Its metadata has
``article_id``, ``start``, ``end``, ``score`` (fused, 0 to 1) and, by name of the search that found it,
``dense`` (cosine) and ``lexical`` (BM25). Once its article is looked up, also ``title``, ``publisher`` and
``published`` (ISO, of the precision known; each None where it is not known). Postprocessors add parts of
their own. No metadata reaches an embedder or a prompt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llama_index.core.schema import NodeWithScore, TextNode

from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId, Reprints
from rag.retrieval.fusion import Fused

# What a node tells besides the parts of its score.
ABOUT = frozenset({"article_id", "start", "end", "score", "title", "publisher", "published"})


def node_of(passage: Passage, hit: Fused[PassageId]) -> NodeWithScore:
    """A passage that was found, with its scores."""
    node = TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
    )
    found = NodeWithScore(node=node, score=hit.score)
    describe(
        found,
        article_id=passage.article_id,
        start=passage.start,
        end=passage.end,
        score=hit.score,
        **hit.parts,
    )
    return found


def describe(found: NodeWithScore, **metadata: Any) -> None:
    """Add metadata that stays out of embeddings and prompts."""
    node = found.node
    node.metadata.update(metadata)
    node.excluded_embed_metadata_keys = list(node.metadata)
    node.excluded_llm_metadata_keys = list(node.metadata)


def describe_article(found: NodeWithScore, article: Article) -> None:
    """Add what postprocessors may want to know of the article."""
    published = str(article.published) if article.published else None
    describe(found, title=article.title, publisher=article.publisher, published=published)


def is_current(found: NodeWithScore, article: Article | None) -> bool:
    """Whether the passage is still in its article: it may be changed or removed while we search."""
    start, end = found.metadata["start"], found.metadata["end"]
    return article is not None and article.text[start:end] == found.text


def hit_of(
    found: NodeWithScore, articles: Mapping[ArticleId, Article], reprints: Mapping[ArticleId, Reprints]
) -> PassageHit:
    """The node in our own terms; its article is among the given ones."""
    metadata = found.metadata
    article = articles[metadata["article_id"]]
    passage = Passage(
        PassageId(found.node_id), article.id, metadata["start"], metadata["end"], found.node.get_content()
    )
    parts = {"fused": metadata["score"]}
    parts |= {name: value for name, value in metadata.items() if name not in ABOUT}
    return PassageHit(passage, article, found.score or 0.0, parts, reprints.get(article.id))
