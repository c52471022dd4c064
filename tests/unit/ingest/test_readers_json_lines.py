"""JSON Lines: each line by itself, bad ones rejected with their numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.readers import RawArticle, Rejected, json_lines, read_articles


def read(folder: Path, data: bytes) -> list[RawArticle | Rejected]:
    path = folder / "wire_export.jsonl"
    path.write_bytes(data)
    return list(read_articles(path))


def test_every_field_of_the_contract_is_read(tmp_path: Path) -> None:
    line = {
        "text": "Rain fell.",
        "title": "Rain",
        "url": "https://x.example/1",
        "publisher": "P",
        "author": "A",
        "published": "2025-01",
        "language": "en",
        "id": 7,
        "kind": "article",
        "mood": ["glad"],
    }
    (found,) = read(tmp_path, json.dumps(line).encode())
    assert isinstance(found, RawArticle)
    assert (found.text, found.title, found.id) == ("Rain fell.", "Rain", "7")
    assert found.url == "https://x.example/1"
    assert (found.publisher, found.author, found.published) == ("P", "A", "2025-01")
    assert found.source.endswith("wire_export.jsonl:1")


def test_a_line_without_title_is_named_after_file_and_line(tmp_path: Path) -> None:
    found = read(tmp_path, b'\xef\xbb\xbf{"text": "a"}\n\n{"text": "b"}\n')
    assert [article.title for article in found if isinstance(article, RawArticle)] == [
        "Wire export, line 1",
        "Wire export, line 3",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not valid JSON"),
        (b"[1]", "JSON object"),
        (b'{"title": "t"}', "'text'"),
        (b'{"text": ""}', "'text'"),
        (b'{"text": null}', "'text'"),
        (b'{"text": "a", "author": ["A"]}', "'author'"),
        (b'{"text": "a", "kind": "opinion"}', "'kind'"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b"[" * 200_000, "not valid JSON"),
        (b'{"text": ' + b"1" * 5000 + b"}", "not valid JSON"),
    ],
)
def test_a_bad_line_is_rejected_with_its_number_and_the_rest_goes_on(
    line: bytes, reason: str, tmp_path: Path
) -> None:
    before, bad, after = read(tmp_path, b'{"text": "a"}\n' + line + b'\n{"text": "b"}')
    assert isinstance(before, RawArticle)
    assert isinstance(after, RawArticle)
    assert isinstance(bad, Rejected)
    assert bad.source.endswith(":2")
    assert reason in bad.reason


def test_an_enormous_line_is_rejected_without_being_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "SIZE_MAX_BYTES", 100)
    big, small = read(tmp_path, b'{"text": "' + b"a" * 1000 + b'"}\n{"text": "b"}\n')
    assert isinstance(big, Rejected)
    assert "20 MB" in big.reason
    assert isinstance(small, RawArticle)
    assert small.source.endswith(":2")


@pytest.mark.parametrize("data", [b"", b"\x00\x01", '{"text": "a"}'.encode("utf-16")])
def test_a_file_that_is_no_text_is_rejected_once(data: bytes, tmp_path: Path) -> None:
    (found,) = read(tmp_path, data)
    assert isinstance(found, Rejected)


def test_a_file_of_blank_lines_gives_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, b"\n\n  \n") == []
