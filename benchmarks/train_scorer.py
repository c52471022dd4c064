"""Fit the sentence scorer and the evidence gate on SQuAD 2.

Prints cross-validated figures (each title is held out once) and writes, with --write, the
coefficients of a fit on all titles to rag/reading/sentence_scorer.json and rag/trust/gate.json.

    python -m benchmarks.train_scorer [--write] [--limit 400]
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import data_folder, read_lines
from benchmarks.logistic import Matrix, auroc, fit
from rag.adapters.minilm_embedder import MiniLmEmbedding
from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId
from rag.reading.matching import FEATURES
from rag.reading.retrieved_reading import ReadPassages, WordWeights, read_passages, word_weights
from rag.reading.scoring import LogisticModel
from rag.text.words import STOP_WORDS, content_stems
from rag.trust.gate import gate_features

ROOT = Path(__file__).resolve().parent.parent
PASSAGES = 6
ELSEWHERE = 0.25  # share of questions also asked of another title's paragraphs
MASKED = 0.5  # share of plain words made unknown


@dataclass(frozen=True)
class Case:
    """One question with its sentences' features; ``answer`` marks the sentences that hold the answer."""

    title: str
    kind: str  # answerable, near_miss, elsewhere
    read: ReadPassages
    hits: tuple[PassageHit, ...]
    features: Matrix
    answer: Matrix


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
        rows = [i for i in np.argsort(-cosines) if self.keys[i][0] == title and i != own][: PASSAGES - (own >= 0)]
        rows += [own] if own >= 0 else []
        hits = tuple(self._hit(i, cosines[i]) for i in sorted(rows, key=lambda i: -cosines[i]))
        read = read_passages(text or question["question"], hits, vector, self.embed, self.weigh)
        start = question["answer_starts"][0] if kind == "answerable" else -1
        answer = [
            float(s.candidate.hit.passage.id == str(own) and s.candidate.start <= start < s.candidate.end)
            for s in read.sentences
        ]
        rows_of = [[s.features[name] for name in FEATURES] for s in read.sentences]
        return Case(question["title"], kind, read, hits, np.array(rows_of), np.array(answer))

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
    chance = random.Random(1)  # noqa: S311 - a repeatable choice, not a secret
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


def fit_scorer(cases: list[Case]) -> LogisticModel:
    used = [case for case in cases if case.kind == "answerable" and case.answer.any()]
    features = np.vstack([case.features for case in used])
    labels = np.concatenate([case.answer for case in used])
    beta = fit(features, labels)
    return LogisticModel(float(beta[0]), dict(zip(FEATURES, map(float, beta[1:]), strict=True)))


def rescored(case: Case, scorer: LogisticModel) -> ReadPassages:
    sentences = [
        type(s)(s.candidate, scorer.probability(s.features), s.features) for s in case.read.sentences
    ]
    sentences.sort(key=lambda s: -s.probability)
    return ReadPassages(case.read.question, case.read.weights, tuple(sentences))


def gate_rows(cases: list[Case], scorer: LogisticModel) -> tuple[list[str], Matrix, Matrix]:
    rows = [gate_features(rescored(case, scorer), case.hits) for case in cases]
    names = list(rows[0])
    labels = np.array([float(case.kind == "answerable") for case in cases])
    return names, np.array([[row[name] for name in names] for row in rows]), labels


def cross_validate(cases: list[Case]) -> None:
    first, third, of = 0, 0, 0
    scores, labels, kinds, titles = [], [], [], []
    for title in sorted({case.title for case in cases}):
        inside = [case for case in cases if case.title != title]
        outside = [case for case in cases if case.title == title]
        scorer = fit_scorer(inside)
        for case in outside:
            if case.kind == "answerable" and case.answer.any():
                order = np.argsort([-scorer.probability(s.features) for s in case.read.sentences])
                hits = case.answer[order]
                first, third, of = first + bool(hits[0]), third + bool(hits[:3].any()), of + 1
        _, rows, truth = gate_rows(inside, scorer)
        beta = fit(rows, truth)
        _, rows, truth = gate_rows(outside, scorer)
        scores.append(1 / (1 + np.exp(-(beta[0] + rows @ beta[1:]))))
        labels.append(truth)
        kinds += [case.kind for case in outside]
        titles += [title] * len(outside)
    score, label, kind = np.concatenate(scores), np.concatenate(labels), np.array(kinds)
    print(f"sentence with the answer ranked first {first / of:.3f}, among three {third / of:.3f} (n={of})")
    for wrong in ("near_miss", "elsewhere"):
        mask = (kind == wrong) | (kind == "answerable")
        print(f"gate, answerable against {wrong}: AUROC {auroc(label[mask], score[mask]):.3f} (n={mask.sum()})")
        per = [
            auroc(label[mask & (np.array(titles) == t)], score[mask & (np.array(titles) == t)])
            for t in sorted(set(titles))
        ]
        print("   per title", " ".join(f"{value:.3f}" for value in per))


def write(path: Path, model: LogisticModel, about: str) -> None:
    content = {
        "about": about,
        "made_by": "python -m benchmarks.train_scorer --write",
        "intercept": round(model.intercept, 4),
        "coefficients": {name: round(value, 4) for name, value in model.coefficients.items()},
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--limit", type=int, default=None, help="questions a title, for a quick look")
    arguments = parser.parse_args()
    questions = list(read_lines(data_folder("squad2") / "questions.jsonl"))
    if arguments.limit:
        random.Random(0).shuffle(questions)  # noqa: S311 - repeatable
        questions = questions[: arguments.limit]
    cases = make_cases(Setting(questions), questions)
    cross_validate(cases)
    scorer = fit_scorer(cases)
    names, rows, labels = gate_rows(cases, scorer)
    beta = fit(rows, labels)
    gate = LogisticModel(float(beta[0]), dict(zip(names, map(float, beta[1:]), strict=True)))
    print(json.dumps({"scorer": scorer.coefficients, "gate": gate.coefficients}, indent=1))
    if arguments.write:
        about = "SQuAD 2 training questions (CC BY-SA 4.0), paragraphs as passages, titles hidden"
        write(ROOT / "rag/reading/sentence_scorer.json", scorer, f"P(sentence answers); {about}")
        write(ROOT / "rag/trust/gate.json", gate, f"P(passages answer); {about}")


if __name__ == "__main__":
    main()
