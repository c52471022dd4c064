"""`byline eval judge`: a run's sentences put to a language model."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ui.commands.eval.judges import JudgeBaseUrl, JudgeModel, judge_settings, opinions, same_as_writer
from ui.commands.eval.label import AsJson, Named, run_sentences
from ui.terminal import console, show_json, show_rows

if TYPE_CHECKING:
    from rag.evaluation.judges.judged_runs import JudgedRun
    from rag.evaluation.labels.files import Label

EXAMPLE = "byline eval judge golden --judge-base-url http://127.0.0.1:8000/v1 --labels ann.csv"


def judge(
    context: typer.Context,
    run: Named,
    *,
    judge_base_url: JudgeBaseUrl = None,
    judge_model: JudgeModel = None,
    labels: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="What people say: files of `byline eval label`."),
    ] = None,
    count: Annotated[
        int | None, typer.Option(min=1, help="Judge so many, drawn at random; all if not given.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another number, another sample.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Ask a language model whether each sentence is supported (LlamaIndex's FaithfulnessEvaluator).

    It is set apart from the model that writes: BYLINE_JUDGE_BASE_URL, _MODEL, _API_KEY. How far it agrees
    with people and with the verifier is told before its figure.
    """
    from rag.evaluation.judges.judged_runs import judged_run
    from rag.evaluation.judges.judging import Asked

    people = _people(labels or [])
    sentences = run_sentences(context.obj, run)
    chosen = random.Random(seed).sample(sentences, min(count or len(sentences), len(sentences)))  # noqa: S311
    there = {one.id for one in chosen}
    labelled = [one for one in sentences if one.id in people and one.id not in there]
    settings = judge_settings(context.obj, judge_base_url, judge_model)
    model, said = opinions(settings, [Asked(one.text, one.passages) for one in (*chosen, *labelled)])
    found = judged_run(model, [*chosen, *labelled], said, people, counted=len(chosen))
    if as_json:
        show_json(found.as_json() | {"judges_itself": same_as_writer(settings)})
    else:
        _show(found)


def _people(paths: list[Path]) -> dict[str, tuple[Label, ...]]:
    from rag.evaluation.labels.corrected import labels_of_annotators
    from rag.evaluation.labels.files import read_labels

    return labels_of_annotators([{one.id: one.label for one in read_labels(path)} for path in paths])


def _show(found: JudgedRun) -> None:
    from ui.commands.eval.verifier_shown import in_words

    screen = console()
    screen.print(Text(f"Judge: {found.model}; {found.sentences:,} sentences.", style="bold"))
    rows = []
    if found.with_labels:
        rows.append(("agreement with people, Cohen's kappa", in_words(found.with_labels)))
    rows.append(("agreement with the verifier, Cohen's kappa", in_words(found.with_verifier)))
    rows += [(f"failed: {code}", f"{count:,}") for code, count in found.failed.items()]
    share = found.faithfulness
    said = f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})" if share else "undefined"
    rows.append(("supported, in the judge's opinion", said))
    show_rows(screen, rows)
