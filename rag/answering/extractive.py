"""The extractive writer: an answer made of the articles' own sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rag.answering.composition import Quotation, SentencesOf, compose, is_quotation, quote
from rag.answering.drafts import DraftSentence
from rag.answering.release import NO_CLAIM, Judgement
from rag.answering.selection import select
from rag.domain import ArticleId
from rag.reading.candidates import Candidate
from rag.reading.retrieved_reading import ReadPassages
from rag.trust.disagreements import Side, find_sides

NAME = "extractive"

_VERBATIM = Judgement("supported", 1.0, "verbatim")


@dataclass(frozen=True, slots=True)
class ExtractivePlan:
    """What will be said, and which sides the sources take."""

    drafts: tuple[DraftSentence, ...]
    sides: tuple[Side, ...]  # two or more where sources differ, else empty


@dataclass(frozen=True, slots=True)
class _Choice:
    """What answers one part, best first, and the sides that sources take on it."""

    quotations: list[Quotation]
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class ExtractiveWriter:
    """Chooses, orders and introduces quotations; writes no word of its own but who says it and when.

    Attributes:
        sentences_of: The sentences of a whole article.
        max_sentences: The most that are quoted.
        share: How much of the candidates' summed probability the chosen ones must hold.
    """

    sentences_of: SentencesOf
    max_sentences: int = 6
    share: float = 0.6

    def plan(self, read: ReadPassages) -> ExtractivePlan:
        """Decide what is said; pure, so that a test can read it."""
        return self.plan_parts([read])

    def plan_parts(self, parts: Sequence[ReadPassages]) -> ExtractivePlan:
        """The same for a question of several parts: each gets its sentence before any gets its second.

        Args:
            parts: The sentences, scored for each part that has an answer.
        """
        chosen = [self._choose(read, max(2, self.max_sentences // len(parts))) for read in parts]
        sides = next((one.sides for one in chosen if len(one.sides) > 1), ())
        turns = (q for turn in zip_longest(*(one.quotations for one in chosen)) for q in turn if q)
        quotations = list(self._that_fit(list({_place(q.candidate): q for q in turns}.values())))
        shown = {_place(quotation.candidate) for quotation in quotations}
        said = tuple(side for side in sides if any(_place(value.candidate) in shown for value in side.values))
        differ = len(said) > 1
        drafts = tuple(compose(quotations, sources_differ=differ))
        return ExtractivePlan(drafts, said if differ else ())

    def _choose(self, read: ReadPassages, limit: int) -> _Choice:
        candidates = [scored.candidate for scored in read.sentences]
        sides = find_sides(read.question, candidates, read.weights)
        chosen = select(read.question, read.sentences, sides, limit, self.share)
        return _Choice([quote(s.candidate, read.question, self.sentences_of) for s in chosen], tuple(sides))

    def _that_fit(self, quotations: Sequence[Quotation]) -> Iterator[Quotation]:
        """As many as there is room for, the sentences that go before them counted."""
        left = self.max_sentences
        for quotation in quotations:
            needed = 1 + len(quotation.context)
            if needed <= left:
                left -= needed
                yield quotation


def _place(candidate: Candidate) -> tuple[ArticleId, int]:
    """Where a sentence stands; two readings of the passages have it as two candidates."""
    return candidate.hit.article.id, candidate.start


def judge_verbatim(draft: DraftSentence) -> Judgement:
    """Check a quotation against the article that it names, character by character."""
    if not draft.sources:
        return NO_CLAIM
    source = draft.sources[0]
    if is_quotation(draft.text, source.quote):
        return _VERBATIM
    return Judgement("unsupported", 0.0, "verified", ("is not what the source says word for word",))


def write(plan: ExtractivePlan) -> Iterator[tuple[DraftSentence, Judgement]]:
    """The plan's sentences, each checked."""
    for draft in plan.drafts:
        yield draft, judge_verbatim(draft)
