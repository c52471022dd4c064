"""Citation precision and recall, sentence by sentence, after ALCE (Gao et al., 2023).

The verifier stands in the place of the entailment model. A sentence is cited rightly if its citations
together support it. A citation is needed if its sentence is cited rightly, and it supports the sentence
alone or the others do not without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId
from rag.reading.candidates import candidates_of
from rag.reading.excerpts import Excerpt
from rag.text.publication import PublicationDate
from rag.trust.evidence import Evidence, evidence_of
from rag.trust.letters import check_as_read
from rag.trust.support import Verifier

_QUOTATION_MARKS = " “”\"'‘’"


@dataclass(frozen=True, slots=True)
class Cited:
    """Counts over the sentences of one answer that claim something."""

    sentences: int = 0
    rightly: int = 0  # sentences that their own citations support
    citations: int = 0
    needed: int = 0


def count_cited(answer: Mapping[str, Any], verifier: Verifier) -> Cited:
    """Count the sentences of an answer object whose citations support them, and the citations needed."""
    by_number = {one["n"]: one for one in answer["citations"]}
    sentences = rightly = citations = needed = 0
    for sentence in answer["sentences"]:
        if sentence["verdict"] is None:
            continue
        sources = [_Source.of(by_number[n]) for n in sentence["citations"] if n in by_number]
        is_supported = bool(sources) and _is_supported(verifier, sentence["text"], sources)
        sentences += 1
        rightly += is_supported
        citations += len(sentence["citations"])  # one that names no source is not needed
        needed += _needed(verifier, sentence["text"], sources) if is_supported else 0
    return Cited(sentences, rightly, citations, needed)


def supports(verifier: Verifier, sentence: str, texts: Sequence[str]) -> bool:
    """Whether these texts, and nothing else, support a sentence."""
    return _is_supported(verifier, sentence, [_Source(text) for text in texts])


@dataclass(frozen=True, slots=True)
class _Source:
    quote: str
    title: str = ""
    publisher: str | None = None
    published: str | None = None

    @classmethod
    def of(cls, citation: Mapping[str, Any]) -> _Source:
        """What a citation quotes, with what is known of its article."""
        return cls(
            citation["quote"],
            citation.get("title") or "",
            citation.get("publisher"),
            citation.get("published"),
        )


def _needed(verifier: Verifier, sentence: str, sources: list[_Source]) -> int:
    if len(sources) == 1:
        return 1
    return sum(
        _is_supported(verifier, sentence, [source])
        or not _is_supported(verifier, sentence, sources[:n] + sources[n + 1 :])
        for n, source in enumerate(sources)
    )


def _is_supported(verifier: Verifier, sentence: str, sources: list[_Source]) -> bool:
    """What stands in a source word for word is supported; the rest is the verifier's to say."""
    words = sentence.strip(_QUOTATION_MARKS)
    if words and any(words in source.quote for source in sources):
        return True
    return check_as_read(verifier, sentence, _evidence(tuple(sources))).verdict == "supported"


@lru_cache(maxsize=1024)
def _evidence(sources: tuple[_Source, ...]) -> Evidence:
    hits = [_hit(n, source) for n, source in enumerate(sources, 1)]
    candidates = [one for hit in hits for one in candidates_of(Excerpt((hit,)))]
    return evidence_of(candidates, [[hit.passage.id] for hit in hits])


def _hit(number: int, source: _Source) -> PassageHit:
    article = Article(
        id=ArticleId(str(number)),
        collection="",
        kind="article",
        title=source.title,
        text=source.quote,
        hash="",
        publisher=source.publisher,
        published=PublicationDate.parse(source.published) if source.published else None,
    )
    whole = Passage(PassageId(f"{number}:0"), article.id, 0, len(article.text), article.text)
    return PassageHit(whole, article, 1.0)
