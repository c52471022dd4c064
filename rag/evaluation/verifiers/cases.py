"""Sentences that people judged, each with the evidence it was judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId
from rag.reading.candidates import candidates_of
from rag.reading.excerpts import Excerpt
from rag.trust.evidence import Evidence, evidence_of

NO_ANSWER = -1


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with what it is judged by.

    Attributes:
        set: Where it comes from.
        source: What it is judged by; cases of one source stay together in every split.
        kind: What sort of sentence it is, for figures by kind.
        sentence: What is judged.
        texts: The evidence, a text a passage.
        is_true: Whether the evidence supports it.
        made_from: The true sentence that was corrupted; "" where none was.
        answer: Number of the answer that it is a sentence of; `NO_ANSWER` where there is none.
        writer: The model that wrote it; "" where it is not known.
    """

    set: str
    source: str
    kind: str
    sentence: str
    texts: tuple[str, ...]
    is_true: bool
    made_from: str = ""
    answer: int = NO_ANSWER
    writer: str = ""

    @property
    def is_of_an_answer(self) -> bool:
        """Whether someone wrote it as an answer, with as many errors as answers have."""
        return self.answer != NO_ANSWER


@lru_cache(maxsize=2048)
def evidence_from(texts: tuple[str, ...]) -> Evidence:
    """The texts as passages that were read."""
    hits = [_hit(n, text) for n, text in enumerate(texts, 1)]
    return evidence_of_hits(hits)


def evidence_of_hits(hits: Sequence[PassageHit]) -> Evidence:
    """All sentences of these passages, numbered in their order."""
    candidates = [one for hit in hits for one in candidates_of(Excerpt((hit,)))]
    return evidence_of(candidates, [[hit.passage.id] for hit in hits])


def _hit(number: int, text: str) -> PassageHit:
    key = ArticleId(f"source{number}")
    article = Article(
        id=key,
        text=text,
        hash="",
        published=None,
        collection="bench",
        kind="article",
        title="",
        publisher=None,
    )
    return PassageHit(Passage(PassageId(f"{key}:0"), key, 0, len(text), text), article, 1.0, {"dense": 0.0})
