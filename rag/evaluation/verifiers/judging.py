"""A verifier's judgements of labelled sentences, and of the answers that they make up."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.errors import UsageError
from rag.evaluation.verifiers.cases import Case, evidence_from
from rag.evaluation.verifiers.figures import Judgement
from rag.evaluation.verifiers.fitting import Row, fit_verifier, folds, inner_probabilities, rows_of
from rag.trust.letters import as_read, check_as_read
from rag.trust.support import Support, Verifier
from rag.trust.verifier import WeighedCheck
from rag.trust.weighing import VerifierModel

FOLDS = 10
FEWEST_SOURCES = 4
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
    """Every case judged by a verifier that was fitted to other sources only, in the cases' order.

    Models and thresholds are fitted anew in each fold, by the same procedure as the one in use; where
    there are no answers among the others, the threshold makes both classes' errors alike in weight.

    Raises:
        UsageError: if there are fewer than `FEWEST_SOURCES`, or too few for every fit to see both labels.
    """
    sources = len({case.source for case in cases})
    if sources < FEWEST_SOURCES:
        raise UsageError(
            f"Refitting without each source in turn needs {FEWEST_SOURCES} sources or more.",
            "Name the source of each row in a column `source`, or leave out --cross-validate.",
        )
    count = min(count, sources)
    fold = folds(cases, count)
    found: dict[int, Checked] = {}
    for number in range(count):
        held = [place for place, case in enumerate(cases) if fold[case.source] == number]
        check = WeighedCheck(_fitted([case for case in cases if fold[case.source] != number]))
        judged = check_all(check, (cases[place] for place in held), done=done, clock=clock)
        found.update(zip(held, judged, strict=True))
    return [found[place] for place in range(len(cases))]


def _fitted(cases: Sequence[Case]) -> VerifierModel:
    rows = rows_of(cases)
    if {row.case.is_true for row in rows} != {True, False}:
        raise UsageError(
            "Refitting needs sentences that are supported and others that are not, from several sources.",
            "Label more of them, or leave out --cross-validate.",
        )
    model = fit_verifier(rows)
    if any(row.case.is_of_an_answer for row in rows):
        return model
    return replace(model, supported=_even_threshold(rows))


def _even_threshold(rows: Sequence[Row]) -> float:
    """Where as few of either class are on the wrong side as can be, by an inner cross-validation.

    Pairs are made, not found: how many of them are false says nothing of what is written, so that the
    thresholds cannot rest on shares as those of answers do.
    """
    said, agrees = inner_probabilities(rows, rows)
    scores, true = said * agrees, np.array([row.case.is_true for row in rows])

    def gain(cut: float) -> float:
        return float((scores[true] >= cut).mean() - (scores[~true] >= cut).mean())

    return float(max(np.unique(scores).tolist(), key=gain))


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
