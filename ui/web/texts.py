"""Every text of the chat page and of the article page, in one place."""

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

# What the built-in corpus can answer; shown only while that corpus is there.
DEMO_QUESTIONS = (
    "How much did it cost to train DeepSeek’s model?",
    "When did OpenAI say it was reviewing DeepSeek’s use of its output?",
    "Why do some experts doubt DeepSeek’s figures?",
    "How did Nvidia’s shares react?",
    "Who founded DeepSeek?",
)

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
STOPPED = "Stopped."
UNDERSTOOD_AS = "Asked as"
THINKING = "How the model reasoned"
DIFFER = "Sources differ"
WHO = "Source"
WHAT = "What it says"
SOURCES = "Sources"
NEAREST = "Nearest articles"
UNCOVERED = "Not covered by the library"
UNEXPECTED = "Something went wrong inside Byline."
UNEXPECTED_HINT = "Try again; the server’s log has the details."

NO_SOURCE_TITLE = "The source, beside the answer"
NO_SOURCE = "Choose a number in an answer to read its article here, with the quoted words marked."
SOURCE_PANEL = "Source"
SOURCE_STEPS = "Steps through the sources"
SOURCE_BACK = "Back"
SOURCE_BACK_LABEL = "Back to the source before this one"
STEP_SOURCES = "Sources of this answer"
PREVIOUS_SOURCE = "Previous source (key [)"
NEXT_SOURCE = "Next source (key ])"
STEP_PASSAGES = "Passages used from this article"
PREVIOUS_PASSAGE = "Previous passage in this article"
NEXT_PASSAGE = "Next passage in this article"
CITATION_PLACE = "Citation {number} of {all}"  # source.js puts the figures in
ARTICLE_PLACE = "Article {number} of {all}"
PASSAGE_PLACE = "Passage {number} of {all}"
OPENING = "Opening the article"
SOURCE_GONE_TITLE = "This article is no longer in the library"
SOURCE_GONE = (
    "It was removed after this was written. Ask again for an answer from the articles that are there now, "
    "or choose another number."
)
SOURCE_CHANGED_TITLE = "The article has changed"
SOURCE_CHANGED = "The quoted words no longer stand where they stood when this was written."
READ_AS_IT_IS = "Read it as it is now"
SOURCE_UNREACHABLE_TITLE = "The article could not be fetched"
SOURCE_UNREACHABLE = "The server did not send it. Is Byline still running?"
TRY_AGAIN = "Try again"
CLOSE = "Close"
OPEN_AS_PAGE = "Open as a page"
ORIGINAL = "Original article"
PUBLISHED = "Published"
LANGUAGE = "Language"
KIND = "Kind"
KINDS = {"article": "Article", "digest": "Digest, in Byline’s words"}
COLLECTION = "Collection"
PAGES = "Pages"
PROVENANCE = "Provenance"
FORMER_VERSIONS = "Former versions"
REPRINTS = "Printed also as"
DIGEST_NOTICE = "A digest: Byline’s own summary of that article, not its wording."
UNDATED = "undated"
NO_PUBLISHER = "publisher unknown"

_BECOMES: dict[OnUnsupported, str] = {
    "mark": "marked",
    "withhold": "left out",
    "rewrite": "written anew",
}

_LANGUAGES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}

VERDICTS = {
    "partial": "not confirmed in full",
    "unsupported": "not supported by the sources",
    "contradicted": "contradicted by a source",
}


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


def page(number: int) -> str:
    """The page of a paged article whose file is not kept."""
    return f"Page {number}"


def page_of_original(number: int) -> str:
    """The link to a page of the PDF that an article was read from."""
    return f"Original, page {number}"


def marked(status: str, note: str | None) -> str:
    """What an editor has marked about an article."""
    return f"This article was {status}{f': {note}' if note else '.'}"


def about_article(reprints: int) -> str:
    """The summary over what else is known about an article."""
    return f"About this article; {reprinted(reprints)}" if reprints else "About this article"


def further(number: int) -> str:
    """How many of a list are not shown."""
    return f"and {number:,} more"


def published_in_words(published: PublicationDate | None) -> str:
    """A date that says what is not known of it."""
    if published is None:
        return "Date unknown"
    unknown = {"day": "", "month": " (the day is not known)", "year": " (only the year is known)"}
    return published.in_words() + unknown[published.precision]


def language_in_words(tag: str | None) -> str:
    """A language by its English name; a rare one by its tag, an unknown one not at all."""
    return _LANGUAGES.get(tag.split("-")[0].lower(), tag) if tag else ""
