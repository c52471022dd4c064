"""The checked draft as documents to keep: annotated HTML to print, Markdown with footnotes, and JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

from rag.checking import CheckedClaim
from rag.domain import Verdict
from rag.reading.candidates import Candidate
from ui.contract import article_path
from ui.verifying import checked_json
from ui.web.draft.draft import Draft, numbered, place_of
from ui.web.draft.paragraphs import Paragraph, Piece, paragraphs
from ui.web.draft.sheet import Numbered, about, quote_of
from ui.web.markup import element, escaped, joined
from ui.web.texts import draft as draft_texts

Kind = Literal["html", "markdown", "json"]

# What Markdown takes for markup, HTML and images included; some of it only where a line begins.
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~$&^]|^\s*(?:[#+=-]|\d+(?=[.)]))")
_LOOKS: dict[Verdict, str] = {
    "contradicted": "border-bottom:2px solid #8f1d1d",
    "unsupported": "border-bottom:1px dashed #8f1d1d",
    "partial": "border-bottom:1px dotted #57524a",
}
_STYLE = """
body{max-width:40rem;margin:2rem auto;padding:0 1rem;color:#1c1a17;background:#fff;
font:1.0625rem/1.6 Charter,Georgia,"Liberation Serif",serif;overflow-wrap:anywhere}
h1{font-size:1.5rem}h2{font-size:1.125rem;margin-top:2rem}
.said,li,small,.verdict{font:0.875rem/1.5 "Segoe UI",Roboto,"Liberation Sans",sans-serif}
.verdict{color:#8f1d1d}p{white-space:pre-wrap}sup{line-height:0;font-size:.75rem;margin-inline-start:.15em}a{color:#8f1d1d}li{margin-bottom:.75rem}
@page{margin:2cm}
"""


@dataclass(frozen=True, slots=True)
class Document:
    """A file for the reader to save; it is made in the browser, not on the server."""

    kind: Kind
    name: str
    media_type: str
    text: str


def documents(draft: Draft, server: str) -> tuple[Document, ...]:
    """Every form in which a checked draft can be kept.

    Args:
        draft: The draft and its verdicts.
        server: The address that links begin with, without a slash at its end.
    """
    return (
        Document("html", "checked-draft.html", "text/html", annotated_html(draft, server)),
        Document("markdown", "checked-draft.md", "text/markdown", annotated_markdown(draft, server)),
        Document("json", "checked-draft.json", "application/json", checked_object(draft)),
    )


def checked_object(draft: Draft) -> str:
    """The object that ``POST /api/verify`` answers with for the same text."""
    return json.dumps(checked_json(draft.checked, has_sources=False), ensure_ascii=False, indent=2) + "\n"


def annotated_html(draft: Draft, server: str) -> str:
    """A page of its own that asks nobody for anything: the draft, and its sources as footnotes."""
    sources = numbered(draft.claims)
    body = joined(
        [
            element("h1", escaped(draft_texts.DOCUMENT)),
            element("p", escaped(_summary(draft)), "said"),
            *(_paragraph_html(one, sources) for one in _paragraphs(draft)),
            _notes_html(sources, server),
        ]
    )
    head = f'<meta charset="utf-8"><title>{escaped(draft_texts.DOCUMENT)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>{body}</body></html>\n'


def annotated_markdown(draft: Draft, server: str) -> str:
    """The draft with verdicts in brackets and its sources as footnotes; its own marks stand as written."""
    sources = numbered(draft.claims)
    shown = [
        f"# {draft_texts.DOCUMENT}",
        f"*{_inert(_summary(draft))}*",
        *("".join(_piece_markdown(piece, sources) for piece in one) for one in _paragraphs(draft)),
        *(f"[^{number}]: {_note_markdown(source, server)}" for number, source in sources.values()),
    ]
    return "\n\n".join(shown) + "\n"


def _paragraphs(draft: Draft) -> list[Paragraph]:
    return paragraphs(draft.text, draft.claims, has_rest=draft.unchecked > 0)


def _summary(draft: Draft) -> str:
    rest = f" {draft_texts.rest(draft.unchecked)}" if draft.unchecked else ""
    return f"{draft_texts.counts(draft.counts)}. {draft_texts.MEANING}{rest}"


def _objection(claim: CheckedClaim) -> str:
    """``Contradicted by a source: says 14%; the source says 4%``; empty where nothing is objected to."""
    if claim.verdict in {None, "supported"}:
        return ""
    return ": ".join(
        filter(None, (draft_texts.VERDICTS[claim.verdict or "unsupported"], "; ".join(claim.issues)))
    )


def _numbers(claim: CheckedClaim, sources: Numbered) -> list[int]:
    return [sources[place_of(one)][0] for one in claim.evidence]


def _paragraph_html(pieces: Paragraph, sources: Numbered) -> str:
    return element("p", joined(_piece_html(piece, sources) for piece in pieces))


def _piece_html(piece: Piece, sources: Numbered) -> str:
    words = "<br>".join(escaped(line) for line in piece.text.split("\n"))
    claim = piece.claim
    if claim is None or claim.verdict is None:
        return words
    looks = _LOOKS.get(claim.verdict)
    said = element("span", words, style=looks) if looks else words
    notes = joined(element("sup", element("a", str(n), href=f"#note-{n}")) for n in _numbers(claim, sources))
    objection = _objection(claim)
    return said + notes + (element("span", f" [{escaped(objection)}]", "verdict") if objection else "")


def _notes_html(sources: Numbered, server: str) -> str:
    if not sources:
        return ""
    items = joined(
        element("li", _note_html(source, server), id=f"note-{number}") for number, source in sources.values()
    )
    return element("h2", escaped(draft_texts.NOTES)) + element("ol", items)


def _note_html(source: Candidate, server: str) -> str:
    link = _permalink(source, server)
    title = element("cite", escaped(source.hit.article.title))
    quotation = element("q", escaped(quote_of(source)))
    return f"{title}, {escaped(about(source))}. {quotation} {element('a', escaped(link), href=link)}"


def _piece_markdown(piece: Piece, sources: Numbered) -> str:
    words = _inert_lines(piece.text)
    claim = piece.claim
    if claim is None or claim.verdict is None:
        return words
    notes = "".join(f"[^{n}]" for n in _numbers(claim, sources))
    objection = _objection(claim)
    return words + notes + (f" **\\[{_inert(objection)}\\]**" if objection else "")


def _note_markdown(source: Candidate, server: str) -> str:
    said = f"{source.hit.article.title}, {about(source)}. “{quote_of(source)}”"
    return f"{_inert(said)} <{_permalink(source, server)}>"


def _permalink(source: Candidate, server: str) -> str:
    return server + article_path(source.hit.article.id, source.start, source.end)


def _inert_lines(text: str) -> str:
    """Text whose line breaks stay, and in which nothing is markup."""
    return "\\\n".join(_inert(line, is_line=True) for line in text.split("\n"))


def _inert(text: str, *, is_line: bool = False) -> str:
    kept = text if is_line else " ".join(text.split())
    return _MARKDOWN.sub(_backslashed, kept)


def _backslashed(found: re.Match[str]) -> str:
    mark = found[0].strip()
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"
