"""Released sentences gathered into the blocks of a page: paragraphs, quotations, list items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rag.domain import Disagreement, Sentence
from rag.events import DisagreementFound
from ui.web.chat.view import Part

BlockKind = Literal["paragraph", "quotation", "item", "heading"]

_ITEM = re.compile(r"(?:[-*+]|\d+[.)])\s*$")
_QUOTATION = re.compile(r">\s*$")
_HEADING = re.compile(r"#{1,6}\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences that stand together; ``lead`` says who speaks and claims nothing itself."""

    kind: BlockKind
    lead: Sentence | None
    sentences: tuple[Sentence, ...]


def blocks(parts: Iterable[Part]) -> list[Block | Disagreement]:
    """The parts of an answer as blocks, in their order."""
    gathered: list[Block | Disagreement] = []
    run: list[Sentence] = []
    markup = ""
    for part in parts:
        if isinstance(part, DisagreementFound):
            gathered += _closed(run, markup)
            gathered.append(part.disagreement)
            run, markup = [], ""
            continue
        if "\n" in part.before or not run:
            gathered += _closed(run, markup)
            run, markup = [], part.before
        run.append(part.sentence)
    return list(_introduced([*gathered, *_closed(run, markup)]))


def _introduced(gathered: Iterable[Block | Disagreement]) -> Iterator[Block | Disagreement]:
    """A lead in a paragraph of its own joins the quotation that follows it."""
    lead: Block | None = None
    for block in gathered:
        if lead and isinstance(block, Block) and block.kind == "quotation" and not block.lead:
            yield replace(block, lead=lead.lead)
            lead = None
            continue
        if lead:
            yield lead
        lead = block if isinstance(block, Block) and block.lead and not block.sentences else None
        if lead is None:
            yield block
    if lead:
        yield lead


def _closed(run: list[Sentence], markup: str) -> list[Block]:
    if not run:
        return []
    lead = run[0] if is_lead(run[0]) else None
    sentences = tuple(run[1:] if lead else run)
    return [Block(_kind(markup, lead, sentences), lead, sentences)]


def is_lead(sentence: Sentence) -> bool:
    """Whether it only introduces what follows."""
    return sentence.verdict is None and sentence.text.rstrip().endswith(":")


def _kind(markup: str, lead: Sentence | None, sentences: tuple[Sentence, ...]) -> BlockKind:
    if _HEADING.search(markup):
        return "heading"
    if _QUOTATION.search(markup) or (lead and sentences and sentences[0].text.startswith("“")):
        return "quotation"
    return "item" if _ITEM.search(markup) else "paragraph"
