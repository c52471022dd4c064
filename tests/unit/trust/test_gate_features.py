from __future__ import annotations

import pytest

from rag.reading.scoring import load_model
from rag.trust.gate_features import ANSWER_FEATURES, TOPIC_FEATURES, closest, gate_features
from tests.builders import candidate, hit, read, scored

ALL = {*TOPIC_FEATURES, *ANSWER_FEATURES}


def features(question: str, sentence: str, **found: float) -> dict[str, float]:
    one = candidate(sentence)
    return gate_features(read(question, scored(one, 0.9, {"stated_figures": 1.0, **found})), [one.hit])


def test_each_feature_lies_between_zero_and_one() -> None:
    found = candidate("It fell 17%.", before=["Nvidia had a bad day."])
    given = gate_features(read("Who fell 17%?", scored(found, 0.9, {})), [found.hit])
    assert set(given) == ALL
    assert all(0 <= value <= 1 for value in given.values())


def test_without_a_sentence_every_feature_is_there() -> None:
    assert set(gate_features(read("Who fell?"), [hit("# Heading")])) == ALL


@pytest.mark.parametrize(("name", "known"), [("topic", TOPIC_FEATURES), ("answer", ANSWER_FEATURES)])
def test_the_committed_models_weigh_features_that_exist(name: str, known: tuple[str, ...]) -> None:
    assert set(load_model("rag.trust", f"gate_{name}.json").coefficients) == set(known)


def test_only_the_best_and_what_is_nearly_as_good_is_close() -> None:
    ranked = [scored(f"Number {n} fell.", probability) for n, probability in enumerate([0.9, 0.5, 0.1])]
    assert [one.probability for one in closest(read("Who fell?", *ranked))] == [0.9, 0.5]
    many = [scored(f"Number {n} fell.", 0.9) for n in range(9)]
    assert len(closest(read("Who fell?", *many))) == 5


def test_the_chief_of_another_company_never_has_all_that_is_asked_for() -> None:
    asked = "Who is the chief executive of Nvidia?"
    assert features(asked, "Tim Cook is the chief executive of Apple.")["never_with_kind"] == 1
    assert features(asked, "Jensen Huang is the chief executive of Nvidia.")["never_with_kind"] == 0


def test_a_company_is_nobody_who_leads() -> None:
    found = features("Who leads Google?", "OpenAI and Google have led the field for years.")
    assert found["never_with_kind"] == 1


def test_who_somebody_is_needs_no_other_name() -> None:
    found = features("Who is Marina Zhang?", "Marina Zhang is an associate professor.")
    assert found["never_with_kind"] == 0


def test_the_word_that_says_what_kind_is_asked_for_need_not_be_said() -> None:
    assert (
        features("In which year was Byline founded?", "Byline was founded in 2023.")["never_with_kind"] == 0
    )


def test_a_figure_of_another_company_leaves_the_name_out() -> None:
    found = features("How much did Tesla lose?", "Nvidia lost $600 billion.")
    assert found["names_missing_with_kind"] == 1
