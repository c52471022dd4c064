"""What a reader does with conversations and answers that are kept, each act for the reader who sent it.

Everything that comes with an act is whatever a browser sent: a conversation is looked for among the reader's
own, an answer among those of the conversation that is shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from rag.errors import BylineError
from rag.feedback import REASON_MAX, Feedback
from rag.kept_conversations import oldest_kept
from ui.editing import give_feedback, require_writable, withdraw_feedback
from ui.parts import Parts
from ui.web.channel import said
from ui.web.chat.desk import redrawn, same_turns, shown
from ui.web.chat.view import Conversation
from ui.web.history.feedback import OPINIONS
from ui.web.history.kept import Kept
from ui.web.history.listed import MOST, foot_html, list_html
from ui.web.history.opening import opened
from ui.web.history.panel import said_html, words_html
from ui.web.reader import reader_of
from ui.web.texts import history as history_texts

Lists = tuple[str, str, str]  # the list, what stands below it, what is said of the act


class ReadersBook:
    """Handlers of the page's events; every error of ours becomes a sentence with a hint."""

    def __init__(self, byline: Parts) -> None:
        """Take the parts whose library keeps the conversations."""
        self._byline = byline

    def listed(self, conversation: Conversation, sought: str, request: gr.Request) -> Lists:
        """The list when the page is opened, which is also when answers go that have been kept long enough."""
        reader, days = reader_of(request), self._byline.settings.keep_questions
        if days:
            try:
                self._byline.library.forget_answers(before=oldest_kept(days, datetime.now(UTC)))
            except BylineError as error:
                return self._lists(reader, conversation, sought, said_html(error.message, error.hint))
        return self._lists(reader, conversation, sought)

    def after_an_answer(self, conversation: Conversation, sought: str, request: gr.Request) -> Lists:
        """The list with what was just answered; says so where an answer should be in it and is not."""
        reader = reader_of(request)
        view = conversation.entries[-1].view if conversation.entries else None
        told = ""
        if view and view.answer and not view.kept and self._byline.library.answer(view.answer.id):
            told = said_html(
                history_texts.NOT_KEPT,
                history_texts.NOT_KEPT_HINT if reader else history_texts.NO_COOKIE,
            )
        return self._lists(reader, conversation, sought, told)

    def changed(
        self, conversation: Conversation, sought: str, event: gr.EventData, request: gr.Request
    ) -> tuple[str, str, str, str]:
        """Search, rename, delete one that is not open; the list, and what is searched for from now on."""
        reader, does = reader_of(request), said(event, "does")
        sought = said(event, "words") if does == "search" else sought
        try:
            told = self._done(reader, does, event)
        except BylineError as error:
            told = said_html(error.message, error.hint)
        return (*self._lists(reader, conversation, sought, told), sought)

    def turned(
        self, conversation: Conversation, sought: str, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, ...]:
        """Begin or open a conversation, delete the open one or all; what was being answered stops."""
        reader, does = reader_of(request), said(event, "does")
        told, turned = "", conversation.stopped()
        try:
            if does == "open":
                found = opened(self._byline.library, reader, said(event, "id"))
                turned = found or turned
                told = "" if found else said_html(history_texts.CONVERSATION_GONE)
            else:
                told = self._done(reader, does, event)
                turned = Conversation()
        except BylineError as error:
            told = said_html(error.message, error.hint)
        return (*shown(turned), *self._lists(reader, turned, sought, told))

    def judged(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """Keep an opinion of an answer that is shown, or take it back."""
        reader, answer_id = reader_of(request), said(event, "answer")
        place = _place_of(conversation, answer_id)
        if not reader or place is None:
            return (*same_turns(), said_html(history_texts.FEEDBACK_LOST))
        entry = conversation.entries[place]
        kept = entry.view.kept or Kept()
        try:
            opinion = self._opinion(reader, answer_id, kept.opinion, event)
        except BylineError as error:
            return (*same_turns(), said_html(error.message, error.hint))
        judged = replace(entry, view=replace(entry.view, kept=replace(kept, opinion=opinion)))
        entries = (*conversation.entries[:place], judged, *conversation.entries[place + 1 :])
        return (*redrawn(replace(conversation, entries=entries)), said_html(""))

    def _done(self, reader: str, does: str, event: gr.EventData) -> str:
        """Do what changes the library; returns what is said of it."""
        name, library = said(event, "id"), self._byline.library
        match does:
            case "rename":
                require_writable(self._byline.settings)
                is_done = library.rename_conversation(reader, name, said(event, "title"))
                words = history_texts.CONVERSATION_RENAMED
            case "delete":
                require_writable(self._byline.settings)
                is_done = bool(name) and library.forget_conversations(reader, name) > 0
                words = history_texts.CONVERSATION_DELETED
            case "delete-all":
                require_writable(self._byline.settings)
                library.forget_conversations(reader)
                is_done, words = True, history_texts.CONVERSATIONS_DELETED
            case _:
                return ""
        return said_html(words, is_problem=False) if is_done else said_html(history_texts.CONVERSATION_GONE)

    def _opinion(
        self, reader: str, answer_id: str, own: Feedback | None, event: gr.EventData
    ) -> Feedback | None:
        wanted = said(event, "opinion")
        opinion = next((one for one in OPINIONS if one == wanted), None)
        if opinion is None:
            if own:
                withdraw_feedback(self._byline, answer_id, reader)
            return None
        reason = said(event, "reason") if said(event, "does") == "explain" else (own.reason if own else None)
        return give_feedback(self._byline, answer_id, reader, opinion, (reason or "")[:REASON_MAX])

    def _lists(self, reader: str, conversation: Conversation, sought: str, told: str = "") -> Lists:
        settings, told = self._byline.settings, told or said_html("")
        if not settings.keep_questions:
            return words_html(history_texts.OFF), "", told
        if not reader:
            return words_html(history_texts.EMPTY), "", told
        words = sought.split()
        try:
            entries = self._byline.library.conversations(reader, words, MOST + 1)
        except BylineError as error:
            return words_html(f"{error.message} {error.hint or ''}"), "", told
        key = reader.removeprefix("key ") if reader.startswith("key ") else None
        foot = foot_html(days=settings.keep_questions, key=key, has_any=bool(entries or words))
        now = datetime.now().astimezone()
        return list_html(entries, conversation.id, now, is_search=bool(words)), foot, told


def _place_of(conversation: Conversation, answer_id: str) -> int | None:
    """Where an answer that is kept stands in the conversation."""
    return next(
        (
            place
            for place, entry in enumerate(conversation.entries)
            if entry.view.kept and entry.view.answer and entry.view.answer.id == answer_id
        ),
        None,
    )
