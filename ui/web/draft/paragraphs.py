"""A draft cut into paragraphs, and these into sentences with their verdicts and what is between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.checking import CheckedClaim

_BREAK = re.compile(r"\n(?:[^\S\n]*\n)+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a draft, verbatim; it may have single line breaks in it."""

    text: str
    claim: CheckedClaim | None = None
    number: int = 0  # of the claim among all, from 1
    is_unchecked: bool = False  # it comes after the last verdict


Paragraph = tuple[Piece, ...]


def paragraphs(text: str, claims: Sequence[CheckedClaim], *, has_rest: bool) -> list[Paragraph]:
    """The text in its paragraphs; joined again, only the blank lines between them are missing.

    Args:
        text: The draft.
        claims: Its first sentences, in order, with offsets into it.
        has_rest: Sentences follow that are not checked.
    """
    paragraphs: list[list[Piece]] = [[]]
    for piece in _pieces(text, claims, has_rest=has_rest):
        first, *others = [piece.text] if piece.claim else _BREAK.split(piece.text)
        for is_new, stretch in [(False, first), *((True, other) for other in others)]:
            if is_new:
                paragraphs.append([])
            if stretch:
                paragraphs[-1].append(
                    Piece(stretch, piece.claim, piece.number, is_unchecked=piece.is_unchecked)
                )
    return [tuple(pieces) for pieces in paragraphs if any(piece.text.strip() for piece in pieces)]


def _pieces(text: str, claims: Sequence[CheckedClaim], *, has_rest: bool) -> Iterator[Piece]:
    place = 0
    for number, claim in enumerate(claims, 1):
        yield Piece(text[place : claim.start])
        yield Piece(text[claim.start : claim.end], claim, number)
        place = claim.end
    yield Piece(text[place:], is_unchecked=has_rest)
