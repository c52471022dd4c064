"""Every text of the chat page and of the article page, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from rag.checking import DEADLINE_SECONDS, MAX_TEXT
from rag.domain import Constraints, OnUnsupported, Verdict
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

DRAFT_TITLE = "What does the library say of your draft?"
DRAFT_NOTE = (
    "Paste a text or open a file. Each sentence is held against the articles; you see which are borne out, "
    "which are contradicted, and where it says so. It is not added to the library."
)
DRAFT_LABEL = "Your draft"
DRAFT_PLACEHOLDER = "Paste or write the draft here"
DRAFT_CHECK = "Check"
DRAFT_OPEN = "Open a file"
DRAFT_OPEN_LABEL = "Open a text, Markdown or Word file"
DRAFT_EXAMPLE = "Try with an example"
DRAFT_NO_EXAMPLE = "No article of the library has two sentences with figures to make an example of."
DRAFT_LIMITS = "Limit the articles"
DRAFT_CHECKING = "Checking"
DRAFT_STOPPED = "Stopped."
DRAFT_VERDICTS: dict[Verdict, str] = {
    "supported": "Supported",
    "partial": "Supported in part",
    "unsupported": "Not found in the library",
    "contradicted": "Contradicted by a source",
}
DRAFT_COUNTED: dict[Verdict, str] = {
    "supported": "supported",
    "partial": "supported in part",
    "contradicted": "contradicted",
    "unsupported": "not found",
}
DRAFT_MEANING = "A verdict says what the articles say, not what is true."
DRAFT_AT_ONCE = f"At once, {MAX_TEXT:,} characters or {DEADLINE_SECONDS:.0f} seconds of work are done."
DRAFT_ALL_WELL = "Nothing needs a look: the articles bear out every sentence that claims something."
DRAFT_INSTEAD = "The source says"
DRAFT_NEAREST = "What comes nearest"
DRAFT_EDITED = "You have changed this sentence; check again for its verdict."
DRAFT_CHECK_ON = "Check the rest"
DRAFT_EDIT = "Edit"
DRAFT_NEW = "New draft"
DRAFT_COPY = "Copy with notes"
DRAFT_COPIED = "Copied"
DRAFT_NOT_COPIED = "The browser did not let it be copied; save it as Markdown instead."
DRAFT_SAVE_AS = "Save as"
DRAFT_FORMATS = {"html": "HTML", "markdown": "Markdown", "json": "JSON"}
DRAFT_DOCUMENT = "Draft, checked by Byline"
DRAFT_NOTES = "Notes"
DRAFT_FILE_UNREAD = "This file cannot be read as text. Save it as .txt, .md or .docx, or paste its words."
DRAFT_FILE_LARGE = "This file is too large for a draft. Paste the words that you want checked."
DRAFT_WHY = "Why?"
DRAFT_WORKING = "The draft as it stands, with its verdicts"

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


def draft_limits_set(count: int) -> str:
    """The accordion's label: closed, it still says how many limits are set."""
    return f"{DRAFT_LIMITS} ({count} set)" if count else DRAFT_LIMITS


def draft_progress(checked: int, sentences: int) -> str:
    """How far a check has come."""
    return f"{DRAFT_CHECKING} {counted(sentences, 'sentence', 'sentences')}: {checked:,} done"


def draft_counts(counts: Mapping[Verdict | None, int]) -> str:
    """``12 sentences: 7 supported, 2 contradicted, 1 not found, 2 claim nothing``."""
    found = [f"{counts[verdict]:,} {said}" for verdict, said in DRAFT_COUNTED.items() if counts.get(verdict)]
    silent = counts.get(None, 0)
    if silent:
        found.append(f"{silent:,} {'claims' if silent == 1 else 'claim'} nothing")
    sentences = counted(sum(counts.values()), "sentence", "sentences")
    return f"{sentences}: {', '.join(found)}" if found else sentences


