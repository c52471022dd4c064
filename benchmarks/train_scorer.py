"""Fit the sentence scorer and the evidence gate: SQuAD 2 for breadth, our tuning questions for manner.

SQuAD's questions reuse their paragraph's words; the tuning questions are asked as people ask, and weigh
more. Prints cross-validated figures (SQuAD by title, tuning questions by tenths) and writes, with
--write, the fit on everything to rag/reading/sentence_scorer.json, rag/trust/gate_topic.json and
rag/trust/gate_answer.json.

    python -m benchmarks.train_scorer [--write]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.data import data_folder, read_lines
from benchmarks.gate_models import fit_gate, model
from benchmarks.squad_cases import Case, Setting, make_cases
from benchmarks.tuning_cases import tuning_cases
from rag.evaluation.verifiers.logistic import auroc, fit
from rag.evaluation.verifiers.training import GATE, write_hashes
from rag.reading.matching import FEATURES
from rag.reading.scoring import LogisticModel

ROOT = Path(__file__).resolve().parent.parent
SCORER_WEIGHT = 30.0  # of a tuning question's sentence beside one of SQuAD's
FALSE_REFUSALS = 0.08  # of the answerable tuning questions, at the threshold that is printed


def fit_scorer(squad: Sequence[Case], tuning: Sequence[Case]) -> LogisticModel:
    """P(sentence answers), from the questions that have an answer."""
    groups = [(case, 1.0) for case in squad] + [(case, SCORER_WEIGHT) for case in tuning]
    used = [(case, weight) for case, weight in groups if case.kind == "answerable" and case.answer.any()]
    features = np.vstack([case.features for case, _ in used])
    labels = np.concatenate([case.answer for case, _ in used])
    weights = np.concatenate([np.full(len(case.answer), weight) for case, weight in used])
    return model(fit(features, labels, weights), FEATURES)


def held_out(
    cases: Sequence[Case], fold_of: Callable[[Case], str], others: Sequence[Case], *, are_tuning: bool
) -> list[tuple[Case, float, list[float]]]:
    """Each case with its gate probability and its sentences', from fits that have not seen its fold."""
    results = []
    for fold in sorted({fold_of(case) for case in cases}):
        inside = [case for case in cases if fold_of(case) != fold]
        squad, tuning = (others, inside) if are_tuning else (inside, others)
        scorer = fit_scorer(squad, tuning)
        gate = fit_gate(squad, tuning, scorer)
        for case in cases:
            if fold_of(case) == fold:
                scores = [scorer.probability(s.features) for s in case.read.sentences]
                results.append((case, gate.probability(case, scorer), scores))
    return results


def report(name: str, results: Sequence[tuple[Case, float, list[float]]]) -> None:
    """Rank of the sentence that answers; how well the gate tells answerable from not."""
    ranked = [c.answer[np.argsort([-s for s in scores])] for c, _, scores in results if c.answer.any()]
    tops = " ".join(f"{k}: {np.mean([row[:k].any() for row in ranked]):.3f}" for k in (1, 3, 6))
    print(f"{name}: a sentence with the answer among the first {tops} (n={len(ranked)})")
    kinds = np.array([case.kind for case, _, _ in results])
    scores = np.array([score for _, score, _ in results])
    threshold = float(np.quantile(scores[kinds == "answerable"], FALSE_REFUSALS))
    for wrong in ("near_miss", "elsewhere"):
        mask = (kinds == wrong) | (kinds == "answerable")
        area = auroc((kinds[mask] == "answerable").astype(float), scores[mask])
        refused = float(np.mean(scores[kinds == wrong] < threshold))
        print(
            f"   gate, answerable against {wrong}: AUROC {area:.3f} (n={mask.sum()}), refused {refused:.2f}"
        )
    print(f"   at threshold {threshold:.3f}, which refuses {FALSE_REFUSALS:.0%} of the answerable")


def write(path: Path, model: LogisticModel, about: str) -> None:
    """Commit-ready JSON with its provenance."""
    content = {
        "about": about,
        "made_by": "python -m benchmarks.train_scorer --write",
        "intercept": round(model.intercept, 4),
        "coefficients": {name: round(value, 4) for name, value in model.coefficients.items()},
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the committed coefficients")
    arguments = parser.parse_args()
    questions = list(read_lines(data_folder("squad2") / "questions.jsonl"))
    squad, tuning = make_cases(Setting(questions), questions), tuning_cases()
    scorer = fit_scorer(squad, tuning)
    if arguments.write:
        about = (
            "SQuAD 2 training questions (CC BY-SA 4.0, titles hidden) and benchmarks/tuning_questions.jsonl"
        )
        write(ROOT / "rag/reading/sentence_scorer.json", scorer, f"P(sentence answers); {about}")
        gate = fit_gate(squad, tuning, scorer)
        write(ROOT / "rag/trust/gate_topic.json", gate.topic, f"P(passages are on the topic); {about}")
        write(ROOT / "rag/trust/gate_answer.json", gate.answer, f"P(passages on the topic answer); {about}")
        write_hashes(GATE, (question[key] for question in questions for key in ("question", "context")))
    report("SQuAD 2 by title", held_out(squad, lambda case: case.title, tuning, are_tuning=False))
    tenth = {case.title: str(i % 10) for i, case in enumerate(tuning)}
    report("tuning questions", held_out(tuning, lambda case: tenth[case.title], squad, are_tuning=True))


if __name__ == "__main__":
    main()
