"""Which article is it? One that was seen before, one of several under an address, or a clash."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.articles import build_article
from ingest.identity import address_of, kept_id, own_key
from ingest.readers import RawArticle
from rag.domain import Article, ArticleId
from rag.errors import SourceError
from rag.interfaces import WritableLibrary


@dataclass(frozen=True, slots=True)
class _Seen:
    hash: str
    source: str
    key: str


class Naming:
    """Gives articles their ids for one run and one collection."""

    def __init__(self, library: WritableLibrary, collection: str) -> None:
        self._library = library
        self._collection = collection
        self._shared = library.shared_addresses(collection)
        self._seen: dict[ArticleId, _Seen] = {}

    def build(self, raw: RawArticle) -> tuple[Article, list[str], bool]:
        """The article, what was ignored on the way, and whether the run has seen it before.

        Several texts under one address are several articles: the first keeps the address's id, in
        this run and in later ones, the others are told apart by their own ids or titles.

        Raises:
            SourceError: nothing is left of the text, or an article with this id and another text was
                seen in this run: they would replace each other in every run.
        """
        article, warnings = self._built(raw)
        if self._clashes(article) and address_of(raw):
            self._share(article, raw)
            article, warnings = self._built(raw)
        if self._clashes(article):
            what = "address and title" if address_of(raw) else "id"
            former = self._seen[article.id]
            raise SourceError(f"has the same {what} as {former.source}, but another content")
        is_repeated = article.id in self._seen
        self._seen.setdefault(article.id, _Seen(article.hash, raw.source, own_key(raw, article.text)))
        return article, warnings, is_repeated

    def _built(self, raw: RawArticle) -> tuple[Article, list[str]]:
        article, warnings = build_article(raw, self._collection, self._shared)
        kept = kept_id(raw)
        return (replace(article, id=kept), warnings) if kept and self._is_ours(kept) else (article, warnings)

    def _is_ours(self, kept: ArticleId) -> bool:
        """Whether an exported id is free, or stands for an article of this collection."""
        held = self._library.article(kept)
        return held is None or held.collection == self._collection

    def _clashes(self, article: Article) -> bool:
        former = self._seen.get(article.id)
        return former is not None and former.hash != article.hash

    def _share(self, article: Article, raw: RawArticle) -> None:
        url = address_of(raw)
        if url and url not in self._shared:
            first = self._seen[article.id].key
            self._shared[url] = first
            self._library.share_address(self._collection, url, first)
