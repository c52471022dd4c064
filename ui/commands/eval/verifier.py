"""`byline eval verifier`: how good the verifier is, on sentences that people judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import UsageError
from rag.evaluation.verifiers.shapes import Format
from ui.commands.eval.judges import JudgeBaseUrl, JudgeModel, judge_settings, opinions
from ui.terminal import show_json
from ui.wiring import Wiring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evaluation.verifiers.judging import Checked
    from rag.evaluation.verifiers.outcome import JudgeOutcome
    from rag.settings import Settings

EXAMPLE = "byline eval verifier --data labels.csv"


def verifier(
    context: typer.Context,
    *,
    data: Annotated[
        list[Path],
        typer.Option(metavar="FILE", help="JSON Lines or CSV with labels; may be given several times."),
    ],
    form: Annotated[
        Format | None, typer.Option("--format", help="Its shape; told by the first row if not given.")
    ] = None,
    cross_validate: Annotated[
        bool, typer.Option("--cross-validate", help="Refit to these files, without each source in turn.")
    ] = False,
    judge: Annotated[bool, typer.Option("--judge", help="Ask a language model as well.")] = False,
    judge_base_url: JudgeBaseUrl = None,
    judge_model: JudgeModel = None,
    precision: Annotated[
        float | None,
        typer.Option(min=0.01, max=1.0, help="Choose the threshold whose marks are right so often."),
    ] = None,
    recall: Annotated[
        float | None, typer.Option(min=0.01, max=1.0, help="Choose the threshold that catches this share.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="About so many sentences, of sources drawn at random.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Measure the verifier on labelled data; SQuAD and RAMDocs measure the evidence gate.

    What counts as found is what is not supported. Intervals are of 95 %, sources resampled.
    """
    from rag.evaluation.verifiers.formats import read_labelled
    from rag.evaluation.verifiers.limiting import limited
    from rag.evaluation.verifiers.outcome import Wish
    from ui.commands.eval.verifier_measured import measured_files
    from ui.commands.eval.verifier_shown import show_outcome, warn_if_seen

    if precision is not None and recall is not None:
        raise UsageError("A threshold is chosen for --precision or for --recall.", "Leave one of them out.")
    files = [limited(read_labelled(path, form), limit) for path in data]
    is_judged = bool(judge or judge_base_url or judge_model)
    if any(one.questions for one in files) and (cross_validate or is_judged):
        raise UsageError(
            "SQuAD and RAMDocs label questions: they measure the evidence gate as it is.",
            "Leave out --cross-validate and --judge.",
        )
    wiring: Wiring = context.obj
    settings = judge_settings(wiring, judge_base_url, judge_model) if is_judged else wiring.settings({})

    def ask(checked: Sequence[Checked]) -> JudgeOutcome:
        return _ask_judge(settings, checked)

    outcomes = measured_files(files, settings, ask if is_judged else None, cross_validate=cross_validate)
    for outcome in outcomes:
        warn_if_seen(outcome)
    wish = Wish(precision, recall)
    if as_json:
        shown = [{"cross_validated": cross_validate} | outcome.as_json(wish) for outcome in outcomes]
        show_json(shown[0] if len(shown) == 1 else {"files": shown})
    else:
        for outcome in outcomes:
            show_outcome(outcome, wish, cross_validated=cross_validate)


def _ask_judge(settings: Settings, checked: Sequence[Checked]) -> JudgeOutcome:
    from rag.evaluation.judges.judging import Asked
    from rag.evaluation.verifiers.outcome import judge_outcome

    model, said = opinions(settings, [Asked(one.case.sentence, one.case.texts) for one in checked])
    return judge_outcome(model, checked, said)
