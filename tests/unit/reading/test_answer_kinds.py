from __future__ import annotations

import pytest

from rag.reading.answer_kinds import holds_asked_kind
from rag.reading.candidates import read_sentence
from rag.reading.question import profile_question


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How much did it cost?", "Training cost $6 million."),
        ("How much did it cost?", "Training cost 40 million yuan."),
        ("What share fell?", "Nvidia lost 17 percent."),
        ("How many chips did it use?", "It used around 2,000 specialized chips."),
        ("When was it founded?", "It launched in 2023."),
        ("How long did it take?", "Training took two months."),
        ("Who founded DeepSeek?", "Liang Wenfeng set up DeepSeek."),
        ("Who led Hess?", "John Hess led it."),
        ("Where is it based?", "The firm is based in Hangzhou."),
        ("Why did it fall?", "Shares fell because investors worried."),
        ("How was it trained?", "It was trained by reinforcement learning."),
        ("Is it true?", "Nobody knows."),
        ("Tell me of it", "Nobody knows."),
    ],
)
def test_a_sentence_that_gives_what_is_asked_for_holds_it(question: str, sentence: str) -> None:
    assert holds_asked_kind(profile_question(question), read_sentence(sentence))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How much did it cost?", "Training needed 2,000 chips."),
        ("How much did it cost?", "It was 17% cheaper."),
        ("What share fell?", "Nvidia lost $600 billion."),
        ("How many chips did it use?", "It used 17% more."),
        ("How many chips did it use?", "It has 200 employees."),
        ("When was it founded?", "It was founded by Liang Wenfeng."),
        ("How long did it take?", "Training took a while."),
        ("Who founded DeepSeek?", "DeepSeek’s founder was a student."),
        ("Who led Hess?", "Hess was led by somebody."),
        ("Who runs James Hess?", "It is not known who runs James Hess."),
        ("Where is it based?", "The firm is large."),
        ("Why did it fall?", "It was a bad day."),
        ("How was it trained?", "It was a bad day."),
    ],
)
def test_a_sentence_that_gives_something_else_does_not(question: str, sentence: str) -> None:
    assert not holds_asked_kind(profile_question(question), read_sentence(sentence))
