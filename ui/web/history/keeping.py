"""An answer becomes part of a conversation that is kept."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace

from rag.errors import BylineError
from ui.parts import Parts
from ui.web.chat.view import Conversation
from ui.web.history.kept import Kept

logger = logging.getLogger(__name__)


def with_newest_kept(byline: Parts, reader: str, conversation: Conversation) -> Conversation:
    """The conversation after its newest answer was kept, if the answer itself was saved.

    It takes the place after those that are kept already; what stood there before is replaced. Where it
    cannot be kept the conversation is what it was: its answer then has no `View.kept`.
    """
    if not (reader and conversation.entries):
        return conversation
    *earlier, newest = conversation.entries
    if newest.view.answer is None or newest.view.kept:
        return conversation
    n = sum(entry.view.kept is not None for entry in earlier)
    name = conversation.id or uuid.uuid4().hex
    try:
        is_kept = byline.library.keep_turn(reader, name, n, newest.view.answer.id)
    except BylineError as error:
        logger.warning("an answer was not kept: %s", error.message)
        return conversation
    return (
        replace(conversation, id=name).showing(replace(newest.view, kept=Kept())) if is_kept else conversation
    )
