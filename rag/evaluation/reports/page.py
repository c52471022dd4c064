"""A run as one HTML file that asks nobody for anything: styles, script and drawings are inside.

Its Content-Security-Policy allows our one style sheet and our one script by their hashes and nothing else, so
that not even a fault in escaping would run what an article or a model wrote.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from rag.evaluation.comparisons.outcomes import MEANINGS
from rag.evaluation.reports.answers import answers_section
from rag.evaluation.reports.elements import Html, element, raw
from rag.evaluation.reports.failures import failures_section
from rag.evaluation.reports.outline import VERDICTS, Outline
from rag.evaluation.reports.overview import figures_section, headline_section, plots_section
from rag.evaluation.reports.tables import configuration_rows

_TO_THE_MINUTE = len("2026-01-31 12:00")
_ASSETS = Path(__file__).parent / "assets"


def report_page(outline: Outline) -> str:
    """The whole file."""
    style = (_ASSETS / "report.css").read_text(encoding="utf-8")
    script = (_ASSETS / "report.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"{outline.name} — evaluation"),
        element("style", raw(style)),
    )
    body = element(
        "body",
        element(
            "main",
            _header(outline),
            headline_section(outline),
            plots_section(outline),
            figures_section(outline),
            _filters(outline),
            failures_section(outline),
            answers_section(outline),
        ),
        element("script", raw(script)),
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _header(outline: Outline) -> Html:
    questions = outline.question_set()
    told = [
        str(outline.about.get("created_at") or "").replace("T", " ")[:_TO_THE_MINUTE],
        f"{len(outline.asked):,} questions",
    ]
    told += [f"from {questions['name']}"] if questions["name"] else []
    told += [f"Byline {outline.about['byline']}"] if outline.about.get("byline") else []
    rows = (
        element("li", element("b", name), f" — {settings}" if settings else None)
        for name, settings in configuration_rows(outline)
    )
    return element(
        "header",
        element("p", "Byline evaluation", class_="kicker"),
        element("h1", outline.name),
        element("p", " · ".join(one for one in told if one), class_="quiet"),
        element("ul", *rows, class_="configurations"),
    )


def _filters(outline: Outline) -> Html:
    """The bar of filters; without scripts it stays hidden, and everything is shown."""
    kinds = sorted({asked.kind for asked in outline.asked})
    outcomes = [one for one in MEANINGS if any(one == a.outcome for q in outline.asked for a in q.answers)]
    return element(
        "form",
        _choice("configuration", "All configurations", list(outline.configurations)),
        _choice("kind", "All kinds", kinds),
        _choice("tone", "Right and wrong", ("good", "bad"), ("right", "wrong")),
        _choice("outcome", "All outcomes", outcomes),
        _choice("verdict", "All verdicts", list(VERDICTS)),
        element("input", type="search", name="words", placeholder="Words", aria_label="Words"),
        element("output", aria_live="polite"),
        id="filters",
        hidden=True,
    )


def _choice(name: str, everything: str, values: Sequence[str], labels: Sequence[str] | None = None) -> Html:
    options = (
        element("option", label, value=value) for value, label in zip(values, labels or values, strict=True)
    )
    return element(
        "select", element("option", everything, value=""), *options, name=name, aria_label=everything
    )
