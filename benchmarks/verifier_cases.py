"""Judged sentences for the verifier: public sets, sentences corrupted by a script, our own paraphrases."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from benchmarks.corruptions import KINDS, corrupted
from benchmarks.data import data_folder, read_lines
from ingest.builtin import builtin_corpus
from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId
from rag.reading.candidates import candidates_of
from rag.reading.excerpts import Excerpt
from rag.text.sentences import split_sentences
from rag.trust.claims import claims_something
from rag.trust.evidence import Evidence, evidence_of

SetName = Literal[
    "ragtruth", "summedits", "fever", "scifact", "corrupted news", "corrupted digests", "paraphrases"
]
PARAPHRASES = Path(__file__).parent / "paraphrases.jsonl"

_SEED = 11
_SUMMARIES = 10  # consistent ones, of each document
_SENTENCES = 20  # of its own
_LENGTH = range(8, 45)  # words of a sentence that is taken from a document
_PASSAGE = re.compile(r"passage \d+:")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with what it is judged by.

    Attributes:
        set: Where it comes from.
        source: What it is judged by; cases of one source stay together in every split.
        kind: "sentence", "pair" or "summary"; of the corrupted sets what was exchanged, or "true …".
        sentence: What is judged.
        texts: The evidence, a text a passage.
        is_true: Whether the evidence supports it.
        made_from: The true sentence that was corrupted; "" where none was.
        answer: Number of the answer that it is a sentence of; -1 where there is none.
        writer: The model that wrote it; "" where it is not known.
    """

    set: SetName
    source: str
    kind: str
    sentence: str
    texts: tuple[str, ...]
    is_true: bool
    made_from: str = ""
    answer: int = -1
    writer: str = ""


def public_cases() -> list[Case]:
    """All sentences of the public sets, and of the news that were corrupted."""
    return [
        *_sentences_of_answers(),
        *_summaries(),
        *_pairs("fever", "fever_symmetric/pairs.jsonl", "SUPPORTS"),
        *_pairs("scifact", "scifact/claim_evidence_pairs.jsonl", "SUPPORT"),
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


def _sentences_of_answers() -> Iterator[Case]:
    for number, row in enumerate(read_lines(data_folder("ragtruth_qa") / "responses.jsonl")):
        texts = tuple(text for text in _PASSAGE.split(row["context"]) if text.strip())
        text = row["response"]
        for span in split_sentences(text):
            sentence = text[span.start : span.end]
            if claims_something(sentence, row["query"]):
                is_bad = any(one["start"] < span.end and span.start < one["end"] for one in row["spans"])
                source = f"ragtruth {row['source_id']}"
                yield Case(
                    "ragtruth", source, "sentence", sentence, texts, not is_bad, "", number, row["model"]
                )


def _summaries() -> Iterator[Case]:
    for row in read_lines(data_folder("summedits") / "news.jsonl"):
        source = row["doc"][:80]  # the same as of the news that are corrupted
        yield Case("summedits", source, "summary", row["summary"], (row["doc"],), row["label"] == 1)


def _pairs(name: Literal["fever", "scifact"], path: str, supports: str) -> Iterator[Case]:
    folder, file = path.split("/")
    for row in read_lines(data_folder(folder) / file):
        source = f"{name} {row.get('doc_id', row['premise'])}"
        yield Case(name, source, "pair", row["hypothesis"], (row["premise"],), row["label"] == supports)


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
    texts = [_digest(path.name) for path in sorted((builtin_corpus() / "articles").glob("*.md"))]
    return {text: [("sentences", one) for one in _whole_sentences(text)] for text in texts}


def _whole_sentences(document: str) -> list[str]:
    own = [document[span.start : span.end].strip() for span in split_sentences(document)]
    return [one for one in own if len(one.split()) in _LENGTH and one.endswith(".") and "\n" not in one]


def _digest(name: str) -> str:
    return _FRONT_MATTER.sub("", (builtin_corpus() / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=2048)
def evidence_from(texts: tuple[str, ...]) -> Evidence:
    """The texts as passages that were read."""
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
