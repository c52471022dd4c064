"""`byline library search`: passages with the parts of their scores, or every article that holds a phrase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from rag.domain import Article, PassageHit, Question
from rag.errors import UsageError
from ui.commands.ask import AsOf, Collections, Publishers, Since
from ui.terminal import console, described, messages, show_json, tell_receivers
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.find_all import FoundAll, Holding

EXAMPLE = 'byline library search "training cost"'
FIND_ALL_EXAMPLE = 'byline library search --all "Sam Altman" --csv'
TOP_K = 10
_PART_NAMES = {"dense": "cosine", "lexical": "BM25"}


def add_to(library: typer.Typer) -> None:
    """Make the command one of `byline library`."""
    library.command("search", epilog=f"Example: {EXAMPLE}, or {FIND_ALL_EXAMPLE}")(search)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="What to look for.")],
    *,
    find_all: Annotated[
        bool, typer.Option("--all", help="Every article that holds these very words, oldest first.")
    ] = False,
    collection: Collections = None,
    publisher: Publishers = None,
    since: Since = None,
    as_of: AsOf = None,
    top_k: Annotated[
        int | None, typer.Option(min=1, max=50, help=f"How many passages; {TOP_K} unless given.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="With --all: one row a sentence.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Find passages, best first, without answering; or with --all every article that holds a phrase.

    With --all words count as they are written: in any case, whole, in this order, with or without "'s".
    """
    _check(find_all=find_all, as_csv=as_csv, as_json=as_json, top_k=top_k)
    wiring: Wiring = context.obj
    asked = Question(
        query,
        as_of=as_of,
        since=since,
        publishers=tuple(publisher or ()),
        collections=tuple(collection or ()),
        top_k=top_k or TOP_K,
    )
    if find_all:
        _find_all(wiring, asked, as_csv=as_csv, as_json=as_json)
    else:
        _find_passages(wiring, asked, as_json=as_json)


def _check(*, find_all: bool, as_csv: bool, as_json: bool, top_k: int | None) -> None:
    if as_csv and not find_all:
        raise UsageError("--csv goes with --all.", f"Example: {FIND_ALL_EXAMPLE}")
    if as_csv and as_json:
        raise UsageError("--csv and --json exclude each other.", "Choose one of them.")
    if find_all and top_k:
        raise UsageError("--all finds every article, so --top-k means nothing.", "Leave one of them out.")


def _find_passages(wiring: Wiring, asked: Question, *, as_json: bool) -> None:
    from rag.settings import searching_hosts
    from ui.searching import search_passages, searched_json  # imports numpy

    with wiring.opened() as byline:
        tell_receivers(searching_hosts(byline.settings), "Question and passages")
        searched = search_passages(byline, asked)
    if as_json:
        show_json(searched_json(searched))
        return
    _tell(searched.notes)
    if not searched.hits:
        console().print("Nothing found.")
    for hit in searched.hits:
        _show(hit)


def _show(hit: PassageHit) -> None:
    screen = console()
    screen.print(_heading(f"{hit.score:.2f}", hit.article), soft_wrap=True)
    parts = (
        f"{_PART_NAMES.get(name, name.replace('_', ' '))} {part:.3g}" for name, part in hit.parts.items()
    )
    screen.print(Text(" · ".join(parts), style="bright_black"))
    screen.print(Text(hit.passage.text))
    screen.print()


def _find_all(wiring: Wiring, asked: Question, *, as_csv: bool, as_json: bool) -> None:
    from ui.contract import holding_json
    from ui.find_all_csv import csv_lines
    from ui.searching import find_everywhere

    with wiring.stored() as stores:
        found = find_everywhere(stores.library, asked)
        if not as_json:
            _tell(found.notes)
        if as_csv:
            for lines in csv_lines(found.holdings()):
                typer.echo(lines.encode(), nl=False)  # as bytes: "\r\n" stays, whatever the system
        elif as_json:
            holdings = list(found.holdings())
            show_json(
                {
                    "query": found.query,
                    "constraints": asdict(found.constraints),
                    "notes": list(found.notes),
                    "total": len(holdings),
                    "occurrences": sum(holding.count for holding in holdings),
                    "articles": [holding_json(holding) for holding in holdings],
                }
            )
        else:
            _show_all(found)


def _tell(notes: Iterable[str]) -> None:
    for note in notes:
        messages().print(Text(note))


def _show_all(found: FoundAll) -> None:
    screen = console()
    articles = occurrences = 0
    for holding in found.holdings():
        _show_holding(holding)
        articles, occurrences = articles + 1, occurrences + holding.count
    if not articles:
        screen.print(Text(f"No article holds “{found.query}”."))
        return
    times = "once" if occurrences == 1 else f"{occurrences:,} times"
    holds = "1 article holds" if articles == 1 else f"{articles:,} articles hold"
    screen.print(Text(f"{holds} “{found.query}”, {times} in all."))


def _show_holding(holding: Holding) -> None:
    screen = console()
    screen.print(_heading(f"{holding.count}×", holding.article), soft_wrap=True)
    if holding.in_title:
        screen.print(Text("in the title", style="bright_black"))
    for sentence in holding.sentences:
        shown = Text(sentence.text)
        for span in sentence.occurrences:
            shown.stylize("bold", span.start - sentence.start, span.end - sentence.start)
        screen.print(Text(f"{sentence.start}–{sentence.end}  ", style="bright_black").append_text(shown))
    screen.print()


def _heading(figure: str, article: Article) -> Text:
    heading = Text(f"{figure}  ", style="cyan")
    published = str(article.published) if article.published else None
    return heading.append(described(article.title, article.publisher, published), style="bold default")
