"""A disagreement as a small table: which value, who gives it, when, and in which sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.domain import Citation, Claim, Disagreement
from ui.web import texts
from ui.web.chat.view import View
from ui.web.markup import element, escaped, joined

Markers = Callable[[Sequence[int], dict[int, Citation]], str]
_COLUMNS = (texts.WHAT, texts.WHO, texts.WHEN, texts.SOURCES)


def differing_html(found: Disagreement, view: View, markers: Markers) -> str:
    """The table of one disagreement; `markers` makes links of the numbers."""
    cited = {citation.n: citation for citation in view.citations}
    is_question = found.about.rstrip("?") == (view.understood_as or "").rstrip("?")  # stands above already
    about = "" if is_question else escaped(f": {found.about}")
    caption = element("caption", element("b", escaped(texts.DIFFER)) + about)
    head = element("tr", joined(element("th", escaped(name), scope="col") for name in _COLUMNS))
    rows = joined(_row(claim, cited, markers) for claim in found.claims)
    table = element("table", caption + element("thead", head) + element("tbody", rows))
    return element("div", table, "differ")


def newest_of(claim: Claim, cited: dict[int, Citation]) -> str:
    """When a claim was last made, as far as is known: the newest of its sources, in words."""
    dates = [cited[n].published for n in claim.citations if n in cited]
    return texts.date_in_words(max(filter(None, dates), default=None))


def _row(claim: Claim, cited: dict[int, Citation], markers: Markers) -> str:
    cells = [
        element("td", escaped(claim.value), "value"),
        element("td", escaped(claim.by), "who"),
        element("td", escaped(newest_of(claim, cited)), "when"),
        element("td", markers(claim.citations, cited), "numbers"),
    ]
    return element("tr", joined(cells))
