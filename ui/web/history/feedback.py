"""A reader's opinion of an answer: two thumbs, and why."""

from __future__ import annotations

from typing import get_args

from rag.feedback import REASON_MAX, Feedback, Opinion
from ui.web.markup import element, escaped, joined
from ui.web.texts import history as history_texts

OPINIONS: tuple[Opinion, ...] = get_args(Opinion)
_THUMB = (  # a thumb that points up; the other one is turned round by the style sheet
    "M7 10.5H3.5V20.5H7M7 10.5V20.5M7 10.5L11.2 3C12.9 3 13.9 4.3 13.6 5.9L12.9 9"
    "H18.7C19.9 9 20.8 10.1 20.5 11.3L18.7 18.9C18.5 19.9 17.6 20.5 16.7 20.5H7"
)


def feedback_html(answer_id: str, own: Feedback | None) -> str:
    """Thumbs below a kept answer, and once one is chosen the field for the reason.

    Choosing the chosen thumb again takes the opinion back: its button then carries an empty opinion.
    """
    thumbs = joined(_thumb(answer_id, opinion, own) for opinion in OPINIONS)
    group = element("div", thumbs, "thumbs", role="group", aria_label=history_texts.JUDGE)
    return element("div", group + (_reason(answer_id, own) if own else ""), "feedback")


def _thumb(answer_id: str, opinion: Opinion, own: Feedback | None) -> str:
    is_chosen = own is not None and own.opinion == opinion
    drawn = element("svg", element("path", "", d=_THUMB), viewBox="0 0 24 24", aria_hidden="true")
    return element(
        "button",
        drawn,
        f"thumb {opinion}",
        type="button",
        aria_label=history_texts.OPINIONS[opinion],
        aria_pressed="true" if is_chosen else "false",
        title=history_texts.OPINIONS[opinion],
        data_act="feedback",
        data_answer=answer_id,
        data_opinion="" if is_chosen else opinion,
    )


def _reason(answer_id: str, own: Feedback) -> str:
    asked = history_texts.REASONS[own.opinion]
    field = element(
        "textarea",
        escaped(own.reason or ""),
        name="reason",
        rows="2",
        maxlength=str(REASON_MAX),
        placeholder=history_texts.REASON_PLACEHOLDER,
    )
    form = element(
        "form",
        element("label", element("span", escaped(asked)) + field)
        + element("button", escaped(history_texts.REASON_SAVE), type="submit"),
        "reason",
        data_answer=answer_id,
        data_opinion=own.opinion,
    )
    if not own.reason:
        return form
    given = element("span", escaped(history_texts.REASON_GIVEN), "given") + escaped(own.reason)
    change = element("span", escaped(history_texts.REASON_CHANGE), "change")
    return element("details", element("summary", f"{given} {change}") + form)
