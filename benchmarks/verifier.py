"""How often the verifier is right: corrupted sentences, and judged pairs and answers of public sets.

Every set is halved by source. What was tuned was tuned on the first half; the second is the figure.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import mean, median
from typing import Any

import numpy as np

from benchmarks.corruptions import KINDS, corrupted
from benchmarks.data import data_folder, read_lines
from benchmarks.logistic import auroc
from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId, Verdict
from rag.reading.candidates import candidates_of
from rag.reading.excerpts import Excerpt
from rag.text.sentences import split_sentences
from rag.trust.claims import claims_something
from rag.trust.evidence import Evidence, evidence_of
from rag.trust.support import Support
from rag.trust.verifier import WeighedCheck

_SEED = 11
_SUMMARIES = 10  # consistent ones, of each document
_SENTENCES = 20  # of its own
_LENGTH = range(8, 45)  # words of a sentence that is taken from a document
_PASSAGE = re.compile(r"passage \d+:")
_SUSPECT: tuple[Verdict, ...] = ("partial", "unsupported", "contradicted")
_HALVES = ("tuning half", "held out")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with what it is judged by."""

    source: str
    kind: str
    sentence: str
    texts: tuple[str, ...]
    is_true: bool
    made_from: str = ""  # the true sentence that was corrupted


def main() -> None:
    """Print the figures of every set, by half."""
    check = WeighedCheck()
    print(f"verifier {check.name}; {_HALVES[0]} | {_HALVES[1]}, halved by source")
    print("  beside: nine features fitted to ragtruth_qa, AUROC 0.786, balanced accuracy 0.70")
    _report_corruptions(check)
    _report_answers(check)
    _report_pairs(check, "summedits news", list(_summaries()))
    _report_pairs(check, "fever_symmetric", list(_pairs("fever_symmetric", "pairs.jsonl", "SUPPORTS")))
    _report_pairs(check, "scifact pairs", list(_pairs("scifact", "claim_evidence_pairs.jsonl", "SUPPORT")))


def _report_corruptions(check: WeighedCheck) -> None:
    cases = list(_corruptions())
    judged = []
    took = []
    for case in cases:
        evidence = _evidence(case.texts)
        began = time.perf_counter()
        judged.append(check.check(case.sentence, evidence))
        took.append(time.perf_counter() - began)
    passed = {
        case.sentence
        for case, s in zip(cases, judged, strict=True)
        if case.is_true and s.verdict == "supported"
    }
    for kind in dict.fromkeys(case.kind for case in cases):
        chosen = [(c, s) for c, s in zip(cases, judged, strict=True) if c.kind == kind]
        known = [(c, s) for c, s in chosen if c.made_from in passed]
        line = f"{'flagged' if kind.startswith('true') else 'caught'} {_by_half(cases, chosen, _SUSPECT)}"
        if known:
            line += f"; where the true sentence is supported {_by_half(cases, known, _SUSPECT)}"
        print(f"  {kind}: {line}; contradicted {_by_half(cases, chosen, {'contradicted'})}")
    print(f"  {1000 * median(took):.1f} ms a sentence, median of {len(took)}")


def _by_half(
    cases: Sequence[Case], chosen: Sequence[tuple[Case, Support]], verdicts: Collection[Verdict]
) -> str:
    """The share of the chosen that have one of the verdicts, in each half of all cases."""
    halves: list[str] = []
    for half in (0, 1):
        found = [support.verdict in verdicts for case, support in chosen if _half(cases, case) == half]
        halves.append(f"{mean(found):.1%} of {len(found)}" if found else "none")
    return " | ".join(halves)


def _report_answers(check: WeighedCheck) -> None:
    rows = list(read_lines(data_folder("ragtruth_qa") / "responses.jsonl"))
    sources = sorted({row["source_id"] for row in rows})
    for half in (0, 1):
        chosen = [row for row in rows if sources.index(row["source_id"]) % 2 == half]
        answers = [_answer(check, row) for row in chosen]
        labels = np.array([float(not row["hallucinated"]) for row in chosen])
        worst = np.array([min((s.score for s, _ in answer), default=1.0) for answer in answers])
        average = np.array([mean([s.score for s, _ in answer] or [1.0]) for answer in answers])
        length = -np.array([float(len(row["response"])) for row in chosen])
        marked = [
            bad for answer in answers for s, bad in answer if s.verdict in {"unsupported", "contradicted"}
        ]
        passed = [bad for answer in answers for s, bad in answer if s.verdict == "supported"]
        lines = [(not bad, s.score) for answer in answers for s, bad in answer]
        truth, score = np.array([float(good) for good, _ in lines]), np.array([s for _, s in lines])
        print(
            f"  ragtruth_qa, {_HALVES[half]}: answers AUROC worst {auroc(labels, worst):.3f}, "
            f"mean {auroc(labels, average):.3f}, length alone {auroc(labels, length):.3f}; "
            f"balanced accuracy of the worst {_best_balanced(labels, worst):.3f}, length "
            f"{_best_balanced(labels, length):.3f} at their best; sentences AUROC {auroc(truth, score):.3f}; "
            f"marks that are false {1 - mean(marked):.1%} of {len(marked)}; "
            f"supported that is wrong {mean(passed):.1%} of {len(passed)}; of {len(lines)} sentences"
        )


