from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.reasoning import AnswerBegins, Piece, ReasoningSplitter, opens_in_reasoning
from rag.interfaces import ModelText, ModelThinking

ANSWER = "DeepSeek spent $6 million on it, according to the company itself [1]. Others doubt that [2]."
ALOUD = "Okay, the user asks about the cost. Passage 1 says $6 million, so that is what I will say."
SOBER = "Passage 1 gives the cost as $6 million, while the other one has a figure of its own."
# What arrives, and what of it is the answer and what reasoning.
CASES = [
    (ANSWER, ANSWER, ""),
    ("Short.", "Short.", ""),
    (f"<think>{ALOUD}</think>\n\n{ANSWER}", f"\n\n{ANSWER}", ALOUD),
    (f"<THINK>{ALOUD}</Think>{ANSWER}", ANSWER, ALOUD),
    (f"\n<think>\n{ALOUD}\n</think>{ANSWER}", f"\n{ANSWER}", f"\n{ALOUD}\n"),
    (f"{ALOUD}</think>{ANSWER}", ANSWER, ALOUD),
    (f"{SOBER}</think>{ANSWER}", ANSWER, SOBER),
    (f"<think>{ALOUD}", "", ALOUD),
    (f"<think></think>{ANSWER}", ANSWER, ""),
    (f"{ALOUD}", ALOUD, ""),
    (f"<think>{SOBER}</think><think>{ALOUD}</think>{ANSWER}", ANSWER, SOBER + ALOUD),
    ("5 < 6 and <thin> is no tag, nor is a < at the very end of what it says <", None, ""),
]


BITS = ["<think>", "</think>", "<", "think>", "Okay, ", "a b. ", "\n", "DeepSeek "]


def fold(pieces: Iterable[Piece]) -> tuple[str, str]:
    """Text and reasoning as a reader of the pieces ends up with them."""
    text = thought = ""
    for piece in pieces:
        match piece:
            case AnswerBegins():
                text, thought = "", thought + text
            case ModelThinking():
                thought += piece.text
            case ModelText():
                text += piece.text
    return text, thought


def split(chunks: Iterable[str], *, opens: bool = False) -> tuple[str, str]:
    splitter = ReasoningSplitter(opens_in_reasoning=opens)
    pieces = [piece for chunk in chunks for piece in splitter.feed(ModelText(chunk))]
    return fold([*pieces, *splitter.finish()])


@pytest.mark.parametrize(("arrives", "text", "thought"), CASES)
@pytest.mark.parametrize("opens", [False, True])
def test_cutting_at_every_position_changes_nothing(
    arrives: str, text: str | None, thought: str, *, opens: bool
) -> None:
    expected = (arrives if text is None else text, thought)
    for at in range(len(arrives) + 1):
        assert split([arrives[:at], arrives[at:]], opens=opens) == expected
    assert split(list(arrives), opens=opens) == expected


@given(
    st.lists(st.sampled_from(BITS), max_size=12),
    st.data(),
)
def test_any_stream_gives_the_same_however_it_is_cut(bits: list[str], data: st.DataObject) -> None:
    whole = "".join(bits)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=6)))
    chunks = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert split(chunks) == split([whole])


def test_text_flows_as_soon_as_it_is_surely_the_answer() -> None:
    splitter = ReasoningSplitter()
    assert splitter.feed(ModelText("DeepSeek spent $6 million on it, according to")) == []
    assert fold(splitter.feed(ModelText(" the company"))) == (
        "DeepSeek spent $6 million on it, according to the company",
        "",
    )
    assert splitter.feed(ModelText(" itself.")) == [ModelText(" itself.")]


def test_tagged_reasoning_flows_at_once() -> None:
    splitter = ReasoningSplitter(opens_in_reasoning=True)
    assert splitter.feed(ModelText("<think>Hm")) == [ModelThinking("Hm")]
    assert splitter.feed(ModelText(", well</th")) == [ModelThinking(", well")]
    assert splitter.feed(ModelText("ink>Yes.")) == [ModelText("Yes.")]


def test_after_reasoning_in_a_field_of_its_own_nothing_is_held_back() -> None:
    splitter = ReasoningSplitter(opens_in_reasoning=True)
    assert splitter.feed(ModelThinking("Hm.")) == [ModelThinking("Hm.")]
    assert splitter.feed(ModelText("First, yes.")) == [ModelText("First, yes.")]


def test_a_lone_closing_tag_that_comes_late_is_remembered() -> None:
    splitter = ReasoningSplitter()
    splitter.feed(ModelText(SOBER))
    assert splitter.feed(ModelText("</think>Yes."))[0] == AnswerBegins()
    assert splitter.is_lone_close_seen


@pytest.mark.parametrize(
    ("model", "opens"),
    [("DeepSeek-R1-Distill-Qwen-7B", True), ("qwq:32b", True), ("qwen3-4b-thinking", True),
     ("deepseek-reasoner", True), ("gpt-4o", False), ("llama3.1", False), (None, False)],
)  # fmt: skip
def test_models_that_may_leave_out_the_opening_tag_are_known_by_name(
    model: str | None, *, opens: bool
) -> None:
    assert opens_in_reasoning(model) is opens
