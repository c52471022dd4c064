"""What an answer is worth, computed without a judge model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.domain import Answer, Article, ArticleId
from rag.evaluation.question_set import GoldenQuestion
from rag.text.figures import find_figures
from rag.text.words import tokens


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of a run with its answer and what was found in it."""

    golden: GoldenQuestion
    answer: Answer
    facts_present: int
    quotations: int
    verbatim: int


@dataclass(frozen=True, slots=True)
class Metric:
    """A share, out of how many."""

    value: float | None  # None where nothing could be counted
    n: int


def holds_fact(text: str, alternatives: Sequence[str]) -> bool:
    """Whether one of the alternatives occurs: words as words, figures as figures.

    "$6 million" is not found inside "$5.576 million"; "$0.6 billion" is "$600 million".
    """
    return any(_holds(text, alternative) for alternative in alternatives)


def _holds(text: str, wanted: str) -> bool:
    figures = find_figures(wanted)
    if len(figures) == 1 and len(wanted) <= figures[0].end - figures[0].start + 1:
        target = figures[0]
        return any(
            figure.value == target.value and (not target.unit or figure.unit.split(" per ")[0] == target.unit)
            for figure in find_figures(text)
        )
    return _as_words(wanted) in _as_words(text)


def _as_words(text: str) -> str:
    """Folded words with a space around each, so that "trust" is not found in "antitrust"."""
    return f" {' '.join(token.folded for token in tokens(text.replace('-', ' ')))} "


def judge(golden: GoldenQuestion, answer: Answer, article: Callable[[ArticleId], Article | None]) -> Judged:
    """Count the facts present and the quotations that are verbatim at their offsets."""
    verbatim = 0
    for citation in answer.citations:
        source = article(citation.article_id)
        if source and source.text[citation.start : citation.end] == citation.quote:
            verbatim += 1
    present = 0 if answer.abstained else sum(holds_fact(answer.text, fact) for fact in golden.facts)
    return Judged(golden, answer, present, len(answer.citations), verbatim)


def summarise(judged: Iterable[Judged]) -> dict[str, Metric]:
    """The run's figures by name.

    Answerable questions count as right when every fact is present; a refusal has none.
    """
    rows = list(judged)
    answerable = [row for row in rows if row.golden.answerable]
    unanswerable = [row for row in rows if not row.golden.answerable]
    refused = [row for row in rows if row.answer.abstained]
    near = [row for row in unanswerable if row.golden.near_miss]
    return {
        "all_facts": _share(row.facts_present == len(row.golden.facts) for row in answerable),
        "facts": _ratio(
            sum(row.facts_present for row in answerable), sum(len(row.golden.facts) for row in answerable)
        ),
        "refusal_recall": _share(row.answer.abstained for row in unanswerable),
        "near_miss_refused": _share(row.answer.abstained for row in near),
        "refusal_precision": _share(not row.golden.answerable for row in refused),
        "answerable_refused": _share(row.answer.abstained for row in answerable),
        "verbatim": _ratio(sum(row.verbatim for row in rows), sum(row.quotations for row in rows)),
        "disagreements_shown": _share(
            bool(row.answer.disagreements) for row in answerable if row.golden.kind == "disagreement"
        ),
    }


def _share(flags: Iterable[bool]) -> Metric:
    counted = list(flags)
    return _ratio(sum(counted), len(counted))


def _ratio(part: int, whole: int) -> Metric:
    return Metric(part / whole if whole else None, whole)
