"""The sentences of a run that claim something, each with what it is judged by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.evaluation.runs.records import Record
from rag.text.words import content_stems, tokens

MOST_EVIDENCE = 30_000  # characters; a spreadsheet's cell holds 32,767
_BETWEEN = "\n\n---\n\n"
_HEXADECIMALS = 10


@dataclass(frozen=True, slots=True)
class RunSentence:
    """One sentence of one answer.

    Attributes:
        id: The same in every reading of the run; tells nothing of the verdict.
        question_id: The question's, by which sentences are drawn together.
        question: As it was asked.
        text: The sentence.
        verdict: The verifier's.
        score: The verifier's.
        passages: Texts that the answer was written from, in an order that the verdict has no part in.
    """

    id: str
    question_id: str
    question: str
    text: str
    verdict: str
    score: float
    passages: tuple[str, ...]

    @property
    def is_supported(self) -> bool:
        """Whether the verifier says so."""
        return self.verdict == "supported"

    @property
    def evidence(self) -> str:
        """The passages in one text, as many whole ones as there is room for, and the first in any case."""
        kept, length = [self.passages[0][:MOST_EVIDENCE]] if self.passages else [], 0
        length = sum(map(len, kept))
        for passage in self.passages[1:]:
            length += len(passage) + len(_BETWEEN)
            if length > MOST_EVIDENCE:
                break
            kept.append(passage)
        return _BETWEEN.join(kept)


def sentences_of(records: Iterable[Record]) -> list[RunSentence]:
    """The sentences with a verdict, of all records that are not failed, in order."""
    return [sentence for record in records if not record.is_failed for sentence in _of_record(record)]


def _of_record(record: Record) -> Iterator[RunSentence]:
    answer = record.answer or {}
    texts = [_with_source(one) for one in record.contexts] or [
        _with_source(one | {"text": one.get("quote", "")}) for one in answer.get("citations", ())
    ]
    passages = list(dict.fromkeys(texts))
    for number, sentence in enumerate(answer.get("sentences", ())):
        if sentence.get("verdict"):
            text = str(sentence["text"])
            yield RunSentence(
                id=_id(record.configuration, record.id, str(number), text),
                question_id=record.id,
                question=_asked(record.question),
                text=text,
                verdict=str(sentence["verdict"]),
                score=float(sentence.get("score") or 0.0),
                passages=_nearest_first(text, passages),
            )


def _asked(question: Mapping[str, Any]) -> str:
    turns = question.get("turns")
    return str(turns[-1] if turns else question.get("question", ""))


def _with_source(context: Mapping[str, Any]) -> str:
    named = [str(context[key]) for key in ("title", "publisher", "published") if context.get(key)]
    text = str(context.get("text", ""))
    return f"[{', '.join(named)}]\n{text}" if named else text


def _nearest_first(sentence: str, passages: Sequence[str]) -> tuple[str, ...]:
    """By how many of the sentence's words they hold; whoever judges needs not read them all."""
    stems = _stems(sentence)
    return tuple(sorted(passages, key=lambda passage: -len(stems & _stems(passage))))


def _stems(text: str) -> set[str]:
    return {stem for token in tokens(text) for stem in content_stems(token.text)}


def _id(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:_HEXADECIMALS]
