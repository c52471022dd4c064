"""`byline doctor`: what works, what does not, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import httpx
import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rag.errors import ServerError, SettingsError
from ui.terminal import console, show_json
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.doctor.findings import Finding
    from rag.settings import Settings

EXAMPLE = "byline doctor --json"
_NAME_WIDTH = 21
_STATUS_WIDTH = 9
_SEPARATORS = re.compile(r"[._]")
_STYLES = {"ok": "green", "warning": "yellow", "problem": "bold red", "skipped": "bright_black"}
_HEALTH_SECONDS = 2.0


def doctor(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Examine settings, library, index, embedder and endpoint, and say what to do about what is wrong.

    The endpoint is sent a handful of small requests, most for an answer of one word. What is learnt about
    it is kept in the data folder and used from then on. Ends with code 0 when nothing is a problem.
    """
    from rag.doctor.examination import Examination
    from ui.log import keep_log

    wiring: Wiring = context.obj
    screen = None if as_json else console()
    found: list[Finding] = []
    profile = None
    try:
        settings = wiring.settings({})
    except SettingsError as error:
        _note(_without_settings(error), found, screen)
    else:
        from ingest.passages import SPLITTER_FINGERPRINT

        keep_log(settings.data_dir)
        port = ("port", lambda: examine_port(settings))
        examination = Examination(settings, SPLITTER_FINGERPRINT, [port])
        _note(examination.findings(), found, screen)
        profile = examination.profile
    is_ok = all(finding.status != "problem" for finding in found)
    if screen is None:
        findings = [asdict(finding) for finding in found]
        show_json({"findings": findings, "ok": is_ok, "profile": asdict(profile) if profile else None})
    else:
        _show_sum(screen, found)
    if not is_ok:
        raise typer.Exit(1)


def examine_port(settings: Settings) -> Iterator[Finding]:
    """Whether the server could listen, or does already."""
    from rag.doctor.findings import Finding
    from ui.server import address, listening

    try:
        listening(settings.host, settings.port).close()
    except ServerError as error:
        if _is_byline(address(settings)):
            yield Finding("port", "ok", f"Byline is serving at {address(settings)}.")
        else:
            yield Finding("port", "problem", error.message, error.hint)
    else:
        yield Finding("port", "ok", f"Port {settings.port} of {settings.host} is free.")


def _is_byline(where: str) -> bool:
    """Whether what answers there tells what Byline tells about its health."""
    try:
        health = httpx.get(f"{where}/healthz", timeout=_HEALTH_SECONDS, trust_env=False).json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return False
    return isinstance(health, dict) and {"ok", "generation", "articles"} <= health.keys()


def _without_settings(error: SettingsError) -> Iterator[Finding]:
    from rag.doctor.findings import Finding
    from rag.doctor.surroundings import examine_versions

    yield Finding("settings", "problem", error.message, error.hint)
    yield from examine_versions()
    yield Finding("everything_else", "skipped", "Without settings, nothing else can be examined.")


def _note(findings: Iterator[Finding], found: list[Finding], screen: Console | None) -> None:
    """Collect findings, and show each as soon as it is there."""
    for finding in findings:
        found.append(finding)
        if screen:
            _show(screen, finding)


def _show(screen: Console, finding: Finding) -> None:
    line = Text(_SEPARATORS.sub(" ", finding.name).ljust(_NAME_WIDTH))
    line.append(f"{finding.status:<{_STATUS_WIDTH}}", style=_STYLES[finding.status])
    message = Text(finding.message)
    if finding.cure:
        message.append(f"\n{finding.cure}", style="cyan")
    _show_beside(screen, line, message)


def _show_beside(screen: Console, label: Text, message: Text) -> None:
    """A message to the right of its label, wrapped under itself."""
    before = _NAME_WIDTH + _STATUS_WIDTH
    for number, line in enumerate(message.wrap(screen, max(20, screen.width - before))):
        line.rstrip()
        screen.print(label + line if number == 0 else Padding(line, (0, 0, 0, before)))


def _show_sum(screen: Console, found: list[Finding]) -> None:
    counts = {status: sum(one.status == status for one in found) for status in ("problem", "warning")}
    told = ", ".join(f"{count} {name}{'s' * (count > 1)}" for name, count in counts.items() if count)
    screen.print(Text(f"\n{told or 'Everything is in order'}."))
