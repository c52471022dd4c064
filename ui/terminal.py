"""Answers and errors in words, for a person at a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from rag.domain import Answer, Citation, Disagreement, Nearest
from rag.text.publication import PublicationDate

WIDTH = 96
# Not "partial": four of five of those are true, and a mark that is mostly wrong teaches to ignore it.
_DOUBTS = {
    "unsupported": "not supported by the sources",
    "contradicted": "contradicted by a source",
}


def show_json(value: object) -> None:
    """One JSON object on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def console() -> Console:
    """Standard output: words wrap at a readable width, colours only on a terminal."""
    screen = Console(highlight=False, soft_wrap=False)
    screen.width = min(screen.width, WIDTH) if screen.is_terminal else WIDTH
    return screen


def messages() -> Console:
    """Standard error, for what is not the result."""
    return Console(stderr=True, highlight=False)


def tell_receivers(hosts: Sequence[str], what: str) -> None:
    """Say on standard error what leaves this machine, and to which hosts; nothing where nothing does."""
    if hosts:
        messages().print(f"{what} go to {', '.join(hosts)}.", style="dim")


def error_lines(message: str, hint: str) -> str:
    """An error in one sentence, and what to do about it."""
    return f"byline: {message}\n  {hint}" if hint else f"byline: {message}"


def show_error(message: str, hint: str = "") -> None:
    """An error on standard error."""
    print(error_lines(message, hint), file=sys.stderr)  # noqa: T201 - this is the terminal


def show_answer(screen: Console, answer: Answer) -> None:
    """The answer, its sources numbered below it; a refusal with the nearest articles."""
    screen.print(_marked(_body(answer)))
    for sentence in answer.sentences:
        if doubt := _DOUBTS.get(sentence.verdict or ""):
            why = "; ".join((doubt, *sentence.issues))
            screen.print(Text(f"\n! “{sentence.text}”\n  {why}", style="yellow"))
    for disagreement in answer.disagreements:
        screen.print()
        _show_disagreement(screen, disagreement)
    if answer.citations:
        _show_list(screen, "Sources", [(f"[{c.n}] ", c) for c in answer.citations])
    if answer.nearest:
        _show_list(screen, "Nearest articles", [("- ", near) for near in answer.nearest])
    if answer.fallback:
        screen.print(
            Text(f"\nThe language model did not answer: {answer.fallback['reason']}", style="yellow")
        )


def described(title: str, publisher: str | None, published: str | None) -> str:
    """``Title — publisher, date``."""
    when = PublicationDate.parse(published).in_words() if published else "undated"
    return f"{title} — {publisher or 'publisher unknown'}, {when}"


def show_rows(screen: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Two aligned columns of plain text."""
    rows = list(rows)
    width = max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        screen.print(Text(f"{name:<{width}}  ").append(value), soft_wrap=True)


def _body(answer: Answer) -> str:
    """The text; a refusal's own list of nearest articles is left to the one with links."""
    if not (answer.abstained and answer.nearest):
        return answer.text
    titles = tuple(near.title for near in answer.nearest)
    kept = list(answer.sentences)
    while kept and (kept[-1].text.startswith(titles) or kept[-1].text.endswith(":")):
        kept.pop()
    return answer.text[: kept[-1].end] if kept else answer.text


def _marked(text: str) -> Text:
    marked = Text(text)
    marked.highlight_regex(r"\[\d+\]", "cyan")
    return marked


def _show_disagreement(screen: Console, found: Disagreement) -> None:
    screen.print(Text(f"Sources differ: {found.about}", style="bold"))
    for claim in found.claims:
        numbers = "".join(f"[{n}]" for n in claim.citations)
        screen.print(_marked(f"  {claim.value} — {claim.by} {numbers}"))


def _show_list(screen: Console, heading: str, items: Sequence[tuple[str, Citation | Nearest]]) -> None:
    screen.print(Text(f"\n{heading}", style="bold"))
    for mark, item in items:
        line = Text(mark, style="cyan")
        line.append(described(item.title, item.publisher, item.published), style="default")
        if isinstance(item, Citation) and item.reprints:
            line.append(f", printed {item.reprints} more time{'s' if item.reprints > 1 else ''}")
        line.append(f" — {item.link}", style="bright_black")
        screen.print(line, soft_wrap=True)


def counts(values: dict[str, Any]) -> str:
    """``2 new, 1 changed``: the counts that are not zero."""
    return ", ".join(f"{value:,} {name}" for name, value in values.items() if value) or "nothing"
