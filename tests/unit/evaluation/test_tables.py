"""Tables that go to a spreadsheet and come back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UsageError
from rag.evaluation.tables import read_table, table_text

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"))


def written(folder: Path, raw: bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(raw)
    return path


@given(st.lists(st.tuples(CELLS, CELLS).filter(lambda row: any(c.strip() for c in row)), max_size=5))
def test_what_is_written_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    named = [{"a": a, "b": b} for a, b in rows]
    path = written(tmp_path_factory.mktemp("t"), table_text(["a", "b"], named).encode("utf-8"))
    assert [dict(row.cells) for row in read_table(path)] == named


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula_to_a_spreadsheet(start: str, tmp_path: Path) -> None:
    cell = f"{start}HYPERLINK(1)"
    text = table_text(["a"], [{"a": cell}])
    assert f"'{start}" in text
    assert read_table(written(tmp_path, text.encode()))[0]["a"] == cell


def test_a_cell_with_several_lines_stays_one_cell(tmp_path: Path) -> None:
    text = table_text(["a", "b"], [{"a": "one\n\ntwo, “three”", "b": "x"}])
    assert read_table(written(tmp_path, text.encode()))[0]["a"] == "one\n\ntwo, “three”"


@pytest.mark.parametrize(
    "raw",
    [
        "\ufeffSentence;Label\r\nÉtat;yes\r\n".encode(),
        "sentence\tlabel\nÉtat\tyes\n".encode("utf-16"),
        '"Sentence", label\nÉtat,yes\n'.encode("cp1252"),
        "sentence,label\n\n,\nÉtat,yes".encode(),
    ],
)
def test_what_spreadsheets_make_of_it_is_read(raw: bytes, tmp_path: Path) -> None:
    rows = read_table(written(tmp_path, raw), ("sentence", "label"))
    assert [(row["sentence"], row["label"]) for row in rows] == [("État", "yes")]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no column label"):
        read_table(written(tmp_path, b"sentence\nx\n"), ("sentence", "label"))


def test_an_empty_file_and_a_damaged_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="empty"):
        read_table(written(tmp_path, b""))
    with pytest.raises(UsageError, match="Line 2"):
        read_table(written(tmp_path, b'a,b\n"x"y,"\n'))
    with pytest.raises(UsageError, match="cannot be read"):
        read_table(tmp_path / "none.csv")
