"""Questions to begin with and to go on with, as buttons that ask them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence

from rag.errors import BylineError
from rag.suggesting.examples import Example
from ui.parts import Parts
from ui.web import texts
from ui.web.chat.footer import act_button
from ui.web.chat.limits import Limits
from ui.web.chat.view import Conversation
from ui.web.markup import element, escaped, joined

LONGEST_WAIT_SECONDS = 20.0  # for examples, which a page gets after it is up
logger = logging.getLogger(__name__)


def examples_html(examples: Sequence[Example]) -> str:
    """What an empty conversation offers; nothing where nothing can be asked."""
    if not examples:
        return ""
    differing = {example.text for example in examples if example.differs}
    return _list(texts.EXAMPLES, [example.text for example in examples], differing)


def following_html(questions: Sequence[str]) -> str:
    """What can be asked after the newest answer; nothing where nothing good is known."""
    if not questions:
        return ""
    heading = element("h3", escaped(texts.ASK_NEXT), id="ask-next")
    return heading + _list(texts.ASK_NEXT, questions)


def examples(byline: Parts) -> str:
    """The examples of the library as it is, as soon as they are known; blocks."""
    return examples_html(byline.suggestions.examples(wait_seconds=LONGEST_WAIT_SECONDS))


def following(byline: Parts, conversation: Conversation, limits: Limits) -> str:
    """What to ask after the last answer; nothing after one that was stopped or has failed. Blocks."""
    if not conversation.entries or not (answer := conversation.entries[-1].view.answer):
        return ""
    *earlier, last = conversation.entries
    question = limits.question(last.question, Conversation(tuple(earlier)).history())
    try:
        return following_html(byline.suggestions.follow_ups(question, answer))
    except BylineError as error:  # the library changed in the meantime; the answer stands without them
        logger.info("no follow-ups: %s", error)
        return ""


def _list(label: str, questions: Sequence[str], differing: Collection[str] = ()) -> str:
    note = element("small", escaped(texts.DIFFER), "disputed")
    items = joined(
        element("li", act_button("ask", one, question=one) + (note if one in differing else ""))
        for one in questions
    )
    return element("ul", items, "examples", aria_label=label)
