from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.reading.matching import FEATURES
from rag.reading.retrieved_reading import ReadPassages, read_passages
from rag.reading.scoring import LogisticModel, load_model
from tests.builders import EVEN_WEIGHTS, hit
from tests.fakes import HashEmbedder


def embed(sentences: Sequence[str]) -> NDArray[np.float32]:
    return np.asarray(HashEmbedder().get_text_embedding_batch(list(sentences)), dtype=np.float32)


def reading(question: str, *texts: str) -> ReadPassages:
    vector = np.asarray(HashEmbedder().get_query_embedding(question), dtype=np.float32)
    return read_passages(question, [hit(text) for text in texts], vector, embed, lambda _: EVEN_WEIGHTS)


def test_the_probability_is_the_logistic_of_the_weighted_sum() -> None:
    model = LogisticModel(-1.0, {"cover": 2.0})
    assert model.probability({"cover": 0.5, "unknown": 9.0}) == pytest.approx(0.5)
    assert model.probability({"cover": 1.0}) > 0.5


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_probability_is_one_whatever_the_features(intercept: float, value: float) -> None:
    assert 0 <= LogisticModel(intercept, {"x": 1.0}).probability({"x": value}) <= 1


def test_the_committed_model_weighs_features_that_exist() -> None:
    model = load_model("rag.reading", "sentence_scorer.json")
    assert set(model.coefficients) <= set(FEATURES)
    assert model is load_model("rag.reading", "sentence_scorer.json")


def test_the_sentence_that_answers_comes_first() -> None:
    read = reading(
        "How much did it cost to train R1?",
        "Nvidia fell on Monday. Analysts were surprised.",
        "The company is young. It cost $6 million to train R1. Others disagree.",
    )
    assert read.sentences[0].candidate.text == "It cost $6 million to train R1."
    probabilities = [scored.probability for scored in read.sentences]
    assert probabilities == sorted(probabilities, reverse=True)
    assert len(read.sentences) == 5


def test_without_a_passage_nothing_is_read_and_nothing_embedded() -> None:
    assert reading("Who won?").sentences == ()
    assert reading("Who won?", "# Heading").sentences == ()


def test_of_very_many_sentences_only_the_most_promising_are_embedded() -> None:
    embedded: list[str] = []

    def embed_and_remember(sentences: Sequence[str]) -> NDArray[np.float32]:
        embedded.extend(sentences)
        return embed(sentences)

    many = hit(" ".join(f"Sentence {number} speaks of weather." for number in range(200)) + " R1 cost much.")
    vector = np.asarray(HashEmbedder().get_query_embedding("x"), dtype=np.float32)
    read = read_passages("What did R1 cost?", [many], vector, embed_and_remember, lambda _: EVEN_WEIGHTS)
    assert len(read.sentences) == 201
    assert len(embedded) < 100
    assert "R1 cost much." in embedded
