"""A headless Chromium on the page, and what the page's own clocks and observers tell."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = (1280, 800)
PHONE = (390, 844)
ANSWER_SECONDS = 120.0
COMPOSER = "#composer textarea"
_LOCAL = {"127.0.0.1", "localhost", None}

# Kept in the page: long tasks, layout shifts (those soon after a key press apart, as the standard's own
# figure leaves them out), and when the answer that is being written changed.
_OBSERVERS = """
window.seen = { long: [], shifts: [], changes: [], asked: 0, first: 0 };
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) seen.long.push([one.startTime, one.duration]);
}).observe({ type: "longtask", buffered: true });
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) seen.shifts.push([one.startTime, one.value, one.hadRecentInput]);
}).observe({ type: "layout-shift", buffered: true });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("#composer textarea")) return;
  const before = document.querySelectorAll("#chat .asked").length;
  Object.assign(seen, { asked: performance.now(), first: 0, before });
}, true);
new MutationObserver((records) => {
  const chat = document.querySelector("#chat");
  if (!chat || !records.some((record) => chat.contains(record.target))) return;
  const now = performance.now();
  seen.changes.push(now);
  if (!seen.asked || seen.first || document.querySelectorAll("#chat .asked").length <= seen.before) return;
  if ([...document.querySelectorAll("#chat .answer")].at(-1)?.querySelector("a.cite")) seen.first = now;
}).observe(document, { childList: true, subtree: true, characterData: true });
"""
_SETTLED = """(count) => document.querySelectorAll("#chat .asked").length === count
  && [...document.querySelectorAll("#chat .answer")].at(-1)?.matches(":not(.writing)")"""


@dataclass(frozen=True)
class Since:
    """What the page has noticed from one moment on."""

    first_sentence_seconds: float | None  # after Enter
    longest_task_ms: float
    long_tasks: int  # of more than 50 ms
    layout_shift: float  # the sum of all scores but those within half a second of a key press
    updates_a_second: int  # the most in any second; changes within 20 ms count as one


@dataclass
class Watched:
    """One open page."""

    page: Page
    session: CDPSession
    requests: list[str] = field(default_factory=list)
    bytes_received: float = 0.0
    is_connected: bool = False

    def load(self, base: str) -> float:
        """Seconds until a typed character stands in the composer and the server's connection is there."""
        self.is_connected = False
        began = time.perf_counter()
        self.page.goto(base, wait_until="commit")
        self.page.wait_for_selector(COMPOSER)
        self.page.type(COMPOSER, "a")
        self.page.wait_for_function("document.querySelector('#composer textarea').value === 'a'")
        while not self.is_connected:
            self.page.wait_for_timeout(5)
        took = time.perf_counter() - began
        self.page.fill(COMPOSER, "")
        return took

    def ask(self, question: str) -> None:
        """Ask, and wait for the end of the answer."""
        asked = self.page.locator("#chat .asked").count()
        self.page.fill(COMPOSER, question)
        self.page.press(COMPOSER, "Enter")
        self.page.wait_for_function(_SETTLED, arg=asked + 1, timeout=ANSWER_SECONDS * 1000)

    def now(self) -> float:
        """The page's clock, in milliseconds."""
        return float(self.page.evaluate("performance.now()"))

    def since(self, moment: float) -> Since:
        """What was noticed since a moment of the page's clock."""
        self.page.wait_for_timeout(100)  # observers report with a delay
        seen: dict[str, Any] = self.page.evaluate("seen")
        tasks = [length for at, length in seen["long"] if at >= moment]
        shifts = [value for at, value, is_expected in seen["shifts"] if at >= moment and not is_expected]
        return Since(
            first_sentence_seconds=(seen["first"] - seen["asked"]) / 1000 if seen["first"] else None,
            longest_task_ms=max(tasks, default=0.0),
            long_tasks=len(tasks),
            layout_shift=sum(shifts),
            updates_a_second=most_a_second([at for at in seen["changes"] if at >= moment]),
        )

    def outside(self) -> list[str]:
        """Requests that left the machine."""
        return [address for address in self.requests if urlsplit(address).hostname not in _LOCAL]


def most_a_second(times: list[float]) -> int:
    """The most changes in any 1,000 ms; those within 20 ms are one, as a reader sees one."""
    distinct: list[float] = []
    for at in times:
        if not distinct or at - distinct[-1] > 20:
            distinct.append(at)
    return max((sum(start <= at < start + 1000 for at in distinct) for start in distinct), default=0)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for this block.

    Raises:
        SystemExit: if there is none on this machine.
    """
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        raise SystemExit("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def reader(browser: Browser, size: tuple[int, int] = DESKTOP) -> Iterator[BrowserContext]:
    """A browser profile that has seen nothing yet."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    yield context
    context.close()


def watched(context: BrowserContext) -> Watched:
    """A new page of this profile, not loaded yet."""
    page = context.new_page()
    page.add_init_script(_OBSERVERS)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    one = Watched(page, session)
    session.on("Network.loadingFinished", lambda done: _receive(one, done["encodedDataLength"]))
    page.on("request", lambda request: one.requests.append(request.url))
    page.on("response", lambda response: _connect(one, response.url))
    return one


def _receive(one: Watched, length: float) -> None:
    one.bytes_received += length


def _connect(one: Watched, address: str) -> None:
    if "/heartbeat/" in address:
        one.is_connected = True
