"""A handful of documents read as the product reads what it retrieved, without a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.adapters.minilm_embedder import MiniLmEmbedding
from rag.answering.extractive import ExtractivePlan, ExtractiveWriter
from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId, Reprints
from rag.reading.matching import WordWeights
from rag.reading.retrieved_reading import ReadPassages, read_passages, word_weights
from rag.text.publication import PublicationDate
from rag.text.sentences import split_sentences
from rag.text.words import content_stems


@dataclass(frozen=True)
class Document:
    """A text that is one article and one passage.

    ``reprint_of`` is the place of the document, counted from 0, of which it is a reprint.
    """

    text: str
    publisher: str | None = None
    published: str | None = None
    reprint_of: int | None = None


class SmallLibraries:
    """Reads questions with their documents; words are weighed over all documents."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._embedder = MiniLmEmbedding()
        self._frequencies: Counter[str] = Counter()
        self._count = 0
        for text in texts:
            self._count += 1
            self._frequencies.update(set(content_stems(text)))
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def read(self, question: str, documents: Sequence[Document]) -> ReadPassages:
        """The sentences of the documents, scored for the question."""
        vector = self._embed([question])[0]
        cosines = self._embed([document.text for document in documents]) @ vector
        hits = [_hit(n, documents[n], float(cosine)) for n, cosine in enumerate(cosines)]
        hits.sort(key=lambda hit: -hit.score)
        return read_passages(question, hits, vector, self._embed, self._weigh)

    def _weigh(self, words: Sequence[str]) -> WordWeights:
        known = {word: max((self._frequencies[s] for s in content_stems(word)), default=0) for word in words}
        return word_weights(known, self._count)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if missing:
            self._vectors.update(zip(missing, self._embedder.embed(missing), strict=True))
        return np.stack([self._vectors[text] for text in texts])


def plan_by_quotation(read: ReadPassages) -> ExtractivePlan:
    """What the product answers without a language model."""
    return ExtractiveWriter(lambda article: split_sentences(article.text)).plan(read)


def _hit(n: int, document: Document, cosine: float) -> PassageHit:
    article = Article(
        ArticleId(str(n)),
        "benchmark",
        "article",
        f"Document {n + 1}",
        document.text,
        "",
        publisher=document.publisher,
        published=PublicationDate.parse(document.published) if document.published else None,
    )
    passage = Passage(PassageId(str(n)), article.id, 0, len(document.text), document.text)
    copied = document.reprint_of
    reprints = None if copied is None else Reprints(ArticleId(str(copied)), 2)
    return PassageHit(passage, article, cosine, {"dense": cosine}, reprints)
