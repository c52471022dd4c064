"""`byline ask`: one question, answered on the terminal or as the contract's JSON object."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from rag.domain import OnUnsupported, Question
from ui.terminal import console, messages, show_answer, show_json, tell_receivers
from ui.wiring import Wiring

EXAMPLE = 'byline ask "How much did it cost to train DeepSeek\'s model?"'

Collections = Annotated[
    list[str] | None, typer.Option("--collection", "-c", help="Search only here; may be repeated.")
]
Publishers = Annotated[
    list[str] | None,
    typer.Option("--publisher", metavar="NAME", help="Only this publisher; may be repeated."),
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Ignore what was published later.")]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Ignore what was published earlier.")
]
OnUnsupportedWish = Annotated[
    OnUnsupported | None,
    typer.Option(
        help="What becomes of a language model's sentence that the articles do not support;"
        " as the settings say when left out.",
        show_default=False,
    ),
]


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="What to ask.")],
    *,
    collection: Collections = None,
    as_of: AsOf = None,
    since: Since = None,
    publisher: Publishers = None,
    top_k: Annotated[
        int | None, typer.Option(min=1, max=50, help="How many passages the writer sees.")
    ] = None,
    on_unsupported: OnUnsupportedWish = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer object, for programs.")] = False,
) -> None:
    """Answer a question; every sentence names the article it rests on."""
    wiring: Wiring = context.obj
    asked = Question(
        text=question,
        as_of=as_of,
        since=since,
        publishers=tuple(publisher or ()),
        collections=tuple(collection or ()),
        top_k=top_k,
        on_unsupported=on_unsupported,
    )
    beside = messages()
    with beside.status("Searching the library…", spinner="dots"), wiring.opened() as byline:
        tell_receivers([byline.receiving_host] if byline.receiving_host else [], "Question and passages")
        answer = asyncio.run(byline.assistant.answer(asked))
    if as_json:
        show_json(asdict(answer))
    else:
        show_answer(console(), answer)
