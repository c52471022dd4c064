"""Faithfulness corrected by people's labels, and how far people agree."""

from __future__ import annotations

import random

import pytest

from rag.errors import UsageError
from rag.evaluation.judges.agreement import agreement, cohens_kappa
from rag.evaluation.labels.compared import compared
from rag.evaluation.labels.corrected import corrected, labels_of_annotators
from rag.evaluation.labels.files import Label, Labelling
from rag.evaluation.labels.sentences import RunSentence
from rag.evaluation.labels.strata import sample

QUESTIONS = 100


def run_with(true_share: float, seed: int = 3) -> tuple[list[RunSentence], dict[str, tuple[Label, ...]]]:
    """A run whose verifier calls too little supported, and what people would say of every sentence."""
    chance = random.Random(seed)
    sentences: list[RunSentence] = []
    labels: dict[str, tuple[Label, ...]] = {}
    for n in range(QUESTIONS * 4):
        is_true = chance.random() < true_share
        score = min(0.99, max(0.01, chance.gauss(0.75 if is_true else 0.45, 0.15)))
        verdict = "supported" if score > 0.7 else "partial"
        sentences.append(RunSentence(str(n), f"q{n // 4}", "", "", verdict, score, ()))
        labels[str(n)] = ("supported" if is_true else "not",)
    return sentences, labels


def test_the_correction_brings_the_verifiers_figure_to_what_people_say() -> None:
    sentences, labels = run_with(0.8)
    people = sum(label == ("supported",) for label in labels.values()) / len(labels)
    chosen = {one.id: labels[one.id] for one in sample(sentences, 120, seed=1)}
    found = corrected(sentences, chosen)
    assert abs(found.verifier_estimated - people) > 0.15
    assert found.low <= people <= found.high
    assert found.high - found.low < 0.2
    assert found.labelled == 120


def test_with_every_sentence_labelled_it_is_what_people_say() -> None:
    sentences, labels = run_with(0.8)
    people = sum(label == ("supported",) for label in labels.values()) / len(labels)
    assert corrected(sentences, labels).value == pytest.approx(people)


def test_strata_weigh_what_they_weigh_in_the_run_however_they_were_drawn() -> None:
    sentences = [RunSentence(str(n), str(n), "", "", "supported", 0.9, ()) for n in range(90)]
    sentences += [RunSentence(str(n), str(n), "", "", "partial", 0.4, ()) for n in range(90, 100)]
    labels: dict[str, tuple[Label, ...]] = {str(n): ("supported",) for n in range(10)}
    labels |= {str(n): ("not",) for n in range(90, 100)}
    assert corrected(sentences, labels).value == pytest.approx(0.9)


def test_where_no_label_differs_from_the_verdict_the_interval_is_not_empty() -> None:
    sentences = [RunSentence(str(n), str(n), "", "", "supported", 1.0, ()) for n in range(500)]
    few = corrected(sentences, {str(n): ("supported",) for n in range(30)})
    assert few.value == few.high == 1.0
    assert few.low == pytest.approx(0.025 ** (1 / 30), abs=1e-6)


def test_a_sentence_that_claims_nothing_is_no_part_of_the_share() -> None:
    sentences = [RunSentence(str(n), str(n), "", "", "supported", 0.9, ()) for n in range(4)]
    labels: dict[str, tuple[Label, ...]] = {
        "0": ("supported",),
        "1": ("not",),
        "2": ("no claim",),
        "3": ("no claim",),
    }
    assert corrected(sentences, labels).value == pytest.approx(0.5)


def test_annotators_who_differ_count_in_halves() -> None:
    labels = labels_of_annotators([{"0": "supported", "1": "not"}, {"0": "not"}])
    assert labels == {"0": ("supported", "not"), "1": ("not",)}
    sentences = [RunSentence(str(n), str(n), "", "", "supported", 0.9, ()) for n in range(2)]
    assert corrected(sentences, labels).value == pytest.approx(0.25)


def test_labels_of_another_run_or_of_one_verdict_only_are_refused() -> None:
    sentences, labels = run_with(0.8)
    with pytest.raises(UsageError, match="in this run"):
        corrected(sentences, {"x": ("not",)})
    supported = {one.id: labels[one.id] for one in sentences if one.is_supported}
    with pytest.raises(UsageError, match="'partial' has a label"):
        corrected(sentences, supported)


def test_kappa_is_that_of_cohen() -> None:
    a = ["yes"] * 20 + ["yes"] * 5 + ["no"] * 10 + ["no"] * 15
    b = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohens_kappa(a, b) == pytest.approx(0.4)
    found = agreement(a, b, [str(n) for n in range(50)])
    assert found.observed == 0.7
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.4 < found.high


def test_kappa_of_those_who_agree_by_chance_is_nought_and_of_the_same_undefined() -> None:
    assert cohens_kappa(["a", "a", "b", "b"], ["a", "b", "a", "b"]) == 0
    assert agreement(["a", "a"], ["a", "a"], ["1", "2"]).kappa is None
    assert agreement([], [], []).n == 0


def labelled(**labels: Label) -> list[Labelling]:
    return [Labelling(key, f"question {key}", f"Sentence {key}.", label) for key, label in labels.items()]


def test_two_annotators_are_compared_on_what_both_labelled() -> None:
    found = compared(
        labelled(a="supported", b="partly", c="not", d="not"),
        labelled(a="supported", b="not", c="not", e="not"),
    )
    assert found.labels.n == 3
    assert found.supported.kappa == 1.0
    assert [(one.id, one.first, one.second) for one in found.differences] == [("b", "partly", "not")]
    assert found.alone == 2


def test_annotators_without_a_sentence_in_common_are_refused() -> None:
    with pytest.raises(UsageError, match="in common"):
        compared(labelled(a="not"), labelled(b="not"))
