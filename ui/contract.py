"""Domain objects as the JSON objects and links of the public contract."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from rag.catalogue import ListedArticle
from rag.domain import Article, PassageHit
from rag.events import AnswerEvent, Retrieved

if TYPE_CHECKING:
    from rag.find_all import Holding


def article_path(article_id: str, start: int | None = None, end: int | None = None) -> str:
    """The address, on this server, of an article with a span marked."""
    path = f"/articles/{quote(article_id, safe='')}"
    if start is None or end is None:
        return path
    return f"{path}?{urlencode({'start': start, 'end': end})}#span"


def article_json(article: Article) -> dict[str, Any]:
    """An article, whole; its date is an ISO string of the precision known."""
    published = article.published
    return asdict(article) | {
        "published": str(published) if published else None,
        "published_precision": published.precision if published else None,
    }


def article_summary(article: Article) -> dict[str, Any]:
    """An article without its text, which is given as a number of characters."""
    whole = article_json(article)
    return {name: value for name, value in whole.items() if name != "text"} | {
        "characters": len(article.text)
    }


def listed_json(article: ListedArticle) -> dict[str, Any]:
    """An article as a list shows it."""
    published = article.published
    return asdict(article) | {
        "published": str(published) if published else None,
        "published_precision": published.precision if published else None,
    }


def _source(article: Article) -> dict[str, Any]:
    """What passages and holdings tell of their article."""
    return {
        "article_id": article.id,
        "collection": article.collection,
        "kind": article.kind,
        "url": article.url,
        "title": article.title,
        "publisher": article.publisher,
        "published": str(article.published) if article.published else None,
    }


def passage_json(hit: PassageHit) -> dict[str, Any]:
    """A passage that retrieval found, with its article's metadata, its score and the score's parts."""
    passage = hit.passage
    return _source(hit.article) | {
        "passage_id": passage.id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": hit.score,
        "parts": dict(hit.parts),
    }


def holding_json(holding: Holding) -> dict[str, Any]:
    """An article that holds a phrase, and the sentences that do; offsets count into the article's text."""
    return _source(holding.article) | {
        "status": holding.article.status,
        "count": holding.count,
        "in_title": holding.in_title,
        "sentences": [asdict(sentence) for sentence in holding.sentences],
    }


def event_json(event: AnswerEvent) -> dict[str, Any]:
    """An event of the stream, its type included."""
    if isinstance(event, Retrieved):
        return {"type": event.type, "passages": [passage_json(hit) for hit in event.passages]}
    return {"type": event.type} | asdict(event)
