"""`byline library`: what the library holds, found and removed."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from rag.domain import Article, ArticleId, PassageHit, Question
from rag.errors import UnknownNameError
from ui.commands.ask import Collections
from ui.contract import article_summary, passage_json
from ui.parts import Parts
from ui.terminal import console, described, show_json, show_rows
from ui.wiring import Wiring

EXAMPLE = 'byline library search "training cost"'

library = typer.Typer(no_args_is_help=True, help="List, search and remove articles.")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")]


@library.command("list", epilog="Example: byline library list --json")
def list_articles(context: typer.Context, *, collection: Collections = None, as_json: AsJson = False) -> None:
    """List the articles."""
    from rag.interfaces import ArticleFilter  # imports numpy

    wiring: Wiring = context.obj
    with wiring.opened() as byline:
        held = byline.library.collections()
        _require_known(collection or [], held)
        articles = list(byline.library.articles(ArticleFilter(collections=tuple(collection or ()))))
        generation = byline.library.generation()
    if as_json:
        listed = [article_summary(article) for article in articles]
        show_json({"collections": held, "articles": listed, "generation": generation})
        return
    if not articles:
        console().print("The library is empty. Add articles with `byline ingest SOURCE`.")
    lines = [
        (
            article.collection,
            described(
                article.title, article.publisher, str(article.published) if article.published else None
            ),
        )
        for article in articles
    ]
    show_rows(console(), lines)


@library.command("search", epilog=f"Example: {EXAMPLE}")
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="What to look for.")],
    *,
    collection: Collections = None,
    top_k: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find passages, best first, without answering."""
    wiring: Wiring = context.obj
    with wiring.opened() as byline:
        hits = byline.retrieve(Question(query, collections=tuple(collection or ()), top_k=top_k))
    if as_json:
        show_json({"query": query, "passages": [passage_json(hit) for hit in hits]})
        return
    if not hits:
        console().print("Nothing found.")
    for hit in hits:
        _show(hit)


@library.command("remove", epilog="Example: byline library remove --collection demo")
def remove(
    context: typer.Context,
    *,
    collection: Annotated[str, typer.Option("--collection", "-c", help="The collection to remove.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove a collection with all its articles."""
    wiring: Wiring = context.obj
    with wiring.opened(will_write=True) as byline:
        held = byline.library.collections()
        _require_known([collection], held)
        question = f"Remove {held[collection]:,} articles of the collection {collection!r}?"
        if not yes and not typer.confirm(question, err=True):
            typer.echo("Nothing was removed.", err=True)
            raise typer.Exit(1)
        removed = remove_collection(byline, collection)
    if as_json:
        show_json({"collection": collection, "removed": removed})
    else:
        console().print(f"{removed:,} articles removed.")


def remove_collection(byline: Parts, collection: str) -> int:
    """Remove every article of a collection from library and index; returns how many."""
    from ingest.lock import writer_lock

    with writer_lock(byline.settings.data_dir):
        ids: list[ArticleId] = list(byline.library.hashes(collection))
        for article_id in ids:
            byline.index.delete(byline.library.remove_article(article_id))
    return len(ids)


def _require_known(wanted: list[str], held: dict[str, int]) -> None:
    for name in wanted:
        if name not in held:
            there = ", ".join(held) or "none yet"
            raise UnknownNameError(f"There is no collection {name!r}.", f"Collections: {there}.")


def _published(article: Article) -> str | None:
    return str(article.published) if article.published else None


def _show(hit: PassageHit) -> None:
    article = hit.article
    screen = console()
    heading = Text(f"{hit.score:.2f}  ", style="cyan")
    heading.append(described(article.title, article.publisher, _published(article)), style="bold default")
    screen.print(heading, soft_wrap=True)
    screen.print(Text(hit.passage.text))
    screen.print()
