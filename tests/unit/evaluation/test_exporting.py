"""Runs as data sets of ragas and LlamaIndex."""

from __future__ import annotations

import json

from rag.evaluation.exporting import llama_index_dataset, llama_index_predictions, ragas_lines
from rag.evaluation.runs.records import Record

ANSWERED = Record(
    configuration="extractive",
    question={
        "id": "q1",
        "question": "Who founded Acme?",
        "facts": [["Jane Roe", "Roe"]],
        "answer": "Jane Roe did.",
    },
    key="k1",
    answer={"text": "Jane Roe founded Acme. [1]", "abstained": False},
    contexts=({"text": "Jane Roe founded Acme."}, {"text": "Acme is in Lyon."}),
)
FACTS_ONLY = Record(
    configuration="extractive",
    question={"id": "q2", "question": "When and where?", "facts": [["1998"], ["Lyon", "Lyons"]]},
    key="k2",
    answer={"text": "1998 in Lyon — café. [1]", "abstained": False},
)
FAILED = Record(
    configuration="extractive",
    question={"id": "q3", "question": "Why?"},
    key="k3",
    failed={"code": "endpoint", "sentence": "It failed."},
)


def test_ragas_gets_a_sample_a_line_and_no_failed_answer() -> None:
    first, second = (json.loads(line) for line in ragas_lines([ANSWERED, FACTS_ONLY, FAILED]).splitlines())
    assert first == {
        "user_input": "Who founded Acme?",
        "response": "Jane Roe founded Acme. [1]",
        "retrieved_contexts": ["Jane Roe founded Acme.", "Acme is in Lyon."],
        "reference": "Jane Roe did.",
    }
    assert second["reference"] == "1998; Lyon"


def test_llama_index_gets_examples_and_predictions_in_one_order() -> None:
    records = [ANSWERED, FACTS_ONLY, FAILED]
    examples = json.loads(llama_index_dataset(records))["examples"]
    predictions = json.loads(llama_index_predictions(records))["predictions"]
    assert [one["query"] for one in examples] == ["Who founded Acme?", "When and where?", "Why?"]
    assert examples[0]["reference_contexts"] == ["Jane Roe did."]
    assert [one["response"] for one in predictions][2] == ""
    assert set(examples[0]) == {
        "query",
        "query_by",
        "reference_contexts",
        "reference_answer",
        "reference_answer_by",
    }


def test_what_llama_index_reads_is_ascii_whatever_encoding_it_opens_files_in() -> None:
    assert llama_index_predictions([FACTS_ONLY]).isascii()
