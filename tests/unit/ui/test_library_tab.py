"""The library tab's values and HTML: what is listed, found, handed in, and who may change it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from rag.catalogue import ListedArticle, Page
from rag.domain import ArticleId
from rag.errors import UsageError
from rag.events import Failed
from rag.ledger import Quarantined
from rag.settings import Settings
from rag.text.publication import PublicationDate
from tests.fakes_ui import ListLibrary, make_article
from ui.access.caller import Caller
from ui.access.keys import KeyFile
from ui.jobs.job import Job, JobProgress, Told
from ui.web.library.finding import csv_of, found_html
from ui.web.library.forms_html import adding_html, check_html, dialogs_html, figures_html, upkeep_html
from ui.web.library.jobs_html import jobs_html, quarantine_html
from ui.web.library.list_html import list_html, pager_html
from ui.web.library.rights import writing_of
from ui.web.library.wanted import PAGE, Wanted, offset_of
from ui.web.markup import escaped
from ui.web.texts import library as words

HOSTILE = '<img src=x onerror="1">'
SEEN = "2025-03-04T09:12:31.390+00:00"


def listed(**given: Any) -> ListedArticle:
    values: dict[str, Any] = {
        "id": ArticleId("a1"),
        "collection": "default",
        "kind": "article",
        "title": "Minutes",
        "hash": "h",
        "publisher": "The Paper",
        "author": None,
        "published": PublicationDate.parse("2025-01-28"),
        "language": "en",
        "url": None,
        "status": None,
        "status_note": None,
        "characters": 2104,
        "reprints": 0,
    }
    return ListedArticle(**(values | given))


def job(**given: Any) -> Job:
    values: dict[str, Any] = {
        "id": "j1",
        "state": "done",
        "collection": "default",
        "sources": ("upload: a.md",),
        "created_at": SEEN,
    }
    return Job(**(values | given))


def sent_by(*scopes: Any) -> gr.Request:
    state = SimpleNamespace(caller=Caller("127.0.0.1", scopes=frozenset(scopes)))
    return gr.Request(SimpleNamespace(state=state))  # type: ignore[arg-type]


def test_the_inputs_become_a_page_of_the_list() -> None:
    listing = Wanted.of(" two words ", ["a"], None, "2024", "2024-02", "corrected", None).listing(25)
    assert (listing.words, listing.collections, listing.publishers) == (("two", "words"), ("a",), ())
    assert (listing.since, listing.until) == (date(2024, 1, 1), date(2024, 2, 29))
    assert (listing.status, listing.sort, listing.limit, listing.offset) == ("corrected", "newest", PAGE, 25)


def test_a_date_that_is_none_is_said_in_words() -> None:
    with pytest.raises(UsageError, match="'soon' is no date"):
        Wanted.of("", [], [], "soon", "", None, "newest").listing(0)


@pytest.mark.parametrize(
    ("said", "offset"), [("50", 50), ("51", 50), ("-1", 0), ("", 0), ("9" * 20, 0), ("٢٥", 0), ("x", 0)]
)
def test_an_offset_is_the_beginning_of_a_page_whatever_a_browser_sends(said: str, offset: int) -> None:
    assert offset_of(said) == offset


def test_an_article_is_listed_with_all_that_is_known_of_it() -> None:
    marked = listed(status="retracted", status_note="No ferry.", kind="digest", reprints=2)
    html = list_html(Page(1, (marked,)), 0, {"default": 1, "demo": 5}, "open")
    for said in ("28 January 2025", "digest", "2,104 characters", "printed 2 times more", "No ferry."):
        assert escaped(said) in html
    assert 'href="&#47;articles&#47;a1"' in html


def test_who_may_not_write_sees_no_way_to() -> None:
    page = Page(1, (listed(),))
    assert "data-act" in list_html(page, 0, {"default": 1}, "key")
    assert "data-act" not in list_html(page, 0, {"default": 1}, "none")
    assert "<form" not in adding_html("none")
    assert check_html("none") == dialogs_html("none") == ""
    assert "<button" not in upkeep_html({"demo": 5}, "none")


def test_a_key_is_asked_for_only_where_one_is_needed() -> None:
    for html in (adding_html, check_html, dialogs_html):
        assert "data-key=" in html("key")
        assert "data-key=" not in html("open")


def test_an_empty_library_names_three_ways_to_fill_it() -> None:
    html = list_html(Page(0, ()), 0, {}, "open")
    for said in (words.EMPTY_FILES, words.EMPTY_ADDRESS, words.EMPTY_COMMAND_LINE):
        assert escaped(said) in html


def test_nothing_that_matches_is_not_an_empty_library() -> None:
    html = list_html(Page(0, ()), 0, {"default": 3}, "open")
    assert escaped(words.NO_MATCH) in html
    assert escaped(words.EMPTY_TITLE) not in html


def test_the_pager_leads_to_the_pages_beside_this_one() -> None:
    middle = pager_html("library-page", 60, 25)
    assert 'data-offset="0"' in middle
    assert 'data-offset="50"' in middle
    assert "disabled" in pager_html("library-page", 60, 0)
    assert "<nav" not in pager_html("library-page", PAGE, 0)


def test_a_phrase_is_shown_in_its_sentences_and_as_a_file() -> None:
    library = ListLibrary([make_article("Oda Quist spoke. Nobody else did. They thanked Oda Quist.")])
    html = found_html(library, "oda quist", 0)  # type: ignore[arg-type]
    assert html.count("<mark>") == 2
    assert escaped(words.found("oda quist", 2, 1)) in html
    rows = csv_of(library, "oda quist").splitlines()  # type: ignore[arg-type]
    assert len(rows) == 3


def test_a_phrase_without_a_letter_is_refused_in_words() -> None:
    html = found_html(ListLibrary([]), "…", 0)  # type: ignore[arg-type]
    assert 'class="failure"' in html


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (job(counts={"new": 1, "reprints": 1}), "1 new article, 1 reprint of another"),
        (job(counts={"unchanged": 1}), "1 already here, unchanged"),
        (job(counts={"new": 0}), words.NOTHING_NEW),
        (job(state="running", progress=JobProgress(1, 3, 7)), "1 of 3 files, 7 articles so far"),
        (job(state="queued"), words.JOB_STATES["queued"]),
        (job(state="failed", error=Failed("library", "No room.", "Make some.")), "No room. Make some."),
    ],
)
def test_a_job_says_what_became_of_it(given: Job, said: str) -> None:
    assert escaped(said) in jobs_html([given], "open")


def test_what_was_not_taken_in_is_named_with_its_reason() -> None:
    html = jobs_html([job(rejected=(Told("upload: scan.pdf", "damaged"),))], "open")
    assert escaped("scan.pdf") in html
    assert escaped("upload:") not in html
    assert "damaged" in html


def test_only_what_has_not_ended_can_be_stopped() -> None:
    assert "library-stop" not in jobs_html([job()], "open")
    assert escaped("library-stop") in jobs_html([job(state="running")], "open")
    assert escaped("library-stop") not in jobs_html([job(state="running")], "none")


def test_the_job_that_ended_last_is_named_so_that_the_page_can_follow() -> None:
    ended = [job(id="b", finished_at="2025-03-05"), job(id="a", finished_at="2025-03-04")]
    assert 'data-ended="b"' in jobs_html([job(id="c", state="queued"), *ended], "open")


def test_only_an_address_can_be_tried_again_from_the_page() -> None:
    address = Quarantined("default", "https://paper.example/x", "404", None, SEEN, SEEN)
    upload = Quarantined("default", "upload: scan.pdf", "damaged", None, SEEN, SEEN)
    assert escaped("library-retry") in quarantine_html([address], "open")
    assert escaped("library-retry") not in quarantine_html([upload], "open")
    assert quarantine_html([], "open") == ""


def test_markup_in_names_stays_text() -> None:
    hostile = listed(
        title=HOSTILE, publisher=HOSTILE, collection=HOSTILE, status="corrected", status_note=HOSTILE
    )
    quarantined = Quarantined(HOSTILE, HOSTILE, HOSTILE, None, SEEN, SEEN)
    told = job(sources=(HOSTILE,), collection=HOSTILE, rejected=(Told(HOSTILE, HOSTILE),))
    library = ListLibrary([make_article(f"Zorblax {HOSTILE}", title=HOSTILE, publisher=HOSTILE)])
    for html in (
        list_html(Page(1, (hostile,)), 0, {HOSTILE: 1, "b": 1}, "open"),
        jobs_html([told], "open"),
        quarantine_html([quarantined], "open"),
        upkeep_html({HOSTILE: 2}, "open"),
        found_html(library, "Zorblax", 0),  # type: ignore[arg-type]
    ):
        assert "<img" not in html


def test_the_figures_count_library_and_index_on_disk(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"0" * 2_500_000)
    html = figures_html(5, 32, 1, Settings(data_dir=tmp_path))
    assert escaped("5 articles") in html
    assert escaped("2.5 MB on disk") in html


def test_without_keys_only_a_caller_of_this_machine_writes(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    assert writing_of(keys, sent_by("read", "ask", "write", "admin")) == "open"
    assert writing_of(keys, sent_by("read", "ask")) == "none"
    assert writing_of(keys, None) == "none"


def test_with_keys_everyone_needs_one(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    keys.add("desk", ("write",))
    assert writing_of(keys, sent_by("read", "ask", "write", "admin")) == "key"
