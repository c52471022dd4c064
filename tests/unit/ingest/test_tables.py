"""CSV and TSV, and the mapping of fields that JSON Lines share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.readers import FieldMapping, RawArticle, Rejected, read_articles
from rag.errors import UsageError


def read(
    folder: Path, data: str | bytes, *mapping: str, name: str = "wire_export.csv"
) -> list[RawArticle | Rejected]:
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_articles(folder / name, FieldMapping.parse(mapping)))


def article(found: RawArticle | Rejected) -> RawArticle:
    assert isinstance(found, RawArticle), found
    return found


def test_each_row_is_an_article(tmp_path: Path) -> None:
    first, second = read(tmp_path, 'Title,TEXT,id\nRain,"It fell.\nAnd fell.",7\n\n,More rain.,\n')
    assert (article(first).title, article(first).text, article(first).id) == (
        "Rain",
        "It fell.\nAnd fell.",
        "7",
    )
    assert first.source.endswith("wire_export.csv:2")
    assert (article(second).title, second.source[-2:]) == ("Wire export, line 5", ":5")


def test_columns_are_called_what_the_user_says(tmp_path: Path) -> None:
    data = "headline;body;when\nRain;It fell.;2024-05-03\n"
    (found,) = read(tmp_path, data, "title=headline,text=body", "published=when")
    assert (article(found).title, article(found).text) == ("Rain", "It fell.")
    assert article(found).published == "2024-05-03"


def test_json_lines_use_the_same_mapping_and_reach_into_objects(tmp_path: Path) -> None:
    line = json.dumps({"data": {"body": "It fell."}, "headline": "Rain"})
    (found,) = read(tmp_path, line, "title=headline,text=data.body", name="a.jsonl")
    assert (article(found).title, article(found).text) == ("Rain", "It fell.")


@pytest.mark.parametrize("written", ["title", "=a", "text=", "mood=glad"])
def test_a_mapping_that_makes_no_sense_is_refused(written: str) -> None:
    with pytest.raises(UsageError) as caught:
        FieldMapping.parse([written])
    assert caught.value.hint


def test_a_table_without_text_says_what_columns_it_has(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "date,level\nMonday,3\n")
    assert isinstance(found, Rejected)
    assert "'date', 'level'" in found.reason
    assert "--map text=COLUMN" in found.reason


def test_a_bad_row_is_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    one, bad, two = read(tmp_path, "text,kind\nOne.,\nBad.,opinion\nTwo.,\n")
    assert (article(one).text, article(two).text) == ("One.", "Two.")
    assert isinstance(bad, Rejected)
    assert "'kind'" in bad.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_spreadsheets_of_common_encodings_are_understood(encoding: str, tmp_path: Path) -> None:
    (found,) = read(tmp_path, "text\tauthor\nEin Café öffnet.\tJürgen\n".encode(encoding), name="a.tsv")
    assert (article(found).text, article(found).author) == ("Ein Café öffnet.", "Jürgen")


def test_a_long_text_fits_in_a_cell(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "text\n" + "word " * 100_000 + "\n")
    assert len(article(found).text) > 400_000


@pytest.mark.parametrize("data", [b"", b"text\n\n", b"\x00\x01\x02", "text\nRain.".encode("utf-16")])
def test_what_is_no_table_is_rejected_once(data: bytes, tmp_path: Path) -> None:
    (found,) = read(tmp_path, data)
    assert isinstance(found, Rejected)


def test_a_quotation_mark_that_is_never_closed_ends_the_table_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.readers.tables.SIZE_MAX_BYTES", 1000)
    one, bad = read(tmp_path, 'text\nOne.\n"' + "Two.\n" * 1000)
    assert article(one).text == "One."
    assert isinstance(bad, Rejected)
