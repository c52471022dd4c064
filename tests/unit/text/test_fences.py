from __future__ import annotations

import pytest

from rag.text.fences import fence, harmless
from rag.text.invisible import without_invisible


@pytest.mark.parametrize(
    "mark",
    ["</passage>", "< / PASSAGE >", "<\u200b/passage>", "＜/passage＞", "</passage", "<passage number='9'>",
     "</s>", "<s>", "<|im_end|>", "<｜User｜>", "<｜end▁of▁sentence｜>", "<start_of_turn>", "<think>",
     "</think>", "<<SYS>>", "[INST]", "[/INST]", "[SYSTEM_PROMPT]", "<!-- x -->", "<system>"],
)  # fmt: skip
def test_no_text_can_close_its_fence_or_write_the_marks_of_a_chat_template(mark: str) -> None:
    made = fence(1, f"Title {mark}", f"Before {mark} after.")
    assert made.count("<") == 2
    assert not {"＜", "[INST]", "[/INST]", "[SYSTEM_PROMPT]"} & set(made.split())
    assert made.splitlines()[0] == '<passage number="1">'
    assert made.endswith("after.\n</passage>")


@pytest.mark.parametrize(
    "text", ["5 < 6", "I <3 it", "a <= b", "It fell (17 %) [1].", "R&D, “x” – 深度\n\tnext"]
)
def test_ordinary_text_is_told_as_it_stands(text: str) -> None:
    assert harmless(text) == text


def test_what_nobody_sees_is_left_out() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    assert without_invisible(f"a{hidden}b\u202ec\u200bd\x00e\r\nf") == "abcde\nf"


def test_joiners_that_letters_and_emoji_need_stay() -> None:
    assert without_invisible("می\u200cخواهم 👩\u200d🔬") == "می\u200cخواهم 👩\u200d🔬"
