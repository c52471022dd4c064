"""Answer objects read from JSON: whatever is in it, an answer or a sentence about what is wrong."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Question
from rag.errors import UsageError
from rag.events import Finished
from tests.fakes_ui import cost_script
from ui.saved_answers import MAX_BYTES, read_answers

(ANSWER,) = [
    json.loads(json.dumps(asdict(event.answer)))
    for event in cost_script()(Question("What did it cost?"))
    if isinstance(event, Finished)
]


def test_one_answer_a_list_and_json_lines_are_read() -> None:
    line = json.dumps(ANSWER).encode()
    shown = json.dumps(ANSWER, indent=2).encode()
    for content, number in [
        (line, 1),
        (b"[" + line + b"," + line + b"]", 2),
        (line + b"\n\n" + line + b"\n", 2),
        (shown + b"\n" + shown, 2),
        (b"\xef\xbb\xbf" + line, 1),
    ]:
        assert [answer.id for answer in read_answers(content)] == ["answer-1"] * number


def test_what_is_not_checked_is_passed_over() -> None:
    (answer,) = read_answers(json.dumps(ANSWER | {"contexts": [1], "new": {"a": None}}).encode())
    assert len(answer.citations) == len(ANSWER["citations"])


def test_half_a_character_in_the_question_does_no_harm() -> None:
    (answer,) = read_answers(json.dumps(ANSWER | {"question": "Why \ud800?"}).encode())
    assert answer.question == "Why ??"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"null",
        b"[1, 2]",
        b"\xff\xfe\x00",
        b'{"schema": 2}',
        b'{"schema": 1}',
        b'{"schema": "1"}',
        b"[" * 100_000,
        b"1" * 5000,
        b" " * (MAX_BYTES + 1),
        json.dumps(ANSWER | {"text": "\ud800"}).encode(),
        json.dumps(ANSWER | {"citations": None}).encode(),
        json.dumps(ANSWER | {"sentences": [{"text": "Alone."}]}).encode(),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_answer_is_refused_with_a_sentence_and_a_hint(content: bytes) -> None:
    with pytest.raises(UsageError) as refused:
        read_answers(content)
    assert refused.value.message.endswith(".")
    assert refused.value.hint
    refused.value.message.encode("utf-8")


def test_the_answer_that_is_wrong_is_named() -> None:
    with pytest.raises(UsageError, match="Answer 2"):
        read_answers(json.dumps([ANSWER, {"schema": 1}]).encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(ANSWER)), JSON, st.sampled_from(["sentences", "citations"]), st.data())
def test_mangled_answers_are_read_or_refused(field: str, value: Any, part: str, data: st.DataObject) -> None:
    mangled = json.loads(json.dumps(ANSWER))
    inner = data.draw(st.sampled_from(sorted(mangled[part][0])))
    mangled[part][0][inner] = data.draw(JSON)
    if data.draw(st.booleans()):
        mangled[field] = value
    with suppress(UsageError):
        assert len(read_answers(json.dumps(mangled).encode())) == 1


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(UsageError):
        read_answers(content)
