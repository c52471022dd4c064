"""Turns of a conversation as HTML: pure functions, everything escaped, one line without line breaks."""

from __future__ import annotations

from collections.abc import Sequence

from rag.errors import EndpointError
from rag.events import Failed
from rag.interfaces import Span
from ui.failures import USAGE_CODES
from ui.web import texts
from ui.web.chat.closing import closing_html
from ui.web.chat.footer import act_button, footer_html
from ui.web.chat.prose import prose_html
from ui.web.chat.view import Entry, View
from ui.web.history.changes import changes_html
from ui.web.markup import element, escaped, joined

_ENDPOINT_ERRORS: list[type[EndpointError]] = [EndpointError, *EndpointError.__subclasses__()]
_ENDPOINT_CODES = frozenset(kind.code for kind in _ENDPOINT_ERRORS)


def turn_html(entry: Entry, place: int, *, is_newest: bool) -> str:
    """One question with what has come of it."""
    parts = [question_html(entry.question), answer_html(entry.view, place)]
    footer = footer_html(entry, place, is_newest=is_newest)
    return element("article", joined([*parts, footer]), "turn", data_place=str(place))


def turns_html(entries: Sequence[Entry], first: int = 0) -> str:
    """Turns that are settled; ``first`` is the place of the first of them."""
    return joined(turn_html(entry, place, is_newest=False) for place, entry in enumerate(entries, first))


def answer_html(view: View, place: int = 0) -> str:
    """One answer as far as it has come; ``place`` is its turn's, for what can be done about it."""
    body = joined(
        [
            changes_html(view.kept),
            _understood(view),
            _limited(view),
            _thinking(view),
            _note(texts.fell_back(view.fallback)) if view.fallback else "",
            prose_html(view),
            _progress(view),
            _failure(view.failure, place) if view.failure else "",
            _note(texts.stopped(has_parts=bool(view.parts))) if view.is_stopped else "",
            closing_html(view),
        ]
    )
    return element("div", body, "answer" if view.is_settled else "answer writing")


def question_html(question: str) -> str:
    """What was asked, as it was typed."""
    return element("h2", escaped(question), "asked", dir="auto")


def masthead_html(span: Span, receiving_host: str | None) -> str:
    """The page's head: its name, what the library holds, and who receives passages."""
    name = element("h1", escaped(texts.TITLE)) + element("p", escaped(texts.MOTTO), "motto")
    facts = element("span", escaped(texts.library_in_words(span)))
    host = element("span", escaped(texts.receiving(receiving_host)), "host")
    return element("header", element("div", name, "name") + element("p", facts + host, "facts"), "masthead")


def welcome_html(*, is_empty: bool) -> str:
    """What stands in the conversation before the first question."""
    note = texts.EMPTY_LIBRARY if is_empty else texts.WELCOME_NOTE
    return element("div", element("h2", escaped(texts.WELCOME)) + element("p", escaped(note)), "welcome")


def _understood(view: View) -> str:
    asked = view.question or (view.answer.question if view.answer else "")
    if not (asked and view.understood_as) or view.understood_as.split() == asked.split():
        return ""
    return element("p", f"{escaped(texts.UNDERSTOOD_AS)}: {escaped(view.understood_as)}", "understood")


def _limited(view: View) -> str:
    """What the search was limited to, quietly."""
    limits = texts.limits_in_words(view.constraints, view.collections) if view.constraints else []
    if not limits:
        return ""
    said = joined(element("span", escaped(limit)) for limit in limits)
    return element("p", f"{escaped(texts.ONLY_ARTICLES)} {said}", "limited")


def _thinking(view: View) -> str:
    """What the model has reasoned, folded up; how long it took is said."""
    if not view.thinking:
        return ""
    said = texts.reasoned(view.thought_seconds, len(view.thinking.split()), is_over=not view.is_thinking)
    css_class = "progress" if view.is_thinking else ""
    summary = element("summary", element("span", escaped(said), css_class))
    # The view's words come escaped into one line, so paragraphs are kept as elements.
    paragraphs = (line for line in view.thinking.splitlines() if line.strip())
    thoughts = joined(element("p", escaped(line), dir="auto") for line in paragraphs)
    return element("details", summary + element("div", thoughts, "thoughts"), "thinking")


def _note(text: str) -> str:
    return element("p", escaped(text), "note")


def _progress(view: View) -> str:
    if view.is_settled or view.parts or view.is_thinking:
        return ""
    if view.passages is not None:
        articles = len({hit.article.id for hit in view.passages})
        said = texts.reading(len(view.passages), articles)
    else:
        said = texts.waiting(view.waiting) if view.waiting else texts.SEARCHING
    return element("p", escaped(said), "progress")


def _failure(failure: Failed, place: int) -> str:
    """What went wrong in words, and a way on."""
    said = element("p", escaped(failure.message))
    hint = element("p", escaped(failure.hint), "hint") if failure.hint else ""
    at = str(place)
    if failure.code in USAGE_CODES:
        ways = [act_button("edit", texts.EDIT, place=at)]
    else:
        ways = [act_button("again", texts.TRY_AGAIN, place=at)]
    if failure.code in _ENDPOINT_CODES:
        ways.append(act_button("quotations", texts.QUOTATIONS_INSTEAD, place=at))
    return element("div", said + hint + element("p", joined(ways), "ways"), "failure", role="alert")
