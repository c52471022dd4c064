"""Word lists are written as running text, which a reader can scan and a diff can show."""

from __future__ import annotations


def words_of(text: str) -> list[str]:
    """The words of a list that white space separates."""
    return text.split()
