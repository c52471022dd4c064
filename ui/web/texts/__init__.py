"""Every text of the page: here what its parts share and the conversation's, beside it each other part's."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Constraints, OnUnsupported
from rag.interfaces import Span
from rag.text.publication import PublicationDate

TITLE = "Byline"
TAB_ASK = "Ask"
TAB_DRAFT = "Check a draft"
TAB_LIBRARY = "Library"
MOTTO = "Answers that carry their sources."
PLACEHOLDER = "Ask the articles a question"
WELCOME = "What would you like to know?"
WELCOME_NOTE = (
    "Byline answers from the articles in its library. Every sentence names the article it rests on; "
    "choose a number to read the passage itself."
)
EMPTY_LIBRARY = "The library is empty. Add articles with byline ingest FOLDER, then ask."

QUESTION_LABEL = "Your question"
SEND = "Ask"
STOP = "Stop"
CLEAR = "New conversation"
CONVERSATION = "Conversation"

LIMITS = "Limit the search"
LIMIT_COLLECTIONS = "Collections"
LIMIT_PUBLISHERS = "Publishers"
LIMIT_SINCE = "Published since"
LIMIT_AS_OF = "Published until (as of)"
LIMIT_DATE = "YYYY-MM-DD"

ON_UNSUPPORTED = "Sentences that the articles do not support"
ON_UNSUPPORTED_CHOICES: tuple[tuple[str, OnUnsupported], ...] = (
    ("Show, with a mark", "mark"),
    ("Leave out", "withhold"),
    ("Have written anew", "rewrite"),
)

ONLY_ARTICLES = "Only articles"
SEARCHING = "Searching the library"
UNDERSTOOD_AS = "Asked as"
DIFFER = "Sources differ"
WHO = "Source"
WHAT = "What it says"
WHEN = "When"
SOURCES = "Sources"
DIGEST = "a digest in Byline’s words"
EXAMPLES = "Questions to begin with"
ASK_NEXT = "Ask next"
ACTS = "With this answer"
COPY = "Copy"
COPIED = "Copied, with its sources."
NOT_COPIED = "The browser did not let it be copied. Mark the text and copy it, or export it."
ASK_AGAIN = "Ask again"
EDIT = "Edit question"
EXPORT = "Export…"
EXPORT_LABEL = "Export this conversation as"
EXPORT_CHOICES = ("Markdown", "HTML, to print", "JSON with receipts")
EXPORTED = "Saved as {name}."  # chat.js puts the name in
NOT_HANDED = "It could not be made. Try again; the server’s log has the details."
CANCEL = "Cancel"
QUOTATIONS_INSTEAD = "Answer from quotations instead"
QUOTATIONS_ONLY = "Quotations only, no language model"
MODEL = "Answered by"
NOT_FINISHED = "This answer was not finished."
EXPORTED_CONVERSATION = "Conversation with Byline"
KEYS_TITLE = "Keys"
KEYS = (
    ("Enter", "Ask"),
    ("Shift + Enter", "New line in the question"),
    ("/  or  Ctrl + K", "To the question"),
    ("Escape", "Stop the answer; close what is open"),
    ("[  and  ]", "Former and next source"),
    ("?", "These keys"),
)
NEAREST = "Nearest articles"
UNCOVERED = "Not covered by the library"
UNEXPECTED = "Something went wrong inside Byline."
UNEXPECTED_HINT = "Try again; the server’s log has the details."

SOURCE_PANEL = "Source"
TRY_AGAIN = "Try again"
CLOSE = "Close"
DIGEST_NOTICE = "A digest: Byline’s own summary of that article, not its wording."
UNDATED = "undated"
NO_PUBLISHER = "publisher unknown"


_BECOMES: dict[OnUnsupported, str] = {
    "mark": "marked",
    "withhold": "left out",
    "rewrite": "written anew",
}


VERDICTS = {
    "partial": "not confirmed in full",
    "unsupported": "not supported by the sources",
    "contradicted": "contradicted by a source",
}


def reason_of_doubt(doubt: str, issues: Sequence[str]) -> str:
    """Why a sentence is marked: "Not confirmed in full: the source has no “2024”."."""
    said = f"{doubt[0].upper()}{doubt[1:]}"
    return f"{said}: {'; '.join(issue.rstrip('.') for issue in issues)}." if issues else f"{said}."


def reasoned(seconds: float, words: int, *, is_over: bool) -> str:
    """How long a language model reasoned: "Reasoned for 8 s, 1,240 words"."""
    said = "Reasoned" if is_over else "Reasoning"
    return f"{said} for {max(1, round(seconds)):,} s, {counted(words, 'word', 'words')}"


def waiting(questions: int) -> str:
    """That others are answered first."""
    return f"Waiting for its turn; {counted(questions, 'question waits', 'questions wait')} at the moment"


def stopped(*, has_parts: bool) -> str:
    """That the reader ended an answer, and what is left of it."""
    return "Stopped. What is above was checked; the rest was not written." if has_parts else "Stopped."


def editing(later: int) -> str:
    """What is being edited, and what goes when it is asked."""
    goes = counted(later, "later question goes", "later questions go")
    return f"Editing your question. When it is asked, {goes}." if later else "Editing your question."


def mark_of(status: str, note: str | None) -> str:
    """What an editor has marked about a source, in a list of sources."""
    return f"{status}{f': {note}' if note else ''}"


def model_in_words(name: str) -> str:
    """A language model to choose."""
    return f"{name}, checked against the articles"


def reprinted(times: int) -> str:
    """How often a source stands in the library besides: "printed 2 times more"; counted once all the same."""
    return f"printed {counted(times, 'time', 'times')} more" if times else ""


def counted(number: int, singular: str, plural: str) -> str:
    """A number with its noun: ``1 article``, ``5 articles``."""
    return f"{number:,} {singular if number == 1 else plural}"


def date_in_words(published: str | None) -> str:
    """A citation's date as a person writes it; unknown stays unknown."""
    return PublicationDate.parse(published).in_words() if published else UNDATED


