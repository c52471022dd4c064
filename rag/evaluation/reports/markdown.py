"""A report as Markdown, short enough for a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.evaluation.comparisons.outcomes import GOOD, UNJUDGED
from rag.evaluation.metrics.measures import MEASURES
from rag.evaluation.reports.outline import Outline
from rag.evaluation.reports.tables import (
    configuration_rows,
    grouped,
    in_words,
    notes_of,
    written,
    written_interval,
)

_MOST = 20  # failed sentences and wrong answers that are written out
_LONGEST = 300  # characters of a quotation


def report_markdown(outline: Outline) -> str:
    """The figures in a table, the failed sentences, the questions that are not right."""
    parts = [f"# {_plain(outline.name)}", *_header(outline), "\n".join(_table(outline))]
    parts += [f"> {_plain(note)}" for note in notes_of(outline)]
    parts += _part("Sentences that failed", list(_failures(outline)))
    parts += _part("Questions that are not right", list(_wrong(outline)))
    return "\n\n".join(parts) + "\n"


def _header(outline: Outline) -> Iterator[str]:
    yield f"{len(outline.asked):,} questions, {_plain(str(outline.about.get('created_at') or 'undated'))}"
    yield "\n".join(f"- **{_plain(name)}** {_plain(told)}" for name, told in configuration_rows(outline))


def _table(outline: Outline) -> Iterator[str]:
    names = outline.configurations
    yield f"| metric | {' | '.join(map(_plain, names))} |"
    yield f"| --- |{' ---: |' * len(names)}"
    for group, metrics in grouped(outline):
        yield f"| **{group}** |{' |' * len(names)}"
        for metric in metrics:
            unit = MEASURES[metric].unit
            figures = [outline.figure(name, metric) for name in names]
            cells = (
                f"{written(figure.value, unit)} ({written_interval(figure, unit)}; n {figure.n:,})"
                if figure.value is not None
                else "—"
                for figure in figures
            )
            yield f"| {in_words(metric)} | {' | '.join(cells)} |"


def _part(heading: str, items: list[str]) -> list[str]:
    if not items:
        return [f"## {heading}", "None."]
    more = [f"… and {len(items) - _MOST:,} more."] if len(items) > _MOST else []
    return [f"## {heading} ({len(items):,})", "\n".join(items[:_MOST]), *more]


def _failures(outline: Outline) -> Iterator[str]:
    for asked, answer, sentence in outline.failed_sentences():
        beside = "".join(
            f"\n  - {span.relation}: {_plain(span.quote)} ({_plain(span.source)})" for span in sentence.spans
        )
        yield (
            f"- **{sentence.verdict}** ({_plain(asked.id)}, {_plain(answer.configuration)}) "
            f"{_plain(sentence.text)}{beside}"
        )


def _wrong(outline: Outline) -> Iterator[str]:
    for asked in outline.asked:
        for answer in asked.answers:
            if answer.outcome not in GOOD | UNJUDGED:
                yield (
                    f"- **{answer.outcome}** ({_plain(asked.id)}, {_plain(answer.configuration)}) "
                    f"{_plain(asked.question)}"
                )


def _plain(text: str) -> str:
    """Text on one line that no renderer takes for markup, a link, an image, HTML or a mention."""
    line = " ".join(text.split())
    shortened = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    escaped = shortened.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    without_links = re.sub(r"(?<=\w)://|\bwww\.|@", lambda found: "\u200b".join(found[0]) + "\u200b", escaped)
    return re.sub(r"([\\`*_\[\]|~!#])", r"\\\1", without_links)
