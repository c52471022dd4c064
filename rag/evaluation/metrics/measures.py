"""The measures there are, and what one question adds to each.

Every figure is a sum over questions divided by another: a share of sentences is so, and so is a mean,
with 1 for each question below the line. `Record.measures` holds the counts by name; `part_of` reads the two
that a measure needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rag.evaluation.metrics.intervals import Part

Direction = Literal["higher", "lower", "neither"]  # is better
Unit = Literal["percent", "per 100", "plain"]
Asked = Literal["all", "answerable", "unanswerable"]
Counts = Mapping[str, float | None]

RANKED = 5  # articles, best first, that "at k" looks at
HEADLINE = "answered_correct_supported"
ESTIMATED = "verifier-estimated"
DRAFT = "draft_"  # what the writer wrote, before sentences were withheld or rewritten
STAGES = ("condense", "retrieve", "first_sentence", "generate", "verify", "total")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure means, and how it is made of counts.

    Attributes:
        meaning: One sentence, without the name.
        direction: Whether higher or lower is better, or neither.
        unit: percent: the value lies between 0 and 1; per 100: the ratio is multiplied by 100.
        above: The count above the line.
        below: The count below the line; None: each question for which `above` is defined counts 1.
        asked: The questions it is about; a failed one counts as failed only among these.
        is_estimate: It rests on the verifier's verdicts, so it shares the verifier's errors.
    """

    meaning: str
    direction: Direction
    unit: Unit
    above: str
    below: str | None = None
    asked: Asked = "all"
    is_estimate: bool = False

    @property
    def is_yes_no(self) -> bool:
        """Whether each question gives yes or no."""
        return self.unit == "percent" and self.below is None and self.above not in _GRADED

    @property
    def is_share(self) -> bool:
        """Whether it lies between 0 and `scale`."""
        return self.unit != "plain"

    @property
    def scale(self) -> float:
        """What the ratio is multiplied by."""
        return 100.0 if self.unit == "per 100" else 1.0


_GRADED = frozenset({"recall_at_k", "mrr", "ndcg"})


def part_of(measure: Measure, counts: Counts) -> Part | None:
    """What one question adds above and below the line, scale included; None where it is undefined."""
    above = counts.get(measure.above)
    below = counts.get(measure.below) if measure.below else 1.0
    if above is None or not below:
        return None
    return measure.scale * above, below


def concerns(measure: Measure, question: Mapping[str, Any]) -> bool:
    """Whether a measure is about a question, by its row alone."""
    is_answerable = question.get("answerable", True)  # None: nobody knows
    return measure.asked == "all" or is_answerable is (measure.asked == "answerable")


def _of_text(prefix: str, whose: str) -> dict[str, Measure]:
    """The measures of a text and its verdicts."""

    def of_sentences(kind: str) -> Measure:
        meaning = f"Sentences of {whose} that are {kind}, for every 100 that claim something."
        return Measure(
            meaning,
            "lower",
            "per 100",
            f"{prefix}{kind}_sentences",
            f"{prefix}sentences",
            is_estimate=True,
        )

    return {
        f"{prefix}{HEADLINE}": Measure(
            f"Answerable questions for which {whose} is no refusal, is correct, and is fully supported.",
            "higher",
            "percent",
            f"{prefix}{HEADLINE}",
            asked="answerable",
            is_estimate=True,
        ),
        f"{prefix}faithfulness": Measure(
            f"Sentences of {whose} that its sources support, of those that claim something.",
            "higher",
            "percent",
            f"{prefix}supported_sentences",
            f"{prefix}sentences",
            is_estimate=True,
        ),
        f"{prefix}fully_supported": Measure(
            f"Texts ({whose}) of which every sentence that claims something is supported.",
            "higher",
            "percent",
            f"{prefix}fully_supported",
            is_estimate=True,
        ),
        f"{prefix}partial_per_100": of_sentences("partial"),
        f"{prefix}unsupported_per_100": of_sentences("unsupported"),
        f"{prefix}contradicted_per_100": of_sentences("contradicted"),
    }


_ANSWER = _of_text("", "the answer")

MEASURES: Mapping[str, Measure] = {
    HEADLINE: _ANSWER[HEADLINE],
    "correct": Measure(
        "Answerable questions answered with everything that was expected.",
        "higher",
        "percent",
        "correct",
        asked="answerable",
    ),
    "answered": Measure(
        "Answerable questions that are not refused.", "higher", "percent", "answered", asked="answerable"
    ),
    "refusal_recall": Measure(
        "Unanswerable questions that are refused.", "higher", "percent", "refused", asked="unanswerable"
    ),
    "refusal_precision": Measure(
        "Refusals that are right: of unanswerable questions.", "higher", "percent", "refused_rightly"
    ),
    "refusal_f1": Measure(
        "Harmonic mean of refusal precision and recall.",
        "higher",
        "percent",
        "refusals_right_twice",
        "refusals_and_unanswerable",
    ),
    **{name: measure for name, measure in _ANSWER.items() if name != HEADLINE},
    "citation_precision": Measure(
        "Citations that their sentence needs: it is supported by its citations, and this one alone "
        "supports it or cannot be left out (ALCE).",
        "higher",
        "percent",
        "citations_needed",
        "citations",
        is_estimate=True,
    ),
    "citation_recall": Measure(
        "Sentences that their own citations support, of those that claim something (ALCE).",
        "higher",
        "percent",
        "sentences_cited_rightly",
        "sentences_to_cite",
        is_estimate=True,
    ),
    "fact_recall": Measure(
        "Expected facts that are in the answer; a refusal has none.",
        "higher",
        "percent",
        "facts_present",
        "facts_expected",
        asked="answerable",
    ),
    "disagreement_recall": Measure(
        "Questions on which sources differ whose answer shows it.",
        "higher",
        "percent",
        "disagreement_shown",
    ),
    "hit_at_k": Measure(
        f"Questions with an article that holds the answer among the first {RANKED}.",
        "higher",
        "percent",
        "hit_at_k",
    ),
    "recall_at_k": Measure(
        f"Articles that hold the answer which are among the first {RANKED}.",
        "higher",
        "percent",
        "recall_at_k",
    ),
    "mrr": Measure(
        "One over the rank of the first article that holds the answer.", "higher", "percent", "mrr"
    ),
    "ndcg": Measure(
        "Discounted gain of the articles that hold the answer, of the best there could be.",
        "higher",
        "percent",
        "ndcg",
    ),
    "answer_words": Measure("Words of an answer that is no refusal.", "neither", "plain", "answer_words"),
    **{
        f"latency_ms_{stage}": Measure(
            f"Milliseconds, mean: {stage.replace('_', ' ')}.", "lower", "plain", f"latency_ms_{stage}"
        )
        for stage in STAGES
    },
    "tokens": Measure("Tokens that an answer cost, as the endpoint counts.", "lower", "plain", "tokens"),
    **_of_text(DRAFT, "the writer's draft"),
}
