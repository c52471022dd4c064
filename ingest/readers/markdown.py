"""Markdown to plain text by its grammar, so that what is shown is what the author wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from ingest.readers.decoding import decode
from ingest.readers.front_matter import split_front_matter
from ingest.readers.raw import Document, RawArticle

_NOT_READ = frozenset({"script", "style"})


def read_markdown(document: Document) -> Iterator[RawArticle]:
    """The one article of a Markdown file; its title is not repeated in the text."""
    text = decode(document.data, document.charset).replace("\r\n", "\n")
    front, content = split_front_matter(text)
    blocks = to_blocks(content)
    heading = next((block.text for block in blocks if block.kind == "heading"), None)
    title = front.title or heading or document.title
    if blocks and blocks[0].kind == "heading" and _same(blocks[0].text, title) and len(blocks) > 1:
        blocks = blocks[1:]
    yield RawArticle(
        text=_joined(blocks),
        title=title,
        source=document.source,
        is_whole_file=document.is_whole_file,
        **front.model_dump(exclude={"title"}),
    )


def to_plain_text(markdown: str) -> str:
    """The words of a Markdown document.

    Headings and paragraphs stand between blank lines, list items are lines that start with
    ``- ``, table rows lines of cells with ``|`` between them. Links keep their text, images
    and markup go.
    """
    return _joined(to_blocks(markdown))


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, one list item, or a paragraph; tables and code count as paragraphs."""

    text: str
    kind: Literal["heading", "item", "paragraph"] = "paragraph"


def to_blocks(markdown: str) -> list[Block]:
    """The blocks of a document, in reading order, without those that hold no words."""
    document = SyntaxTreeNode(_parser().parse(markdown))
    return [block for block in _blocks(document) if block.text.strip()]


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    match node.type:
        case "heading":
            yield Block(_words(node), "heading")
        case "paragraph":
            yield Block(_words(node))
        case "list_item":
            yield from _item(node)
        case "table":
            rows = (row for part in node.children for row in part.children)
            yield Block("\n".join(" | ".join(_words(cell) for cell in row.children) for row in rows))
        case "fence" | "code_block":
            yield Block(node.content.rstrip())
        case "html_block":
            yield Block(_without_tags(node.content))
        case _:
            yield from _inside(node)


def _inside(node: SyntaxTreeNode) -> Iterator[Block]:
    for child in node.children:
        yield from _blocks(child)


def _item(node: SyntaxTreeNode) -> Iterator[Block]:
    """The first paragraph carries the mark; what follows in the item stands below it."""
    for number, block in enumerate(_inside(node)):
        is_first = number == 0 and block.kind != "item"
        yield Block(f"- {block.text}", "item") if is_first else block


def _words(node: SyntaxTreeNode) -> str:
    tokens = [
        token for inline in node.children for token in (inline.token.children if inline.token else None) or []
    ]
    return " ".join("".join(_spoken(tokens)).split())


def _spoken(tokens: Sequence[Token]) -> Iterator[str]:
    """The text of inline tokens; what a raw script or style element holds is left out."""
    silent = ""
    for token in tokens:
        if token.type == "html_inline":
            silent = _silenced_by(token.content, silent)
            yield " " if token.content.lower().startswith("<br") else ""
        elif not silent and token.type in {"text", "code_inline", "text_special"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "


def _silenced_by(tag: str, silent: str) -> str:
    name = re.match(r"<(/?)(\w+)", tag)
    if not name or name.group(2).lower() not in _NOT_READ:
        return silent
    return "" if name.group(1) else name.group(2).lower()


def _without_tags(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.words).split())


class _Words(HTMLParser):
    """Collects what stands between tags; script and style elements are not read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the base class's signature
        self._silent += tag in _NOT_READ
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _NOT_READ))
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def _joined(blocks: Sequence[Block]) -> str:
    parts: list[str] = []
    for number, block in enumerate(blocks):
        if number:
            parts.append("\n" if block.kind == blocks[number - 1].kind == "item" else "\n\n")
        parts.append(block.text)
    return "".join(parts)


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()
