"""A conversation as a file: Markdown, an HTML page to print, or JSON with receipts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from rag.interfaces import WritableLibrary
from ui.api.footnotes import inert
from ui.saved_answers import read_answer
from ui.verifying import receipt_json, receipt_of
from ui.web import texts
from ui.web.chat.closing import standing_of
from ui.web.chat.view import Conversation, Entry
from ui.web.chat.written import html_of, markdown_of
from ui.web.markup import element, escaped, joined

SCHEMA = 1
_NAME_WORDS, _NAME_CHARACTERS = 8, 60
# Nothing can run in it or be fetched by it, wherever it is opened.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem; overflow-wrap: anywhere;
  font: 1.0625rem/1.6 Charter, "Iowan Old Style", Georgia, serif; }
h1 { font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 1rem; padding-top: 1.5rem; border-top: 1px solid; font-size: 1.375rem; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 1rem; }
blockquote { margin: 0.25rem 0 1rem; padding-inline-start: 0.875rem; border-inline-start: 2px solid; }
ol blockquote { font-size: 0.9375rem; opacity: 0.8; }
.about { font-size: 0.875rem; opacity: 0.8; }
sup a { text-decoration: none; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } h2 { break-after: avoid; }
  blockquote, li { break-inside: avoid; } }
"""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that the browser saves; nothing of it stays on the server."""

    name: str
    media_type: str
    text: str


def exported(
    conversation: Conversation, kind: str, library: WritableLibrary, now: datetime | None = None
) -> ExportedFile:
    """The conversation as a file.

    Args:
        conversation: With one question at least.
        kind: ``markdown``, ``html`` or ``json``.
        library: Against which the receipts of the JSON are made.
        now: When it is exported; None: now.
    """
    at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    name = file_name(conversation.entries[0].question)
    kinds: dict[str, tuple[str, str, Callable[[], str]]] = {
        "markdown": ("md", "text/markdown", lambda: _markdown(conversation, at)),
        "html": ("html", "text/html", lambda: _html(conversation, at)),
        "json": ("json", "application/json", lambda: _json(conversation, at, library)),
    }
    suffix, media_type, make = kinds[kind]
    return ExportedFile(f"{name}.{suffix}", media_type, make())


def file_name(question: str) -> str:
    """A name that every file system takes: the first words of a question, without its suffix."""
    words = re.findall(r"[^\W_]+", question.casefold())[:_NAME_WORDS]
    return f"byline-{'-'.join(words)}"[:_NAME_CHARACTERS].rstrip("-") if words else "byline-conversation"


def _markdown(conversation: Conversation, at: str) -> str:
    turns = "\n\n".join(
        f"## {inert(' '.join(entry.question.split()))}\n\n{_told(entry)}" for entry in conversation.entries
    )
    return f"# {texts.EXPORTED_CONVERSATION}\n\n{at}\n\n{turns}\n"


def _told(entry: Entry) -> str:
    """An answer with what it stands on, or what went wrong."""
    view = entry.view
    if view.failure and not view.parts:
        return f"*{inert(view.failure.message)}*"
    standing = f"\n\n{'; '.join(standing_of(view.answer))}." if view.answer else ""
    return markdown_of(view) + standing


def _html(conversation: Conversation, at: str) -> str:
    title = escaped(texts.EXPORTED_CONVERSATION)
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style>"
    )
    about = element("p", escaped(at), "about")
    body = element("h1", title) + about + joined(_turn(entry) for entry in conversation.entries)
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def _turn(entry: Entry) -> str:
    view = entry.view
    failed = element("p", escaped(view.failure.message)) if view.failure else ""
    told = html_of(view) if view.parts else ""
    standing = element("p", escaped("; ".join(standing_of(view.answer))), "about") if view.answer else ""
    return element("h2", escaped(entry.question)) + failed + told + standing


def _json(conversation: Conversation, at: str, library: WritableLibrary) -> str:
    turns = [_turn_object(entry, library) for entry in conversation.entries]
    return json.dumps({"schema": SCHEMA, "exported_at": at, "turns": turns}, ensure_ascii=False, indent=1)


def _turn_object(entry: Entry, library: WritableLibrary) -> dict[str, Any]:
    """A question with its answer object and the receipt of it as the articles are now."""
    answer, failure = entry.view.answer, entry.view.failure
    given = asdict(answer) if answer else None
    return {
        "question": entry.question,
        "answer": given,
        "receipt": receipt_json(receipt_of(read_answer(given), library)) if given else None,
        "failure": {"code": failure.code, "message": failure.message} if failure else None,
        "is_stopped": entry.view.is_stopped,
    }
