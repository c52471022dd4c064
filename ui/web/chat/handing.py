"""Hands an answer to the clipboard, and a conversation over as a file that the browser saves."""

from __future__ import annotations

import logging
import secrets

import gradio as gr

from ui.parts import Parts
from ui.web.channel import QUIETLY, channel, said
from ui.web.chat.asking import place_of
from ui.web.chat.exporting import exported
from ui.web.chat.footer import EXPORT_KINDS
from ui.web.chat.view import Conversation
from ui.web.chat.written import html_of, markdown_of

# What a handler gave goes on to chat.js as the document's event; it is never rendered.
_HAND_ON = """watch('value', () =>
  document.dispatchEvent(new CustomEvent('byline:handed', { detail: props.value })));"""
Parcel = dict[str, str]
logger = logging.getLogger(__name__)


def copied(conversation: Conversation, event: gr.EventData) -> Parcel:
    """An answer with its sources, as text and as HTML."""
    place = place_of(conversation, event)
    if place is None:
        return {"act": "none"}
    view = conversation.entries[place].view
    return {"act": "copy", "text": markdown_of(view), "html": html_of(view)}


def saved(byline: Parts, conversation: Conversation, event: gr.EventData) -> Parcel:
    """The conversation as a file of the wanted kind; reads the library, so it blocks."""
    kind = said(event, "kind")
    if kind not in EXPORT_KINDS or not conversation.entries:
        return {"act": "none"}
    try:
        file = exported(conversation, kind, byline.library)
    except Exception:  # the outermost border of the page
        logger.exception("exporting failed")
        return {"act": "unmade"}
    return {"act": "save", "name": file.name, "type": file.media_type, "text": file.text}


def wire_handing(byline: Parts, conversation: gr.State) -> None:
    """The buttons that copy and export."""
    parcel = gr.HTML(html_template="", js_on_load=_HAND_ON, visible="hidden", elem_classes="channel")

    def copy(so_far: Conversation, event: gr.EventData) -> Parcel:
        return _unlike_the_last(copied(so_far, event))

    def save(so_far: Conversation, event: gr.EventData) -> Parcel:
        return _unlike_the_last(saved(byline, so_far, event))

    for act, make in (("copy", copy), ("export", save)):
        channel(act).click(make, [conversation], [parcel], **QUIETLY)


def _unlike_the_last(parcel: Parcel) -> Parcel:
    """The same answer can be copied twice; a component tells only of a value that is another one."""
    return parcel | {"number": secrets.token_hex(4)}
