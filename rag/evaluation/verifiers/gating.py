"""The evidence gate's judgements of labelled questions, each with one text to answer from."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.assistant import Tuning
from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId
from rag.evaluation.verifiers.figures import Judgement
from rag.evaluation.verifiers.formats import GateCase
from rag.interfaces import Embedder
from rag.reading.matching import WordWeights
from rag.reading.retrieved_reading import read_passages, word_weights
from rag.reading.sentence_vectors import SentenceVectors
from rag.text.words import content_stems
from rag.trust.gate import decide

THRESHOLD = Tuning().gate_threshold


class GateJudging:
    """Puts each question and its text before the evidence gate, as the product puts retrieved passages."""

    def __init__(
        self,
        cases: Sequence[GateCase],
        embedder: Embedder,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Take the cases, whose texts together tell how rare words are.

        Args:
            cases: What is judged.
            embedder: Makes the vectors.
            clock: Seconds.
        """
        texts = {case.text for case in cases}
        self._cases = cases
        self._embedder = embedder
        self._vectors = SentenceVectors(embedder)
        self._clock = clock
        self._frequencies = Counter(stem for text in texts for stem in set(content_stems(text)))
        self._texts = len(texts)

    def judge_all(self, done: Callable[[], None] = lambda: None) -> tuple[list[Judgement], list[float]]:
        """The judgements in the cases' order, and the seconds that each took."""
        judgements, seconds = [], []
        for case in self._cases:
            began = self._clock()
            probability = self._probability(case)
            seconds.append(self._clock() - began)
            judgements.append(
                Judgement(
                    source=case.source,
                    kind=case.kind,
                    is_true=case.is_answered,
                    score=probability,
                    passes=probability >= THRESHOLD,
                    length=len(case.question),
                )
            )
            done()
        return judgements, seconds

    def _probability(self, case: GateCase) -> float:
        vector = np.asarray(self._embedder.get_query_embedding(case.question), dtype=np.float32)
        hit = _as_hit(case.text, float(self._vectors([case.text])[0] @ vector))
        read = read_passages(case.question, [hit], vector, self._embed, self._weigh)
        return decide(read, [hit], THRESHOLD).probability

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._vectors(texts)

    def _weigh(self, words: Sequence[str]) -> WordWeights:
        counts = {word: max((self._frequencies[s] for s in content_stems(word)), default=0) for word in words}
        return word_weights(counts, self._texts)


def _as_hit(text: str, cosine: float) -> PassageHit:
    article = Article(ArticleId("text"), "", "article", "", text, "")
    passage = Passage(PassageId("text:0"), article.id, 0, len(text), text)
    return PassageHit(passage, article, cosine, {"dense": cosine})
