"""Results in words, for models whose program does not hand them the structured ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rag.domain import Answer
from ui.terminal import described

_DOUBTFUL = ("unsupported", "contradicted")
_SENTENCES_SHOWN = 3  # of an article that holds a phrase


def answer_in_words(answer: Answer) -> str:
    """The answer with its markers, the sources behind them, and what is doubtful or disputed about it."""
    return "\n".join([answer.text, *_doubts(answer), *_disputes(answer), *_sources(answer)])


def _doubts(answer: Answer) -> Iterator[str]:
    for sentence in answer.sentences:
        if sentence.verdict in _DOUBTFUL:
            why = "; ".join([f"{sentence.verdict} by the sources", *sentence.issues])
            yield f"\nDo not rely on “{sentence.text}”: {why}."


def _disputes(answer: Answer) -> Iterator[str]:
    for found in answer.disagreements:
        yield f"\nSources differ on {found.about}:"
        for claim in found.claims:
            yield f"- {claim.value}, says {claim.by} {''.join(f'[{n}]' for n in claim.citations)}"


def _sources(answer: Answer) -> Iterator[str]:
    if answer.citations:
        yield "\nSources:"
    for cited in answer.citations:
        source = described(cited.title, cited.publisher, cited.published)
        yield f"[{cited.n}] {source}. {cited.link} (article_id {cited.article_id})"
    if answer.nearest:
        yield "\nNearest articles:"
    for near in answer.nearest:
        source = described(near.title, near.publisher, near.published)
        yield f"- {source} (article_id {near.article_id})"


def passages_in_words(found: dict[str, Any]) -> str:
    """The passages that a search found, each under its source."""
    lines = [*found["notes"]]
    for n, passage in enumerate(found["passages"], 1):
        place = f"article_id {passage['article_id']}, characters {passage['start']} to {passage['end']}"
        lines.append(f"\n{n}. {_source(passage)} ({place})\n{passage['text']}")
    if not found["passages"]:
        lines.append("No passage was found within these limits.")
    return "\n".join(lines).strip()


def holdings_in_words(found: dict[str, Any]) -> str:
    """A page of the articles that hold a phrase, with the first sentences of each."""
    total, offset, page = found["total"], found["offset"], len(found["articles"])
    lines = [
        *found["notes"],
        f"Articles that hold “{found['query']}”: {total}; occurrences: {found['occurrences']}.",
    ]
    for holding in found["articles"]:
        lines.append(f"\n{_source(holding)} (article_id {holding['article_id']}): {holding['count']} times")
        lines += [f"- {sentence['text']}" for sentence in holding["sentences"][:_SENTENCES_SHOWN]]
        if (rest := len(holding["sentences"]) - _SENTENCES_SHOWN) > 0:
            lines.append(f"- … and {rest} sentences more")
    if page and offset + page < total:
        lines.append(f"\nMore with offset {offset + page}.")
    return "\n".join(lines)


def article_in_words(article: dict[str, Any]) -> str:
    """A piece of an article under its source, and how to read on."""
    lines = [_source(article)]
    if article["status"]:
        lines.append(f"This article was {article['status']}. {article['status_note'] or ''}".strip())
    lines += ["", article["text"]]
    if article["end"] < article["characters"]:
        lines += ["", f"{article['characters']} characters in all; more with start {article['end']}."]
    return "\n".join(lines)


def verified_in_words(checked: dict[str, Any]) -> str:
    """A receipt, or the verdicts of a text."""
    lines = list(_receipt(checked) if "status" in checked else _verdicts(checked))
    return "\n".join(lines)


def _receipt(receipt: dict[str, Any]) -> Iterator[str]:
    yield f"The answer is {receipt['status']}."
    yield from receipt["problems"]
    for cited in receipt["citations"]:
        yield f"[{cited['n']}] {cited['status']}: {cited['words']}"
    for sentence in receipt["sentences"]:
        for problem in sentence["problems"]:
            yield f"“{sentence['text']}”: {problem}"


def _verdicts(checked: dict[str, Any]) -> Iterator[str]:
    whole = "" if checked["is_supported"] else "not "
    yield f"The text is {whole}supported in every sentence that claims something."
    for sentence in checked["sentences"]:
        yield f"\n{sentence['verdict'] or 'claims nothing'}: {sentence['text']}"
        yield from (f"! {issue}" for issue in sentence["issues"])
        for span in sentence["evidence"]:
            yield f"{span['relation']}: “{span['quote']}” ({_source(span)})"
    if checked["unchecked"]:
        yield f"\nNot checked, for want of time: {checked['unchecked']} sentences at the end."


def _source(article: dict[str, Any]) -> str:
    return described(article["title"], article["publisher"], article["published"])
