"""DOCX (ECMA-376): paragraphs, lists and tables of the main part, metadata of the core properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.readers.archive import Archive
from ingest.readers.raw import Document, RawArticle
from ingest.readers.xml import child_text, local_name, parse_xml, walk
from rag.errors import SourceError

_MAIN_PART = "word/document.xml"
_CORE_PROPERTIES = "docProps/core.xml"
_TEXT = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Deleted in revision, moved elsewhere, or said a second time for old programs.
_NOT_READ = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText"})
_DEPTH_MAX = 200


def read_docx(document: Document) -> Iterator[RawArticle]:
    """The one article of a Word document.

    Raises:
        SourceError: it is damaged, encrypted, or no Word document.
    """
    archive = Archive(document.data)
    if _MAIN_PART not in archive.names:
        raise SourceError("no Word document")
    properties = _properties(archive)
    paragraphs = list(_blocks(parse_xml(archive.read(_MAIN_PART)), 0))
    title = properties.get("title") or next((p.text for p in paragraphs if p.is_title), None)
    if title and len(paragraphs) > 1 and paragraphs[0].text.casefold() == title.casefold():
        paragraphs = paragraphs[1:]
    yield RawArticle(
        text="\n\n".join(paragraph.text for paragraph in paragraphs).replace("\n\n- ", "\n- "),
        title=title or document.title,
        author=properties.get("creator"),
        published=(properties.get("created") or "")[:10] or None,
        language=properties.get("language"),
        source=document.source,
        is_whole_file=document.is_whole_file,
    )


def _properties(archive: Archive) -> dict[str, str]:
    if _CORE_PROPERTIES not in archive.names:
        return {}
    try:
        root = parse_xml(archive.read(_CORE_PROPERTIES))
    except SourceError:  # the text is worth having without them
        return {}
    names = ("title", "creator", "created", "language")
    return {name: text for name in names if (text := child_text(root, name))}


class _Paragraph:
    """One paragraph, or one table, as text."""

    def __init__(self, text: str, style: str = "") -> None:
        self.text = text
        self.is_title = style.casefold() in {"title", "heading1"}


def _blocks(element: Any, depth: int) -> Iterator[_Paragraph]:
    if depth > _DEPTH_MAX:
        raise SourceError("elements nested too deep")
    for child in element:
        match local_name(child):
            case "p":
                if text := _words(child).strip():
                    yield _Paragraph(f"- {text}" if _is_item(child) else text, _style(child))
            case "tbl":
                if text := "\n".join(_rows(child)).strip():
                    yield _Paragraph(text)
            case name if name not in _NOT_READ:
                yield from _blocks(child, depth + 1)


def _rows(table: Any) -> Iterator[str]:
    for row in (child for child in table if local_name(child) == "tr"):
        cells = [" ".join(_words(cell).split()) for cell in row if local_name(cell) == "tc"]
        yield " | ".join(cells)


def _words(element: Any) -> str:
    """The text of the runs in an element; its elements are walked without a stack."""
    words, silent = [], 0
    for is_start, inner in walk(element):
        name = local_name(inner)
        if name in _NOT_READ:
            silent += 1 if is_start else -1
        elif silent:
            continue
        elif not is_start:
            words.append("\n" if name == "p" and inner is not element else "")
        else:
            words.append(inner.text or "" if name == "t" else _TEXT.get(name, ""))
    return "".join(words)


def _style(paragraph: Any) -> str:
    found = next((part for part in paragraph.iter() if local_name(part) == "pStyle"), None)
    return "" if found is None else next(iter(found.attrib.values()), "")


def _is_item(paragraph: Any) -> bool:
    return (
        any(local_name(part) == "numPr" for part in paragraph.iter())
        and "heading" not in _style(paragraph).casefold()
    )
