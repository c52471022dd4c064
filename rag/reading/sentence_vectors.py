"""Vectors of sentences, remembered: the same few sentences are compared again and again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.interfaces import Embedder

_REMEMBERED = 8192  # vectors of 384 floats: 12 MB at the most


class SentenceVectors:
    """Embeds sentences through a bounded cache; safe from any thread."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def __call__(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(sentences), dimension), rows of length one."""
        with self._lock:
            known = {text: self._vectors[text] for text in sentences if text in self._vectors}
        missing = [text for text in dict.fromkeys(sentences) if text not in known]
        if missing:
            made = np.asarray(self._embedder.get_text_embedding_batch(missing), dtype=np.float32)
            known.update(zip(missing, made, strict=True))
        with self._lock:
            for text in sentences:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > _REMEMBERED:
                self._vectors.popitem(last=False)
        return np.stack([known[text] for text in sentences])
