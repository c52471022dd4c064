"""Which articles may hold a phrase, in a real library: none is missed, and none is scanned for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from rag.adapters.sqlite import SqliteLibrary, holding
from rag.domain import Article, Passage, PassageId, Question
from rag.find_all import find_all
from rag.interfaces import ArticleFilter
from rag.text.sentences import split_sentences
from tests.builders import article

TODAY = date(2025, 2, 1)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    with SqliteLibrary.open(tmp_path / "library.db") as opened:
        yield opened


def put(library: SqliteLibrary, whole: Article) -> None:
    """A passage a sentence, so that borders are everywhere."""
    spans = split_sentences(whole.text)
    passages = [
        Passage(
            PassageId(f"{whole.id}:{n}"), whole.id, span.start, span.end, whole.text[span.start : span.end]
        )
        for n, span in enumerate(spans)
    ]
    library.replace_article(whole, passages)


def held(library: SqliteLibrary, query: str, **limits: Sequence[str] | str) -> list[str]:
    return list(find_all(library, Question(query, **limits), TODAY).counted().articles)  # type: ignore[arg-type]


def test_words_may_stand_in_different_passages_or_in_the_title(library: SqliteLibrary) -> None:
    put(library, article("It was over. Nobody knew.", key="across"))
    put(library, article("Quiet.", title="It was over nobody", key="title"))
    put(library, article("It was. Over there.", key="neither"))
    assert held(library, "over. Nobody") == ["across"]
    assert held(library, "over nobody") == ["title"]
    assert held(library, "was") == ["across", "neither", "title"]


def test_an_inflected_form_is_no_match_though_the_index_takes_it_for_one(library: SqliteLibrary) -> None:
    put(library, article("They trained it.", key="trained"))
    put(library, article("A training run.", key="training"))
    assert library.articles_holding(["training"]) == ["trained", "training"]
    assert held(library, "training") == ["training"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("深度求索", "杭州深度求索公司发布了模型。"),
        ("DeepSeek", "杭州的DeepSeek公司发布了模型。"),
        ("DeepSeek公司", "杭州的DeepSeek公司发布了模型。"),
        ("딥시크", "딥시크는 항저우에 있다."),
        ("ดีปซีก", "บริษัทดีปซีกเปิดตัวโมเดล"),
        ("зеркало", "Зеркало разбилось."),
        ("ΛΌΓΟΣ", "Ο λόγος."),
        ("दीपसीक", "दीपसीक एक कंपनी है।"),
        ("ديب سيك", "شركة ديب سيك في الصين."),
        ("low-cost", "A low–cost model."),
        ("Sam’s", "Sam's."),
    ],
)
def test_names_are_found_in_every_script(library: SqliteLibrary, query: str, text: str) -> None:
    put(library, article("Something else entirely.", key="other"))
    put(library, article(text, key="wanted"))
    assert held(library, query) == ["wanted"]


@pytest.mark.parametrize(
    "query",
    [
        '"',
        '"a" OR "b"',
        "NEAR(a b)",
        "a* b",
        "-a",
        "text : a",
        "a AND NOT b",
        "'; DROP TABLE articles",
        "a\x00b",
        "{a}",
    ],
)
def test_syntax_is_text(library: SqliteLibrary, query: str) -> None:
    put(library, article(f"Before {query} after.".replace("\x00", " "), key="wanted"))
    put(library, article("a b", key="other"))
    if any(character.isalnum() for character in query):
        assert held(library, query)[0] in {"wanted", "other"}
        assert "wanted" in held(library, query)


def test_stop_words_alone_are_words(library: SqliteLibrary) -> None:
    put(library, article("To be or not to be.", key="wanted"))
    put(library, article("Not to worry.", key="other"))
    assert held(library, "to be or not to be") == ["wanted"]


def test_limits_reach_the_library(library: SqliteLibrary) -> None:
    put(library, article("R1", key="a", published="2025-01-10", collection="one"))
    put(library, article("R1", key="b", published="2025-01", collection="two"))
    put(library, article("R1", key="c", published=None, collection="two"))
    assert held(library, "R1") == ["b", "a", "c"]
    assert held(library, "R1", collections=("two",)) == ["b", "c"]
    assert held(library, "R1", since="2025-01-20") == ["b"]
    assert library.articles_holding(["r1"], ArticleFilter(publishers=("Nobody",))) == []


def test_only_articles_in_scripts_without_spaces_are_read_for_what_stands_inside(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    SqliteLibrary.open(path).close()
    migration = files("rag.adapters.sqlite.migrations").joinpath("0003_unspaced_scripts.sql")
    assert f"WHERE {holding.UNSPACED};" in migration.read_text("utf-8")
    query = f"SELECT id FROM articles INDEXED BY articles_unspaced WHERE {holding.UNSPACED}"
    with closing(sqlite3.connect(path)) as connection:
        assert "INDEX articles_unspaced" in connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchone()[-1]