def _answer(check: WeighedCheck, row: dict[str, Any]) -> list[tuple[Support, bool]]:
    evidence = _evidence(tuple(text for text in _PASSAGE.split(row["context"]) if text.strip()))
    text, found = row["response"], []
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        if claims_something(sentence, row["query"]):
            bad = any(one["start"] < span.end and span.start < one["end"] for one in row["spans"])
            found.append((check.check(sentence, evidence), bad))
    return found


def _report_pairs(check: WeighedCheck, name: str, cases: Sequence[Case]) -> None:
    judged = [check.check(case.sentence, _evidence(case.texts)) for case in cases]
    parts = []
    for half in (0, 1):
        chosen = [(c, s) for c, s in zip(cases, judged, strict=True) if _half(cases, c) == half]
        labels = np.array([float(case.is_true) for case, _ in chosen])
        scores = np.array([support.score for _, support in chosen])
        called = np.array([float(support.verdict == "supported") for _, support in chosen])
        parts.append(f"AUROC {auroc(labels, scores):.3f}, balanced accuracy {_balanced(labels, called):.3f}")
    print(f"  {name} ({len(cases)}): {' | '.join(parts)}")


def _balanced(labels: np.ndarray, called: np.ndarray) -> float:
    return float((called[labels == 1].mean() + 1 - called[labels == 0].mean()) / 2)


def _best_balanced(labels: np.ndarray, scores: np.ndarray) -> float:
    return max(_balanced(labels, (scores >= cut).astype(float)) for cut in np.unique(scores))


def _half(cases: Sequence[Case], case: Case) -> int:
    return _places(tuple(dict.fromkeys(one.source for one in cases)))[case.source] % 2


@lru_cache(maxsize=16)
def _places(sources: tuple[str, ...]) -> dict[str, int]:
    return {source: place for place, source in enumerate(sorted(sources))}


def _corruptions() -> Iterator[Case]:
    chance = random.Random(_SEED)
    for document, sentences in _true_sentences().items():
        for origin, sentence in sentences:
            yield Case(document[:80], f"true {origin}", sentence, (document,), is_true=True)
            for kind in KINDS:
                changed = corrupted(sentence, document, kind, chance)
                if changed and changed != sentence:
                    yield Case(document[:80], kind, changed, (document,), is_true=False, made_from=sentence)


def _true_sentences() -> dict[str, list[tuple[str, str]]]:
    """By document: consistent summaries, and sentences of its own."""
    chance = random.Random(_SEED)
    found: dict[str, list[tuple[str, str]]] = {}
    for row in read_lines(data_folder("summedits") / "news.jsonl"):
        sentences = found.setdefault(row["doc"], [])
        if row["label"] == 1 and len(sentences) < _SUMMARIES:
            sentences.append(("summaries", row["summary"]))
    for document, sentences in found.items():
        own = [document[span.start : span.end].strip() for span in split_sentences(document)]
        whole = [one for one in own if len(one.split()) in _LENGTH and one.endswith(".") and "\n" not in one]
        sentences += [("sentences", one) for one in chance.sample(whole, min(len(whole), _SENTENCES))]
    return found


def _summaries() -> Iterable[Case]:
    for row in read_lines(data_folder("summedits") / "news.jsonl"):
        yield Case(row["doc"][:80], "summary", row["summary"], (row["doc"],), row["label"] == 1)


def _pairs(folder: str, name: str, supports: str) -> Iterable[Case]:
    for row in read_lines(data_folder(folder) / name):
        source = str(row.get("doc_id", row["premise"]))
        yield Case(source, "pair", row["hypothesis"], (row["premise"],), row["label"] == supports)


@lru_cache(maxsize=512)
def _evidence(texts: tuple[str, ...]) -> Evidence:
    hits = [_hit(n, text) for n, text in enumerate(texts, 1)]
    candidates = [one for hit in hits for one in candidates_of(Excerpt((hit,)))]
    return evidence_of(candidates, [[hit.passage.id] for hit in hits])


def _hit(number: int, text: str) -> PassageHit:
    key = ArticleId(f"source{number}")
    article = Article(
        id=key,
        text=text,
        hash="",
        published=None,
        collection="bench",
        kind="article",
        title="",
        publisher=None,
    )
    return PassageHit(Passage(PassageId(f"{key}:0"), key, 0, len(text), text), article, 1.0, {"dense": 0.0})


if __name__ == "__main__":
    main()
