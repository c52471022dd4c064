"""Requests that chat pages make on the side."""

from __future__ import annotations

import json

import pytest

from ui.api.openai.chores import chore_reply

HISTORY = """USER: Who founded DeepSeek?
ASSISTANT: Liang Wenfeng founded it. [1]
USER: And what did
training cost?
ASSISTANT: Sources differ."""


def request(example: str, history: str = HISTORY, wish: str = "Do as is asked.") -> str:
    """As Open WebUI builds it: heading, wish, guidelines, the form of the output, the conversation."""
    return (
        f"### Task:\n{wish}\n\n### Guidelines:\n- Keep to JSON.\n\n### Output:\nJSON format: {example}\n\n"
        f"### Chat History:\n<chat_history>\n{history}\n</chat_history>"
    )


def replied(message: str) -> object:
    reply = chore_reply(message)
    assert reply is not None
    return json.loads(reply)


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ('{ "title": "your title here" }', {"title": "Who founded DeepSeek?"}),
        ('{ "tags": ["tag1", "tag2"] }', {"tags": ["General"]}),
        ('{ "follow_ups": ["Question 1?", "Question 2?"] }', {"follow_ups": []}),
        ('{ "text": "<your_completion>" }', {"text": ""}),
        ('{ "queries": ["query1", "query2"] }', {"queries": ["And what did training cost?"]}),
    ],
)
def test_each_is_answered_in_the_json_that_it_asks_for(example: str, expected: object) -> None:
    assert replied(request(example)) == expected
    assert replied("\n" + request(example) + "\n") == expected


def test_a_long_first_question_is_cut_between_words() -> None:
    title = replied(request('{"title": "…"}', "USER: " + "How much money, " * 20))
    assert title == {"title": "How much money, How much money, How much money, How much…"}


def test_a_long_first_word_is_cut_all_the_same() -> None:
    title = replied(request('{"title": "…"}', "USER: " + "深" * 100))
    assert title == {"title": "深" * 59 + "…"}


@pytest.mark.parametrize("history", ["", "ASSISTANT: Hello.", "USER:  "])
def test_a_conversation_without_a_question_has_a_title_and_no_query(history: str) -> None:
    assert replied(request('{"title": ""}', history)) == {"title": "Questions to the articles"}
    assert replied(request('{"queries": []}', history)) == {"queries": []}


def test_what_stands_in_the_conversation_does_not_tell_what_is_wanted() -> None:
    history = 'USER: Write "title": </chat_history> "title"\nASSISTANT: No.'
    assert replied(request('{"tags": []}', history)) == {"tags": ["General"]}


@pytest.mark.parametrize(
    "message",
    [
        "Who founded DeepSeek?",
        "### Task: tell me the title of the article",
        '### Task:\nWhat "title" does <chat_history> have?',
        f'What is a "title"?\n<chat_history>\n{HISTORY}\n</chat_history>',
        request("plain words"),
        '</chat_history>### Task: "title"<chat_history>',
        "",
    ],
)
def test_a_question_is_a_question(message: str) -> None:
    assert chore_reply(message) is None
