"""The figures of a report in order: groups of metrics, and how a figure is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rag.evaluation.metrics.figures import Figure
from rag.evaluation.metrics.measures import DRAFT, ESTIMATED, HEADLINE, MEASURES, Unit
from rag.evaluation.reports.outline import Outline

GROUPS = (
    "Answers",
    "Refusals",
    f"Faithfulness, {ESTIMATED}",
    "Retrieval",
    "The writer's draft",
    "Length and cost",
)
_RETRIEVAL = frozenset({"hit_at_k", "recall_at_k", "mrr", "ndcg"})


def group_of(metric: str) -> str:
    """The heading under which a metric stands."""
    measure = MEASURES[metric]
    answers, refusals, faithfulness, retrieval, draft, cost = GROUPS
    if metric.startswith(DRAFT):
        return draft
    if measure.unit == "plain":
        return cost
    if metric in _RETRIEVAL:
        return retrieval
    if metric.startswith("refusal"):
        return refusals
    return faithfulness if measure.is_estimate and metric != HEADLINE else answers


def grouped(outline: Outline) -> Iterator[tuple[str, list[str]]]:
    """Each group with its metrics that have a figure for at least one configuration."""
    known = [
        name
        for name in MEASURES
        if any(outline.figure(one, name).value is not None for one in outline.configurations)
    ]
    for group in GROUPS:
        if names := [name for name in known if group_of(name) == group]:
            yield group, names


def in_words(metric: str) -> str:
    """The metric's name as a reader would write it."""
    return metric.replace("_ms_", ": ").replace("_", " ")


def written(value: float | None, unit: Unit) -> str:
    """A figure: ``71.6 %``, ``3.2``, ``1,240``; a dash where it is undefined."""
    if value is None:
        return "—"
    if unit == "percent":
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def written_interval(figure: Figure, unit: Unit) -> str:
    """``65.2–77.8``: without the unit, which stands beside the value."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{written(figure.low, unit).removesuffix(' %')}–{written(figure.high, unit).removesuffix(' %')}"


def counted(figure: Figure) -> str:
    """``n 51, 2 failed, 3 undefined``."""
    told = [f"n {figure.n:,}"]
    told += [f"{figure.failed:,} failed"] if figure.failed else []
    told += [f"{figure.undefined:,} undefined"] if figure.undefined else []
    return ", ".join(told)


def unfinished(outline: Outline) -> list[str]:
    """A sentence for each configuration that has not been asked every question of the set."""
    wanted = outline.question_set().get("count", 0)
    asked = Counter(answer.configuration for one in outline.asked for answer in one.answers)
    return [
        f"Unfinished: {asked[name]:,} of {wanted:,} questions have been put to {name}."
        for name in outline.configurations
        if asked[name] < wanted
    ]


def notes_of(outline: Outline) -> list[str]:
    """What readers have to know about figures, each once, with the configuration where there are several."""
    several = len(outline.configurations) > 1
    told = (
        f"{name}: {figure.note}" if several else figure.note
        for name, figures in outline.figures.items()
        for figure in figures.values()
        if figure.note
    )
    return unfinished(outline) + list(dict.fromkeys(told))


def configuration_rows(outline: Outline) -> Iterator[tuple[str, str]]:
    """Each configuration with its writer, model and verifier, and the settings that not all of them share."""
    about = {entry.get("name"): entry for entry in outline.about.get("configurations") or ()}
    entries = [about.get(name) or {} for name in outline.configurations]
    settings = [dict(entry.get("settings") or {}) for entry in entries]
    names = dict.fromkeys(name for one in settings for name in one)
    differing = [name for name in names if len({str(one.get(name, "")) for one in settings}) > 1]
    for configuration, entry, own in zip(outline.configurations, entries, settings, strict=True):
        told = [f"{key} {entry[key]}" for key in ("writer", "model", "verifier") if entry.get(key)]
        told += [f"{name} = {own[name]}" for name in differing if own.get(name)]
        yield configuration, ", ".join(told)
