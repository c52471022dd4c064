"""Names of uploads, made harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.jobs.names import NAME_MAX_BYTES, numbered, safe_name


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\report.pdf", "report.pdf"),
        ("folder/", "folder"),
        (".htaccess", "htaccess"),
        ("..", "unnamed"),
        ("", "unnamed"),
        (None, "unnamed"),
        ("日本語.md", "日本語.md"),
        ("a\x00b\nc.md", "a b c.md"),
        ("Müller.txt", "Müller.txt"),
        ("half\udc80.md", "half?.md"),
    ],
)
def test_a_name_keeps_what_people_read_and_loses_what_leads_elsewhere(
    given_name: str | None, expected: str
) -> None:
    assert safe_name(given_name) == expected


@given(st.text(st.characters(codec=None)))
def test_whatever_is_given_becomes_one_visible_file_name(given_name: str) -> None:
    name = safe_name(given_name)
    assert 0 < len(name.encode()) <= NAME_MAX_BYTES
    assert name.isprintable()
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")


def test_a_long_name_keeps_its_suffix() -> None:
    name = safe_name("ж" * 300 + ".docx")
    assert name.endswith("ж.docx")


def test_names_that_come_again_are_numbered() -> None:
    assert numbered(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]
