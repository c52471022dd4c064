from __future__ import annotations

from rag.reading.scoring import load_model
from rag.trust.gate import FEATURES, closest, decide, gate_features
from tests.builders import candidate, hit, read, scored

FITTING = {"sentence_similarity": 0.9, "asked_kind": 1.0, "stated_figures": 1.0, "cover_nearby": 1.0}
STRANGE = {"sentence_similarity": 0.05, "stated_figures": 1.0}


def test_without_a_sentence_there_is_nothing_to_answer_from() -> None:
    decision = decide(read("Who won?"), [], 0.0)
    assert not decision.is_answerable
    assert decision.probability == 0.0


def test_a_sentence_that_fits_in_every_way_is_enough() -> None:
    found = candidate("Training DeepSeek cost $6 million.")
    decision = decide(
        read("What did training DeepSeek cost?", scored(found, 0.95, FITTING)), [found.hit], 0.5
    )
    assert decision.is_answerable
    assert decision.uncovered == ()


def test_a_question_about_somebody_unknown_is_less_answerable_and_the_name_is_told() -> None:
    found = candidate("Training DeepSeek cost $6 million.")
    known = decide(read("What did training DeepSeek cost?", scored(found, 0.5, FITTING)), [found.hit], 0.5)
    unknown = decide(read("What did training Mistral cost?", scored(found, 0.5, FITTING)), [found.hit], 0.5)
    assert unknown.probability < known.probability
    assert unknown.uncovered == ("Mistral",)


def test_a_question_that_shares_nothing_with_the_passages_is_refused() -> None:
    found = candidate("Training DeepSeek cost $6 million.")
    asked = read("How do I make a sourdough starter?", scored(found, 0.02, STRANGE))
    decision = decide(asked, [found.hit], 0.5)
    assert not decision.is_answerable
    assert set(decision.uncovered) >= {"sourdough", "starter"}


def test_the_threshold_decides() -> None:
    found = candidate("Training DeepSeek cost $6 million.")
    asked = read("What did training DeepSeek cost?", scored(found, 0.5, FITTING))
    assert decide(asked, [found.hit], 0.0).is_answerable
    assert not decide(asked, [found.hit], 1.0).is_answerable


def test_a_date_that_no_sentence_gives_is_uncovered() -> None:
    found = candidate("Training DeepSeek cost $6 million in 2025.")
    asked = read(
        "What did DeepSeek cost in March 2021?", scored(found, 0.5, {**FITTING, "stated_figures": 0})
    )
    assert "March 2021" in decide(asked, [found.hit], 0.5).uncovered


def test_each_feature_lies_between_zero_and_one() -> None:
    found = candidate("It fell 17%.", before=["Nvidia had a bad day."])
    features = gate_features(read("Who fell 17%?", scored(found, 0.9, FITTING)), [found.hit])
    assert set(features) == set(FEATURES)
    assert all(0 <= value <= 1 for value in features.values())
    assert set(gate_features(read("Who fell?"), [hit("# Heading")])) == set(FEATURES)


def test_the_committed_model_weighs_features_that_exist() -> None:
    assert set(load_model("rag.trust", "gate.json").coefficients) <= set(FEATURES)


def test_only_the_best_and_what_is_nearly_as_good_is_close() -> None:
    ranked = [scored(f"Number {n} fell.", probability) for n, probability in enumerate([0.9, 0.5, 0.1])]
    assert [one.probability for one in closest(read("Who fell?", *ranked))] == [0.9, 0.5]
    many = [scored(f"Number {n} fell.", 0.9) for n in range(9)]
    assert len(closest(read("Who fell?", *many))) == 5
