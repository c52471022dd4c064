"""A draft and what the library says of its sentences, as far as it has been checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rag.checking import MAX_TEXT, CheckedClaim, CheckedText
from rag.domain import ArticleId, Question, Verdict
from rag.errors import UsageError
from rag.events import Failed
from rag.reading.candidates import Candidate
from rag.text.sentences import split_sentences

LONGEST_DRAFT = 100_000  # characters
EVERYTHING = Question("")  # no limits


@dataclass(frozen=True, slots=True)
class Draft:
    """A text, and its first sentences with their verdicts; those after them have none yet.

    Attributes:
        text: As the reader wrote it; claims have their offsets in it.
        limits: Which articles count; its own text does not matter.
        claims: In order, from the beginning of the text.
        unchecked: How many sentences follow them.
        verifier: The name of what judged.
        is_running: More verdicts will come by themselves.
        is_stopped: The reader ended the check.
        failure: Why there are no more verdicts.
    """

    text: str = ""
    limits: Question = EVERYTHING
    claims: tuple[CheckedClaim, ...] = ()
    unchecked: int = 0
    verifier: str = ""
    is_running: bool = False
    is_stopped: bool = False
    failure: Failed | None = None

    @property
    def read_to(self) -> int:
        """Where the last sentence with a verdict ends."""
        return self.claims[-1].end if self.claims else 0

    @property
    def counts(self) -> Counter[Verdict | None]:
        """How many sentences have each verdict; None counts those that claim nothing."""
        return Counter(claim.verdict for claim in self.claims)

    @property
    def doubtful(self) -> tuple[tuple[int, CheckedClaim], ...]:
        """The sentences that need a look, each with its number among all, from 1."""
        return tuple(
            (number, claim)
            for number, claim in enumerate(self.claims, 1)
            if claim.verdict not in {None, "supported"}
        )

    @property
    def checked(self) -> CheckedText:
        """The whole as a checked text."""
        return CheckedText(self.claims, self.unchecked, self.verifier)


@dataclass(frozen=True, slots=True)
class Part:
    """``text[start:end]`` of a draft, short enough to be checked at once."""

    start: int
    text: str
    sentences_after: int  # of the draft, beyond the part

    def added_to(self, draft: Draft, checked: CheckedText) -> Draft:
        """The draft with what has been checked of this part."""
        moved = (
            replace(claim, start=claim.start + self.start, end=claim.end + self.start)
            for claim in checked.sentences
        )
        earlier = (claim for claim in draft.claims if claim.end <= self.start)
        unchecked = checked.unchecked + self.sentences_after
        return replace(
            draft, claims=(*earlier, *moved), unchecked=unchecked, verifier=checked.verifier, is_running=True
        )


def next_part(draft: Draft, most: int = MAX_TEXT) -> Part:
    """What follows the last verdict, up to the end of a sentence.

    Args:
        draft: The draft.
        most: Characters of a part; a sentence that is longer is cut.

    Raises:
        UsageError: the draft is longer than `LONGEST_DRAFT`.
    """
    if len(draft.text) > LONGEST_DRAFT:
        raise UsageError(
            f"The draft has {len(draft.text):,} characters; {LONGEST_DRAFT:,} are taken.",
            "Check it in two or more pieces.",
        )
    start = draft.read_to
    text = draft.text[start : start + most]
    if start + most >= len(draft.text):
        return Part(start, text, 0)
    spans = split_sentences(text)
    if len(spans) > 1:
        text = text[: spans[-1].start]
    return Part(start, text, len(split_sentences(draft.text[start + len(text) :])))


Place = tuple[ArticleId, int, int]  # an article's id, and a span of its text


def place_of(evidence: Candidate) -> Place:
    """Where a piece of evidence stands; two with one place are one source."""
    return evidence.hit.article.id, evidence.start, evidence.end


def numbered(claims: Iterable[CheckedClaim]) -> dict[Place, tuple[int, Candidate]]:
    """The sources of the claims by their places, each with its number, from 1 in order of appearance."""
    sources: dict[Place, tuple[int, Candidate]] = {}
    for claim in claims:
        for evidence in claim.evidence:
            sources.setdefault(place_of(evidence), (len(sources) + 1, evidence))
    return sources