def draft_looks(number: int) -> str:
    """The heading over the sentences that are not borne out."""
    return f"{counted(number, 'sentence', 'sentences')} {'needs' if number == 1 else 'need'} a look"


def draft_rest(number: int) -> str:
    """That the check has not come to the end."""
    are = "is" if number == 1 else "are"
    return f"{counted(number, 'sentence', 'sentences')} at the end {are} not checked yet."


def draft_example(title: str, written: str, instead: str) -> str:
    """What was done to the example: from which article it is, and which figure in it is wrong."""
    return f"Two sentences from “{title}”; in the second, {written} became {instead}. Does the check find it?"


# Conversations that are kept, and what readers say of answers.

HISTORY = "Conversations"
HISTORY_CLOSE = "Close"
HISTORY_SEARCH = "Search conversations"
HISTORY_EMPTY = "What you ask is listed here, so that you find it again."
HISTORY_NOT_FOUND = "No conversation holds these words."
HISTORY_OFF = (
    "No conversation is kept here: whoever runs Byline has turned it off (BYLINE_KEEP_QUESTIONS is 0)."
)
HISTORY_NO_COOKIE = "This browser keeps no cookies, so its conversations cannot be kept apart from others’."
CONVERSATION_GONE = "This conversation is no longer there. It was deleted, or is older than what is kept."
CONVERSATION_RENAMED = "Renamed."
CONVERSATION_DELETED = "Deleted, with its questions and answers."
CONVERSATIONS_DELETED = "Deleted, with all questions and answers."
NOT_KEPT = "This answer could not be kept in your conversations."
NOT_KEPT_HINT = "It stays on this page until you close it; the next one may be kept again."
FEEDBACK_LOST = "This answer is no longer kept, so nothing can be noted on it."
RENAME = "Name"
RENAME_SAVE = "Rename"
DELETE = "Delete"
DELETE_SURE = "Its questions, answers and your opinions of them are deleted for good."
DELETE_SURELY = "Delete for good"
DELETE_ALL = "Delete all"
DELETE_ALL_SURE = "All your conversations are deleted for good, with your opinions of their answers."
DELETE_ALL_SURELY = "Delete all for good"
KEEP_SWITCH = "Do not keep this conversation"
KEEP_SWITCH_ON = "What you ask from here on is not kept; it is gone when you close the page."

STALE = "An article behind this answer has changed since."
STALE_GONE = "An article behind this answer is no longer in the library."
STALE_HINT = "The verdicts are those of then. Ask again for an answer from the articles as they are now."

JUDGE = "Is this answer good?"
OPINIONS = {"up": "Good answer", "down": "Not a good answer"}
REASONS = {"up": "What is good about it?", "down": "What is wrong with it?"}
REASON_PLACEHOLDER = "If you like, say why. Whoever evaluates the answers reads it."
REASON_SAVE = "Save"
REASON_GIVEN = "You said: "
REASON_CHANGE = "Change"


def history_more(most: int) -> str:
    """Said below a list that is cut."""
    return f"These are the latest {most}; searching finds older ones."


def kept_for(days: int, key: str | None) -> str:
    """For how long conversations are kept, and who sees them."""
    who = f"the key “{key}” sees them" if key else "this browser sees them"
    return f"Kept for {counted(days, 'day', 'days')}. Only {who}."


def more_about(title: str) -> str:
    """The name of the button behind which a conversation is renamed and deleted."""
    return f"Rename or delete: {title}"


def day_group(when: datetime, now: datetime) -> str:
    """Under which heading a conversation is listed."""
    days = (now.date() - when.date()).days
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    return "Earlier this week" if days < now.isoweekday() else "Earlier"


def time_in_words(when: datetime, now: datetime) -> str:
    """When a conversation was last gone on with: the time of today and yesterday, else the day."""
    if (now.date() - when.date()).days <= 1:
        return f"{when:%H:%M}"
    return f"{when.day} {when:%B}" if when.year == now.year else f"{when.day} {when:%B %Y}"
