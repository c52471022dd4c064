"""Small real files of the formats that are not text, made by code."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

STORY = (
    "The river rose by three metres overnight, officials said on Friday.",
    "The bridge in the old town was closed to traffic until further notice.",
    "Repairs will cost 4 million pounds, according to the council.",
)


def pdf(
    pages: Sequence[Sequence[str]] = (STORY,), info: str = "", trailer: str = "", extra: Sequence[bytes] = ()
) -> bytes:
    """A PDF with lines of text; ``info`` is the inside of its information dictionary."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * number)
        )
        shown = b" ".join(b"(%s) Tj T*" % _escaped(line) for line in lines)
        drawing = b"BT /F1 11 Tf 14 TL 60 720 Td %s ET" % shown
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing))
    objects += [f"<< {info} >>".encode(), *extra]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    info_number = len(objects) - len(extra)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {info_number} 0 R {trailer} >>\n".encode()
    return bytes(out + b"startxref\n%d\n%%%%EOF" % table)


def _escaped(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str | None = None, core: str = "", **members: str | bytes) -> bytes:
    """A Word document with the given paragraphs' XML (``w:`` is declared)."""
    body = body if body is not None else "".join(paragraph(line) for line in STORY)
    xml = f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    properties = (
        '<cp:coreProperties xmlns:cp="http://x.example/cp" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>'
    )
    return zipped({"word/document.xml": xml, "docProps/core.xml": properties, **members})


def paragraph(text: str, style: str = "", inside: str = "") -> str:
    mark = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{mark}{inside}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def epub(chapters: Mapping[str, str] | None = None, metadata: str = "", **members: str | bytes) -> bytes:
    """An EPUB whose chapters, by href, hold this HTML."""
    chapters = chapters or {"one.xhtml": "".join(f"<p>{line}</p>" for line in STORY)}
    manifest = "".join(
        f'<item id="c{n}" href="{href}" media-type="application/xhtml+xml"/>'
        for n, href in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{metadata}</metadata><manifest>{manifest}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    )
    pages = {f"OPS/{href}": f"<html><body>{html}</body></html>" for href, html in chapters.items()}
    return zipped(
        {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "OPS/book.opf": package}
        | pages
        | members
    )


def page(title: str = "River floods town", story: Sequence[str] = STORY, head: str = "") -> str:
    """A web page with one article."""
    paragraphs = "".join(f"<p>{line}</p>" for line in story)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )
