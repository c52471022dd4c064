from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.adapters.sqlite import SqliteLibrary
from rag.domain import (
    Answer,
    AnswerId,
    Article,
    ArticleId,
    Citation,
    Constraints,
    Coverage,
    Passage,
    PassageId,
    Provenance,
)
from rag.errors import LibraryError, LibraryLockedError
from rag.interfaces import ArticleFilter, Span, WritableLibrary
from rag.text.publication import PublicationDate


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    with SqliteLibrary.open(tmp_path / "library.db") as opened:
        yield opened


def article(key: str, text: str = "Some text.", *, published: str | None = None, **fields: Any) -> Article:
    defaults: dict[str, Any] = {
        "collection": "default",
        "kind": "article",
        "title": "",
        "hash": f"hash of {text}",
    }
    when = PublicationDate.parse(published) if published else None
    return Article(id=ArticleId(key), text=text, published=when, **{**defaults, **fields})


def cut(whole: Article, *borders: int) -> list[Passage]:
    ends = [*borders, len(whole.text)]
    starts = [0, *borders]
    return [
        Passage(PassageId(f"{whole.id}:{start}"), whole.id, start, end, whole.text[start:end])
        for start, end in zip(starts, ends, strict=True)
    ]


def put(library: WritableLibrary, whole: Article, *borders: int) -> list[PassageId]:
    return library.replace_article(whole, cut(whole, *borders))


def found(library: SqliteLibrary, *words: str, where: ArticleFilter | None = None) -> list[str]:
    return [passage_id for passage_id, _ in library.lexical_search(words, 10, where)]


def answer(*citations: tuple[str, str], key: str = "a1", question: str = "Why?") -> Answer:
    return Answer(
        schema=1,
        id=AnswerId(key),
        created_at="2025-02-01T10:00:00Z",
        question=question,
        standalone_question=question,
        constraints=Constraints(),
        text="Because [1].",
        abstained=False,
        reason=None,
        uncovered=(),
        fallback=None,
        stale=False,
        sentences=(),
        citations=tuple(citation(n, *source) for n, source in enumerate(citations, start=1)),
        disagreements=(),
        coverage=Coverage(1, None, None, None, 1, 1),
        nearest=(),
        thinking=None,
        model="extractive",
        usage=None,
        provenance=Provenance("extractive", None, "none", 0.5, 1),
        timings_ms={},
    )


def citation(n: int, article_id: str, article_hash: str) -> Citation:
    return Citation(
        n=n,
        article_id=ArticleId(article_id),
        passage_id=PassageId("p"),
        article_hash=article_hash,
        collection="default",
        kind="article",
        title="T",
        publisher=None,
        author=None,
        published=None,
        published_precision=None,
        url=None,
        link="/articles/x",
        page=None,
        quote="q",
        start=0,
        end=1,
    )


# Articles and passages


def test_an_article_comes_back_as_it_was_put_in(library: SqliteLibrary) -> None:
    whole = article(
        "a",
        "Größe “zählt”. 😀 Two.",
        title="T",
        collection="c",
        kind="digest",
        publisher="CGTN",
        author="A",
        published="2025-01",
        language="en",
        url="https://example.org/a",
        source="a.md",
        provenance="made from b",
    )
    put(library, whole, 16)

    assert library.article(ArticleId("a")) == whole
    assert library.passages_of(ArticleId("a")) == cut(whole, 16)
    assert list(library.articles()) == [whole]


def test_an_unknown_article_is_none(library: SqliteLibrary) -> None:
    assert library.article(ArticleId("nobody")) is None
    assert library.passages_of(ArticleId("nobody")) == []


def test_passages_and_articles_come_in_the_order_asked_without_unknown_ones(library: SqliteLibrary) -> None:
    put(library, article("a", "One. Two. "), 5)
    put(library, article("b", "Three."))

    passages = library.passages([PassageId(key) for key in ("b:0", "nobody", "a:5", "a:0")])

    assert [passage.text for passage in passages] == ["Three.", "Two. ", "One. "]
    assert [one.id for one in library.articles_by_id([ArticleId("b"), ArticleId("x"), ArticleId("a")])] == [
        "b",
        "a",
    ]


