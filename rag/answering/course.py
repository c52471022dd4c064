"""One question on its way to an answer: what is settled so far, and at the end the answer object."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rag.answering.coverage import coverage_of
from rag.answering.drafts import DraftSentence
from rag.answering.extractive import NAME as EXTRACTIVE
from rag.answering.refusal import Refusal
from rag.answering.release import NO_CLAIM, Judgement, Release
from rag.answering.told_sides import Place, told_places
from rag.domain import Answer, AnswerId, Disagreement, Provenance, Question
from rag.events import SentenceReleased
from rag.interfaces import Span, Understood
from rag.trust.disagreements import Side, as_disagreement

VERBATIM_VERIFIER = "verbatim"
_NO_TIMINGS = {"condense": 0, "retrieve": 0, "first_sentence": 0, "generate": 0, "verify": 0, "total": 0}


@dataclass(slots=True)
class Authorship:
    """Who wrote an answer, with what; at first nobody but the extractive writer."""

    model: str = EXTRACTIVE
    prompt: str | None = None
    verifier: str = VERBATIM_VERIFIER
    fallback: str | None = None  # why the model did not write it, or not to the end
    found_no_answer: bool = False  # the model says that the passages hold none
    thinking: str = ""
    usage: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Course:
    """One question on its way to an answer."""

    question: Question
    id: AnswerId
    created_at: str
    standalone: str
    understood: Understood
    generation: int
    release: Release
    sides: tuple[Side, ...] = ()
    refusal: Refusal | None = None
    uncovered: tuple[str, ...] = ()  # parts of a question that is answered in part
    notes: tuple[str, ...] = ()  # whole sentences on how the question was understood and searched
    author: Authorship = field(default_factory=Authorship)
    timings: dict[str, int] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

    def elapsed(self) -> int:
        """Milliseconds since the question arrived."""
        return round((time.perf_counter() - self.began) * 1000)

    def add(self, draft: DraftSentence, judgement: Judgement) -> SentenceReleased:
        """Release a sentence."""
        event = self.release.add(draft, judgement)
        self.timings.setdefault("first_sentence", self.elapsed())
        return event

    def add_notes(self) -> Iterator[SentenceReleased]:
        """Release, after all else, what the reader should know of how the question was searched."""
        for n, note in enumerate(self.notes):
            yield self.add(DraftSentence(note, before=" " if n else "\n\n"), NO_CLAIM)

    def told(self) -> dict[Place, int]:
        """The spans of the sides' values that have been told, each with the number of its citation."""
        return told_places(self.sides, self.release.sentences, self.release.citations)

    def disagreements(self) -> tuple[Disagreement, ...]:
        """The sides in the contract's terms; none where sources agree or nothing was answered."""
        if len(self.sides) < 2 or self.refusal:
            return ()
        found = as_disagreement(self.standalone, self.sides, self.told())
        return (found,) if len(found.claims) > 1 else ()

    def as_answer(self, searched: Span, threshold: float, disagreements: tuple[Disagreement, ...]) -> Answer:
        """The answer object.

        Args:
            searched: What there was to answer from.
            threshold: At which the evidence gate opened.
            disagreements: That were found.
        """
        release, refusal, author = self.release, self.refusal, self.author
        return Answer(
            schema=1,
            id=self.id,
            created_at=self.created_at,
            question=self.question.text,
            standalone_question=self.standalone,
            constraints=self.understood.constraints,
            text=release.text,
            abstained=refusal is not None,
            reason=refusal.reason if refusal else None,
            uncovered=refusal.uncovered if refusal else self.uncovered,
            fallback={"reason": author.fallback} if author.fallback else None,
            stale=False,
            sentences=tuple(release.sentences),
            citations=tuple(release.citations),
            disagreements=disagreements,
            coverage=coverage_of(searched, release.citations, len(release.origins)),
            nearest=refusal.nearest if refusal else (),
            thinking=author.thinking or None,
            model=author.model,
            usage=dict(author.usage) if author.usage else None,
            provenance=Provenance(
                writer=EXTRACTIVE if author.model == EXTRACTIVE else "endpoint",
                prompt=author.prompt,
                verifier=author.verifier,
                threshold=threshold,
                library_generation=self.generation,
            ),
            timings_ms={**_NO_TIMINGS, **self.timings, "total": self.elapsed()},
        )
