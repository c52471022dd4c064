from __future__ import annotations

import pytest

from rag.trust.claims import read_claim
from rag.trust.features import features_of
from rag.trust.matches import compare
from rag.trust.weighing import AdditiveModel, Curve, VerifierModel, load_verifier, verifier_from
from tests.builders import evidence

MODEL = load_verifier()
MODELS = {"said": MODEL.said, "agrees": MODEL.agrees}
STEPS = [n / 20 for n in range(21)]


def known() -> dict[str, float]:
    compared = compare(read_claim("Nvidia shares sank."), evidence("Nvidia shares sank."), ())
    assert compared
    return features_of(compared)


def with_one(name: str, value: float) -> dict[str, float]:
    return known() | {name: value}


def test_a_curve_is_a_line_that_bends() -> None:
    curve = Curve(2.0, ((0.5, -1.0), (0.75, -1.0)))
    assert [curve.at(value) for value in (0, 0.25, 0.5, 0.75, 1)] == [0, 0.5, 1.0, 1.25, 1.25]


def test_without_curves_the_intercept_decides() -> None:
    assert AdditiveModel(0.0, {}).probability({}) == 0.5
    assert AdditiveModel(0.0, {}).probability({"unknown": 1.0}) == 0.5


def test_a_probability_stays_between_0_and_1_whatever_the_log_odds() -> None:
    steep = AdditiveModel(0.0, {"it": Curve(1e9)})
    assert 0 <= steep.probability({"it": -1}) < 1e-9
    assert 1 - 1e-9 < steep.probability({"it": 1}) <= 1


def test_a_feature_that_a_curve_needs_must_be_there() -> None:
    with pytest.raises(KeyError, match="it"):
        AdditiveModel(0.0, {"it": Curve(1.0)}).probability({})


def test_a_model_is_read_from_its_json() -> None:
    curves = {"a": {"slope": 1.0, "bends": [[0.5, -2.0]]}, "b": {"slope": -1.0}}
    raw = {
        "said": {"intercept": 0.5, "curves": curves},
        "agrees": {"intercept": 1.5, "curves": {}},
        "thresholds": {"supported": 0.8, "unsupported": 0.6, "contradicted": 0.7},
    }
    assert verifier_from(raw) == VerifierModel(
        AdditiveModel(0.5, {"a": Curve(1.0, ((0.5, -2.0),)), "b": Curve(-1.0)}),
        AdditiveModel(1.5, {}),
        0.8,
        0.6,
        0.7,
    )


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_curve_of_the_committed_model_is_of_a_feature(model: AdditiveModel) -> None:
    assert set(model.curves) <= set(known())


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_bends_stand_in_order_inside_the_range_of_a_feature(model: AdditiveModel) -> None:
    for curve in model.curves.values():
        places = [where for where, _ in curve.bends]
        assert places == sorted(places)
        assert all(0 < where < 1 for where in places)


def test_thresholds_lie_between_0_and_1_and_support_is_the_harder() -> None:
    assert 0 < MODEL.unsupported < MODEL.supported < 1
    assert 0 < MODEL.contradicted < 1


@pytest.mark.parametrize(
    "name", ["cover_best", "cover_nearby", "cover_two", "cover_passage", "cover_all", "trigrams", "run"]
)
def test_the_more_is_covered_or_copied_the_more_probably_it_is_said(name: str) -> None:
    probabilities = [MODEL.said.probability(with_one(name, value)) for value in STEPS]
    assert probabilities == sorted(probabilities)
    assert probabilities[0] < probabilities[-1]


@pytest.mark.parametrize("name", ["values_missing", "missing_all", "answered"])
def test_what_is_missing_or_given_otherwise_is_less_probably_said(name: str) -> None:
    assert MODEL.said.probability(with_one(name, 1.0)) < MODEL.said.probability(with_one(name, 0.0))


@pytest.mark.parametrize(
    "name",
    [
        "answered",
        "dates",
        "names",
        "speakers",
        "values_missing",
        "direction_against",
        "turned",
        "denies_alone",
    ],
)
def test_each_thing_said_otherwise_makes_agreement_less_probable(name: str) -> None:
    probabilities = [MODEL.agrees.probability(with_one(name, value)) for value in STEPS]
    assert probabilities == sorted(probabilities, reverse=True)
    assert probabilities[-1] < probabilities[0]
