"""`byline eval label`: sentences for people to judge, their agreement, and figures corrected by them."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from rag.errors import UsageError
from ui.terminal import console, messages, show_json, show_rows
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.evaluation.labels.compared import Compared
    from rag.evaluation.labels.corrected import Corrected
    from rag.evaluation.labels.sentences import RunSentence

EXAMPLE = "byline eval label sample golden --out labels.csv"

label = typer.Typer(no_args_is_help=True, help="Have people judge a sample, and correct the figures by it.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")]
Named = Annotated[str, typer.Argument(metavar="RUN", help="A run's name or folder, or RUN:CONFIGURATION.")]


class Only(StrEnum):
    """Which feedback is wanted."""

    up = "up"
    down = "down"


@label.command("sample", epilog=f"Example: {EXAMPLE}")
def draw(
    context: typer.Context,
    run: Named,
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The CSV file to fill in.")],
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many sentences.")] = 200,
    seed: Annotated[int, typer.Option(help="Another number, another sample.")] = 1,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Draw sentences with their evidence into a CSV file; nothing in it tells what the verifier says.

    Give every annotator a copy. The column `label` takes: supported, partly, not, contradicted, no claim.
    """
    from rag.evaluation.labels.files import LABELS, sample_file
    from rag.evaluation.labels.strata import sample

    _refuse_existing(out, overwrite=overwrite)
    sentences = run_sentences(context.obj, run)
    chosen = sample(sentences, count, seed)
    write_file(out, sample_file(chosen))
    if as_json:
        show_json({"out": str(out), "sentences": len(chosen), "of": len(sentences), "labels": list(LABELS)})
        return
    console().print(Text(f"{len(chosen):,} of {len(sentences):,} sentences in {out}."), soft_wrap=True)
    messages().print(f"Fill the column `label` with one of: {', '.join(LABELS)}.", style="dim")