def test_articles_are_read_in_one_order_across_pages(library: SqliteLibrary) -> None:
    for number in range(250):
        put(library, article(f"{number:03}"))

    assert [one.id for one in library.articles()] == [f"{number:03}" for number in range(250)]


def test_replacing_an_article_tells_which_passages_are_gone(library: SqliteLibrary) -> None:
    assert put(library, article("a", "One. Two. Three."), 5, 10) == []

    gone = put(library, article("a", "One. Four."), 5)

    assert gone == ["a:10"]
    assert found(library, "three") == []
    assert found(library, "four") == ["a:5"]


def test_a_new_title_is_searched_and_the_old_one_forgotten(library: SqliteLibrary) -> None:
    put(library, article("a", title="Tariffs"))
    put(library, article("a", title="Exports"))

    assert found(library, "tariffs") == []
    assert found(library, "exports") == ["a:0"]


def test_removing_an_article_removes_every_trace_of_it(library: SqliteLibrary) -> None:
    put(library, article("a", "One. Two."), 5)

    assert library.remove_article(ArticleId("a")) == ["a:0", "a:5"]
    assert library.remove_article(ArticleId("a")) == []
    assert library.passage_count() == 0
    assert found(library, "one", "two") == []


def test_a_passage_that_is_no_span_of_its_article_is_refused(library: SqliteLibrary) -> None:
    wrong = Passage(PassageId("a:0"), ArticleId("a"), 0, 4, "Else")

    with pytest.raises(ValueError, match="no span"):
        library.replace_article(article("a"), [wrong])
    assert library.article(ArticleId("a")) is None


def test_a_passage_id_of_another_article_changes_nothing(library: SqliteLibrary) -> None:
    put(library, article("a"))
    other = article("b")
    clash = Passage(PassageId("a:0"), other.id, 0, 4, other.text[:4])

    with pytest.raises(LibraryError):
        library.replace_article(other, [clash])
    assert library.article(other.id) is None
    assert library.generation() == 1


def test_the_generation_grows_with_changes_to_articles_only(library: SqliteLibrary) -> None:
    seen = [library.generation()]
    put(library, article("a"))
    seen.append(library.generation())
    library.save_answer(answer())
    library.set_meta({"embedder": "m"})
    library.remove_article(ArticleId("nobody"))
    seen.append(library.generation())
    library.remove_article(ArticleId("a"))
    seen.append(library.generation())

    assert seen == [0, 1, 1, 2]


# Filters


@pytest.fixture
def dated(library: SqliteLibrary) -> SqliteLibrary:
    for key, published in [("day", "2025-01-28"), ("month", "2025-02"), ("year", "2024"), ("undated", None)]:
        put(library, article(key, published=published, publisher=f"P {key}", collection=f"c-{key}"))
    return library


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (ArticleFilter(), {"day", "month", "year", "undated"}),
        (ArticleFilter(since=date(2025, 1, 28)), {"day", "month"}),
        (ArticleFilter(since=date(2025, 1, 29)), {"month"}),
        (ArticleFilter(since=date(2025, 2, 28)), {"month"}),
        (ArticleFilter(since=date(2025, 3, 1)), set()),
        (ArticleFilter(until=date(2025, 1, 27)), {"year"}),
        (ArticleFilter(until=date(2025, 1, 28)), {"day", "year"}),
        (ArticleFilter(until=date(2025, 2, 1)), {"day", "month", "year"}),
        (ArticleFilter(since=date(2024, 12, 31), until=date(2024, 12, 31)), {"year"}),
        (ArticleFilter(publishers=("P day", "P undated", "it's")), {"day", "undated"}),
        (ArticleFilter(collections=("c-year",)), {"year"}),
        (ArticleFilter(collections=("c-year",), publishers=("P day",)), set()),
    ],
)
def test_a_filter_means_the_same_everywhere(
    dated: SqliteLibrary, where: ArticleFilter, expected: set[str]
) -> None:
    allowed = dated.allowed_passages(where)

    assert {one.id for one in dated.articles(where)} == expected
    assert {key.split(":")[0] for key in found(dated, "text", where=where)} == expected
    assert dated.span(where).articles == len(expected)
    if allowed is not None:
        ids = [PassageId(f"{key}:0") for key in ("day", "month", "year", "undated", "nobody")]
        assert {key.split(":")[0] for key in allowed.ids() or ()} == expected
        assert {key.split(":")[0] for key in allowed.among(ids)} == expected


