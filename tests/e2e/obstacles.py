"""What shuts readers out of the page: what axe-core finds, what is too wide or too small to hit."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SMALLEST = 24  # CSS pixels, WCAG 2.2, 2.5.8
_RUN = """async ([place, options]) => {
  const { violations } = await axe.run(place ?? document, options);
  const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  return serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}"""


def obstacles(page: Page, place: str | None = None, rules: list[str] | None = None) -> list[str]:
    """The serious findings of axe-core, as rule and element.

    Args:
        page: The page, as it looks now.
        place: A selector; only what is in it is looked at.
        rules: Only these rules; None: all.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found: list[str] = page.evaluate(_RUN, [place, options])
    return found


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return max(wider, 0)


def too_small(page: Page, targets: str) -> list[str]:
    """What is to be clicked on, can be seen, and is hard to hit."""
    small: list[str] = page.locator(f"{targets}:visible").evaluate_all(
        """(all, least) => all
          .filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < least)
          .map((one) => one.outerHTML.slice(0, 200))""",
        SMALLEST,
    )
    return small
