"""A checked draft as the page shows it and as documents carry it; no text in it can do anything."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.checking import CheckedClaim
from rag.domain import Verdict
from rag.errors import UsageError
from rag.events import Failed
from rag.reading.candidates import Candidate
from rag.text.sentences import split_sentences
from tests.builders import article, candidate
from tests.documents import docx, paragraph
from tests.fakes_ui import ListLibrary, builtin_articles
from tests.unit.ui.test_render import HOSTILE, Elements
from ui.verifying import checked_json
from ui.web import texts
from ui.web.draft.documents import annotated_html, annotated_markdown, checked_object, documents
from ui.web.draft.draft import LONGEST_DRAFT, Draft, next_part
from ui.web.draft.example import example_of
from ui.web.draft.files import LARGEST_BYTES, words_of
from ui.web.draft.frame import example_note, intro_html, offers_html
from ui.web.draft.paragraphs import paragraphs
from ui.web.draft.result import result_html
from ui.web.texts import draft as draft_texts

SERVER = "http://127.0.0.1:7860"
FERRY = candidate("The ferry sank on 3 May.", title="A ferry sinks", key="ferry", publisher="The Echo")
PRICE = candidate("She paid 70 crowns.", title="The price", key="price", publisher=None, published=None)
TEXT = "The ferry sank.\n\nShe paid 90 crowns. Nobody wept.\nIs that all? And more."


def claimed(
    text: str, said: str, verdict: Verdict | None, *evidence: Candidate, issue: str = ""
) -> CheckedClaim:
    start = text.index(said)
    issues = (issue,) if issue else ()
    return CheckedClaim(said, start, start + len(said), verdict, 0.5, issues, evidence)


CLAIMS = (
    claimed(TEXT, "The ferry sank.", "supported", FERRY),
    claimed(TEXT, "She paid 90 crowns.", "contradicted", PRICE, issue="says 90; the source says 70"),
    claimed(TEXT, "Nobody wept.", "unsupported", issue="the sources do not say “wept”"),
    claimed(TEXT, "Is that all?", None),
)
DRAFT = Draft(TEXT, claims=CLAIMS, unchecked=1, verifier="weighed")


def words(markup: str) -> str:
    return " ".join(Elements(markup).words.split())


@given(st.text(alphabet="aB .!\n\t-#[1]é\r", max_size=200), st.integers(0, 5))
def test_paragraphs_lose_nothing_but_the_breaks_between_them(text: str, checked: int) -> None:
    spans = split_sentences(text)
    claims = [CheckedClaim(text[s.start : s.end], s.start, s.end, None, None) for s in spans[:checked]]
    cut = paragraphs(text, claims, has_rest=len(spans) > checked)
    shown = "".join(piece.text for pieces in cut for piece in pieces)
    assert "".join(shown.split()) == "".join(text.split())
    assert [piece.claim for pieces in cut for piece in pieces if piece.claim] == claims


def test_the_draft_is_shown_as_it_was_written_with_a_number_or_a_mark_behind_each_claim() -> None:
    markup = result_html(DRAFT, SERVER)
    shown = Elements(markup)
    assert len(shown.named("span", "claim supported")) == 1
    assert [mark["aria-label"] for mark in shown.named("button", "flag")] == [
        "Contradicted by a source. Why?",
        "Not found in the library. Why?",
    ]
    assert {link["href"] for link in shown.named("a", "cite")} == {
        "/articles/ferry?start=0&end=24#span",
        "/articles/price?start=0&end=19#span",
    }
    assert "Nobody wept." in words(markup)
    assert len(shown.named("span", "unchecked")) == 1


def test_every_mark_names_its_reason() -> None:
    shown = Elements(result_html(DRAFT, SERVER))
    reasons = {reason["id"] for reason in shown.named("span", "why")}
    assert {mark["aria-describedby"] for mark in shown.named("button", "flag")} == reasons


def test_counts_and_looks_are_said_in_words() -> None:
    said = words(result_html(DRAFT, SERVER))
    assert "4 sentences: 1 supported, 1 contradicted, 1 not found, 1 claims nothing" in said
    assert "2 sentences need a look" in said
    assert "says 90; the source says 70" in said
    assert "The source says: She paid 70 crowns." in said
    assert "1 sentence at the end is not checked yet." in said


def test_what_is_wholly_supported_needs_no_look() -> None:
    whole = Draft("The ferry sank.", claims=(CLAIMS[0],))
    assert draft_texts.ALL_WELL in words(result_html(whole, SERVER))
    assert draft_texts.ALL_WELL not in words(result_html(replace(whole, unchecked=2), SERVER))


def test_a_running_check_has_no_documents_yet() -> None:
    shown = Elements(result_html(replace(DRAFT, is_running=True), SERVER))
    assert shown.named("progress") == [{"max": "5", "value": "4", "aria-label": draft_texts.progress(4, 5)}]
    assert not shown.named("button")


def test_a_failure_is_said_with_a_way_on() -> None:
    markup = result_html(Draft("x", failure=Failed("usage", "No such date.", "Write it.")), SERVER)
    assert words(markup) == "No such date.Write it."
    assert Elements(markup).named("div", "failure") == [{"class": "failure", "role": "alert"}]


def test_a_retracted_source_says_so() -> None:
    source = candidate("The ferry sank.", key="gone", status="retracted")
    claim = claimed(TEXT, "The ferry sank.", "supported", source)
    assert "; retracted" in words(result_html(Draft(TEXT, claims=(claim,)), SERVER))


def test_hostile_words_become_no_markup_anywhere() -> None:
    written = HOSTILE.replace("\n\n# heading\n\n", " ").strip()
    source = candidate("Prices rose.", title=HOSTILE, publisher=HOSTILE)
    claims = (CheckedClaim(written, 0, len(written), "contradicted", 0.1, (HOSTILE,), (source,)),)
    draft = Draft(written, claims=claims)
    for markup in (result_html(draft, SERVER), annotated_html(draft, SERVER)):
        found = Elements(markup)
        assert not {"script", "img", "iframe", "h4"} & {tag for tag, _ in found.found}
        assert all(not name.startswith("on") for _, given in found.found for name in given)
        links = [given["href"] or "" for given in found.named("a")]
        assert all(link.startswith(("/articles/", f"{SERVER}/articles/", "#note-")) for link in links)
    rendered = MarkdownIt("commonmark").render(annotated_markdown(draft, SERVER))
    found = Elements(rendered)
    assert not {"script", "img", "code"} & {tag for tag, _ in found.found}
    assert all((given["href"] or "").startswith(f"{SERVER}/articles/") for given in found.named("a"))


def test_the_markdown_reads_as_the_draft_with_footnotes() -> None:
    made = annotated_markdown(DRAFT, SERVER)
    assert "The ferry sank.[^1]" in made
    assert "She paid 90 crowns.[^2] **\\[Contradicted by a source: says 90; the source says 70\\]**" in made
    note = "[^1]: A ferry sinks, The Echo, 28 January 2025. “The ferry sank on 3 May.”"
    assert f"{note} <{SERVER}/articles/ferry?start=0&end=24#span>" in made


def test_the_page_to_print_stands_alone() -> None:
    made = annotated_html(DRAFT, SERVER)
    found = Elements(made)
    assert not {"link", "script", "img"} & {tag for tag, _ in found.found}
    assert {note["id"] for note in found.named("li")} == {"note-1", "note-2"}
    assert "date unknown" in words(made).lower() or texts.UNDATED in words(made)


def test_the_object_is_that_of_the_api() -> None:
    assert json.loads(checked_object(DRAFT)) == checked_json(DRAFT.checked, has_sources=False)


def test_documents_reach_the_browser_with_every_line_break() -> None:
    saved = {one.kind: one.text for one in documents(DRAFT, SERVER)}
    buttons = Elements(result_html(DRAFT, SERVER)).found
    contents = {
        given["data-name"]: b64decode(given["data-content"] or "").decode()
        for _, given in buttons
        if given.get("data-act") == "draft-save"
    }
    assert contents == {
        "checked-draft.html": saved["html"],
        "checked-draft.md": saved["markdown"],
        "checked-draft.json": saved["json"],
    }


def test_a_long_draft_is_checked_in_parts_that_end_where_sentences_do() -> None:
    text = "One is one. Two is two. Three is three."
    part = next_part(Draft(text), most=30)
    assert (part.text, part.sentences_after) == ("One is one. Two is two. ", 1)
    read = Draft(text, claims=(CheckedClaim("", 0, 23, None, None),))
    assert next_part(read, most=30).text == " Three is three."


def test_a_sentence_longer_than_a_part_is_cut() -> None:
    assert next_part(Draft("a" * 50), most=30).text == "a" * 30


def test_a_draft_that_is_a_book_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="characters"):
        next_part(Draft("a" * (LONGEST_DRAFT + 1)))


def test_the_example_has_one_figure_altered() -> None:
    example = example_of(ListLibrary(builtin_articles()))
    assert example
    source = next(one.text for one in builtin_articles() if one.title == example.title)
    true, altered = (example.text[span.start : span.end] for span in split_sentences(example.text))
    assert true in source
    assert altered not in source
    assert altered.replace(example.instead, example.written, 1) in source
    assert example.title in words(example_note(example))


def test_a_library_without_figures_has_no_example_and_says_so() -> None:
    assert example_of(ListLibrary([article("Nothing happened.")])) is None
    assert words(example_note(None)) == draft_texts.NO_EXAMPLE


def test_a_word_file_gives_its_words_in_their_paragraphs() -> None:
    body = paragraph("The ferry sank.") + paragraph("She paid 90 crowns.")
    packed = b64encode(docx(body)).decode()
    assert words_of(packed) == "The ferry sank.\n\nShe paid 90 crowns."


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        ("not base64!", draft_texts.FILE_UNREAD),
        (b64encode(b"no archive").decode(), draft_texts.FILE_UNREAD),
        ("A" * LARGEST_BYTES * 2, draft_texts.FILE_LARGE),
    ],
)
def test_files_that_are_no_drafts_are_refused_in_words(packed: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        words_of(packed)
    assert refused.value.message == said


def test_every_input_of_the_empty_tab_has_a_name() -> None:
    assert Elements(offers_html()).named("input")[0]["aria-label"] == draft_texts.OPEN_LABEL
    assert draft_texts.TITLE in words(intro_html())