def test_a_filter_that_every_article_passes_allows_every_passage(dated: SqliteLibrary) -> None:
    everywhere = ArticleFilter(collections=("c-day", "c-month", "c-year", "c-undated"))

    assert dated.allowed_passages(ArticleFilter()) is None
    assert dated.allowed_passages(everywhere) is None


def test_the_span_covers_every_day_that_a_date_may_mean(dated: SqliteLibrary) -> None:
    assert dated.span(ArticleFilter()) == Span(4, date(2024, 1, 1), date(2025, 2, 28), undated=1)
    assert dated.span(ArticleFilter(collections=("none",))) == Span(0, None, None)


def test_articles_that_only_lack_a_date_are_counted(dated: SqliteLibrary) -> None:
    since = date(2025, 2, 1)

    assert dated.span(ArticleFilter(since=since)) == Span(1, date(2025, 2, 1), date(2025, 2, 28), undated=1)
    assert dated.span(ArticleFilter(publishers=("P undated",), since=since)) == Span(0, None, None, undated=1)
    assert dated.span(ArticleFilter(publishers=("P day",), until=since)).undated == 0


def test_figures_follow_changes(dated: SqliteLibrary) -> None:
    where = ArticleFilter(publishers=("P day", "P new"))
    before = (dated.span(where).articles, dated.publishers(), dated.collections())
    allowed = dated.allowed_passages(where)
    put(dated, article("new", publisher="P new", collection="c-new"))

    assert dated.span(where).articles == before[0] + 1
    assert dated.publishers() == sorted([*before[1], "P new"])
    assert dated.collections() == {**before[2], "c-new": 1}
    after = dated.allowed_passages(where)
    assert allowed is not None
    assert after is not None
    assert set(after.ids() or ()) == {"day:0", "new:0"}


def test_a_few_passages_are_listed_and_of_many_only_the_number_is_looked_at(dated: SqliteLibrary) -> None:
    allowed = dated.allowed_passages(ArticleFilter(publishers=("P day", "P month", "P year")))

    assert allowed is not None
    assert allowed.ids(at_most=2) is None
    assert sorted(allowed.ids(at_most=3) or ()) == ["day:0", "month:0", "year:0"]
    assert allowed.ids(at_most=1) is None


def test_collections_publishers_and_hashes_are_listed(library: SqliteLibrary) -> None:
    put(library, article("a", publisher="xinhua", collection="one"))
    put(library, article("b", publisher="CGTN", collection="one"))
    put(library, article("c", publisher="CGTN", collection="two", hash="h"))
    put(library, article("d"))

    assert library.collections() == {"default": 1, "one": 2, "two": 1}
    assert library.publishers() == ["CGTN", "xinhua"]
    assert library.publishers(["two"]) == ["CGTN"]
    assert library.hashes("two") == {"c": "h"}


# Words


def test_any_form_of_a_word_is_found_and_the_best_passage_comes_first(library: SqliteLibrary) -> None:
    put(library, article("a", "The exporter exported exports."))
    put(library, article("b", "An export, among many other matters of trade and state."))
    put(library, article("c", "Nothing of the kind."))

    hits = library.lexical_search(["exporting"], 10)

    assert [key for key, _ in hits] == ["a:0", "b:0"]
    assert hits[0][1] > hits[1][1] > 0


