"""Answers that readers judged, as a file to review: a row a sentence, with the reader's opinion beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rag.evaluation.labels.files import COLUMNS
from rag.evaluation.labels.sentences import sentences_of
from rag.evaluation.runs.records import Record
from rag.evaluation.tables import table_text
from rag.feedback import JudgedAnswer, Opinion

READER_COLUMNS = ("opinion", "reason", "given_at")


def review_file(judged: Iterable[JudgedAnswer], opinion: Opinion | None = None) -> tuple[str, int]:
    """CSV with the columns of a sample and those of the reader, and its number of rows.

    People fill the column `label` as they do a sample's; `byline eval verifier` reads the file then. It is
    no sample: readers judge what strikes them, so no figure of a run may be corrected by it.

    Args:
        judged: Opinions with their answers. Sentences that claim nothing are left out; an answer of which
            none does, as a refusal, is one row.
        opinion: Only answers that readers found so.
    """
    chosen = [one for one in judged if opinion in {None, one.feedback.opinion}]
    rows = [row for one in chosen for row in _rows(one)]
    return table_text((*COLUMNS, *READER_COLUMNS), _once(rows)), len({row["id"] for row in rows})


def _rows(judged: JudgedAnswer) -> Iterator[dict[str, str]]:
    answer, feedback = judged.answer, judged.feedback
    question = {"id": str(answer["id"]), "question": str(answer["question"])}
    record = Record(configuration="kept", question=question, key="", answer=answer)
    said = {"opinion": feedback.opinion, "reason": feedback.reason or "", "given_at": feedback.given_at}
    asked = {"question": str(answer["question"])}
    sentences = sentences_of([record])
    for one in sentences:
        yield asked | {"id": one.id, "sentence": one.text, "evidence": one.evidence} | said
    if not sentences:
        yield asked | {"id": str(answer["id"]), "sentence": str(answer["text"]), "evidence": ""} | said


def _once(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Each sentence once: of several readers the latest, who comes first."""
    seen: set[str] = set()
    for row in rows:
        if row["id"] not in seen:
            seen.add(row["id"])
            yield row
