"""XML from strangers: no entity is expanded, nothing is fetched, depth and size are limited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rag.errors import SourceError

NOT_XML = "not well-formed XML"


def parse_xml(data: bytes, *, is_lenient: bool = False) -> Any:
    """The root element of a document.

    Args:
        data: with its encoding declared, or UTF-8.
        is_lenient: mend what is not well-formed, as feeds often are.

    Raises:
        SourceError: it is no XML, or declares entities.
    """
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=is_lenient,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(NOT_XML) from error
    if root is None:
        raise SourceError(NOT_XML)
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise SourceError("XML that declares entities is not read")
    return root


def walk(element: Any) -> Iterator[tuple[bool, Any]]:
    """Every element inside, its start (True) and its end; without a stack, however deep they nest."""
    from lxml import etree

    for event, inner in etree.iterwalk(element, events=("start", "end")):
        yield event == "start", inner


def markup_of(element: Any) -> str:
    """An element as it would be written."""
    from lxml import etree

    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def local_name(element: Any) -> str:
    """An element's name without its namespace; empty for comments and their like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: Any) -> str:
    """All text in an element, on one line."""
    return " ".join("".join(element.itertext()).split())


def child_text(element: Any, name: str) -> str | None:
    """The text of the first child of that local name; None where there is none or it is blank."""
    for child in element:
        if local_name(child) == name and (text := text_of(child)):
            return text
    return None