def test_a_word_of_every_passage_still_scores_above_zero(library: SqliteLibrary) -> None:
    for key in "abc":
        put(library, article(key, "Trade."))

    assert all(score > 0 for _, score in library.lexical_search(["trade"], 10))


@pytest.mark.parametrize(
    "word",
    [
        '"',
        "'",
        "*",
        "text:",
        "NEAR(",
        "AND",
        "a OR b",
        "-",
        "^",
        "",
        "\0",
        "a\0b",
        "\ud800",
        "(",
        "{text}",
        "%",
        "🙂",
    ],
)
def test_no_text_is_syntax(library: SqliteLibrary, word: str) -> None:
    put(library, article("a", "Exports."))

    assert found(library, word, "exports") == ["a:0"]
    assert found(library, word) == []
    assert library.document_frequencies([word]) == {word: 0}


def test_no_words_find_nothing(library: SqliteLibrary) -> None:
    put(library, article("a"))

    assert library.lexical_search([], 10) == []
    assert library.lexical_search(["text"], 0) == []


def test_document_frequencies_count_passages_and_follow_changes(library: SqliteLibrary) -> None:
    put(library, article("a", "Exports rose. Exports fell.", title="Imports"), 14)
    assert library.document_frequencies(["export", "rose", "imports"]) == {
        "export": 2,
        "rose": 1,
        "imports": 0,
    }

    put(library, article("b", "An export."))
    assert library.document_frequencies(["export"]) == {"export": 3}
    assert library.passage_count() == 3


def test_in_a_large_library_common_words_count_only_when_no_other_is_left(library: SqliteLibrary) -> None:
    text = "".join(f"common number{n:05}. " for n in range(1_200))
    size = len("common number00000. ")
    put(library, article("a", text), *range(size, len(text), size))

    assert found(library, "common", "number00007") == [f"a:{7 * size}"]
    assert len(found(library, "common")) == 10
    assert len(found(library, "common", "unheard")) == 10


# Saved answers and the record


def test_an_answer_comes_back_as_the_contracts_json(library: SqliteLibrary) -> None:
    put(library, article("a", hash="h1"))
    library.save_answer(answer(("a", "h1"), ("a", "h1"), question="Why \ud800?"))

    saved = library.answer("a1")

    assert saved is not None
    assert saved["question"] == "Why \ud800?"
    assert [cited["n"] for cited in saved["citations"]] == [1, 2]
    assert not saved["stale"]
    assert library.answer("a2") is None


def test_an_answer_is_stale_once_a_source_has_changed_or_gone(library: SqliteLibrary) -> None:
    put(library, article("a", hash="h1"))
    library.save_answer(answer(("a", "h1")))
    library.save_answer(answer(("gone", "h"), key="a2"))
    put(library, article("a", hash="h2"))

    assert [saved and saved["stale"] for saved in map(library.answer, ["a1", "a2"])] == [True, True]


def test_a_citation_of_a_marked_article_says_so_in_answers_of_before(library: SqliteLibrary) -> None:
    put(library, article("a", hash="h1"))
    library.save_answer(answer(("a", "h1")))
    library.mark_article(ArticleId("a"), "retracted", "Never happened.")

    saved = library.answer("a1")

    assert saved is not None
    assert (saved["citations"][0]["status"], saved["stale"]) == ("retracted", False)


def test_the_record_is_kept_and_its_generation_cannot_be_set(library: SqliteLibrary) -> None:
    library.set_meta({"embedder": "one", "dimension": "384"})
    library.set_meta({"embedder": "two"})

    assert library.meta() == {"embedder": "two", "dimension": "384"}
    with pytest.raises(ValueError, match="generation"):
        library.set_meta({"generation": "7"})


# Opening


def test_a_library_is_there_again_when_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "library.db"
    with SqliteLibrary.open(path) as library:
        put(library, article("a"))
    with SqliteLibrary.open(path, create=False) as library:
        assert library.collections() == {"default": 1}


