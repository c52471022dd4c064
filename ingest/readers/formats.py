"""The formats that Byline reads: how each is recognised, and how large it may be."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final, Literal

Format = Literal["markdown", "plain", "html", "pdf", "docx", "epub", "mail", "json_lines", "table", "mailbox"]

BY_SUFFIX: Final[dict[str, Format]] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "plain",
    ".text": "plain",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
    ".eml": "mail",
    ".mbox": "mailbox",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
    ".csv": "table",
    ".tsv": "table",
}

BY_MEDIA_TYPE: Final[dict[str, Format]] = {
    "text/markdown": "markdown",
    "text/plain": "plain",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/epub+zip": "epub",
    "message/rfc822": "mail",
    "application/mbox": "mailbox",
    "application/jsonl": "json_lines",
    "application/x-ndjson": "json_lines",
    "text/csv": "table",
    "text/tab-separated-values": "table",
}

# Read article by article, so that the whole may be of any size.
STREAMED: Final[frozenset[Format]] = frozenset({"json_lines", "table", "mailbox"})

# Of one file that is read as a whole. A time limit stands beside it (isolation.py).
SIZE_MAX_BYTES: Final[dict[Format, int]] = {
    "markdown": 5_000_000,
    "plain": 20_000_000,
    "html": 20_000_000,
    "pdf": 50_000_000,
    "docx": 50_000_000,
    "epub": 50_000_000,
    "mail": 30_000_000,
}

# The rest is read where the time it takes cannot get out of hand.
_ALWAYS_ISOLATED: Final[frozenset[Format]] = frozenset({"html", "pdf", "docx", "epub", "mail"})
_MARKDOWN_ISOLATED_BYTES = 100_000  # markdown-it takes up to 6 s a megabyte


def format_of_name(name: str) -> Format:
    """By the suffix; whatever has another one is tried as plain text."""
    return BY_SUFFIX.get(PurePath(name).suffix.lower(), "plain")


def is_isolated(kind: Format, size_bytes: int) -> bool:
    """Whether a document is to be read in the process that can be stopped."""
    return kind in _ALWAYS_ISOLATED or (kind == "markdown" and size_bytes > _MARKDOWN_ISOLATED_BYTES)


def sniff(head: bytes) -> Format:
    """The format of a stream without a name: text, HTML, JSON Lines, PDF or Markdown, by its first bytes."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"{"):
        return "json_lines"
    if start[:15].lower().startswith((b"<!doctype html", b"<html", b"<!--", b"<?xml", b"<head", b"<body")):
        return "html"
    return "markdown" if start.startswith((b"---\n", b"---\r\n", b"# ")) else "plain"
