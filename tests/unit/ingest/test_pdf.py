"""PDFs: text with pages, metadata, and every way in which one can be bad."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.normalise import clean_text
from ingest.readers import Document, RawArticle, Rejected, articles_of, read_articles
from ingest.readers.pdf_text import join_pages, mend_hyphens
from rag.errors import SourceError
from tests.documents import STORY, pdf


def article(data: bytes) -> RawArticle:
    (found,) = articles_of(Document(data, "a.pdf", "A"), "pdf")
    assert isinstance(found, RawArticle)
    return found


def reason(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        list(articles_of(Document(data, "a.pdf", "A"), "pdf"))
    return caught.value.message


def test_text_and_metadata_are_read() -> None:
    found = article(pdf(info="/Title (River floods town) /Author (Ada) /CreationDate (D:20240503100000Z)"))
    assert found.text.split() == " ".join(STORY).split()
    assert (found.title, found.author, found.published) == ("River floods town", "Ada", "2024-05-03")


@pytest.mark.parametrize("title", ["", "Microsoft Word - report.doc", "Untitled", "flood_v3.indd"])
def test_a_title_that_a_program_wrote_is_none(title: str) -> None:
    assert article(pdf(info=f"/Title ({title})")).title == "A"


def test_each_page_starts_where_its_text_does() -> None:
    found = article(pdf([["First page here."], [], ["Third page here."], ["Fourth one."]]))
    assert [found.text[start:][:5] for start in found.pages] == ["First", "Third", "Third", "Fourt"]


def test_a_sentence_runs_on_from_page_to_page() -> None:
    found = article(pdf([["The river rose by three metres, and the bridge was"], ["closed on Friday."]]))
    assert found.text == "The river rose by three metres, and the bridge was closed on Friday."
    assert found.text[found.pages[1] :] == "closed on Friday."


def test_words_broken_at_line_ends_are_whole_and_compounds_keep_their_hyphen() -> None:
    lines = ["The river rose over-", "night near the well-", "known bridge.", "It is well-known."]
    assert article(pdf([lines])).text.startswith("The river rose overnight near the well-known bridge.")
    assert mend_hyphens("over\ufffenight, over\x02night, over-\r\nnight") == "overnight, overnight, overnight"
    assert mend_hyphens("Anglo-\r\nSaxon 5-\r\n6") == "Anglo-\r\nSaxon 5-\r\n6"


def test_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        ["The Gazette", f"Story {word} is told on this page.", f"Page {n}"] for n, word in enumerate("abcd")
    ]
    found = article(pdf(pages))
    assert "Gazette" not in found.text
    assert "Page" not in found.text
    assert found.text.count("is told") == 4


@given(st.lists(st.text(st.characters(), max_size=60), min_size=1, max_size=6))
def test_the_text_is_in_its_final_form_and_every_page_start_lies_in_it(pages: list[str]) -> None:
    text, starts = join_pages(pages)
    assert clean_text(text) == text
    assert list(starts) == sorted(starts)
    assert len(starts) == len(pages)
    assert all(0 <= start <= len(text) for start in starts)


def test_a_pdf_without_text_names_the_command_that_would_help() -> None:
    assert "scanned, needs OCR" in reason(pdf([[], []]))
    assert "ocrmypdf in.pdf out.pdf" in reason(pdf([[]]))


def test_an_encrypted_pdf_says_so() -> None:
    encrypt = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
        f"/O <{'00' * 32}> /U <{'11' * 32}> >> /ID [<{'00' * 16}> <{'00' * 16}>]"
    )
    assert "encrypted" in reason(pdf(trailer=encrypt))


@pytest.mark.parametrize("data", [b"%PDF-1.7", pdf()[:200], b"PK\x03\x04", b"\x00" * 100])
def test_a_truncated_pdf_is_rejected(data: bytes) -> None:
    assert "damaged" in reason(data)


def test_a_pdf_that_unpacks_to_gigabytes_breaks_nothing(tmp_path: Path) -> None:
    import zlib

    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * 10_000_000) for _ in range(150)) + packer.flush()
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    data = pdf(extra=[stream]).replace(b"/Contents 5 0 R", b"/Contents 7 0 R")
    (tmp_path / "bomb.pdf").write_bytes(data)
    (found,) = read_articles(tmp_path / "bomb.pdf")
    assert isinstance(found, Rejected)
    (tmp_path / "good.pdf").write_bytes(pdf())
    (after,) = read_articles(tmp_path / "good.pdf")
    assert isinstance(after, RawArticle)
    assert after.original == pdf()
