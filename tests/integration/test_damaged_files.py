"""A hundred damaged files (two thousand in `make bench ONLY=fuzz`), and the process that reads them."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from benchmarks.fuzz_readers import SECONDS_MAX, fuzz
from ingest.readers import Document, RawArticle, Rejected, read_articles, worker
from ingest.readers.isolation import TOO_SLOW, Worker
from rag.errors import SourceError
from tests.documents import docx, page, pdf


def test_a_hundred_damaged_files_are_read_or_rejected_with_a_reason(tmp_path: Path) -> None:
    report = fuzz(100, 1, tmp_path)
    assert report.nothing == []
    assert report.longest_seconds < SECONDS_MAX
    assert report.articles.total() + report.rejected.total() == 100


# The process that reads


def test_a_document_that_takes_too_long_ends_its_process_and_the_next_gets_another() -> None:
    reader = Worker(seconds_max=0.5)
    slow = "<html><body><article>" + "<p>The river <a href='/x'>rose</a> by three metres.</p>" * 60_000
    try:
        with pytest.raises(SourceError, match=TOO_SLOW[:10]):
            reader.read(Document(slow.encode(), "a", "A"), "html")
        reader.seconds_max = 9
        (found,) = reader.read(Document(page().encode(), "a", "A"), "html")
        assert isinstance(found, RawArticle)
    finally:
        reader.close()


def test_a_document_that_takes_too_much_memory_is_rejected() -> None:
    reader = Worker(memory_max_bytes=300_000_000)
    try:
        with pytest.raises(SourceError):
            reader.read(Document(docx("<w:p/>" * 5_000_000), "a", "A"), "docx")
        (found,) = reader.read(Document(docx(), "a", "A"), "docx")
        assert isinstance(found, RawArticle)
    finally:
        reader.close()


def test_a_process_that_was_ended_is_replaced() -> None:
    reader = Worker()
    try:
        reader.read(Document(pdf(), "a", "A"), "pdf")
        assert reader._process
        reader._process.kill()
        reader._process.wait()
        assert reader.read(Document(pdf(), "a", "A"), "pdf")
    finally:
        reader.close()


def test_a_reader_that_fails_in_its_own_way_gives_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    for error, reason in (
        (KeyError("x"), "damaged (KeyError)"),
        (MemoryError(), "too much memory"),
        (RecursionError(), "nested too deep"),
        (SourceError("empty"), "empty"),
    ):

        def fail(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(worker, "articles_of", fail)
        assert reason in worker.answer(Document(b"", "a", "A"), "html")["reason"]


# What the issue names


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("big.html", b"<p>The river rose.</p>" * 2_400_000, "larger than 20 MB"),
        ("deep.html", b"<html><body>" + b"<div>" * 100_000 + b"<p>Deep down is text.</p>", "too deep"),
        ("big.md", b"See [the river](http://x.example/a). " * 150_000, "larger than 5 MB"),
        ("cut.pdf", pdf()[:300], "damaged"),
        ("cut.docx", docx()[:300], "damaged"),
        ("wrong.txt", "Ελληνικά".encode("iso8859-7") * 9, "not text"),
    ],
)
def test_bad_files_are_rejected_in_time(name: str, data: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    began = time.perf_counter()
    (found,) = read_articles(tmp_path / name)
    assert time.perf_counter() - began < SECONDS_MAX
    assert isinstance(found, Rejected)
    assert reason in found.reason


@pytest.mark.parametrize(
    "name", ["a\nb.md", "🙂.html", "..\\..\\evil.txt", "--help.jsonl", "$(id).pdf", "\x1b[31m.docx"]
)
def test_strange_names_do_no_harm(name: str, tmp_path: Path) -> None:
    contents = {".html": page().encode(), ".pdf": pdf(), ".docx": docx()}
    path = tmp_path / name
    path.write_bytes(
        contents.get(path.suffix, json.dumps({"text": "The river rose by three metres."}).encode())
    )
    (found,) = read_articles(path)
    assert isinstance(found, RawArticle)
    assert found.source.startswith(str(path))


def test_one_process_reads_file_after_file_the_rejected_ones_too() -> None:
    reader = Worker()
    try:
        reader.read(Document(pdf(), "a", "A"), "pdf")
        first = reader._process
        with pytest.raises(SourceError):
            reader.read(Document(pdf([[]]), "a", "A"), "pdf")
        reader.read(Document(docx(), "a", "A"), "docx")
        assert reader._process is first
    finally:
        reader.close()
