from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from rag.reading import sentence_vectors
from rag.reading.sentence_vectors import SentenceVectors
from tests.fakes import HashEmbedder


def test_a_sentence_is_embedded_once_however_often_it_is_asked_for() -> None:
    embedder = HashEmbedder()
    vectors = SentenceVectors(embedder)
    first = vectors(["It fell.", "It rose.", "It fell."])
    again = vectors(["It rose.", "It fell."])
    assert embedder.embedded == ["It fell.", "It rose."]
    assert np.array_equal(first, again[[1, 0, 1]])


def test_rows_have_length_one_in_the_order_asked_for() -> None:
    made = SentenceVectors(HashEmbedder())(["It fell.", "Chips are few."])
    assert made.shape == (2, HashEmbedder.dimension)
    assert made.dtype == np.float32
    assert np.allclose(np.linalg.norm(made, axis=1), 1)


def test_the_least_recently_used_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_vectors, "_REMEMBERED", 2)
    embedder = HashEmbedder()
    vectors = SentenceVectors(embedder)
    for text in ("a", "b", "a", "c", "a", "b"):
        vectors([text])
    assert embedder.embedded == ["a", "b", "c", "b"]


def test_more_sentences_than_are_remembered_all_get_their_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_vectors, "_REMEMBERED", 2)
    assert len(SentenceVectors(HashEmbedder())([f"sentence {n}" for n in range(5)])) == 5


def test_threads_get_the_same_vectors() -> None:
    vectors = SentenceVectors(HashEmbedder())
    texts = [f"sentence {number}" for number in range(50)]
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: vectors(texts), range(16)))
    assert all(np.array_equal(result, results[0]) for result in results)
