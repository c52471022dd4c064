from __future__ import annotations

import csv
import io

import pytest

from rag.domain import Article
from rag.find_all import hold
from rag.text.occurrences import Phrase
from tests.builders import article
from ui.find_all_csv import COLUMNS, csv_lines


def rows_of(source: Article, query: str) -> list[dict[str, str]]:
    phrase = Phrase.parse(query)
    assert phrase
    written = "".join(csv_lines([hold(source, phrase)]))
    return list(csv.DictReader(io.StringIO(written, newline="")))


def test_each_sentence_and_the_title_is_a_row() -> None:
    text = "R1 is out. Nobody knew.\n\n“R1, then R1”, he said."
    title, first, last = rows_of(article(text, title="R1", key="a1"), "R1")
    assert (title["place"], title["count"], title["sentence"], title["start"]) == ("title", "1", "R1", "")
    assert (first["place"], first["count"], first["article_count"]) == ("text", "1", "4")
    assert last["count"] == "2"
    for row in (first, last):
        assert text[int(row["start"]) : int(row["end"])] == row["sentence"]
        assert (row["article_id"], row["publisher"], row["published"]) == ("a1", "The Daily", "2025-01-28")


def test_lines_end_and_quote_as_rfc_4180_says() -> None:
    phrase = Phrase.parse("R1")
    assert phrase
    lines = list(csv_lines([hold(article('He said "R1",\nand left.', key="a1"), phrase)]))
    assert lines[0] == ",".join(COLUMNS) + "\r\n"
    assert lines[1].endswith('"He said ""R1"",\nand left."\r\n')


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(sign: str) -> None:
    source = article("R1.", title=f"{sign}R1", publisher=f"{sign}cmd|' /C calc'!A0")
    row, *_ = rows_of(source, "R1")
    assert row["title"] == row["sentence"] == f"'{sign}R1"
    assert row["publisher"].startswith(f"'{sign}")
