"""A run's answers in the shapes of other evaluation tools' data sets.

ragas reads JSON Lines of single-turn samples; LlamaIndex reads a labelled RAG data set, from whose examples a
prediction data set is compared. Both are written here without either tool.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from rag.evaluation.runs.records import Record


def ragas_lines(records: Iterable[Record]) -> str:
    """One sample a line: user_input, response, retrieved_contexts, reference, reference_contexts.

    ``reference`` is the gold answer, else the facts that an answer must hold; it is left out where a question
    has neither. Answers that failed are left out.
    """
    return "".join(
        json.dumps(_sample(one), ensure_ascii=False) + "\n" for one in records if not one.is_failed
    )


def llama_index_dataset(records: Sequence[Record]) -> str:
    """What ``LabelledRagDataset.from_json`` reads: questions with reference answers and contexts.

    Where a question has no gold answer, the facts that an answer must hold stand in its place. Reference
    contexts are the question's own, else its gold answer: of questions made from articles, their sentence.
    """
    return _json({"examples": [_example(one) for one in records]})


def llama_index_predictions(records: Sequence[Record]) -> str:
    """What ``RagPredictionDataset.from_json`` reads: the answers with the contexts that they were made of.

    One for each question of `llama_index_dataset`, in its order; that of a failed answer is empty.
    """
    predictions = [{"response": _response(one), "contexts": _contexts(one)} for one in records]
    return _json({"predictions": predictions})


def _sample(record: Record) -> dict[str, Any]:
    sample: dict[str, Any] = {
        "user_input": record.question["question"],
        "response": _response(record),
        "retrieved_contexts": _contexts(record),
    }
    reference = _reference(record)
    if reference:
        sample["reference"] = reference
    if record.question.get("contexts"):
        sample["reference_contexts"] = list(record.question["contexts"])
    return sample


def _example(record: Record) -> dict[str, Any]:
    by = {"model_name": "byline", "type": "human"}
    gold = record.question.get("answer")
    return {
        "query": record.question["question"],
        "query_by": by,
        "reference_contexts": list(record.question.get("contexts") or ([gold] if gold else [])),
        "reference_answer": _reference(record),
        "reference_answer_by": by,
    }


def _response(record: Record) -> str:
    return str(record.answer["text"]) if record.answer and not record.is_failed else ""


def _contexts(record: Record) -> list[str]:
    return [str(context["text"]) for context in record.contexts]


def _reference(record: Record) -> str:
    """The gold answer, else the first alternative of each fact; "" where nothing is known."""
    if record.question.get("answer"):
        return str(record.question["answer"])
    return "; ".join(str(fact[0]) for fact in record.question.get("facts") or () if fact)


def _json(value: Any) -> str:
    # In ASCII: LlamaIndex opens the file in whatever encoding the system prefers.
    return json.dumps(value, indent=2) + "\n"
