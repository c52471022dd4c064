"""A kept conversation as the page shows it: each answer as it was written, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from rag.answering.release import markers
from rag.domain import Answer, Citation
from rag.events import DisagreementFound, SentenceReleased
from rag.receipts import Receipt
from ui.saved_answers import read_answer
from ui.verifying import receipt_of
from ui.web import texts
from ui.web.chat.view import Conversation, Entry, Part, View
from ui.web.history.kept import Kept, SourceChange

if TYPE_CHECKING:
    from rag.interfaces import WritableLibrary


def opened(library: WritableLibrary, reader: str, conversation_id: str) -> Conversation | None:
    """A conversation of the reader's, to be read and gone on with; None if the reader has none such."""
    kept = library.conversation(reader, conversation_id)
    if kept is None:
        return None
    entries = tuple(_entry(library, reader, saved) for saved in kept.answers)
    return Conversation(entries, id=kept.id)


def _entry(library: WritableLibrary, reader: str, saved: Mapping[str, Any]) -> Entry:
    view = saved_view(saved)
    opinion = library.feedback(str(saved["id"]), reader)
    if not saved["stale"]:
        return Entry(str(saved["question"]), replace(view, kept=Kept(opinion)))
    receipt = receipt_of(read_answer(saved), library)
    return Entry(
        str(saved["question"]),
        replace(
            view,
            kept=Kept(opinion, changes_of(view.citations, receipt)),
            citations=tuple(where_they_stand(view.citations, receipt)),
        ),
    )


def saved_view(saved: Mapping[str, Any]) -> View:
    """The view that the events of this answer made when it was written.

    What it was found in is not kept: `View.passages` is None, and so is what the reader had chosen to search.
    """
    answer = _adapter().validate_python(saved)
    return View(
        understood_as=answer.standalone_question,
        constraints=answer.constraints,
        thinking=answer.thinking or "",
        parts=tuple(_parts(answer)),
        citations=answer.citations,
        fallback=(answer.fallback or {}).get("reason"),
        answer=answer,
        marks={
            one["article_id"]: texts.mark_of(one["status"], one["status_note"])
            for one in saved["citations"]
            if one.get("status")
        },
    )


def changes_of(citations: tuple[Citation, ...], receipt: Receipt) -> tuple[SourceChange, ...]:
    """The sources that are not what they were, in the order of their numbers; each article once a reason."""
    found: dict[tuple[str, str], SourceChange] = {}
    for cited, checked in zip(citations, receipt.citations, strict=True):
        if checked.status == "intact":
            continue
        known = found.get((cited.article_id, checked.words))
        numbers = (*(known.numbers if known else ()), cited.n)
        found[cited.article_id, checked.words] = SourceChange(
            numbers, cited.title, checked.words, is_gone=checked.status == "gone"
        )
    return tuple(found.values())


def where_they_stand(citations: tuple[Citation, ...], receipt: Receipt) -> Iterator[Citation]:
    """The citations, leading to where their words stand now; to the whole article where they do not."""
    for cited, checked in zip(citations, receipt.citations, strict=True):
        if checked.status in {"kept", "changed"}:
            yield replace(cited, start=checked.start or 0, end=checked.end or 0)
        else:
            yield cited


def _parts(answer: Answer) -> Iterator[Part]:
    at = 0
    for sentence in answer.sentences:
        yield SentenceReleased(answer.text[at : sentence.start], sentence, ())
        at = sentence.end + len(markers(sentence.citations))
    for disagreement in answer.disagreements:
        yield DisagreementFound(disagreement)


@cache
def _adapter() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)