def test_two_openings_see_each_others_changes(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with SqliteLibrary.open(path) as one, SqliteLibrary.open(path) as other:
        put(one, article("a", "Exports."))
        assert other.generation() == 1
        assert other.document_frequencies(["export"]) == {"export": 1}


def test_a_library_of_a_newer_byline_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    SqliteLibrary.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(LibraryError, match="schema 99") as refused:
        SqliteLibrary.open(path)
    assert "Upgrade Byline" in refused.value.hint


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()

    with pytest.raises(LibraryError, match="not a Byline library") as refused:
        SqliteLibrary.open(path)
    assert refused.value.hint


def in_place_of_the_file(path: Path, what: str) -> Path:
    match what:
        case "nothing":
            pass
        case "a folder":
            path.mkdir()
        case "a text":
            path.write_text("no database " * 1_000)
        case "a file in place of the folder":
            path.write_text("")
            path /= "library.db"
    return path


@pytest.mark.parametrize("what", ["nothing", "a folder", "a text", "a file in place of the folder"])
def test_what_is_no_library_is_refused_with_what_to_do(tmp_path: Path, what: str) -> None:
    path = in_place_of_the_file(tmp_path / "library.db", what)

    with pytest.raises(LibraryError) as refused:
        SqliteLibrary.open(path, create=what != "nothing")
    assert str(path.parent) in refused.value.message
    assert refused.value.hint


def test_a_damaged_file_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with SqliteLibrary.open(path) as library:
        put(library, article("a", "word " * 20_000))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)

    with pytest.raises(LibraryError, match="damaged") as refused, SqliteLibrary.open(path) as library:
        list(library.articles())
    assert refused.value.hint


def test_half_a_character_is_refused_with_what_to_do(library: SqliteLibrary) -> None:
    with pytest.raises(LibraryError, match="surrogate") as refused:
        put(library, article("a", "Half \ud800."))
    assert refused.value.hint
    assert library.generation() == 0


def test_a_closed_library_says_so(tmp_path: Path) -> None:
    library = SqliteLibrary.open(tmp_path / "library.db")
    library.close()
    library.close()

    with pytest.raises(LibraryError, match="closed"):
        library.generation()
    with pytest.raises(LibraryError, match="closed"):
        put(library, article("a"))


# Threads and processes


def test_readers_do_not_wait_for_a_writer(library: SqliteLibrary, tmp_path: Path) -> None:
    put(library, article("a", "Exports."))
    writer = sqlite3.connect(tmp_path / "library.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM articles")

    assert found(library, "exports") == ["a:0"]
    writer.execute("ROLLBACK")
    writer.close()


def test_a_writer_that_waited_too_long_says_who_is_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.adapters.sqlite.connections.BUSY_TIMEOUT_SECONDS", 0.05)
    with SqliteLibrary.open(tmp_path / "library.db") as library:
        other = sqlite3.connect(tmp_path / "library.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryLockedError):
            put(library, article("a"))
        other.execute("ROLLBACK")
        other.close()
        put(library, article("a"))


def test_many_threads_read_and_write_at_once(library: SqliteLibrary) -> None:
    started = threading.Barrier(8)

    def work(number: int) -> None:
        started.wait()
        for turn in range(10):
            put(library, article(f"{number}-{turn}", f"Word{number} export."))
            assert library.document_frequencies([f"word{number}"]) == {f"word{number}": turn + 1}
            assert library.lexical_search(["export"], 5)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    assert library.generation() == 80
    assert library.passage_count() == 80
    assert library.document_frequencies(["export"]) == {"export": 80}


def test_answers_older_than_wished_are_forgotten_with_their_questions(library: SqliteLibrary) -> None:
    library.save_answer(replace(answer(key="old"), created_at="2024-01-01T10:00:00+00:00"))
    library.save_answer(replace(answer(key="new"), created_at="2026-01-01T10:00:00+00:00"))
    library.forget_answers(before="2025-01-01")
    assert library.answer("old") is None
    assert library.answer("new")
