"""Judged sentences for the verifier: public sets, sentences corrupted by a script, our own paraphrases."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from benchmarks.corruptions import KINDS, corrupted
from benchmarks.data import data_folder, read_lines
from ingest.builtin import builtin_corpus
from rag.evaluation.verifiers.cases import Case
from rag.evaluation.verifiers.formats import answers, pairs, summaries
from rag.evaluation.verifiers.rows import read_rows
from rag.text.sentences import split_sentences

SetName = Literal[
    "ragtruth", "summedits", "fever", "scifact", "corrupted news", "corrupted digests", "paraphrases"
]
PARAPHRASES = Path(__file__).parent / "paraphrases.jsonl"

_SEED = 11
_SUMMARIES = 10  # consistent ones, of each document
_SENTENCES = 20  # of its own
_LENGTH = range(8, 45)  # words of a sentence that is taken from a document
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def public_cases() -> list[Case]:
    """All sentences of the public sets, and of the news that were corrupted."""
    return [
        *answers(read_rows(data_folder("ragtruth_qa") / "responses.jsonl")),
        *summaries(read_rows(data_folder("summedits") / "news.jsonl")),
        *pairs(read_rows(data_folder("fever_symmetric") / "pairs.jsonl")),
        *pairs(read_rows(data_folder("scifact") / "claim_evidence_pairs.jsonl"), "scifact"),
        *_corruptions("corrupted news", _true_news()),
    ]


def digest_cases() -> list[Case]:
    """Sentences of the built-in digests, true and corrupted; nothing is fitted to them."""
    return list(_corruptions("corrupted digests", _true_of_digests()))


def paraphrase_cases(rest: int) -> list[Case]:
    """Our own paraphrases of sentences of the digests, true and false, with odd (1) or even (0) numbers."""
    found = []
    for row in read_lines(PARAPHRASES):
        if int(row["id"][1:]) % 2 == rest:
            name, texts = row["article"], (_digest(row["article"]),)
            found.append(Case("paraphrases", name, "true", row["paraphrase"], texts, is_true=True))
            if "false" in row:
                found.append(Case("paraphrases", name, row["wrong"], row["false"], texts, is_true=False))
    return found


def _corruptions(name: SetName, true: dict[str, list[tuple[str, str]]]) -> Iterator[Case]:
    chance = random.Random(_SEED)
    for document, sentences in true.items():
        source = document[:80]
        for origin, sentence in sentences:
            yield Case(name, source, f"true {origin}", sentence, (document,), is_true=True)
            for kind in KINDS:
                changed = corrupted(sentence, document, kind, chance)
                if changed and changed != sentence:
                    yield Case(name, source, kind, changed, (document,), is_true=False, made_from=sentence)


def _true_news() -> dict[str, list[tuple[str, str]]]:
    """By document: consistent summaries, and sentences of its own."""
    chance = random.Random(_SEED)
    found: dict[str, list[tuple[str, str]]] = {}
    for row in read_lines(data_folder("summedits") / "news.jsonl"):
        sentences = found.setdefault(row["doc"], [])
        if row["label"] == 1 and len(sentences) < _SUMMARIES:
            sentences.append(("summaries", row["summary"]))
    for document, sentences in found.items():
        whole = _whole_sentences(document)
        sentences += [("sentences", one) for one in chance.sample(whole, min(len(whole), _SENTENCES))]
    return found


def _true_of_digests() -> dict[str, list[tuple[str, str]]]:
    texts = [_digest(path.name) for path in sorted(builtin_corpus().glob("*.md"))]
    return {text: [("sentences", one) for one in _whole_sentences(text)] for text in texts}


def _whole_sentences(document: str) -> list[str]:
    own = [document[span.start : span.end].strip() for span in split_sentences(document)]
    return [one for one in own if len(one.split()) in _LENGTH and one.endswith(".") and "\n" not in one]


def _digest(name: str) -> str:
    return _FRONT_MATTER.sub("", (builtin_corpus() / name).read_text(encoding="utf-8"))
