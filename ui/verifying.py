"""Saved answers and any text checked, for every way in."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from rag.domain import ArticleId
from rag.receipts import Held, Receipt, SavedAnswer, check_answer
from ui.saved_answers import read_answer

if TYPE_CHECKING:
    from rag.checking import CheckedClaim, CheckedText
    from rag.interfaces import WritableLibrary
    from rag.reading.candidates import Candidate


def receipt_of(answer: SavedAnswer, library: WritableLibrary) -> Receipt:
    """Check a saved answer against the library and the copy that it kept; each article is read once."""

    @cache
    def find(article_id: ArticleId) -> Held:
        former = frozenset(version.hash for version in library.versions(article_id))
        return Held(library.article(article_id), former)

    kept = library.answer(answer.id)
    return check_answer(answer, find, read_answer(kept, "The library's copy") if kept else None)


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """What has become of an answer, as the public contract has it."""
    return asdict(receipt)


def checked_json(checked: CheckedText, *, has_sources: bool) -> dict[str, Any]:
    """A checked text, as the public contract has it.

    Args:
        checked: The text.
        has_sources: It was checked against given sources, which evidence names by their number.
    """
    return {
        "is_supported": checked.is_supported,
        "unchecked": checked.unchecked,
        "verifier": checked.verifier,
        "sentences": [_claim_json(one, has_sources=has_sources) for one in checked.sentences],
    }


def _claim_json(claim: CheckedClaim, *, has_sources: bool) -> dict[str, Any]:
    return {
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
        "verdict": claim.verdict,
        "score": claim.score,
        "issues": list(claim.issues),
        "evidence": [
            _evidence_json(one, has_sources=has_sources) | {"relation": claim.relation}
            for one in claim.evidence
        ],
    }


def _evidence_json(candidate: Candidate, *, has_sources: bool) -> dict[str, Any]:
    article = candidate.hit.article
    named = {"source": int(article.id)} if has_sources else {"article_id": article.id}
    return {
        **named,
        "title": article.title,
        "publisher": article.publisher,
        "published": str(article.published) if article.published else None,
        "start": candidate.start,
        "end": candidate.end,
        "quote": article.text[candidate.start : candidate.end],
    }
