"""The upper half of the page: what was run, the headline, the figures and the plots, as HTML."""

from __future__ import annotations

from rag.evaluation.metrics.figures import Figure
from rag.evaluation.metrics.measures import ESTIMATED, HEADLINE, MEASURES, STAGES
from rag.evaluation.reports.elements import Html, element
from rag.evaluation.reports.outline import VERDICTS, Outline
from rag.evaluation.reports.plots import bar_track, colour, interval_track, score_histogram
from rag.evaluation.reports.tables import counted, grouped, in_words, notes_of, written, written_interval

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def headline_section(outline: Outline) -> Html:
    """The figure that counts, large, for each configuration."""
    cards = []
    for place, name in enumerate(outline.configurations):
        figure = outline.figure(name, HEADLINE)
        interval = written_interval(figure, "percent")
        cards.append(
            element(
                "div",
                element("p", _swatch(place), name, class_="name"),
                element("p", written(figure.value, "percent"), class_="big"),
                element("p", f"95 % interval {interval}, {counted(figure)}" if interval else "undefined"),
                class_="card",
            )
        )
    return element(
        "section",
        element("h2", "Answered, correct and fully supported"),
        element(
            "p",
            MEASURES[HEADLINE].meaning,
            f" Support is {ESTIMATED}; refusing everything scores 0.",
            class_="quiet",
        ),
        element("div", *cards, class_="cards"),
        id="headline",
    )


def plots_section(outline: Outline) -> Html:
    """Intervals of all shares, scores of sentences, latency by stage."""
    return element(
        "section",
        element("h2", "At a glance"),
        _legend(outline),
        element(
            "div",
            element(
                "div", element("h3", "Shares with 95 % intervals"), *_interval_rows(outline), class_="plot"
            ),
            element("div", *_histograms(outline), *_latencies(outline), class_="plot"),
            class_="plots",
        ),
        id="plots",
    )


def _interval_rows(outline: Outline) -> list[Html]:
    rows = []
    for _, names in grouped(outline):
        for name in names:
            if MEASURES[name].unit == "percent":
                tracks = [
                    _track(outline.figure(one, name), place)
                    for place, one in enumerate(outline.configurations)
                ]
                rows.append(_row(in_words(name), *tracks))
    scale = element("div", *(element("span", f"{100 * tick:.0f} %") for tick in _TICKS), class_="scale")
    return [*rows, _row("", scale)]


def _track(figure: Figure, place: int) -> Html | None:
    value, low, high = figure.value, figure.low, figure.high
    if value is None or low is None or high is None:
        return None
    drawn = interval_track(value, low, high, most=1.0, class_=colour(place), ticks=_TICKS)
    return element(
        "div", drawn, element("span", written(value, "percent"), class_="value"), class_="measured"
    )


def _histograms(outline: Outline) -> list[Html]:
    drawn: list[Html] = []
    for place, name in enumerate(outline.configurations):
        scores = outline.scores(name)
        if not scores:
            continue
        drawn.append(element("p", _swatch(place), name, f" — {len(scores):,} sentences", class_="name"))
        drawn.append(score_histogram(scores, VERDICTS))
        drawn.append(element("div", *(element("span", end) for end in ("0", "0.5", "1")), class_="scale"))
    if not drawn:
        return []
    key = element(
        "p",
        *(element("span", element("span", class_=f"key fill-{one}"), one) for one in VERDICTS),
        class_="legend",
    )
    heading = element("h3", "Sentences by the verifier's score")
    return [heading, key, *drawn]


def _latencies(outline: Outline) -> list[Html]:
    names = [f"latency_ms_{stage}" for stage in STAGES]
    figures = {
        (metric, one): value
        for metric in names
        for one in outline.configurations
        if (value := outline.figure(one, metric).value) is not None
    }
    if not figures:
        return []
    most = max(figures.values())
    rows = [
        _row(
            in_words(metric).removeprefix("latency: "),
            *(
                element(
                    "div",
                    bar_track(figures[metric, one], most=most, class_=colour(place)),
                    element("span", f"{written(figures[metric, one], 'plain')} ms", class_="value"),
                    class_="measured",
                )
                for place, one in enumerate(outline.configurations)
                if (metric, one) in figures
            ),
        )
        for metric in names
        if any((metric, one) in figures for one in outline.configurations)
    ]
    return [element("h3", "Latency by stage, mean"), *rows]


def figures_section(outline: Outline) -> Html:
    """The table of all metrics, each with its interval and what it counts."""
    columns = len(outline.configurations)
    body: list[Html] = []
    for group, names in grouped(outline):
        body.append(
            element("tr", element("th", group, colspan=columns + 1, scope="colgroup"), class_="group")
        )
        body.extend(_figure_row(outline, name) for name in names)
    head = element(
        "tr",
        element("th", "Metric", scope="col"),
        *(element("th", name, scope="col") for name in outline.configurations),
    )
    return element(
        "section",
        element("h2", "Figures"),
        element(
            "p",
            "Each with its 95 % interval, which resamples questions, and how many questions count.",
            class_="quiet",
        ),
        *(element("p", note, class_="note") for note in notes_of(outline)),
        element(
            "div",
            element("table", element("thead", head), element("tbody", *body)),
            class_="wide",
            tabindex=0,
        ),
        id="figures",
    )


def _figure_row(outline: Outline, name: str) -> Html:
    measure = MEASURES[name]
    cells = []
    for one in outline.configurations:
        figure = outline.figure(one, name)
        cells.append(
            element(
                "td",
                element("b", written(figure.value, measure.unit)),
                element("span", written_interval(figure, measure.unit), class_="interval"),
                element("span", counted(figure), class_="quiet"),
            )
        )
    label = element("th", in_words(name), element("span", measure.meaning, class_="quiet"), scope="row")
    return element("tr", label, *cells)


def _legend(outline: Outline) -> Html:
    return element(
        "p",
        *(element("span", _swatch(place), name) for place, name in enumerate(outline.configurations)),
        class_="legend",
    )


def _row(label: str, *tracks: Html | None) -> Html:
    return element("div", element("span", label, class_="row-label"), element("div", *tracks), class_="row")


def _swatch(place: int) -> Html:
    return element("span", class_=f"swatch {colour(place)}")
