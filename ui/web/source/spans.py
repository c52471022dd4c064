"""Which characters of an article are marked, and for which passage, where passages may overlap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.errors import UsageError

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stretch:
    """``text[start:end]``, as part of one passage. The stretches of an article do not overlap."""

    start: int
    end: int
    passage: int  # from 1, in the order of the text
    span: range  # the whole passage
    is_deciding: bool


def spans_of(written: str) -> tuple[range, ...]:
    """Spans as an address has them: ``120-180,300-340``.

    Raises:
        UsageError: if they are written otherwise.
    """
    found = [_SPAN.fullmatch(piece) for piece in written.split(",")] if written else []
    if not all(found):
        raise UsageError(f"{written!r} is no list of spans.", "Write start-end, start-end: 120-180,300-340.")
    return tuple(range(int(one[1]), int(one[2])) for one in found if one)


def stretches(deciding: range, others: Sequence[range] = ()) -> list[Stretch]:
    """What to mark, in the order of the text.

    Where spans overlap, the deciding one has the characters, then the earlier one. A span of which nothing
    is left is no passage of its own; so is an empty one.
    """
    spans = [span for span in (deciding, *sorted(others, key=lambda span: span.start)) if span]
    borders = sorted({border for span in spans for border in (span.start, span.stop)})
    owned: list[tuple[int, int, range]] = []
    for start, end in pairwise(borders):
        owner = next((span for span in spans if start in span), None)
        if owner is None:
            continue
        if owned and owned[-1][1:] == (start, owner):
            start = owned.pop()[0]
        owned.append((start, end, owner))
    numbers = {span: number for number, span in enumerate(dict.fromkeys(span for *_, span in owned), start=1)}
    return [Stretch(start, end, numbers[span], span, span == deciding) for start, end, span in owned]


def check(span: range, characters: int) -> None:
    """Let a span pass that lies within a text of so many characters.

    Raises:
        UsageError: if it does not.
    """
    if not span.start <= span.stop <= characters:
        raise UsageError(
            f"The span {span.start} to {span.stop} is not within the article.",
            f"Its text has {characters} characters.",
        )
