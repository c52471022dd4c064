"""A real server on a fresh library, and a real browser whose every request is noted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tests.served_process import REPOSITORY, environment, ready

SCREENSHOTS = REPOSITORY / "artefacts" / "screenshots"
NO_CHROMIUM = "No Chromium on this machine: apt-get install chromium."
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CANCELS = ("/gradio_api/cancel", "/gradio_api/reset")
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}


@dataclass
class Visit:
    """One open page, and what the browser did for it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Ask as soon as the composer takes it."""
        self.page.locator("#composer .submit-button").wait_for()
        self.mark_answered()
        self.page.fill("#composer textarea", question)
        self.page.keyboard.press("Enter")

    def mark_answered(self) -> None:
        """Mark what is answered, so that ``settle`` waits for what is asked hereafter."""
        self.page.evaluate("document.querySelector('#newest .turn')?.setAttribute('data-before', '')")

    def settle(self) -> None:
        """Wait until what was asked last is answered."""
        self.page.wait_for_selector("#newest .turn:not([data-before]) .answer:not(.writing)", timeout=30_000)

    def reload(self) -> None:
        """Load the page again; requests under way are cut off by that, and Gradio complains of it."""
        assert_at_peace(self)
        self.page.reload()
        _wait_until_usable(self.page)
        self.complaints.clear()

    def shoot(self, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")

    def outside_requests(self) -> list[str]:
        local = {"127.0.0.1", "localhost", None}
        return [address for address in self.requests if urlsplit(address).hostname not in local]


Visitor = Callable[..., Visit]


def assert_at_peace(visited: Visit) -> None:
    """No request left the machine, and nothing was refused, broken or complained about."""
    assert visited.outside_requests() == []
    assert visited.complaints == []


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(NO_CHROMIUM)
    if found is None:
        pytest.skip(NO_CHROMIUM)
    return found


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`byline serve` as a person starts it, on a free port and an empty data folder."""
    with serving(tmp_path_factory.mktemp("served")) as address:
        yield address


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A server on the library in a folder, which gets the built-in articles if it has none."""
    with ready(folder, folder / "data") as served:
        assert httpx.get(f"{served.address}/healthz").json()["articles"] > 0
        yield served.address


def byline(folder: Path, *arguments: str) -> str:
    """What a command prints, run on the library in a folder."""
    command = [sys.executable, "-m", "ui", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(folder / "data"),
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.fixture(scope="module")  # not longer: its event loop would be in the way of other tests
def browser() -> Iterator[Browser]:
    executable = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(server: str, browser: Browser) -> Iterator[Visitor]:
    """Opens the page at a size and in a colour scheme."""
    contexts: list[BrowserContext] = []

    def open_page(size: str = "desktop", scheme: str = "light", path: str = "/") -> Visit:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            has_touch=size == "phone",
        )
        contexts.append(context)
        visited = Visit(context.new_page())
        visited.page.on("request", lambda request: visited.requests.append(request.url))
        visited.page.on("response", lambda response: _note_refusal(visited, response))
        visited.page.on("pageerror", lambda error: visited.complaints.append(str(error)))
        visited.page.on("console", lambda said: _note(visited, said))
        visited.page.goto(server + path)
        if path == "/":
            _wait_until_usable(visited.page)
        return visited

    yield open_page
    for context in contexts:
        context.close()


def _wait_until_usable(page: Page) -> None:
    page.wait_for_selector("html[data-listens] #composer textarea")


def _note(visited: Visit, said: ConsoleMessage) -> None:
    if said.type in {"error", "warning"} and not said.location.get("url", "").endswith(CANCELS):
        visited.complaints.append(said.text)


def _note_refusal(visited: Visit, response: Response) -> None:
    """What the browser's own complaint leaves out: who refused what."""
    if response.status in {400, 415, 422, 500}:
        sent = response.request.post_data or ""
        if response.url.endswith(CANCELS) and '"event_id":null' in sent:
            return  # Gradio's own page cancels what has just ended, and its server refuses that
        visited.complaints.append(f"{response.status} {response.url}: {sent[:500]}")
