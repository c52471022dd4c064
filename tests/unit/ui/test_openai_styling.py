"""What system and developer messages may decide."""

from __future__ import annotations

import json

from rag.answering.briefing import LONGEST_STYLE
from rag.domain import Question, Turn
from ui.api.openai.requests import ChatCompletion
from ui.api.openai.styling import style_of


def question(*messages: tuple[str, object], **wishes: object) -> Question:
    body = {"messages": [{"role": role, "content": content} for role, content in messages]} | wishes
    return ChatCompletion.model_validate_json(json.dumps(body)).as_question()


def test_wishes_are_read_in_their_order() -> None:
    assert style_of([]) == style_of([" "]) == ""
    assert style_of(["Be brief.", " ", "In German. "]) == "Be brief.\nIn German."


def test_the_last_wishes_are_kept_whole() -> None:
    long = "a" * (LONGEST_STYLE - 5)
    assert style_of([long, "In German."]) == "In German."
    assert style_of(["In German.", long]) == long
    assert style_of(["Be brief.", "b" * 2 * LONGEST_STYLE]) == "b" * LONGEST_STYLE


def test_system_and_developer_messages_are_style_wherever_they_stand() -> None:
    asked = question(
        ("system", "Be brief."),
        ("user", "What did it cost?"),
        ("assistant", "$6 million. [1]"),
        ("developer", [{"type": "text", "text": "In German."}]),
        ("user", "And then?"),
        ("system", "As a list."),
    )
    assert asked.text == "And then?"
    assert asked.style == "Be brief.\nIn German.\nAs a list."
    assert asked.history == (Turn("What did it cost?", "$6 million."),)


def test_tools_and_names_are_not_heard() -> None:
    asked = question(
        ("user", "What did it cost?"),
        ("assistant", None),
        ("tool", "It cost $1."),
        ("function", "It cost $2."),
        ("assistant", "$6 million."),
        ("user", "And then?"),
    )
    assert (asked.text, asked.style) == ("And then?", "")
    assert asked.history == (Turn("What did it cost?", "$6 million."),)


def test_what_is_not_to_be_stored_is_not_kept() -> None:
    message = ("user", "Who?")
    assert question(message).keep
    assert question(message, store=None).keep
    assert question(message, store=True).keep
    assert not question(message, store=False).keep


def test_reasoning_that_a_chat_page_kept_is_no_part_of_the_history() -> None:
    kept = (
        '<details type="reasoning" done="true" duration="3">\n<summary>Thought for 3 seconds</summary>\n'
        "> It may be $1.\n</details>\n\n$6 million. [1]\n\nSources:\n- [1] Costs — CGTN, 2025. http://x"
    )
    asked = question(("user", "What did it cost?"), ("assistant", kept), ("user", "And then?"))
    assert asked.history == (Turn("What did it cost?", "$6 million."),)


def test_thousands_of_messages_are_a_history() -> None:
    turns = [("user", "What did it cost?"), ("assistant", "$6 million. [1]")] * 5000
    assert len(question(*turns, ("user", "And then?")).history) == 5000
