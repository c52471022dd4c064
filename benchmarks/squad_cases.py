"""SQuAD 2 questions as cases to learn from: which sentence answers, and whether any does."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rag.adapters.minilm_embedder import MiniLmEmbedding
from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId
from rag.evaluation.verifiers.logistic import Matrix
from rag.reading.matching import FEATURES, WordWeights
from rag.reading.retrieved_reading import ReadPassages, read_passages, word_weights
from rag.text.words import STOP_WORDS, content_stems

PASSAGES = 6
ELSEWHERE = 0.25  # share of questions also asked of another title's paragraphs
MASKED = 0.5  # share of plain words made unknown


@dataclass(frozen=True)
class Case:
    """One question with its sentences' features; ``answer`` marks the sentences that hold an answer."""

    title: str  # what cross-validation holds out together
    kind: str  # answerable, near_miss, elsewhere
    read: ReadPassages
    hits: tuple[PassageHit, ...]
    features: Matrix
    answer: Matrix
    is_masked: bool = False  # plain words of the question were made unknown


class Setting:
    """All paragraphs as passages, with vectors and document frequencies."""

    def __init__(self, questions: list[dict[str, Any]]) -> None:
        self.embedder = MiniLmEmbedding()
        contexts = {(q["title"], q["paragraph"]): q["context"] for q in questions}
        self.keys = list(contexts)
        self.texts = [contexts[key] for key in self.keys]
        self.row = {key: i for i, key in enumerate(self.keys)}
        self.vectors = self.embedder.embed(self.texts)
        self.frequencies = Counter(stem for text in self.texts for stem in set(content_stems(text)))
        self.cache: dict[str, Matrix] = {}

    def weigh(self, words: Sequence[str]) -> WordWeights:
        known = {word: max((self.frequencies[s] for s in content_stems(word)), default=0) for word in words}
        return word_weights(known, len(self.texts))

    def embed(self, texts: Sequence[str]) -> Matrix:
        missing = [text for text in dict.fromkeys(texts) if text not in self.cache]
        if missing:
            self.cache.update(zip(missing, self.embedder.embed(missing), strict=True))
        return np.stack([self.cache[text] for text in texts])

    def case(self, question: dict[str, Any], kind: str, title: str, text: str | None = None) -> Case:
        """The case of a question; ``text`` is what its words are taken from, if not from itself."""
        vector = self.embed([question["question"]])[0]
        cosines = self.vectors @ vector
        own = self.row[(question["title"], question["paragraph"])] if kind != "elsewhere" else -1
        rows = [i for i in np.argsort(-cosines) if self.keys[i][0] == title and i != own][
            : PASSAGES - (own >= 0)
        ]
        rows += [own] if own >= 0 else []
        hits = tuple(self._hit(i, cosines[i]) for i in sorted(rows, key=lambda i: -cosines[i]))
        read = read_passages(text or question["question"], hits, vector, self.embed, self.weigh)
        start = question["answer_starts"][0] if kind == "answerable" else -1
        answer = [
            float(s.candidate.hit.passage.id == str(own) and s.candidate.start <= start < s.candidate.end)
            for s in read.sentences
        ]
        rows_of = [[s.features[name] for name in FEATURES] for s in read.sentences]
        features, answers = np.array(rows_of), np.array(answer)
        return Case(question["title"], kind, read, hits, features, answers, is_masked=text is not None)

    def _hit(self, i: int, cosine: float) -> PassageHit:
        # Titles of Wikipedia pages would give away whether a question belongs to a page.
        text = self.texts[i]
        article = Article(ArticleId(str(i)), "squad", "article", "", text, "")
        passage = Passage(PassageId(str(i)), article.id, 0, len(text), text)
        return PassageHit(passage, article, float(cosine), {"dense": float(cosine)})


def in_other_words(question: str, chance: random.Random) -> str:
    """The question with some of its plain words made unknown, as if it had been asked in other words.

    Who wrote SQuAD's questions had the paragraph before their eyes and reused its words; people who
    ask a library have not, so a scorer fitted on the questions as they are trusts shared words too much.
    """
    words = question.split()
    for i, word in enumerate(words):
        is_plain = i and word.islower() and word.strip("?,.") not in STOP_WORDS
        if is_plain and chance.random() < MASKED:
            words[i] = f"zq{chance.randrange(10**6)}x" + ("?" if word.endswith("?") else "")
    return " ".join(words)


def make_cases(setting: Setting, questions: list[dict[str, Any]]) -> list[Case]:
    chance = random.Random(1)
    titles = sorted({q["title"] for q in questions})
    cases = []
    for question in questions:
        kind = "near_miss" if question["is_impossible"] else "answerable"
        cases.append(setting.case(question, kind, question["title"]))
        masked = in_other_words(question["question"], chance)
        cases.append(setting.case(question, kind, question["title"], masked))
        if chance.random() < ELSEWHERE:
            other = chance.choice([t for t in titles if t != question["title"]])
            cases.append(setting.case(question, "elsewhere", other))
            cases.append(setting.case(question, "elsewhere", other, masked))
    return cases
