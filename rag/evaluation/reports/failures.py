"""The sentences that failed, each beside the spans that fail it, as HTML."""

from __future__ import annotations

from urllib.parse import quote

from rag.evaluation.comparisons.outcomes import tone_of
from rag.evaluation.reports.elements import Html, element, joined
from rag.evaluation.reports.outline import Answered, Asked, JudgedSentence, Outline
from rag.evaluation.reports.spans import Span

_RELATIONS = {
    "contradicts": "contradicts it",
    "supports": "comes nearest",
    "cited": "is cited for it",
    "retrieved": "was retrieved first; nothing was found that decides",
}


def failures_section(outline: Outline) -> Html:
    """Every sentence that is less than supported, with what its sources say."""
    cards = [failure_card(*failure) for failure in outline.failed_sentences()]
    empty = (
        None if cards else element("p", "Every sentence that claims something is supported.", class_="quiet")
    )
    return element(
        "section",
        element("h2", "Sentences that failed ", element("span", f"{len(cards):,}", class_="count")),
        empty,
        *cards,
        id="failures",
    )


def failure_card(asked: Asked, answer: Answered, sentence: JudgedSentence) -> Html:
    """A sentence on the left, its spans on the right; below one another on a phone."""
    score = None if sentence.score is None else element("span", f"score {sentence.score:.2f}", class_="quiet")
    said = element(
        "div",
        element("p", verdict_label(sentence.verdict), " ", score, class_="labels"),
        element("p", sentence.text, class_=f"sentence is-{sentence.verdict}"),
        *(element("p", issue, class_="issue") for issue in sentence.issues),
        element(
            "p",
            element("a", asked.question, href=f"#{quote(anchor(asked))}"),
            f" · {answer.configuration}",
            class_="quiet",
        ),
        class_="said",
    )
    spans = [span_block(span) for span in sentence.spans]
    nothing = None if spans else element("p", "No source was retrieved.", class_="quiet")
    return element(
        "article",
        said,
        element("div", *spans, nothing, class_="spans"),
        class_="failure",
        data_item=True,
        data_configuration=answer.configuration,
        data_kind=asked.kind,
        data_outcome=answer.outcome,
        data_tone=tone_of(answer.outcome),
        data_verdict=sentence.verdict,
    )


def span_block(span: Span) -> Html:
    """A quotation, marked within the words around it."""
    return element(
        "figure",
        element("blockquote", span.before, element("mark", span.quote) if span.quote else None, span.after),
        element(
            "figcaption", joined(span.source or "a source without a name", " — ", _RELATIONS[span.relation])
        ),
        class_=f"span {span.relation}",
    )


def verdict_label(verdict: str) -> Html:
    """The verdict as a word in its colour."""
    return element("span", verdict, class_=f"label is-{verdict}")


def anchor(asked: Asked) -> str:
    """The id of a question's place on the page."""
    return f"question-{asked.id}"
