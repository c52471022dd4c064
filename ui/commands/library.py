"""`byline library`: what the library holds, found, marked and removed."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from rich.text import Text

from rag.domain import Article, ArticleId, ArticleStatus
from rag.errors import UnknownNameError, UsageError
from ui.commands import library_search, library_upkeep
from ui.commands.ask import Collections
from ui.contract import article_json, article_summary
from ui.terminal import console, described, show_json, show_rows
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.interfaces import WritableLibrary
    from rag.stores import Stores

EXAMPLE = library_search.EXAMPLE

library = typer.Typer(no_args_is_help=True, help="List, search, mend, move and remove articles.")
library_search.add_to(library)
library_upkeep.add_to(library)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")]
Named = Annotated[str, typer.Argument(metavar="ARTICLE", help="Its id, the beginning of it, or its address.")]


class Mark(StrEnum):
    """What can be said of an article after it was published."""

    corrected = "corrected"
    retracted = "retracted"
    clear = "clear"


@library.command("list", epilog="Example: byline library list --json")
def list_articles(
    context: typer.Context,
    *,
    collection: Collections = None,
    quarantined: Annotated[
        bool, typer.Option("--quarantined", help="What could not be ingested, and why.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the articles, or what is quarantined."""
    wiring: Wiring = context.obj
    with wiring.stored() as stores:
        if quarantined:
            _list_quarantined(stores.library, collection or [], as_json=as_json)
        else:
            _list_articles(stores.library, collection or [], as_json=as_json)


@library.command("show", epilog="Example: byline library show d1fa04")
def show(context: typer.Context, article: Named, *, as_json: AsJson = False) -> None:
    """Show one article: metadata, former versions, reprints and text."""
    wiring: Wiring = context.obj
    with wiring.stored() as stores:
        found = find_article(stores.library, article)
        versions = [asdict(version) for version in stores.library.versions(found.id)]
        reprints = stores.library.reprints_of(found.id)
    if as_json:
        show_json(article_json(found) | {"versions": versions, "reprints": reprints})
        return
    whole = article_json(found)
    rows = [
        (name.replace("_", " "), str(value))
        for name, value in whole.items()
        if value and name not in _UNSHOWN
    ]
    rows += [("former version", f"{version['hash']}, until {version['replaced_at']}") for version in versions]
    rows += [("reprint", reprint) for reprint in reprints]
    show_rows(console(), rows)
    console().print()
    console().print(Text(found.text))


@library.command(
    "mark", epilog='Example: byline library mark d1fa04 corrected --note "The figure was wrong."'
)
def mark(
    context: typer.Context,
    article: Named,
    status: Annotated[Mark, typer.Argument(help="What is to be said of it; clear takes it back.")],
    *,
    note: Annotated[str | None, typer.Option(help="Why, in a sentence.")] = None,
    as_json: AsJson = False,
) -> None:
    """Mark an article as corrected or retracted; every citation of it then says so."""
    from ingest.lock import writer_lock

    wiring: Wiring = context.obj
    with wiring.stored() as stores, writer_lock(stores.settings.data_dir):
        found = find_article(stores.library, article)
        match status:
            case Mark.clear:
                stores.library.mark_article(found.id, None)
            case Mark.corrected | Mark.retracted:
                stores.library.mark_article(found.id, cast(ArticleStatus, status.value), note)
        marked = find_article(stores.library, found.id)
    if as_json:
        show_json(article_summary(marked))
    else:
        console().print(Text(f"{marked.title}: {marked.status or 'no mark'}"))


@library.command("remove", epilog="Example: byline library remove --collection demo")
def remove(
    context: typer.Context,
    articles: Annotated[
        list[str] | None,
        typer.Argument(metavar="ARTICLE…", help="Ids, beginnings of ids, or addresses.", show_default=False),
    ] = None,
    *,
    collection: Annotated[
        str | None, typer.Option("--collection", "-c", help="The collection to remove, whole.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove articles, or a collection with all its articles."""
    if bool(articles) == bool(collection):
        raise UsageError("Name articles or a collection, not both.", "`byline library list` shows them.")
    wiring: Wiring = context.obj
    with wiring.stored() as stores:
        if collection:
            require_known([collection], stores.library.collections())
            ids = list(stores.library.hashes(collection))
            question = f"Remove {len(ids):,} articles of the collection {collection!r}?"
        else:
            ids = [find_article(stores.library, article).id for article in articles or []]
            question = f"Remove {len(ids):,} articles?"
        if not yes and not typer.confirm(question, err=True):
            typer.echo("Nothing was removed.", err=True)
            raise typer.Exit(1)
        removed = remove_articles(stores, ids)
    if as_json:
        show_json({"collection": collection, "removed": removed})
    else:
        console().print(f"{removed:,} articles removed.")


def remove_articles(stores: Stores, ids: list[ArticleId]) -> int:
    """Remove articles from library and index; returns how many."""
    from ingest.lock import writer_lock
    from ingest.removing import remove

    with writer_lock(stores.settings.data_dir):
        index = library_upkeep.current_index(stores)
        try:
            return remove(stores.library, index, stores.settings.data_dir, ids)
        finally:
            index.close()


def find_article(held: WritableLibrary, named: str) -> Article:
    """The article with this id, beginning of an id, or address.

    Raises:
        UnknownNameError: there is none, or there are several.
    """
    from ingest.finding import named_articles

    found = named_articles(held, named)
    if len(found) == 1:
        return found[0]
    if found:
        there = ", ".join(f"{article.id} ({article.collection})" for article in found[:5])
        raise UnknownNameError(f"{named!r} may be any of {len(found)} articles.", f"They are {there}.")
    raise UnknownNameError(f"There is no article {named!r}.", "`byline library list` names those there are.")


_UNSHOWN = frozenset({"text", "pages", "published_precision"})


def _list_articles(held: WritableLibrary, wanted: list[str], *, as_json: bool) -> None:
    from rag.interfaces import ArticleFilter  # imports numpy

    collections = held.collections()
    require_known(wanted, collections)
    articles = list(held.articles(ArticleFilter(collections=tuple(wanted))))
    if as_json:
        listed = [article_summary(article) for article in articles]
        show_json({"collections": collections, "articles": listed, "generation": held.generation()})
        return
    if not articles:
        console().print("The library is empty. Add articles with `byline ingest SOURCE`.")
    show_rows(console(), [(f"{article.id}  {article.collection}", _line(article)) for article in articles])


def _list_quarantined(held: WritableLibrary, wanted: list[str], *, as_json: bool) -> None:
    found = [one for one in held.quarantined() if not wanted or one.collection in wanted]
    if as_json:
        listed: list[dict[str, Any]] = [asdict(one) for one in found]
        show_json({"quarantined": listed})
        return
    if not found:
        console().print("Nothing is quarantined.")
    show_rows(console(), [(one.source, one.reason) for one in found])


def require_known(wanted: list[str], held: dict[str, int]) -> None:
    """Refuse collections that the library does not have.

    Raises:
        UnknownNameError: naming the first of them, and those there are.
    """
    for name in wanted:
        if name not in held:
            there = ", ".join(held) or "none yet"
            raise UnknownNameError(f"There is no collection {name!r}.", f"Collections: {there}.")


def _line(article: Article) -> str:
    status = f" [{article.status}]" if article.status else ""
    return described(article.title, article.publisher, _published(article)) + status


def _published(article: Article) -> str | None:
    return str(article.published) if article.published else None
