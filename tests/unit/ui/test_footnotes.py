"""Sources in an OpenAI-compatible answer."""

from __future__ import annotations

from rag.answering.drafts import DraftSentence
from rag.domain import Answer, Question
from rag.events import Finished
from tests.fakes_ui import cost_script, make_article, quotation, script_of
from ui.api.footnotes import footnotes, url_citations, without_footnotes


def answer_of(script) -> Answer:
    return next(event.answer for event in script(Question("Who?")) if isinstance(event, Finished))


def test_annotations_point_at_the_markers() -> None:
    answer = answer_of(cost_script())
    spans = [found["url_citation"] for found in url_citations(answer)]
    assert [answer.text[span["start_index"] : span["end_index"]] for span in spans] == ["[1]", "[2]", "[3]"]
    assert all(span["url"] and span["title"] for span in spans)


def test_a_number_in_brackets_inside_a_quotation_is_no_marker() -> None:
    article = make_article("He said [1] is enough 😀.")
    answer = answer_of(script_of([quotation(article, "He said [1] is enough 😀.")]))
    (annotation,) = url_citations(answer)
    start = annotation["url_citation"]["start_index"]
    assert answer.text[start:] == "[1]"


def test_footnotes_name_source_date_and_link() -> None:
    article = make_article("It cost $6 million.")
    notes = footnotes(answer_of(script_of([quotation(article, "It cost $6 million.")])))
    assert notes.startswith("\n\nSources:\n[1] A title — The Paper, 28 January 2025. http://")
    assert footnotes(answer_of(script_of([DraftSentence("Nothing.")]))) == ""


def test_footnotes_and_markers_come_off_again() -> None:
    answer = answer_of(cost_script())
    bare = without_footnotes(answer.text + footnotes(answer))
    assert "[1]" not in bare
    assert "Sources:" not in bare
    assert "for just $6 million.”" in bare
