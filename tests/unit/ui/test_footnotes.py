"""Sources in an OpenAI-compatible answer."""

from __future__ import annotations

import pytest

from rag.answering.drafts import DraftSentence
from rag.answering.release import Judgement
from rag.domain import Answer, Question
from rag.events import Finished
from tests.fakes_ui import cost_script, make_article, quotation, script_of
from ui.api.footnotes import footnotes, inert, readable, url_citation, without_footnotes

COST = "It cost $6 million."


def answer_of(script) -> Answer:
    return next(event.answer for event in script(Question("Who?")) if isinstance(event, Finished))


def test_footnotes_name_source_date_and_link() -> None:
    notes = footnotes(answer_of(script_of([quotation(make_article(COST), COST)])).citations)
    assert notes.startswith("\n\nSources:\n- [1] A title — The Paper, 28 January 2025. http://")
    assert footnotes(answer_of(script_of([DraftSentence("Nothing.")])).citations) == ""


def test_an_annotation_leads_to_the_marked_span_here_and_not_to_the_original() -> None:
    article = make_article(COST, url="https://paper.example/original")
    (citation,) = answer_of(script_of([quotation(article, COST)])).citations
    annotation = url_citation(citation, 3, 6)
    assert annotation["type"] == "url_citation"
    assert annotation["url_citation"] == {
        "start_index": 3,
        "end_index": 6,
        "url": "http://127.0.0.1:7860/articles/a1?start=0&end=19#span",
        "title": "A title",
    }


def test_a_title_can_be_neither_link_nor_image() -> None:
    article = make_article(COST, title="![x](http://evil.example/a.png)\n<img src=x> [y](z)")
    notes = footnotes(answer_of(script_of([quotation(article, COST)])).citations)
    assert "!\\\\[x\\](" in notes
    assert "\\<img" in notes
    assert "[y](z)" not in notes
    assert len(notes.splitlines()) == 4


def test_text_that_loads_nothing_stays_as_it_is() -> None:
    assert inert("5 < 6! It rose [by] 3.") == "5 < 6! It rose [by] 3."
    assert inert("![a](b) <img src=c>") == "!\\[a](b) \\<img src=c>"


@pytest.mark.parametrize(
    ("verdict", "mark"),
    [
        ("supported", ""),
        ("partial", ""),
        ("unsupported", " (⚠ not supported by the sources)"),
        ("contradicted", " (⚠ contradicted by a source)"),
    ],
)
def test_only_what_the_sources_do_not_bear_out_is_marked(verdict, mark: str) -> None:
    script = script_of([quotation(make_article(COST), COST)], judgement=Judgement(verdict, 0.2, "verified"))
    (sentence,) = answer_of(script).sentences
    assert readable(sentence) == f"“{COST}” [1]{mark}"


def test_footnotes_and_markers_come_off_again() -> None:
    answer = answer_of(cost_script())
    bare = without_footnotes(answer.text + footnotes(answer.citations))
    assert "[1]" not in bare
    assert "Sources:" not in bare
    assert "for just $6 million.”" in bare


@pytest.mark.parametrize(
    "sent_back",
    [
        "It rose. [1] (⚠ not supported by the sources)\n\nSources:\n- [1] A — B. http://c",
        "It rose. [1] (⚠ contradicted by a source)\r\n\r\nSources:\r\n\r\n- [1] A — B. http://c\r\n",
        "<think>Let me see [2].</think>It rose. [1][12]",
        '<details type="reasoning" done="true">\n> Hm.\n</details>\nIt rose. [1]\n\nSources:\n[1] A — B',
    ],
)
def test_marks_and_reasoning_come_off_too(sent_back: str) -> None:
    assert without_footnotes(sent_back) == "It rose."


def test_words_of_an_answer_are_not_taken_for_footnotes() -> None:
    assert without_footnotes("Its sources: two papers.\nSources:\nnone") == (
        "Its sources: two papers.\nSources:\nnone"
    )
    assert without_footnotes("<think>never closed") == "<think>never closed"
