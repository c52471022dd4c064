"""What `byline eval verifier` does with each file: judge it, and count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rag.evaluation.verifiers.formats import Labelled
from rag.evaluation.verifiers.gating import THRESHOLD, GateJudging
from rag.evaluation.verifiers.judging import (
    ANSWER_THRESHOLD,
    Checked,
    check_all,
    cross_validated,
    judgements_of_answers,
    judgements_of_sentences,
)
from rag.evaluation.verifiers.measuring import cost_of, measure
from rag.evaluation.verifiers.outcome import JudgeOutcome, Outcome
from rag.evaluation.verifiers.training import seen_cases, seen_questions
from rag.trust.verifier import WeighedCheck
from ui.commands.eval.counting import counted

if TYPE_CHECKING:
    from rag.settings import Settings

AskJudge = Callable[[Sequence[Checked]], JudgeOutcome]


def measured_files(
    files: Sequence[Labelled], settings: Settings, ask: AskJudge | None, *, cross_validate: bool
) -> list[Outcome]:
    """An outcome a file, in their order."""
    checked = _checked(files, cross_validate=cross_validate)
    return [
        _of_sentences(one, next(checked), ask, cross_validate=cross_validate)
        if one.cases
        else _of_questions(one, settings)
        for one in files
    ]


def _checked(files: Sequence[Labelled], *, cross_validate: bool) -> Iterator[list[Checked]]:
    """For each file with sentences what the verifier says of them; fitted to all files together."""
    cases = [case for one in files for case in one.cases]
    with counted("Refitting" if cross_validate else "Checking", len(cases)) as done:
        if cross_validate:
            found = cross_validated(cases, done=done)
        else:
            found = check_all(WeighedCheck(), cases, done=done)
    start = 0
    for one in files:
        if one.cases:
            yield found[start : start + len(one.cases)]
            start += len(one.cases)


def _of_sentences(
    labelled: Labelled, checked: list[Checked], ask: AskJudge | None, *, cross_validate: bool
) -> Outcome:
    threshold = None if cross_validate else WeighedCheck().threshold  # refitted, every fold has its own
    sentences = measure(judgements_of_sentences(checked), "sentence", threshold)
    answers = judgements_of_answers(checked)
    return Outcome(
        labelled=labelled,
        measured=measure(answers, "answer", ANSWER_THRESHOLD) if answers else sentences,
        sentences=sentences if answers else None,
        cost=cost_of([one.seconds for one in checked]),
        seen=0 if cross_validate else seen_cases(labelled.cases),
        judge=ask(checked) if ask else None,
    )


def _of_questions(labelled: Labelled, settings: Settings) -> Outcome:
    from rag.stores import build_embedder

    embedder, _ = build_embedder(settings)
    with counted("Asking the gate", len(labelled.questions)) as done:
        judgements, seconds = GateJudging(labelled.questions, embedder).judge_all(done)
    return Outcome(
        labelled=labelled,
        measured=measure(judgements, "question", THRESHOLD),
        sentences=None,
        cost=cost_of(seconds),
        seen=seen_questions(labelled.questions),
    )
