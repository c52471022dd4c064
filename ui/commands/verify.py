"""`byline verify`: a saved answer, or any text, checked against the articles as they are now."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from rag.domain import Question
from rag.errors import UsageError
from rag.text.publication import PublicationDate
from ui.commands.ask import AsOf, Collections, Publishers, Since
from ui.terminal import console, described, show_json, tell_receivers
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.checking import CheckedClaim, CheckedText
    from rag.receipts import CheckedSentence, CheckedSpan, Receipt, SavedAnswer, SavedSentence

EXAMPLE = "byline verify answer.json"
_LONGEST_NAME = 80  # characters of a file's name that an error repeats
STANDARD_INPUT = "-"
_QUOTED = 160  # characters of a quotation that are shown
_IN_WORDS = {
    "intact": "intact: every quotation stands in its article, word for word",
    "stale": "stale: an article behind it has changed",
    "gone": "gone: an article behind it is no longer in the library",
    "unknown": "unknown: it names an article, or a version of one, that this library never had",
    "tampered": "tampered: it is not what Byline wrote",
}
_COLOURS = {"intact": "green", "kept": "yellow", "stale": "yellow", "changed": "yellow", "supported": "green"}


def verify(
    context: typer.Context,
    answer: Annotated[
        str | None,
        typer.Argument(
            metavar="ANSWER.json",
            help="Answers of `byline ask --json`: one, a list or JSON Lines; - is standard input.",
            show_default=False,
        ),
    ] = None,
    *,
    text: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Check any text instead, sentence by sentence; - as above."),
    ] = None,
    collection: Collections = None,
    publisher: Publishers = None,
    since: Since = None,
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Check a saved answer again, offline: its quotations, offsets and numbers against the articles.

    Exit code 0: all of it is intact (with --text: everything it claims is supported); 1: something is not.
    """
    wiring: Wiring = context.obj
    limits = Question(
        "",
        as_of=as_of,
        since=since,
        publishers=tuple(publisher or ()),
        collections=tuple(collection or ()),
    )
    if (answer is None) == (text is None):
        raise UsageError("Name either an answer or --text and a file.", f"Example: {EXAMPLE}")
    if answer is not None:
        if limits != Question(""):
            raise UsageError(
                "--collection, --publisher, --since and --as-of go with --text.", "Leave it out."
            )
        is_sound = _verify_answers(wiring, answer, as_json=as_json)
    else:
        is_sound = _verify_text(wiring, str(text), limits, as_json=as_json)
    if not is_sound:
        raise typer.Exit(1)


def _read(name: str) -> bytes:
    """A file, as far as one byte more than is allowed."""
    from ui.saved_answers import MAX_BYTES

    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte in it
        reason = error.strerror if isinstance(error, OSError) else "no such name can be"
        shown = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
        hint = f"Name a file, or - for standard input. Example: {EXAMPLE}"
        raise UsageError(f"{shown!r} cannot be read: {reason}.", hint) from error


def _verify_answers(wiring: Wiring, name: str, *, as_json: bool) -> bool:
    from ui.saved_answers import read_answers
    from ui.verifying import receipt_json, receipt_of

    answers = read_answers(_read(name))
    with wiring.stored() as stores:
        receipts = [receipt_of(one, stores.library) for one in answers]
    if as_json:
        found = [receipt_json(receipt) for receipt in receipts]
        show_json(found[0] if len(found) == 1 else found)
    else:
        for saved, receipt in zip(answers, receipts, strict=True):
            _show_receipt(saved, receipt)
    return all(receipt.status == "intact" for receipt in receipts)


def _verify_text(wiring: Wiring, name: str, limits: Question, *, as_json: bool) -> bool:
    from rag.settings import searching_hosts
    from ui.verifying import checked_json

    text = _read(name).decode("utf-8-sig", "replace")
    with wiring.opened() as byline:
        tell_receivers(searching_hosts(byline.settings), "The text and passages")
        checked = byline.checking.against_library(text, limits)
    if as_json:
        show_json(checked_json(checked, has_sources=False))
    else:
        _show_text(checked)
    return checked.is_supported


def _show_receipt(saved: SavedAnswer, receipt: Receipt) -> None:
    screen = console()
    screen.print(Text(_plain(receipt.question or f"Answer {receipt.id}"), style="bold"))
    screen.print(_coloured(receipt.status, _IN_WORDS[receipt.status]))
    for problem in receipt.problems:
        screen.print(Text(_plain(f"- {problem}")))
    for cited, checked in zip(saved.citations, receipt.citations, strict=True):
        _show_span(f"[{checked.n}]", checked)
        source = described(cited.title, cited.publisher, _readable(cited.published))
        screen.print(Text(_plain(f"    “{_shortened(cited.quote)}” ({source})")))
    for sentence, found in zip(saved.sentences, receipt.sentences, strict=True):
        _show_sentence(saved, sentence, found)
    screen.print()


def _show_sentence(saved: SavedAnswer, sentence: SavedSentence, found: CheckedSentence) -> None:
    """A sentence with what is wrong; what its citations have said already is not said again."""
    cited = {(one.article_id, one.quote) for one in saved.citations}
    spans = [
        checked
        for span, checked in zip(sentence.evidence, found.evidence, strict=True)
        if checked.status != "intact" and (span.article_id, span.quote) not in cited
    ]
    if found.problems or spans:
        words = found.text if found.text.startswith("“") else f"“{found.text}”"
        console().print(Text(_plain(words)))
    for problem in found.problems:
        console().print(Text(_plain(f"  - {problem}")))
    for span in spans:
        _show_span("  evidence", span)


def _shortened(quote: str) -> str:
    return quote if len(quote) <= _QUOTED else f"{quote[:_QUOTED]}…"


def _readable(published: str | None) -> str | None:
    """A citation's date, if it is one: whoever altered the answer may have written anything."""
    try:
        return str(PublicationDate.parse(published)) if published else None
    except ValueError:
        return None


def _show_span(name: str, span: CheckedSpan) -> None:
    words = _plain(f"{span.status}: {span.words}")
    console().print(Text(f"{name} ").append_text(_coloured(span.status, words)))


def _show_text(checked: CheckedText) -> None:
    for claim in checked.sentences:
        _show_claim(claim)
    if checked.unchecked:
        console().print(Text(f"Not checked, for want of time: {checked.unchecked} sentences at the end."))


def _show_claim(claim: CheckedClaim) -> None:
    screen = console()
    verdict = claim.verdict or "claims nothing"
    screen.print(_coloured(verdict, verdict).append(_plain(f"  {claim.text}"), style="default"))
    for issue in claim.issues:
        screen.print(Text(_plain(f"  ! {issue}")))
    for one in claim.evidence:
        article = one.hit.article
        published = str(article.published) if article.published else None
        source = described(article.title, article.publisher, published)
        screen.print(Text(f"  {claim.relation}: “{one.text}” ({source}, {one.start}–{one.end})"))


def _plain(text: str) -> str:
    """A stranger's text without what would steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _coloured(status: str, words: str) -> Text:
    is_plain = status == "claims nothing"
    return Text().append(words, style="bright_black" if is_plain else _COLOURS.get(status, "red"))
