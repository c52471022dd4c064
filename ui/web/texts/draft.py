"""Every text of the tab in which drafts are checked."""

from __future__ import annotations

from collections.abc import Mapping

from rag.checking import DEADLINE_SECONDS, MAX_TEXT
from rag.domain import Verdict
from ui.web.texts import counted

TITLE = "What does the library say of your draft?"
NOTE = (
    "Paste a text or open a file. Each sentence is held against the articles; you see which are borne out, "
    "which are contradicted, and where it says so. It is not added to the library."
)
LABEL = "Your draft"
PLACEHOLDER = "Paste or write the draft here"
CHECK = "Check"
OPEN = "Open a file"
OPEN_LABEL = "Open a text, Markdown or Word file"
EXAMPLE = "Try with an example"
NO_EXAMPLE = "No article of the library has two sentences with figures to make an example of."
LIMITS = "Limit the articles"
CHECKING = "Checking"
STOPPED = "Stopped."
VERDICTS: dict[Verdict, str] = {
    "supported": "Supported",
    "partial": "Supported in part",
    "unsupported": "Not found in the library",
    "contradicted": "Contradicted by a source",
}
COUNTED: dict[Verdict, str] = {
    "supported": "supported",
    "partial": "supported in part",
    "contradicted": "contradicted",
    "unsupported": "not found",
}
MEANING = "A verdict says what the articles say, not what is true."
AT_ONCE = f"At once, {MAX_TEXT:,} characters or {DEADLINE_SECONDS:.0f} seconds of work are done."
ALL_WELL = "Nothing needs a look: the articles bear out every sentence that claims something."
INSTEAD = "The source says"
NEAREST = "What comes nearest"
EDITED = "You have changed this sentence; check again for its verdict."
CHECK_ON = "Check the rest"
EDIT = "Edit"
NEW = "New draft"
COPY = "Copy with notes"
COPIED = "Copied"
NOT_COPIED = "The browser did not let it be copied; save it as Markdown instead."
SAVE_AS = "Save as"
FORMATS = {"html": "HTML", "markdown": "Markdown", "json": "JSON"}
DOCUMENT = "Draft, checked by Byline"
NOTES = "Notes"
FILE_UNREAD = "This file cannot be read as text. Save it as .txt, .md or .docx, or paste its words."
FILE_LARGE = "This file is too large for a draft. Paste the words that you want checked."
WHY = "Why?"
WORKING = "The draft as it stands, with its verdicts"


def limits_set(count: int) -> str:
    """The accordion's label: closed, it still says how many limits are set."""
    return f"{LIMITS} ({count} set)" if count else LIMITS


def progress(checked: int, sentences: int) -> str:
    """How far a check has come."""
    return f"{CHECKING} {counted(sentences, 'sentence', 'sentences')}: {checked:,} done"


def counts(counts: Mapping[Verdict | None, int]) -> str:
    """``12 sentences: 7 supported, 2 contradicted, 1 not found, 2 claim nothing``."""
    found = [f"{counts[verdict]:,} {said}" for verdict, said in COUNTED.items() if counts.get(verdict)]
    silent = counts.get(None, 0)
    if silent:
        found.append(f"{silent:,} {'claims' if silent == 1 else 'claim'} nothing")
    sentences = counted(sum(counts.values()), "sentence", "sentences")
    return f"{sentences}: {', '.join(found)}" if found else sentences


def looks(number: int) -> str:
    """The heading over the sentences that are not borne out."""
    return f"{counted(number, 'sentence', 'sentences')} {'needs' if number == 1 else 'need'} a look"


def rest(number: int) -> str:
    """That the check has not come to the end."""
    are = "is" if number == 1 else "are"
    return f"{counted(number, 'sentence', 'sentences')} at the end {are} not checked yet."


def example(title: str, written: str, instead: str) -> str:
    """What was done to the example: from which article it is, and which figure in it is wrong."""
    return f"Two sentences from “{title}”; in the second, {written} became {instead}. Does the check find it?"
