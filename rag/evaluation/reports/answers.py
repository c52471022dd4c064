"""Every question with every configuration's answer, as HTML."""

from __future__ import annotations

import re

from rag.evaluation.comparisons.outcomes import MEANINGS, Outcome, tone_of
from rag.evaluation.reports.elements import Html, element
from rag.evaluation.reports.failures import anchor
from rag.evaluation.reports.outline import Answered, Asked, Outline

_QUOTED = re.compile(r"^> ?", re.M)  # Markdown's sign of a quotation


def answers_section(outline: Outline) -> Html:
    """The questions in their order, closed; each opens to its answers."""
    return element(
        "section",
        element("h2", "Questions ", element("span", f"{len(outline.asked):,}", class_="count")),
        *(question_details(asked) for asked in outline.asked),
        id="questions",
    )


def question_details(asked: Asked) -> Html:
    """A question that opens."""
    outcomes = [outcome_label(answer.outcome) for answer in asked.answers]
    expected = None
    if asked.expected:
        expected = element("p", element("b", "Expected: "), "; ".join(asked.expected), class_="expected")
    elif not asked.is_answerable:
        expected = element("p", element("b", "Expected: "), "a refusal", class_="expected")
    return element(
        "details",
        element(
            "summary",
            element("span", asked.id, class_="id"),
            element("span", asked.question, class_="asked"),
            element("span", *outcomes, class_="labels"),
        ),
        expected,
        *(answer_block(asked, answer) for answer in asked.answers),
        id=anchor(asked),
        class_="question",
        data_group=True,
    )


def answer_block(asked: Asked, answer: Answered) -> Html:
    """One configuration's answer; each sentence wears its verdict."""
    text = element(
        "p",
        *(
            element("span", words, class_=f"sentence is-{verdict}", title=verdict)
            if verdict
            else _QUOTED.sub("", words)
            for words, verdict in answer.pieces
        ),
        class_="text",
    )
    return element(
        "div",
        element(
            "p",
            element("b", answer.configuration),
            " ",
            outcome_label(answer.outcome),
            " ",
            element("span", MEANINGS[answer.outcome], class_="quiet"),
            class_="labels",
        ),
        element("p", answer.reason, class_="issue") if answer.reason else None,
        text if answer.pieces else None,
        element("ul", *(element("li", source) for source in answer.sources), class_="sources")
        if answer.sources
        else None,
        class_="answer",
        data_item=True,
        data_configuration=answer.configuration,
        data_kind=asked.kind,
        data_outcome=answer.outcome,
        data_tone=tone_of(answer.outcome),
        data_verdict=" ".join(sorted({sentence.verdict for sentence in answer.sentences})),
    )


def outcome_label(outcome: Outcome) -> Html:
    """The outcome as a word in the colour of good, bad or unknown."""
    return element("span", outcome, class_=f"label {tone_of(outcome)}", title=MEANINGS[outcome])
