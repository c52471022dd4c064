"""`byline eval make-questions`: a question set from the library's own articles, for a person to review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from rag.errors import UsageError
from ui.commands.ask import Collections
from ui.terminal import console, messages, show_json, tell_receivers
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.evaluation.making.making import Made

EXAMPLE = "byline eval make-questions --out review.csv --count 50"
COUNT = 50
_SHOWN = 5  # questions that are printed as a taste


def make_questions(
    context: typer.Context,
    *,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="The review file (.csv or .jsonl), or the question set.")
    ],
    count: Annotated[
        int | None, typer.Option(min=1, max=10_000, help=f"How many questions; {COUNT} unless given.")
    ] = None,
    collection: Collections = None,
    seed: Annotated[int, typer.Option(help="Another number, another choice.")] = 1,
    with_model: Annotated[
        bool, typer.Option("--with-model", help="The configured language model writes; code checks.")
    ] = False,
    accept: Annotated[
        Path | None,
        typer.Option(metavar="REVIEW", help="A reviewed file: what it accepts becomes the question set."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Make questions from the articles, then turn the reviewed ones into a question set.

    First without --accept: a file to review, a row a question; write accept or reject into `decision`, and
    mend what needs it. Then with --accept: the accepted rows, for `byline eval run`.
    """
    if accept and (count or collection or with_model):
        raise UsageError(
            "--accept reads a review file; it makes no questions.", "Leave out the other options."
        )
    if out.exists() and not overwrite:
        raise UsageError(f"{out.name} is there already.", "Add --overwrite, or choose another --out.")
    if accept:
        _accept(accept, out, as_json=as_json)
    else:
        wiring: Wiring = context.obj
        made = _make(wiring, count or COUNT, collection or [], seed, with_model=with_model)
        _hand_over(made, out, as_json=as_json)


def _make(wiring: Wiring, count: int, collections: list[str], seed: int, *, with_model: bool) -> Made:
    from rag.evaluation.making.making import make
    from ui.commands.eval.run_library import require_articles
    from ui.commands.library import require_known

    if with_model:
        return _make_with_model(wiring, count, collections, seed)
    with wiring.stored() as stores:
        held = stores.library.collections()
        require_articles(held)
        require_known(collections, held)
        return make(stores.library, count, collections, seed)


def _make_with_model(wiring: Wiring, count: int, collections: list[str], seed: int) -> Made:
    import anyio

    from rag.assembly import opened_language_model
    from rag.evaluation.making.by_model import SPARE, make_with_model
    from rag.settings import receiving_hosts
    from ui.commands.eval.counting import counted
    from ui.commands.eval.run_library import require_articles
    from ui.commands.library import require_known

    with wiring.stored() as stores, opened_language_model(stores.settings) as model:
        held = stores.library.collections()
        require_articles(held)
        require_known(collections, held)
        tell_receivers(receiving_hosts(stores.settings), "Passages")
        with counted("Writing", round(SPARE * count)) as kept:
            return anyio.run(make_with_model, stores.library, model, count, collections, seed, kept)


def _hand_over(made: Made, out: Path, *, as_json: bool) -> None:
    from rag.evaluation.making.review import write_review

    write_review(made.questions, out)
    if as_json:
        show_json(
            {
                "out": str(out),
                "questions": len(made.questions),
                "kinds": made.kinds(),
                "dropped": made.dropped,
            }
        )
        return
    for name, dropped in made.dropped.items():
        messages().print(Text(f"{dropped:,} dropped: {name}."), style="dim")
    for question in made.questions[:_SHOWN]:
        console().print(Text(f"{question.kind:<13} {question.question}"), soft_wrap=True)
    kinds = ", ".join(f"{kind} {number}" for kind, number in made.kinds().items())
    console().print(Text(f"{len(made.questions):,} questions for review in {out} ({kinds})."), soft_wrap=True)


def _accept(review: Path, out: Path, *, as_json: bool) -> None:
    from rag.evaluation.making.review import read_review, write_questions

    reviewed = read_review(review)
    write_questions(reviewed.accepted, out)
    if as_json:
        show_json(
            {
                "out": str(out),
                "accepted": len(reviewed.accepted),
                "rejected": reviewed.rejected,
                "undecided": reviewed.undecided,
            }
        )
        return
    said = f"{len(reviewed.accepted):,} questions in {out}; {reviewed.rejected:,} rejected"
    console().print(Text(f"{said}, {reviewed.undecided:,} undecided and left out."), soft_wrap=True)
