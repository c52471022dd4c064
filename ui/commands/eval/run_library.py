"""The library that questions are put to: the user's own, or the built-in articles by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rag.domain import DEMO_COLLECTION
from rag.errors import UsageError
from ui.commands.eval.run_folders import EVALUATIONS
from ui.wiring import Flags, Wiring, ingestion_of

if TYPE_CHECKING:
    from rag.settings import Settings

LIBRARIES = (DEMO_COLLECTION,)


def settings_for(wiring: Wiring, given: Flags, library: str | None) -> Settings:
    """The settings of a configuration; those of the built-in library keep it apart from the user's own.

    Raises:
        UsageError: if there is no such library.
        SettingsError: if a setting is unknown or out of bounds.
    """
    settings = wiring.settings(given)
    if library is None:
        return settings
    if library not in LIBRARIES:
        raise UsageError(
            f"There is no library {library!r}.",
            f"There is {', '.join(LIBRARIES)}; your own without the flag.",
        )
    folder = settings.data_dir / EVALUATIONS / library
    return settings.model_copy(update={"data_dir": folder, "chroma_url": None})


def require_articles(collections: Mapping[str, int]) -> None:
    """Refuse a library that answers nothing.

    Raises:
        UsageError: there is no article in it.
    """
    if not any(collections.values()):
        raise UsageError("The library is empty.", "Add articles with `byline ingest SOURCE`.")


def questions_of(wiring: Wiring, settings: Settings, asked_for: Path | None, library: str | None) -> Path:
    """The question set: the one asked for, else the golden one, which comes with the built-in articles.

    The built-in articles are ingested where they are wanted and missing.

    Raises:
        UsageError: if none is asked for and the library holds other articles.
    """
    from ingest.builtin import builtin_corpus

    if asked_for and library is None:
        return asked_for
    with_others = _ensure_demo(wiring, settings)
    if with_others and not asked_for:
        raise UsageError(
            "Which questions? The golden ones are about the built-in articles, and the library holds others.",
            "Name a file of questions, or add --library demo.",
        )
    if asked_for:
        return asked_for
    golden = builtin_corpus().parent / "questions.jsonl"
    typer.echo(f"The golden questions on the built-in articles ({golden}).", err=True)
    return golden


def _ensure_demo(wiring: Wiring, settings: Settings) -> bool:
    """Have the built-in articles in the library; true, and nothing done, where it holds others."""
    from ingest.builtin import builtin_corpus, ensure_demo

    stores = wiring.stores(settings)
    try:
        held = stores.library.collections()
    finally:
        stores.close()
    if set(held) - {DEMO_COLLECTION}:
        return True
    if held.get(DEMO_COLLECTION, 0) < len(list(builtin_corpus().glob("*.md"))):
        typer.echo("Reading the built-in articles.", err=True)
        byline = wiring.build(settings, will_write=True)
        try:
            ensure_demo(ingestion_of(byline), byline.library)
        finally:
            byline.close()
    return False
