"""PDF through PDFium: text and metadata, with the place where each page starts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from ingest.readers.pdf_text import join_pages
from ingest.readers.raw import Document, RawArticle
from rag.errors import SourceError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

PAGES_MAX = 10_000
TEXT_MAX = 20_000_000  # characters
SCANNED = "scanned, needs OCR: `ocrmypdf in.pdf out.pdf` adds the text"
ENCRYPTED = "encrypted: save it without a password"
DAMAGED = "damaged, or no PDF"

# What programs write where a title should stand.
_NO_TITLE = re.compile(
    r"(?:microsoft \w+ - .*|untitled\b.*|(?:slide|page|document|folie) ?\d*|\S+\.\w{2,4})", re.IGNORECASE
)
_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


def read_pdf(document: Document) -> Iterator[RawArticle]:
    """The one article of a PDF; ``pages`` say where in the text each page starts.

    Raises:
        SourceError: it holds no text, is encrypted or damaged.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(document.data) as pdf:
            if len(pdf) > PAGES_MAX:
                raise SourceError(f"more than {PAGES_MAX:,} pages")
            metadata = pdf.get_metadata_dict(skip_empty=True)
            text, pages = join_pages(list(_pages(pdf)))
    except pypdfium2.PdfiumError as error:
        is_encrypted = getattr(error, "err_code", None) == _PASSWORD_ERROR
        raise SourceError(ENCRYPTED if is_encrypted else DAMAGED) from error
    if not any(character.isalnum() for character in text):
        raise SourceError(SCANNED)
    yield RawArticle(
        text=text,
        title=_title(metadata.get("Title")) or document.title,
        author=metadata.get("Author"),
        published=_date(metadata.get("CreationDate", "")),
        source=document.source,
        is_whole_file=document.is_whole_file,
        pages=pages,
    )


def _pages(pdf: PdfDocument) -> Iterator[str]:
    """The text of each page; a page that cannot be read is empty, so that the others keep their numbers."""
    import pypdfium2

    length = 0
    for number in range(len(pdf)):
        try:
            with closing(pdf[number]) as page, closing(page.get_textpage()) as text_page:
                text = text_page.get_text_range()
        except pypdfium2.PdfiumError:
            text = ""
        length += len(text)
        if length > TEXT_MAX:
            raise SourceError(f"more than {TEXT_MAX:,} characters")
        yield text


def _title(written: str | None) -> str | None:
    title = (written or "").strip()
    return title if title and not _NO_TITLE.fullmatch(title) else None


def _date(written: str) -> str | None:
    """``D:20240503100000Z`` is 2024-05-03 (ISO 32000, 7.9.4)."""
    found = _DATE.match(written)
    return "-".join(part for part in found.groups() if part) if found else None
