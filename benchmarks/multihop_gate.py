"""The evidence gate as shipped on multihop news queries; the library is what all articles are quoted with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.data import data_folder, read_lines
from benchmarks.retrieval_cases import multihop_news
from rag.adapters.minilm_embedder import MiniLmEmbedding
from rag.assistant import Tuning
from rag.domain import PassageHit
from rag.reading.matching import WordWeights
from rag.reading.retrieved_reading import read_passages, word_weights
from rag.reading.sentence_vectors import SentenceVectors
from rag.text.words import content_stems
from rag.trust.gate import decide


def multihop_probabilities() -> list[tuple[bool, float]]:
    """Of each query whether it has an answer, and the gate's probability that it has."""
    embedder = MiniLmEmbedding()
    sentences = SentenceVectors(embedder)
    passages = multihop_news().passages
    vectors = embedder.embed([passage.text for _, passage in passages])
    frequencies = Counter(stem for _, passage in passages for stem in set(content_stems(passage.text)))

    def weigh(words: Sequence[str]) -> WordWeights:
        known = {word: max((frequencies[s] for s in content_stems(word)), default=0) for word in words}
        return word_weights(known, len(passages))

    judged = []
    for row in read_lines(data_folder("multihop_news") / "queries.jsonl"):
        vector = embedder.embed([row["query"]])[0]
        cosines = vectors @ vector
        best = np.argsort(-cosines)[: Tuning().passages]
        hits = [
            PassageHit(passages[i][1], passages[i][0], float(cosines[i]), {"dense": float(cosines[i])})
            for i in best
        ]
        read = read_passages(row["query"], hits, vector, sentences, weigh)
        probability = decide(read, hits, Tuning().gate_threshold).probability
        judged.append((row["question_type"] != "null_query", probability))
    return judged
