from __future__ import annotations

import pytest

from rag.answering.sentence_stream import SentenceStream, WrittenSentence

PROSE = (
    "It cost $5.576 million to train, the U.S. report says [1]. Others disagree. [2][3] Dr. Li put it at "
    "“over $1 billion” 【4】.\n\nIt is disputed (5). Shares fell 17 percent (Source 6).\n- Nvidia fell.[1]\n"
    "- Broadcom fell too [Source 2].\n\n## What follows\nNobody knows (1)."
)


def written(chunks: list[str]) -> list[WrittenSentence]:
    stream = SentenceStream()
    return [sentence for chunk in chunks for sentence in stream.feed(chunk)] + stream.finish()


def test_sentences_come_with_their_markers_and_what_stands_before_them() -> None:
    assert written([PROSE]) == [
        WrittenSentence("It cost $5.576 million to train, the U.S. report says.", " ", (1,)),
        WrittenSentence("Others disagree.", " ", (2, 3)),
        WrittenSentence("Dr. Li put it at “over $1 billion”.", " ", (4,)),
        WrittenSentence("It is disputed.", "\n\n", (5,)),
        WrittenSentence("Shares fell 17 percent.", " ", (6,)),
        WrittenSentence("Nvidia fell.", "\n- ", (1,)),
        WrittenSentence("Broadcom fell too.", "\n- ", (2,)),
        WrittenSentence("What follows", "\n\n## ", ()),
        WrittenSentence("Nobody knows.", "\n", (1,)),
    ]


def test_cutting_at_every_position_changes_nothing() -> None:
    whole = written([PROSE])
    for at in range(len(PROSE) + 1):
        assert written([PROSE[:at], PROSE[at:]]) == whole
    assert written(list(PROSE)) == whole


def test_a_sentence_is_whole_when_the_next_one_has_begun() -> None:
    stream = SentenceStream()
    assert stream.feed("It cost $6") == []
    assert stream.feed(" million. [") == []
    assert stream.feed("2] Others") == []
    assert [s.marked for s in stream.feed(" disagree")] == [(2,)]
    assert [s.text for s in stream.finish()] == ["Others disagree"]


@pytest.mark.parametrize(("rest", "kept"), [("It fell 17.", ["It fell 17."]), ("It fell by", [])])
def test_of_a_text_that_was_cut_only_whole_sentences_are_kept(rest: str, kept: list[str]) -> None:
    stream = SentenceStream()
    stream.feed(rest)
    assert [s.text for s in stream.finish(is_cut=True)] == kept


@pytest.mark.parametrize("heading", ["Sources:", "**References**", "## Sources", "Citations"])
def test_a_list_of_sources_that_the_model_adds_is_left_out(heading: str) -> None:
    text = f"It cost $6 million [1].\n\n{heading}\n[1] CGTN, 28 January 2025\n[2] Reuters"
    assert [s.text for s in written([text])] == ["It cost $6 million."]


def test_images_are_dropped_and_links_become_their_words() -> None:
    text = "See ![x](https://evil.example/?q=secret) [the report](https://evil.example/) of Monday."
    assert [s.text for s in written([text])] == ["See the report of Monday."]


def test_blanks_are_no_sentence() -> None:
    assert written([" \n", "\n  "]) == []
    assert written(["[1]", " . "]) == []
