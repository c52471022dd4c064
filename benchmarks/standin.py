"""An embedder that costs nothing: vectors that depend on the text and mean nothing."""

from __future__ import annotations

import zlib

import numpy as np

DIMENSION = 384
MODEL_NAME = "stand-in"


class StandInEmbedder:
    """Random directions, the same for the same text."""

    model_name = MODEL_NAME

    def get_query_embedding(self, query: str) -> list[float]:
        return self.vector(query).tolist()

    def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
        return [self.vector(text).tolist() for text in texts]

    @staticmethod
    def vector(text: str) -> np.ndarray:
        direction = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(
            DIMENSION, dtype=np.float32
        )
        return direction / np.linalg.norm(direction)
