"""Small articles, passages and sentences, made in a line each, for the tests of what reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId
from rag.reading.candidates import Candidate, candidates_of
from rag.reading.excerpts import Excerpt
from rag.reading.matching import FEATURES, WordWeights
from rag.reading.question import profile_question
from rag.reading.retrieved_reading import ReadPassages, ScoredSentence
from rag.text.publication import PublicationDate
from rag.trust.evidence import Evidence, evidence_of

EVEN_WEIGHTS = WordWeights({})  # every word weighs the same

_numbers = count(1)


def article(text: str, *, published: str | None = "2025-01-28", **fields: Any) -> Article:
    """An article of the default collection; each has another id unless one is given."""
    key = fields.pop("key", None) or f"article{next(_numbers)}"
    defaults = {"collection": "default", "kind": "article", "title": "Notes", "publisher": "The Daily"}
    return Article(
        id=ArticleId(key),
        text=text,
        hash=f"hash of {key}",
        published=PublicationDate.parse(published) if published else None,
        **(defaults | fields),
    )


def passage(source: Article, start: int = 0, end: int | None = None) -> Passage:
    """A piece of an article; the whole of it unless told otherwise."""
    end = len(source.text) if end is None else end
    return Passage(PassageId(f"{source.id}:{start}"), source.id, start, end, source.text[start:end])


def hit(source: Article | str, *, score: float = 1.0, dense: float = 0.5, **fields: Any) -> PassageHit:
    """A whole article as one passage that retrieval found."""
    found = article(source, **fields) if isinstance(source, str) else source
    return PassageHit(passage(found), found, score, {"dense": dense})


def excerpt(source: Article | str, **fields: Any) -> Excerpt:
    """A whole article as an excerpt of one passage."""
    return Excerpt((hit(source, **fields),))


def candidate(sentence: str, *, before: Sequence[str] = (), **fields: Any) -> Candidate:
    """A sentence of an article of its own, after the sentences before it."""
    found = candidates_of(excerpt(" ".join((*before, sentence)), **fields))
    return next(one for one in reversed(found) if one.text == sentence)


def evidence(*texts: Article | str) -> Evidence:
    """What a sentence is held against: each text a passage of its own, numbered in this order."""
    hits = [hit(text) for text in texts]
    candidates = [one for found in hits for one in candidates_of(Excerpt((found,)))]
    return evidence_of(candidates, [[found.passage.id] for found in hits])


def scored(
    sentence: Candidate | str, probability: float = 0.9, features: Mapping[str, float] | None = None
) -> ScoredSentence:
    """A sentence with a probability of our choice; features that are not given are 0."""
    chosen = candidate(sentence) if isinstance(sentence, str) else sentence
    return ScoredSentence(chosen, probability, dict.fromkeys(FEATURES, 0.0) | dict(features or {}))


def read(question: str, *sentences: ScoredSentence) -> ReadPassages:
    """A question with its sentences, which are put in order."""
    ranked = sorted(sentences, key=lambda one: -one.probability)
    return ReadPassages(profile_question(question), EVEN_WEIGHTS, tuple(ranked))


def permalink(article_id: str, start: int, end: int) -> str:
    """A link as the server would make it."""
    return f"http://byline.test/articles/{article_id}?start={start}&end={end}"
