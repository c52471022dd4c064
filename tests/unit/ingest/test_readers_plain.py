"""Plain text, and what every reader does with bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import RawArticle, Rejected, raw, read_articles


def read(folder: Path, data: bytes, name: str = "some_story.txt") -> RawArticle | Rejected:
    (folder / name).write_bytes(data)
    (found,) = read_articles(folder / name)
    return found


def article(folder: Path, data: bytes) -> RawArticle:
    found = read(folder, data)
    assert isinstance(found, RawArticle), found
    return found


@pytest.mark.parametrize("headline", ["River floods town", "Is it a myth?", "Trump visits the U.S."])
def test_a_first_line_that_reads_like_a_headline_is_the_title(headline: str, tmp_path: Path) -> None:
    body = "The river rose overnight, officials said on Friday."
    found = article(tmp_path, f"{headline}\n\n{body}\n".encode())
    assert (found.title, found.text) == (headline, body)


@pytest.mark.parametrize(
    "text",
    ["The river rose.\nIt fell again, the officials said.", "One line only", "A" * 200 + "\n" + "b " * 300],
)
def test_else_the_title_is_the_name_of_the_file(text: str, tmp_path: Path) -> None:
    found = article(tmp_path, text.encode())
    assert found.title == "Some story"
    assert found.text.split() == text.split()


def test_lines_broken_at_a_fixed_width_are_joined_and_paragraphs_are_not(tmp_path: Path) -> None:
    wrapped = (
        "The river rose by more than three metres during the night and\n"
        "the bridge in the old town was closed to traffic on Friday, as\n"
        "officials said.\n\nAnother paragraph stands here.\nAnd one more on its own line."
    )
    found = article(tmp_path, wrapped.encode())
    assert found.text.split("\n")[0].endswith("as officials said.")
    assert found.text.endswith("here.\nAnd one more on its own line.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_common_encodings_are_understood(encoding: str, tmp_path: Path) -> None:
    text = "“Café” für 5 €, naïve façade. " * 3
    assert article(tmp_path, text.encode(encoding)).text == text.strip()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"text\x00text", "not text (binary?)"),
        (bytes(range(256)) * 20, "not text (binary?)"),
        (bytes(range(1, 256)) * 20, "not text (binary?)"),
        (b"%PDF-1.7\nsome objects", "not text (binary?)"),
        ("Ελληνικά".encode("iso8859-7") * 9, "not text (binary?)"),
        (b"\xff\xfe\x00\xd8\x00", "not text (binary?)"),
    ],
)
def test_what_is_no_text_is_rejected_with_a_reason(data: bytes, reason: str, tmp_path: Path) -> None:
    assert read(tmp_path, data) == Rejected(str(tmp_path / "some_story.txt"), reason)


def test_an_enormous_file_is_rejected_with_the_limit(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(raw.SIZE_MAX_BYTES + 1)
    (found,) = read_articles(tmp_path / "big.txt")
    assert isinstance(found, Rejected)
    assert "20 MB" in found.reason


def test_a_file_that_cannot_be_read_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    for path in (tmp_path / "gone.txt", tmp_path, tmp_path / "loop.txt", tmp_path / "gone.jsonl"):
        (found,) = read_articles(path)
        assert isinstance(found, Rejected)
        assert "cannot be read" in found.reason
