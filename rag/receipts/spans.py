"""What has become of a quotation: compared with the article as it is now and the versions that it had."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.domain import Article, ArticleId
from rag.receipts.saved import SavedSpan

SpanStatus = Literal["intact", "kept", "changed", "gone", "unknown", "tampered"]
Status = Literal["intact", "stale", "gone", "unknown", "tampered"]

AS_A_WHOLE: dict[SpanStatus, Status] = {
    "intact": "intact",
    "kept": "stale",
    "changed": "stale",
    "gone": "gone",
    "unknown": "unknown",
    "tampered": "tampered",
}
_ORDER: tuple[Status, ...] = ("intact", "stale", "gone", "unknown", "tampered")  # the worst last
_UNKNOWN = "The library has no version of this article with that fingerprint"


@dataclass(frozen=True, slots=True)
class Held:
    """What the library has under an id: the article as it is now, and the hashes that it had before."""

    article: Article | None
    former: frozenset[str] = frozenset()


Find = Callable[[ArticleId], Held]


@dataclass(frozen=True, slots=True)
class CheckedSpan:
    """What has become of a quotation.

    `intact`: the article is what it was and has the quotation at its place. `kept`: the article has changed
    and still has it word for word, at ``start`` and ``end``. `changed`: it has it no more. `gone`: the
    article was removed. `unknown`: the library never had the article in the version that the answer names,
    so nothing here vouches for the answer. `tampered`: the article is what it was, and the answer says
    something else.
    """

    article_id: ArticleId
    status: SpanStatus
    words: str  # the same in a sentence
    start: int | None = None  # where the quotation stands now; None where it does not
    end: int | None = None


def worst(statuses: Sequence[Status]) -> Status:
    """The worst of them; intact if there is none."""
    return max(statuses, key=_ORDER.index, default="intact")


def check_span(span: SavedSpan, held: Held, known_hash: str | None) -> CheckedSpan:
    """What has become of a quotation.

    Args:
        span: As the answer has it.
        held: What the library has of its article.
        known_hash: The article's hash as the answer has it. None where it has none: then nothing can be
            called tampered or unknown.
    """
    if not span.quote:
        return CheckedSpan(span.article_id, "tampered", "The quotation has no words.")
    if held.article is None:
        return _without_article(span, held, known_hash)
    is_unchanged = held.article.hash == known_hash
    is_at_its_place = piece(held.article.text, span.start, span.end) == span.quote
    if is_at_its_place and (is_unchanged or known_hash is None):
        words = "The article has these words at their place."
        return CheckedSpan(span.article_id, "intact", words, span.start, span.end)
    if is_unchanged:
        words = "The article has not changed, and does not have these words at this place."
        return CheckedSpan(span.article_id, "tampered", words)
    start, place = _standing(span, held.article.text)
    end = None if start is None else start + len(span.quote)
    if known_hash is not None and known_hash not in held.former:
        return CheckedSpan(span.article_id, "unknown", f"{_UNKNOWN}; as it is now, it {place}.", start, end)
    status: SpanStatus = "changed" if start is None else "kept"
    joined = "no longer has these words" if start is None else place
    return CheckedSpan(span.article_id, status, f"The article has changed since, and {joined}.", start, end)


def piece(text: str, start: int, end: int) -> str | None:
    """``text[start:end]``, or None where these are no offsets into it."""
    return text[start:end] if 0 <= start <= end <= len(text) else None


def _without_article(span: SavedSpan, held: Held, known_hash: str | None) -> CheckedSpan:
    if not held.former:
        words = "The library has no such article, and no record that it ever had one."
        return CheckedSpan(span.article_id, "unknown", words)
    if known_hash is not None and known_hash not in held.former:
        return CheckedSpan(span.article_id, "unknown", f"{_UNKNOWN}, and the article was removed.")
    return CheckedSpan(span.article_id, "gone", "The article was removed from the library.")


def _standing(span: SavedSpan, text: str) -> tuple[int | None, str]:
    """Where a text has the quotation, first looked for where it stood, and the same in words."""
    if piece(text, span.start, span.end) == span.quote:
        return span.start, "still has these words at their place"
    start = text.find(span.quote, max(0, span.start))
    start = text.find(span.quote) if start < 0 else start
    if start < 0:
        return None, "does not have these words"
    return start, f"still has these words, now at {start} to {start + len(span.quote)}"
