"""Lists of articles out of a real library, and articles removed over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.lock import writer_lock
from rag.adapters.sqlite.library import SqliteLibrary
from rag.catalogue import Listing, Page
from rag.domain import ArticleId
from tests.builders import article, passage
from tests.library_served import served

GIVEN = (
    {"key": "a", "title": "Élan vital", "publisher": "Le Journal", "published": "2025-01-28", "text": "Un."},
    {"key": "b", "title": "bridges", "publisher": "The Daily", "published": "2024", "text": "Zwei Wörter."},
    {"key": "c", "title": "Abroad", "publisher": None, "published": None, "url": "https://x.example/elan"},
    {"key": "d", "title": "Zoo 100%", "publisher": "The Daily", "published": "2025-01", "kind": "digest"},
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    with SqliteLibrary.open(tmp_path / "data" / "library.db") as opened:
        for given in GIVEN:
            one = article(**{"text": "Some text.", **given})
            opened.replace_article(one, [passage(one)])
        yield opened


def keys(page: Page) -> str:
    return "".join(one.id for one in page.articles)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("newest", "dabc"), ("oldest", "bdac"), ("title", "cbda"), ("publisher", "abdc"), ("added", "dcba")],
)
def test_lists_are_sorted_and_what_lacks_the_value_comes_last(
    library: SqliteLibrary, sort: str, expected: str
) -> None:
    assert keys(library.listed(Listing(sort=sort))) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("elan",), "ac"),
        (("ÉLAN", "journal"), "a"),
        (("daily",), "bd"),
        (("100%",), "d"),
        (("%",), "d"),
        (("x.example",), "c"),
        (("none",), ""),
        (("daily", "elan"), ""),
    ],
)
def test_words_are_found_in_title_publisher_and_address_in_any_case_and_accent(
    library: SqliteLibrary, words: tuple[str, ...], expected: str
) -> None:
    page = library.listed(Listing(words=words))
    assert "".join(sorted(keys(page))) == expected
    assert page.total == len(expected)


def test_pages_follow_each_other_and_know_the_whole(library: SqliteLibrary) -> None:
    for words in ((), ("a",)):
        whole = library.listed(Listing(words=words, sort="title"))
        pages = [library.listed(Listing(words=words, sort="title", limit=1, offset=n)) for n in range(6)]
        assert "".join(map(keys, pages)) == keys(whole)
        assert {page.total for page in pages} == {len(whole.articles)}


def test_marks_kinds_and_dates_narrow_the_list(library: SqliteLibrary) -> None:
    library.mark_article(ArticleId("b"), "retracted", "Made up.")
    found = library.listed(Listing(status="retracted")).articles
    assert [(one.id, one.status_note) for one in found] == [("b", "Made up.")]
    assert keys(library.listed(Listing(kind="digest"))) == "d"
    assert keys(library.listed(Listing(publishers=("Le Journal",)))) == "a"


def test_a_listed_article_tells_its_length_and_its_reprints(library: SqliteLibrary) -> None:
    by_id = {one.id: one for one in library.listed(Listing()).articles}
    assert by_id[ArticleId("b")].characters == len("Zwei Wörter.")
    assert {one.reprints for one in by_id.values()} == {0}


def test_the_list_over_http_takes_partial_dates_and_refuses_nonsense(
    tmp_path: Path, library: SqliteLibrary
) -> None:
    with served(tmp_path / "data") as (http, _):
        listed = http.get(
            "/api/articles", params={"since": "2025", "as_of": "2025-01-27", "limit": 10}
        ).json()
        assert [one["id"] for one in listed["articles"]] == ["d"]
        assert listed["articles"][0]["published_precision"] == "month"
        for wrong in ({"since": "soon"}, {"limit": 0}, {"limit": 201}, {"sort": "best"}, {"colection": "x"}):
            assert http.get("/api/articles", params=wrong).status_code == 400


def test_a_removed_article_is_gone_from_library_and_index_and_a_writer_is_waited_for(
    tmp_path: Path, library: SqliteLibrary
) -> None:
    with served(tmp_path / "data") as (http, _):
        with writer_lock(tmp_path / "data", "byline ingest secret-folder"):
            busy = http.delete("/api/articles/a")
        assert (busy.status_code, busy.json()["error"]["code"]) == (503, "library_locked")
        assert int(busy.headers["retry-after"]) > 0
        assert "secret-folder" not in busy.text
        assert str(tmp_path) not in busy.text
        assert http.delete("/api/articles/a").status_code == 204
        assert http.delete("/api/articles/a").status_code == 404
        assert http.get("/api/articles/a").status_code == 404
        assert library.passages_of(ArticleId("a")) == []