def range_in_words(first: str | None, last: str | None) -> str | None:
    """``January 2025``, or ``3 June 2024 to January 2025``; None when no date is known."""
    if not (first and last):
        return None
    year = first[:4]
    if (first, last) == (f"{year}-01-01", f"{year}-12-31"):
        return year  # what is known of dates that are only a year
    begin, end = date_in_words(first), date_in_words(last)
    return begin if begin == end else f"{begin} to {end}"


def byline_of(publisher: str | None, published: str | None) -> str:
    """Who published it, and when."""
    return f"{publisher or NO_PUBLISHER}, {date_in_words(published)}"


def limits_set(count: int, on_unsupported: OnUnsupported | None = None) -> str:
    """The accordion's label: closed, it still says what is set in it."""
    limits = f"{LIMITS} ({count} set)" if count else LIMITS
    return f"{limits} · unsupported sentences: {_BECOMES[on_unsupported]}" if on_unsupported else limits


def limits_in_words(constraints: Constraints, collections: Sequence[str]) -> list[str]:
    """What an answer was limited to, a piece a limit; collections only where the reader chose some."""
    limits = [f"in {' or '.join(collections)}"] if collections else []
    if constraints.publishers:
        limits.append(f"from {' or '.join(constraints.publishers)}")
    if constraints.since:
        limits.append(f"since {date_in_words(constraints.since)}")
    if constraints.until:
        limits.append(f"until {date_in_words(constraints.until)}")
    if constraints.as_of:
        limits.append(f"as of {date_in_words(constraints.as_of)}")
    return limits


def library_in_words(span: Span) -> str:
    """How much the library holds. Its dates belong to an answer, where their precision is known."""
    return counted(span.articles, "article", "articles") + " in the library"


def reading(passages: int, articles: int) -> str:
    """What is being read before the first sentence."""
    where = counted(articles, "article", "articles")
    return f"Reading {counted(passages, 'passage', 'passages')} from {where}"


def receiving(host: str | None) -> str:
    """Who receives questions and passages: one host, or several in a row."""
    return f"Questions and passages are sent to {host}." if host else "Nothing leaves this machine."


def fell_back(reason: str) -> str:
    """Why the answer is made of quotations although an endpoint is configured."""
    return f"The language model did not answer ({reason}); the answer below is made of quotations."


def marked(status: str, note: str | None) -> str:
    """What an editor has marked about an article."""
    return f"This article was {status}{f': {note}' if note else '.'}"


def further(number: int) -> str:
    """How many of a list are not shown."""
    return f"and {number:,} more"