@label.command("feedback", epilog="Example: byline eval label feedback --out review.csv --only down")
def feedback(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The CSV file to review.")],
    only: Annotated[Only | None, typer.Option(help="Only answers that readers found good, or bad.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the answers that readers gave feedback on into a CSV file, with verdict and reason, for review.

    Label the sentences as in a sample; `byline eval verifier` takes the file then.
    """
    from rag.evaluation.labels.judged import review_file

    _refuse_existing(out, overwrite=overwrite)
    wiring: Wiring = context.obj
    with wiring.stored() as stores:
        judged = stores.library.judged_answers()
    text, sentences = review_file(judged, only.value if only else None)
    if not sentences:
        raise UsageError(
            "No reader has given such feedback on a saved answer.", "There is nothing to review."
        )
    write_file(out, text)
    if as_json:
        show_json({"out": str(out), "sentences": sentences})
    else:
        console().print(Text(f"{sentences:,} sentences in {out}."), soft_wrap=True)


@label.command("agreement", epilog="Example: byline eval label agreement ann.csv bob.csv")
def agree(
    first: Annotated[Path, typer.Argument(metavar="A.csv", help="One annotator's file.")],
    second: Annotated[Path, typer.Argument(metavar="B.csv", help="The other one's.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Tell how far two annotators agree (Cohen's kappa), and list the sentences on which they differ."""
    from rag.evaluation.labels.compared import compared
    from rag.evaluation.labels.files import read_labels

    found = compared(read_labels(first), read_labels(second))
    if as_json:
        show_json(asdict(found))
    else:
        _show_compared(found)


@label.command("correct", epilog="Example: byline eval label correct golden ann.csv bob.csv")
def correct(
    context: typer.Context,
    run: Named,
    first: Annotated[Path, typer.Argument(metavar="A.csv", help="One annotator's file.")],
    second: Annotated[
        Path | None, typer.Argument(metavar="B.csv", help="Another one's.", show_default=False)
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Estimate the run's faithfulness as people see it: the verifier's figure, corrected for its error."""
    from rag.evaluation.labels.corrected import METHOD, corrected, labels_of_annotators
    from rag.evaluation.labels.files import read_labels

    files = [read_labels(path) for path in (first, second) if path]
    labels = labels_of_annotators([{one.id: one.label for one in file} for file in files])
    sentences = run_sentences(context.obj, run)
    if foreign := len(labels.keys() - {one.id for one in sentences}):
        messages().print(f"{foreign:,} labelled sentences are not in this run; left out.", style="yellow")
    found = corrected(sentences, labels)
    if as_json:
        show_json(_corrected_json(found, METHOD, len(files)))
    else:
        _show_corrected(found, METHOD)


def run_sentences(wiring: Wiring, named: str) -> list[RunSentence]:
    """The sentences of one configuration of a run.

    Raises:
        UsageError: if there is no such run or configuration, or it has no sentence that claims something.
    """
    from rag.evaluation.labels.sentences import sentences_of

    found = sentences_of(run_records(wiring, named))
    if not found:
        raise UsageError(f"No answer of {named} claims anything.", "There is nothing to judge.")
    return found


def run_records(wiring: Wiring, named: str) -> Any:
    """The records of one configuration of a run."""
    from rag.evaluation.comparisons.scored_runs import found_place
    from rag.evaluation.runs.records import read_run

    place, configuration = found_place(named, wiring.settings({}).data_dir / "evaluations")
    run = read_run(place)
    there = run.configurations()
    if configuration is None and len(there) != 1:
        raise UsageError(
            f"{named} has {len(there)} configurations: {', '.join(there) or 'none'}.",
            "Name one after a colon, as RUN:CONFIGURATION.",
        )
    return run.of(configuration or there[0])


def _refuse_existing(out: Path, *, overwrite: bool) -> None:
    if out.exists() and not overwrite:
        raise UsageError(f"{out.name} is there already.", "Add --overwrite, or choose another --out.")


def write_file(path: Path, text: str) -> None:
    """Write a file byte for byte.

    Raises:
        UsageError: if it cannot be written.
    """
    try:
        path.write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", "Choose another --out.") from error


def _show_compared(found: Compared) -> None:
    from ui.commands.eval.verifier_shown import in_words

    screen = console()
    rows = [
        ("all labels, Cohen's kappa", in_words(found.labels)),
        ("supported or not, Cohen's kappa", in_words(found.supported)),
    ]
    show_rows(screen, rows)
    if found.alone:
        screen.print(f"{found.alone:,} sentences were labelled by one only; left out.")
    for one in found.differences:
        screen.print(Text(f"\n{one.id}  {one.first} | {one.second}", style="bold"))
        screen.print(Text(f"  {one.sentence}"))


def _corrected_json(found: Corrected, method: str, annotators: int) -> dict[str, Any]:
    return {
        "faithfulness": {"value": found.value, "low": found.low, "high": found.high},
        "verifier_estimated": found.verifier_estimated,
        "sentences": found.sentences,
        "labelled": found.labelled,
        "annotators": annotators,
        "verdicts": {name: asdict(one) for name, one in found.verdicts.items()},
        "method": method,
    }


def _show_corrected(found: Corrected, method: str) -> None:
    screen = console()
    screen.print(
        Text(
            f"Faithfulness, corrected: {found.value:.1%} ({found.low:.1%} to {found.high:.1%})", style="bold"
        )
    )
    screen.print(
        f"Verifier-estimated: {found.verifier_estimated:.1%} of {found.sentences:,} sentences; "
        f"{found.labelled:,} labelled by people.\nMethod: {method}.\n"
    )
    rows = [
        (
            f"verdict {verdict}",
            f"{one.supported / one.labelled:.1%} supported, people say, of {one.labelled:,} labelled "
            f"({one.sentences:,} in the run)",
        )
        for verdict, one in found.verdicts.items()
    ]
    show_rows(screen, rows)
