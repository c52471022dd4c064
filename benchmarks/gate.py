"""The evidence gate: how well it tells questions that passages answer from those that they do not.

SQuAD 2 by title (no title is judged by a fit that has seen it; the questions as they were asked), the
tuning questions by tenths, and as it is shipped on the unanswerable multihop news queries, asked of all
quoted facts of all articles. Intervals: 95 %, resampling titles, or questions where there are none.

    python -m benchmarks.gate
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from benchmarks.data import data_folder, read_lines
from benchmarks.gate_models import fit_gate
from benchmarks.multihop_gate import multihop_probabilities
from benchmarks.squad_cases import Case, Setting, make_cases
from benchmarks.tuning_cases import tuning_cases
from rag.assistant import Tuning
from rag.evaluation.verifiers.logistic import auroc
from rag.reading.scoring import load_model

FOLDS = 10
RESAMPLED = 200
REFUSED = (0.05, 0.08, 0.1, 0.15)  # shares of the answerable tuning questions
Judged = Sequence[tuple[Case, float]]


def held_out(cases: Sequence[Case], others: Sequence[Case], *, are_tuning: bool) -> Judged:
    """Each case with the probability from a fit that has not seen its title."""
    scorer = load_model("rag.reading", "sentence_scorer.json")
    fold = {title: n % FOLDS for n, title in enumerate(sorted({case.title for case in cases}))}
    judged = []
    for n in range(FOLDS):
        inside = [case for case in cases if fold[case.title] != n]
        gate = fit_gate(others, inside, scorer) if are_tuning else fit_gate(inside, others, scorer)
        judged += [(case, gate.probability(case, scorer)) for case in cases if fold[case.title] == n]
    return judged


def area(judged: Judged, wrong: str) -> float:
    """AUROC of answerable questions against one kind of unanswerable ones, all titles together."""
    used = [(case.kind == "answerable", p) for case, p in judged if case.kind in (wrong, "answerable")]
    labels = np.array([float(label) for label, _ in used])
    return auroc(labels, np.array([p for _, p in used]))


def area_per_title(judged: Judged, wrong: str) -> float:
    """The mean of the titles' own AUROC; titles that lack one of the kinds are left out."""
    areas = [area(own, wrong) for own in _by_title(judged).values() if _has_both(own, wrong)]
    return float(np.mean(areas))


def interval(judged: Judged, measure: Callable[[Judged], float]) -> tuple[float, float]:
    """2.5th and 97.5th percentile of the measure over resampled titles."""
    chance = np.random.default_rng(1)
    groups = list(_by_title(judged).values())
    values = []
    for _ in range(RESAMPLED):
        drawn = chance.integers(len(groups), size=len(groups))
        # A title that is drawn twice is two titles, or its questions would be compared with themselves.
        rows = [(replace(case, title=f"{n}"), p) for n, i in enumerate(drawn) for case, p in groups[i]]
        values.append(measure(rows))
    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))


def refused(judged: Judged, kind: str, threshold: float) -> float:
    """Share of one kind of questions below the threshold."""
    return float(np.mean([p < threshold for case, p in judged if case.kind == kind]))


def print_squad(judged: Judged) -> None:
    """Near misses and other titles' questions; those with words made unknown for other titles only."""
    asked = [(case, p) for case, p in judged if not case.is_masked]
    measures: list[tuple[str, Callable[[Judged], float]]] = [
        ("near misses, mean of titles", lambda rows: area_per_title(rows, "near_miss")),
        ("near misses, pooled", lambda rows: area(rows, "near_miss")),
        ("another title's, pooled", lambda rows: area(rows, "elsewhere")),
    ]
    for name, measure in measures:
        low, high = interval(asked, measure)
        print(f"SQuAD 2, {name}: AUROC {measure(asked):.3f} ({low:.3f} to {high:.3f})")
    masked = [(case, p) for case, p in judged if case.is_masked]
    print(f"SQuAD 2, another title's, in other words: AUROC {area(masked, 'elsewhere'):.3f}")


def print_tuning(judged: Judged) -> None:
    """How well it ranks, and what is refused at thresholds around the shipped one."""
    for wrong in ("near_miss", "elsewhere"):
        low, high = interval(judged, partial(area, wrong=wrong))
        print(f"tuning questions, {wrong}: AUROC {area(judged, wrong):.3f} ({low:.3f} to {high:.3f})")
    for share in REFUSED:
        threshold = float(np.quantile([p for case, p in judged if case.kind == "answerable"], share))
        near, off = refused(judged, "near_miss", threshold), refused(judged, "elsewhere", threshold)
        print(
            f"   refuses {share:.0%} of the answerable at {threshold:.3f}: "
            f"near misses {near:.2f}, others {off:.2f}"
        )


def print_multihop(judged: Sequence[tuple[bool, float]]) -> None:
    """Precision and recall of refusals at the shipped threshold."""
    threshold = Tuning().gate_threshold
    nulls = [p for is_answerable, p in judged if not is_answerable]
    others = [p for is_answerable, p in judged if is_answerable]
    found, wrong = sum(p < threshold for p in nulls), sum(p < threshold for p in others)
    labels = np.array([float(is_answerable) for is_answerable, _ in judged])
    print(
        f"multihop news at {threshold}: {found} of {len(nulls)} null queries refused, "
        f"{wrong} of {len(others)} others; "
        f"precision {found / max(1, found + wrong):.2f}, recall {found / len(nulls):.2f}, "
        f"AUROC {auroc(labels, np.array([p for _, p in judged])):.3f}"
    )


def _by_title(judged: Judged) -> dict[str, list[tuple[Case, float]]]:
    groups: dict[str, list[tuple[Case, float]]] = {}
    for case, probability in judged:
        groups.setdefault(case.title, []).append((case, probability))
    return groups


def _has_both(judged: Judged, wrong: str) -> bool:
    return {"answerable", wrong} <= {case.kind for case, _ in judged}


def main() -> None:
    questions = list(read_lines(data_folder("squad2") / "questions.jsonl"))
    squad, tuning = make_cases(Setting(questions), questions), tuning_cases()
    squad, tuning = [c for c in squad if c.read.sentences], [c for c in tuning if c.read.sentences]
    print_squad(held_out(squad, tuning, are_tuning=False))
    print_tuning(held_out(tuning, squad, are_tuning=True))
    print_multihop(multihop_probabilities())


if __name__ == "__main__":
    main()
