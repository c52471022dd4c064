"""Plots as inline SVG without a word in them: labels stand beside them as text, readable at every width.

Every drawing is stretched to the width there is; lines and dots keep their size (``non-scaling-stroke``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.domain import Verdict
from rag.evaluation.reports.elements import Html, element, joined

WIDTH = 100.0
COLOURS = 6  # classes c0 to c5 of the style sheet
BINS = 20
_TRACK = 14.0
_HISTOGRAM = 60.0


def colour(place: int) -> str:
    """The class of the configuration at this place."""
    return f"c{place % COLOURS}"


def interval_track(
    value: float, low: float, high: float, *, most: float, class_: str, ticks: Sequence[float] = ()
) -> Html:
    """A dot with the line of its interval, on a scale from 0 to most."""

    def x(figure: float) -> float:
        return WIDTH * min(max(figure / most, 0.0), 1.0) if most else 0.0

    middle = _TRACK / 2
    return _drawing(
        _TRACK,
        *(_line(x(tick), 0, x(tick), _TRACK, "tick") for tick in ticks),
        _line(x(low), middle, x(high), middle, f"whisker {class_}"),
        _line(x(value), middle, x(value), middle, f"dot {class_}"),  # no length: round ends make a dot
    )


def bar_track(value: float, *, most: float, class_: str) -> Html:
    """A bar from 0 on a scale to most."""
    length = WIDTH * min(value / most, 1.0) if most else 0.0
    bar = element("rect", x=0, y=3, width=length, height=_TRACK - 6, class_=f"bar {class_}")
    return _drawing(_TRACK, bar)


def score_histogram(scores: Sequence[tuple[float, Verdict]], order: Sequence[Verdict]) -> Html:
    """Sentences by score from 0 to 1, stacked by verdict."""
    bins = binned(scores)
    tallest = max((sum(counts.values()) for counts in bins), default=0) or 1
    step = WIDTH / BINS
    bars: list[Html] = []
    for place, counts in enumerate(bins):
        top = _HISTOGRAM
        for verdict in order:
            height = _HISTOGRAM * counts.get(verdict, 0) / tallest
            if height:
                top -= height
                bars.append(
                    element(
                        "rect",
                        x=place * step + 0.3,
                        y=top,
                        width=step - 0.6,
                        height=height,
                        class_=f"fill-{verdict}",
                    )
                )
    base = _line(0, _HISTOGRAM, WIDTH, _HISTOGRAM, "axis")
    return _drawing(_HISTOGRAM, *bars, base, class_="histogram")


def binned(scores: Sequence[tuple[float, Verdict]]) -> list[Mapping[Verdict, int]]:
    """How many sentences of each verdict have a score in each of the bins; 1 is in the last."""
    bins: list[dict[Verdict, int]] = [{} for _ in range(BINS)]
    for score, verdict in scores:
        counts = bins[min(max(int(score * BINS), 0), BINS - 1)]
        counts[verdict] = counts.get(verdict, 0) + 1
    return list(bins)


def _line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Html:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def _drawing(height: float, *parts: Html | None, class_: str = "track") -> Html:
    return element(
        "svg",
        joined(*parts),
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        preserveAspectRatio="none",
        class_=class_,
        aria_hidden="true",
        focusable="false",
    )
