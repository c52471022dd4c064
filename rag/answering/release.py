"""Release: a written sentence gets its place in the text, its numbers and its verdict, once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.answering.drafts import DraftSentence, Source
from rag.domain import Article, ArticleId, Basis, Citation, Evidence, Relation, Sentence, Verdict
from rag.events import SentenceReleased

Permalink = Callable[[ArticleId, int, int], str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on a sentence, how sure it is, on what basis, and what is wrong with it."""

    verdict: Verdict | None
    score: float | None
    basis: Basis | None
    issues: tuple[str, ...] = ()


NO_CLAIM = Judgement(None, None, None)


@dataclass(slots=True)
class Release:
    """The answer as far as it is released. What has been added never changes."""

    permalink: Permalink
    text: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    origins: set[ArticleId] = field(default_factory=set)  # the cited articles; reprints count as one

    def add(self, draft: DraftSentence, judgement: Judgement) -> SentenceReleased:
        """Append a sentence; spans that are cited already keep their number."""
        known = len(self.citations)
        numbers = tuple(dict.fromkeys(self._number(source) for source in draft.sources))
        start = len(self.text) + len(draft.before)
        sentence = Sentence(
            text=draft.text,
            start=start,
            end=start + len(draft.text),
            verdict=judgement.verdict,
            score=judgement.score,
            basis=judgement.basis,
            citations=numbers,
            evidence=tuple(_evidence(source, judgement) for source in draft.sources),
            issues=judgement.issues,
        )
        self.text += draft.before + draft.text + markers(numbers)
        self.sentences.append(sentence)
        return SentenceReleased(draft.before, sentence, tuple(self.citations[known:]))

    def _number(self, source: Source) -> int:
        for citation in self.citations:
            if (citation.article_id, citation.start, citation.end) == (
                source.article.id,
                source.start,
                source.end,
            ):
                return citation.n
        article, reprints = source.article, source.reprints
        published = article.published
        self.origins.add(reprints.representative if reprints else article.id)
        self.citations.append(
            Citation(
                n=len(self.citations) + 1,
                article_id=article.id,
                passage_id=source.passage_id,
                article_hash=article.hash,
                collection=article.collection,
                kind=article.kind,
                title=marked_title(article),
                publisher=article.publisher,
                author=article.author,
                published=str(published) if published else None,
                published_precision=published.precision if published else None,
                url=article.url,
                link=self.permalink(article.id, source.start, source.end),
                page=bisect_right(article.pages, source.start) or None,
                quote=source.quote,
                start=source.start,
                end=source.end,
                reprints=reprints.articles - 1 if reprints else 0,
            )
        )
        return len(self.citations)


def marked_title(article: Article) -> str:
    """The title, with what an editor has marked: "Shares fall (retracted: the figures were wrong)"."""
    if not article.status:
        return article.title
    note = f": {article.status_note}" if article.status_note else ""
    return f"{article.title} ({article.status}{note})"


def markers(numbers: tuple[int, ...]) -> str:
    """`` [1][3]``; nothing for a sentence without citations."""
    return " " + "".join(f"[{n}]" for n in numbers) if numbers else ""


def _evidence(source: Source, judgement: Judgement) -> Evidence:
    relation: Relation = "contradicts" if judgement.verdict == "contradicted" else "supports"
    return Evidence(
        article_id=source.article.id,
        passage_id=source.passage_id,
        start=source.start,
        end=source.end,
        quote=source.quote,
        relation=relation,
    )
