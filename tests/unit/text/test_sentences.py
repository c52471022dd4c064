"""The sentence splitter: hard cases of news prose, offsets, speed, and what counts as prose."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import is_prose, split_sentences

HARD_CASES = Path(__file__).parent / "hard_sentences.jsonl"
BOUNDARY_MARK = "‖"

# Text of each case that is split wrongly, and why it stays so.
KNOWN_FAILURES = {
    "AI companies suffered significant losses.microsoft fell by 4%.": (
        "neither space nor capital: it looks like the name of a site"
    ),
    "Shares fell in the U.S. DeepSeek did not respond.": (
        "a name after U.S. is far more often a part of the phrase: U.S. President, U.S. Apple App Store"
    ),
    "Step 1. Install it. Step 2. Run it.": "no rule for numbered labels inside a line, as there is for No. 5",
    "El modelo costó 5,6 mill. de dólares. ¿Quién lo pagó? Nadie lo sabe.": (
        "only English abbreviations are listed; an unknown one before lower case looks like careless typing"
    ),
    "It sued Acme Corp. Apple denied it.": (
        "a name after Corp. is more often a part of the phrase: Corp. Chief Executive"
    ),
}


def read_cases() -> list[tuple[str, list[str]]]:
    records = map(json.loads, HARD_CASES.read_text(encoding="utf-8").splitlines())
    marked = [record["marked"] for record in records]
    return [
        (text.replace(BOUNDARY_MARK, ""), [part.strip() for part in text.split(BOUNDARY_MARK)])
        for text in marked
    ]


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"), [case for case in read_cases() if case[0] not in KNOWN_FAILURES]
)
def test_hard_case_is_split_as_marked(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@pytest.mark.parametrize("text", KNOWN_FAILURES)
def test_known_failure_still_fails_and_is_worth_a_look_once_it_does_not(text: str) -> None:
    expected = dict(read_cases())[text]
    assert split(text) != expected


def test_all_hard_cases_but_the_known_failures_are_right() -> None:
    cases = read_cases()
    assert len(cases) == 171
    assert sum(split(text) == expected for text, expected in cases) == len(cases) - len(KNOWN_FAILURES) == 166


def test_empty_and_blank_texts_have_no_sentences() -> None:
    assert split_sentences("") == []
    assert split_sentences(" \n\t\r\n \u3000") == []


def test_windows_line_ends_split_like_others() -> None:
    assert split("Title\r\n\r\nIt is a model.\r\n\r\nIt is cheap.") == [
        "Title",
        "It is a model.",
        "It is cheap.",
    ]


def test_line_of_its_own_is_a_paragraph_although_no_blank_line_follows() -> None:
    paragraph = "DeepSeek has stunned the world of artificial intelligence with a model that is open source."
    assert split(f"What This Means for You\n{paragraph}\n{paragraph}") == [
        "What This Means for You",
        paragraph,
        paragraph,
    ]


MARKS = st.sampled_from([*".!?…。؟\"'”“’()[]|#*-_ \n\t\u00a0:1aAé我", "U.S.", "Mr. ", "the ", "\r\n", "1. "])


@given(st.one_of(st.text(), st.lists(MARKS).map("".join)))
def test_spans_are_ordered_tight_and_cover_all_but_white_space(text: str) -> None:
    end = 0
    for span in split_sentences(text):
        assert text[end : span.start].strip() == ""
        sentence = text[span.start : span.end]
        assert sentence
        assert sentence == sentence.strip()
        end = span.end
    assert text[end:].strip() == ""


@given(st.one_of(st.text(), st.lists(MARKS).map("".join)))
def test_is_prose_never_raises(text: str) -> None:
    assert is_prose(text) in {True, False}


@pytest.mark.parametrize(
    "text",
    [
        "." * 50_000,
        '"' * 50_000,
        ". " * 20_000,
        '."' * 20_000,
        "A. " * 20_000,
        "a." * 20_000,
        "a" * 2_000_000,
        "\n" * 50_000,
        "a\n" * 20_000,
        "! “Aa " * 20_000,
        "[" * 50_000,
        "|" * 50_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_pathological_text_takes_linear_time(text: str) -> None:
    started = time.perf_counter()
    split_sentences(text)
    is_prose(text)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        "He resigned.",
        "DeepSeek is redefining efficiency in AI development.",
        "But is this claim too good to be true?",
        "“We won,” he said.",
        "- The model costs under $6 million.",
        "The measures aim to safeguard technology [[1]].",
        "深度求索发布了新模型。",
        "According to the academy the gap has narrowed by nearly 75 percent since 2023",
    ],
)
def test_a_statement_is_prose(text: str) -> None:
    assert is_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CHOOSE YOUR LANGUAGE",
        "VCG",
        "Disinformation report hotline: 010-85061466",
        "互联网新闻信息许可证10120180008",
        "What Makes DeepSeek Different?",
        "The Future of AI Competition: What’s Next?",
        "1. Cost-effective disruption to the U.S. AI model monopoly",
        "## The rise of DeepSeek.",
        "| Market Impact | U.S. AI stocks plummeted, $600 billion lost. |",
        "|---|---|",
        "=====",
        "Photo: Getty Images.",
        "Editor in charge: Lin Yan",
        "[Home](https://example.com/a) [News](https://example.com/b).",
    ],
)
def test_a_heading_row_label_or_list_of_links_is_not_prose(text: str) -> None:
    assert not is_prose(text)
