"""Which files a path stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sources import find_files
from rag.errors import SourceError


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text")


def test_a_folder_is_searched_to_the_bottom_in_order_and_without_hidden_files(tmp_path: Path) -> None:
    make(tmp_path, "b.md", "a.TXT", "sub/c.html", "sub/deep/d.jsonl")
    make(tmp_path, ".hidden.md", ".git/e.md", "image.png", "data.db")
    found = [path.relative_to(tmp_path.resolve()).as_posix() for path in find_files([tmp_path])]
    assert found == ["a.TXT", "b.md", "sub/c.html", "sub/deep/d.jsonl"]


def test_links_that_lead_back_are_harmless_and_each_file_comes_once(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.md")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "again.md").symlink_to(tmp_path / "sub" / "a.md")
    (tmp_path / "broken.md").symlink_to(tmp_path / "gone.md")
    assert [path.name for path in find_files([tmp_path, tmp_path / "sub", tmp_path / "sub" / "a.md"])] == [
        "a.md"
    ]


def test_a_file_that_is_named_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    make(tmp_path, "README", ".notes")
    assert len(list(find_files([tmp_path / "README", str(tmp_path / ".notes")]))) == 2


@pytest.mark.parametrize("name", ["gone.md", "n" * 5000, "a\x00b"])
def test_a_path_that_is_not_there_is_refused_at_once(name: str, tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    with pytest.raises(SourceError) as caught:
        find_files([tmp_path / "a.md", tmp_path / name])
    assert caught.value.hint


def test_a_folder_with_nothing_usable_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "image.png")
    with pytest.raises(SourceError, match="holds no article") as caught:
        find_files([tmp_path])
    assert ".md" in caught.value.hint
