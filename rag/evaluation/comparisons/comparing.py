"""Two runs on the same questions: what differs, how surely, and what the set could have shown.

Measures that give yes or no for the same questions in both runs are compared with McNemar's test in its
exact form (McNemar, 1947; the binomial on the questions that changed). All others, ratios of sums over
questions, are compared with a paired bootstrap that draws questions (Efron & Tibshirani, 1993). Intervals of
differences come from the paired bootstrap in both cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from rag.evaluation.comparisons.detectable import ALPHA, detectable_mean, detectable_share
from rag.evaluation.comparisons.outcomes import GOOD
from rag.evaluation.comparisons.scored_runs import Scored, ScoredRun
from rag.evaluation.metrics.intervals import Part, paired_difference, ratio_interval
from rag.evaluation.metrics.measures import MEASURES, Direction, Measure, part_of

Method = Literal["McNemar", "bootstrap"]
_WIDTHS = 2 * 1.959964  # standard errors that a 95 % interval is wide
_NOTHING: Part = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Compared:
    """A metric of both runs, over the questions that both were asked.

    Attributes:
        n: Questions for which it is defined in at least one run.
        before: The first run's figure; None where it is undefined.
        after: The second run's, with its own interval `after_low` to `after_high`.
        difference: After minus before, with its interval `low` to `high`; p is two-sided.
        worse: Questions that went from yes to no, for better or worse as `direction` says; None for
            measures that are no yes or no.
        detectable: The smallest loss found with a power of 0.8; None where the data do not tell.
    """

    metric: str
    direction: Direction
    n: int
    before: float | None
    after: float | None
    after_low: float | None = None
    after_high: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    method: Method | None = None
    worse: int | None = None
    better: int | None = None
    detectable: float | None = None

    @property
    def loss(self) -> float | None:
        """How far it moved in its bad direction; None where it has none or is undefined."""
        if self.difference is None or self.direction == "neither":
            return None
        return -self.difference if self.direction == "higher" else self.difference

    @property
    def is_significant(self) -> bool:
        """Whether chance alone would do this less than once in twenty."""
        return self.p is not None and self.p < ALPHA


@dataclass(frozen=True, slots=True)
class Change:
    """A question with another outcome."""

    before: Scored
    after: Scored

    @property
    def direction(self) -> Literal["worse", "better", "other"]:
        """Where it went."""
        was, now = self.before.outcome in GOOD, self.after.outcome in GOOD
        return "other" if was == now else "better" if now else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two runs.

    Attributes:
        shared: Ids of questions asked in both runs in the same words.
        only_before: Ids that only the first run has.
        only_after: Ids that only the second run has.
        reworded_questions: Ids that stand for another question in each run; they are not compared.
        failed_before: Shared ids without an answer in the first run; `measuring` says where these count.
        failed_after: The same of the second run.
        changes: Questions with another outcome, the worse ones first.
        other_words: How many questions have the same outcome with another beginning of the answer.
    """

    before: str
    after: str
    shared: tuple[str, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    reworded_questions: tuple[str, ...]
    failed_before: tuple[str, ...]
    failed_after: tuple[str, ...]
    metrics: tuple[Compared, ...]
    changes: tuple[Change, ...]
    other_words: int

    @property
    def newly_failed(self) -> tuple[str, ...]:
        """Questions that the second run alone failed to answer."""
        return tuple(key for key in self.failed_after if key not in self.failed_before)


def compare_runs(before: ScoredRun, after: ScoredRun) -> Comparison:
    """Compare two runs on the questions that both have."""
    both = [key for key in before.questions if key in after.questions]
    shared = [key for key in both if before.questions[key].question == after.questions[key].question]
    pairs = [(before.questions[key], after.questions[key]) for key in shared]
    order = {"worse": 0, "better": 1, "other": 2}
    changes = [Change(was, now) for was, now in pairs if was.outcome != now.outcome]
    return Comparison(
        before=before.name,
        after=after.name,
        shared=tuple(shared),
        only_before=tuple(key for key in before.questions if key not in after.questions),
        only_after=tuple(key for key in after.questions if key not in before.questions),
        reworded_questions=tuple(key for key in both if key not in set(shared)),
        failed_before=tuple(was.id for was, _ in pairs if was.outcome == "failed"),
        failed_after=tuple(now.id for _, now in pairs if now.outcome == "failed"),
        metrics=tuple(compare_measure(name, measure, pairs) for name, measure in MEASURES.items()),
        changes=tuple(sorted(changes, key=lambda change: order[change.direction])),
        other_words=sum(was.outcome == now.outcome and was.line != now.line for was, now in pairs),
    )


def compare_measure(name: str, measure: Measure, pairs: Sequence[tuple[Scored, Scored]]) -> Compared:
    """One measure over the pairs. A question for which it is undefined in one run counts in the other."""
    parts = [(part_of(measure, was.counts), part_of(measure, now.counts)) for was, now in pairs]
    parts = [pair for pair in parts if pair != (None, None)]
    a = [was or _NOTHING for was, _ in parts]
    b = [now or _NOTHING for _, now in parts]
    interval = partial(ratio_interval, is_share=measure.is_share, scale=measure.scale)
    before, after = (interval(a), interval(b)) if parts else (None, None)
    found = paired_difference(a, b) if before and after else None
    row = Compared(
        name,
        measure.direction,
        len(parts),
        before=before.value if before else None,
        after=after.value if after else None,
        after_low=after.low if after else None,
        after_high=after.high if after else None,
    )
    if found is None:
        return row
    row = replace(row, difference=found.value, low=found.low, high=found.high)
    if measure.is_yes_no and all(None not in pair for pair in parts):
        return _by_mcnemar(row, [(was[0] > 0, now[0] > 0) for was, now in zip(a, b, strict=True)])
    error = (found.high - found.low) / _WIDTHS
    return replace(row, p=found.p, method="bootstrap", detectable=detectable_mean(error))


def _by_mcnemar(row: Compared, pairs: Sequence[tuple[bool, bool]]) -> Compared:
    lost, gained = pairs.count((True, False)), pairs.count((False, True))
    worse, better = (gained, lost) if row.direction == "lower" else (lost, gained)
    return replace(
        row,
        p=mcnemar(worse, better),
        method="McNemar",
        worse=worse,
        better=better,
        detectable=detectable_share(row.n, worse, better),
    )


def mcnemar(worse: int, better: int) -> float:
    """The two-sided exact p of so uneven a change, if each question had been as likely to go either way."""
    changed = worse + better
    ways = tail = 1
    for fewer in range(1, min(worse, better) + 1):
        ways = ways * (changed - fewer + 1) // fewer  # binomial coefficient, from the one before
        tail += ways
    return min(1.0, 2 * tail / (1 << changed))
