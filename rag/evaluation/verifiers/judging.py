"""A verifier's judgements of labelled sentences, and of the answers that they make up."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.evaluation.verifiers.cases import Case, evidence_from
from rag.evaluation.verifiers.figures import Judgement
from rag.evaluation.verifiers.fitting import fit_verifier, folds, rows_of
from rag.trust.letters import as_read, check_as_read
from rag.trust.support import Support, Verifier
from rag.trust.verifier import WeighedCheck

FOLDS = 10
ANSWER_THRESHOLD = 0.5
Progress = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """A labelled sentence, the verifier's word on it, and how long that took."""

    case: Case
    support: Support
    seconds: float

    @property
    def passes(self) -> bool:
        """Whether the verifier takes it as supported."""
        return self.support.verdict == "supported"


def check_all(
    verifier: Verifier,
    cases: Iterable[Case],
    *,
    done: Progress = lambda: None,
    clock: Callable[[], float] = time.perf_counter,
) -> list[Checked]:
    """Every case judged as the product judges a sentence.

    Args:
        verifier: Which judges.
        cases: In any order; those of one source in a row are read once.
        done: Called after each.
        clock: Seconds.
    """
    found = []
    for case in cases:
        evidence = evidence_from(case.texts)
        began = clock()
        support = check_as_read(verifier, as_read(case.sentence), evidence)
        found.append(Checked(case, support, clock() - began))
        done()
    return found


def cross_validated(
    cases: Sequence[Case],
    *,
    count: int = FOLDS,
    done: Progress = lambda: None,
    clock: Callable[[], float] = time.perf_counter,
) -> list[Checked]:
    """Every case judged by a verifier that was fitted to the other sources only, in the cases' order.

    Models and thresholds are fitted anew in each fold, by the same procedure as the one in use.
    """
    fold = folds(cases, count)
    found: dict[int, Checked] = {}
    for number in range(count):
        held = [place for place, case in enumerate(cases) if fold[case.source] == number]
        others = rows_of([case for case in cases if fold[case.source] != number])
        if held:
            check = WeighedCheck(fit_verifier(others))
            judged = check_all(check, (cases[place] for place in held), done=done, clock=clock)
            found.update(zip(held, judged, strict=True))
    return [found[place] for place in range(len(cases))]


def judgements_of_sentences(checked: Sequence[Checked]) -> list[Judgement]:
    """Each sentence by itself."""
    return [
        Judgement(
            one.case.source,
            one.case.kind,
            one.case.is_true,
            one.support.score,
            one.passes,
            len(one.case.sentence),
        )
        for one in checked
    ]


def judgements_of_answers(checked: Sequence[Checked]) -> list[Judgement]:
    """Each answer as a whole; sentences of no answer are left out.

    Its score is the probability that every sentence is supported, were they independent: the product of
    theirs. It passes where that is more likely than not (`ANSWER_THRESHOLD`).
    """
    answers: dict[int, list[Checked]] = {}
    for one in checked:
        if one.case.is_of_an_answer:
            answers.setdefault(one.case.answer, []).append(one)
    return [_as_a_whole(sentences) for sentences in answers.values()]


def _as_a_whole(sentences: Sequence[Checked]) -> Judgement:
    score = math.prod(one.support.score for one in sentences)
    return Judgement(
        source=sentences[0].case.source,
        kind=sentences[0].case.writer or "answer",
        is_true=all(one.case.is_true for one in sentences),
        score=score,
        passes=score >= ANSWER_THRESHOLD,
        length=sum(len(one.case.sentence) for one in sentences),
    )
