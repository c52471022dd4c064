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


CHINESE = (
    "深度求索由梁文锋在杭州创立。[1]英伟达股价下跌百分之十七【2】。“训练费用为六百万美元。”他表示[3]。"
    "很多人怀疑这个数字，因为它不包括研究。[1][4]其他人认为“不可能”。"
)


def test_sentences_without_spaces_between_them_come_one_by_one_with_their_own_markers() -> None:
    whole = written([CHINESE])
    assert [(s.text, s.marked) for s in whole] == [
        ("深度求索由梁文锋在杭州创立。", (1,)),
        ("英伟达股价下跌百分之十七。", (2,)),
        ("“训练费用为六百万美元。”他表示。", (3,)),
        ("很多人怀疑这个数字，因为它不包括研究。", (1, 4)),
        ("其他人认为“不可能”。", ()),
    ]
    for at in range(len(CHINESE) + 1):
        assert written([CHINESE[:at], CHINESE[at:]]) == whole
    assert written(list(CHINESE)) == whole
    stream = SentenceStream()
    assert [s.text for s in stream.feed(CHINESE[:27])] == ["深度求索由梁文锋在杭州创立。"]


TAGGED = (
    'It fell [1]. <img src="https://x.example/?q=a. B c">Great <b>offers</b> wait.</p>'
    "<p>It is 5 < 6. I <3 it."
)


def test_tags_are_dropped_wherever_the_stream_is_cut() -> None:
    whole = written([TAGGED])
    assert [s.text for s in whole] == ["It fell.", "Great offers wait.", "It is 5 < 6.", "I <3 it."]
    for at in range(len(TAGGED) + 1):
        assert written([TAGGED[:at], TAGGED[at:]]) == whole
    assert written(list(TAGGED)) == whole


def test_a_tag_that_never_ends_holds_nothing_back_for_ever() -> None:
    assert len(SentenceStream().feed("It fell. <a " + "and It rose. " * 60)) > 30


def test_images_are_dropped_and_links_become_their_words() -> None:
    text = "See ![x](https://evil.example/?q=secret) [the report](https://evil.example/) of Monday."
    assert [s.text for s in written([text])] == ["See the report of Monday."]


def test_blanks_are_no_sentence() -> None:
    assert written([" \n", "\n  "]) == []
    assert written(["[1]", " . "]) == []
