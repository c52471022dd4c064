"""From what a reader found to an article: normalised, identified, doubtful metadata left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.articles import build_article
from ingest.identity import canonical_url
from ingest.normalise import clean_line, clean_text
from ingest.readers import RawArticle
from rag.domain import ArticleId
from rag.errors import SourceError

RAW = RawArticle(text="Rain fell.", source="a.md", title="Rain")


def id_of(raw: RawArticle, collection: str = "default") -> ArticleId:
    return build_article(raw, collection)[0].id


def test_text_is_brought_to_one_form() -> None:
    ragged = "\ufeffCafe\u0301\u00a0au\u200b lait \r\nzwei\x07\u2028drei\n\n\n\n\n\nvier  \n"
    assert clean_text(ragged) == "Café au lait\nzwei\ndrei\n\n\nvier"
    assert clean_text("half \ud800 character").isprintable()
    assert clean_text("\u202eevil") == "evil"


def test_a_title_is_one_line_of_bounded_length() -> None:
    assert clean_line(" a\n b\t") == "a b"
    assert clean_line(" \n") is None
    assert len(clean_line("word " * 200) or "") <= 300


@pytest.mark.parametrize("text", ["", " \n", "***\n---", "\u200b"])
def test_an_article_without_words_is_refused(text: str) -> None:
    with pytest.raises(SourceError, match="no text"):
        build_article(replace(RAW, text=text), "default")


@pytest.mark.parametrize("date", ["1799-12-31", "9999", "yesterday", "2025-02-30", "0000-01-01"])
def test_an_impossible_date_is_ignored_with_a_warning(date: str) -> None:
    article, warnings = build_article(replace(RAW, published=date), "default")
    assert article.published is None
    assert date in warnings[0]


def test_a_date_keeps_its_precision() -> None:
    article, warnings = build_article(replace(RAW, published="2025-01"), "default")
    assert (str(article.published), warnings) == ("2025-01", [])


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/a/1", "file:///etc/passwd", "http://[bad"])
def test_an_address_that_must_not_become_a_link_is_ignored_with_a_warning(url: str) -> None:
    article, warnings = build_article(replace(RAW, url=url), "default")
    assert article.url is None
    assert url in warnings[0]


@pytest.mark.parametrize(
    "url",
    [
        "http://News.Example/a/?utm_source=x&id=1#part",
        "https://news.example:443/a?id=1&fbclid=z",
        "https://news.example/a/?id=1",
    ],
)
def test_addresses_of_one_page_are_one(url: str) -> None:
    assert canonical_url(url) == "https://news.example/a?id=1"


def test_identity_is_the_address_else_the_id_else_the_file_else_the_text() -> None:
    by_url = replace(RAW, url="https://x.example/1", id="7")
    assert id_of(by_url) == id_of(replace(by_url, text="Other.", id="8", source="b.md"))
    by_id = replace(RAW, id="7")
    assert id_of(by_id) == id_of(replace(by_id, text="Other.", source="b.md"))
    assert id_of(RAW) == id_of(replace(RAW, text="Other.")) != id_of(replace(RAW, source="b.md"))
    line = replace(RAW, is_whole_file=False, source="a.jsonl:1")
    assert id_of(line) == id_of(replace(line, source="a.jsonl:2")) != id_of(replace(line, text="Other."))


def test_one_file_by_two_paths_is_one_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths = ["a.md", str(tmp_path / "a.md"), "sub/../a.md"]
    assert len({id_of(replace(RAW, source=path)) for path in paths}) == 1


def test_collections_and_digests_keep_articles_apart() -> None:
    by_url = replace(RAW, url="https://x.example/1")
    assert id_of(by_url) != id_of(by_url, "demo")
    assert id_of(by_url) != id_of(replace(by_url, kind="digest"))


@pytest.mark.parametrize("field", ["text", "title", "publisher", "author", "language", "provenance"])
def test_any_change_changes_the_hash(field: str) -> None:
    change: dict[str, Any] = {field: "something else"}
    assert build_article(replace(RAW, **change), "default")[0].hash != build_article(RAW, "default")[0].hash


def test_half_characters_break_nothing() -> None:
    broken = replace(
        RAW, id="\udcff", url="http://x.example/\ud800?q=\udfff", title="\ud800", text="Rain \udc80."
    )
    article, _ = build_article(broken, "default")
    assert repr(article).encode()


def test_a_move_does_not_change_the_hash() -> None:
    assert build_article(replace(RAW, source="b.md"), "x")[0].hash == build_article(RAW, "y")[0].hash
