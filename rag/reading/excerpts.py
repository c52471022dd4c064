"""Neighbouring passages of one article, joined for reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Article, PassageHit


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What stands in one piece in an article: one passage that was found, or several that touch."""

    hits: tuple[PassageHit, ...]  # in reading order

    @property
    def article(self) -> Article:
        """The article that it is from."""
        return self.hits[0].article

    @property
    def start(self) -> int:
        """Where it begins in the article's text."""
        return self.hits[0].passage.start

    @property
    def end(self) -> int:
        """Where it ends in the article's text."""
        return max(hit.passage.end for hit in self.hits)

    @property
    def text(self) -> str:
        """Its words."""
        return self.article.text[self.start : self.end]

    def hit_at(self, start: int) -> PassageHit:
        """The passage in which a sentence begins."""
        return next(hit for hit in reversed(self.hits) if hit.passage.start <= start)


def excerpts_of(hits: Sequence[PassageHit]) -> list[Excerpt]:
    """Join passages of one article with nothing but white space between them.

    Args:
        hits: Best first; an excerpt has the place of its best passage.
    """
    runs: list[list[PassageHit]] = []
    for hit in sorted(hits, key=lambda hit: (hit.article.id, hit.passage.start)):
        if runs and _touch(runs[-1][-1], hit):
            runs[-1].append(hit)
        else:
            runs.append([hit])
    place = {id(hit): n for n, hit in enumerate(hits)}
    runs.sort(key=lambda run: min(place[id(hit)] for hit in run))
    return [Excerpt(tuple(run)) for run in runs]


def _touch(one: PassageHit, other: PassageHit) -> bool:
    if one.article.id != other.article.id:
        return False
    between = one.article.text[one.passage.end : other.passage.start]
    return not between.strip()
