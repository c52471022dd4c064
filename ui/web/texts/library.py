"""Every text of the library tab; what it shares with the page is one folder up, in `ui.web.texts`."""

from __future__ import annotations

from collections.abc import Mapping

from rag.catalogue import Sort
from rag.domain import ArticleStatus
from ui.jobs.job import JobProgress
from ui.web.texts import counted

PART_ARTICLES = "Articles"
PART_FIND = "Find all"
PART_ADD = "Add"
PART_UPKEEP = "Upkeep"

# The list
QUERY = "Words of title, publisher or address"
NARROW = "Narrow and sort"
UNTIL = "Published until"
STATUS = "Marked"
STATUS_CHOICES: tuple[tuple[str, ArticleStatus | None], ...] = (
    ("Any", None),
    ("Corrected", "corrected"),
    ("Retracted", "retracted"),
)
SORT = "Order"
SORT_CHOICES: tuple[tuple[str, Sort], ...] = (
    ("Newest first", "newest"),
    ("Oldest first", "oldest"),
    ("Title", "title"),
    ("Publisher", "publisher"),
    ("Last added", "added"),
)
DIGEST = "digest"
MARK = "Mark"
REMOVE = "Remove"
PREVIOUS = "Previous"
NEXT = "Next"
PAGES = "Pages of the list"
NO_MATCH = "No article matches."
NO_MATCH_HINT = "Take a word away, or widen what it is narrowed to."
NO_DATE_HINT = "Write it as YYYY-MM-DD; a month or a year will do."

# An empty library
EMPTY_TITLE = "The library is empty"
EMPTY = "Byline answers from the articles that are here. There are three ways to bring some in:"
EMPTY_FILES = "files from this computer: text, Markdown, PDF, Word, HTML, e-mail, EPUB, JSON Lines"
EMPTY_ADDRESS = "the address of a page, a feed or a sitemap"
EMPTY_COMMAND = "on the server, a whole folder at once:"
EMPTY_COMMAND_LINE = "byline ingest FOLDER"
EMPTY_ADD = "Add articles"

# Find all
PHRASE = "A name or phrase, exactly as the articles write it"
FIND = "Find all"
FIND_TITLE = "Every article that holds it"
FIND_NOTE = "Not a ranking: all of them are listed, oldest first, with the sentences that hold the words."
NOTHING_HOLDS = "No article holds these words."
NOTHING_HOLDS_HINT = "They are looked for as they are written; try fewer of them."
CSV = "Download as CSV"
CSV_FILE = "find-all.csv"
IN_TITLE = "In the title"

# Adding
INTO = "Into the collection"
INTO_NOTE = "A new name makes a new collection."
FILES = "Files"
FILES_NOTE = "or drop them here. Text, Markdown, PDF, Word, HTML, e-mail, EPUB, CSV, JSON Lines, archives."
ADD_FILES = "Add files"
ADDRESS = "Address of a page, a feed or a sitemap"
ADDRESS_EXAMPLE = "https://"
ADD_ADDRESS = "Add address"
KEY = "API key"
KEY_NOTE = "Changes need a key with the scope write. It is kept until this page is closed, and nowhere else."
NO_FILES = "Choose at least one file first."
NO_ADDRESS = "Give an address first."
SENDING = "Sending {number} of {all}"  # library.js puts the figures in
SENT = "Sent. What becomes of it stands below; you may close this page."
NOT_SENT = "It could not be sent. Is Byline still running?"
KEY_MISSING = "This needs an API key: type it in the field above."
KEY_UNKNOWN = "This key is not known. Check it, or have another made: byline keys add NAME --scope write"
READING_ONLY = "Only reading is possible from here"
READING_ONLY_NOTE = (
    "Articles are added and removed on the machine that Byline runs on, or with an API key: "
    "byline keys add NAME --scope write"
)

# What became of what was handed in
JOBS = "Handed in"
JOB_STATES = {
    "queued": "waits for its turn",
    "waiting": "waits until another process has finished writing",
    "running": "being read",
    "cancelled": "stopped; what was read before stays",
}
STOP = "Stop"
UPLOAD_PREFIX = "upload: "
NOTHING_NEW = "nothing was found in it"
PROGRESS = "Progress"
QUARANTINE = "Not taken in"
QUARANTINE_NOTE = "These gave no article. Mend a file and add it again; nothing else is held up by it."
TRY_AGAIN = "Try again"

# Upkeep
COLLECTIONS = "Collections"
CHECK_TITLE = "Is everything in order?"
CHECK_NOTE = "Looks at settings, library, index, embedder and endpoint; takes a few seconds."
CHECK = "Check the library"
CHECKING = "Checking"
FINDING_STATES = {"ok": "In order", "warning": "Mind", "problem": "Problem", "skipped": "Not checked"}

# Dialogs
REMOVE_TITLE = "Remove this article?"
REMOVE_ALL_TITLE = "Remove this collection?"
REMOVE_NOTE = "It is deleted from library and index. Answers that cite it stay, and say that it is gone."
REMOVE_ALL_NOTE = "All its articles are deleted. Answers that cite them stay, and say that they are gone."
CANCEL = "Cancel"
MARK_TITLE = "Mark this article"
MARK_NOTE = "Answers and citations say so from then on."
MARK_AS = "Mark as"
MARK_CHOICES = {"corrected": "Corrected", "retracted": "Retracted", "": "No mark"}
NOTE = "Note for readers, if any"
SAVE = "Save"

_OUTCOMES = (
    ("new", "new article", "new articles"),
    ("changed", "changed", "changed"),
    ("unchanged", "already here, unchanged", "already here, unchanged"),
    ("reprints", "reprint of another", "reprints of others"),
    ("quarantined", "not taken in", "not taken in"),
)
_MEGABYTE = 1_000_000


def figures(articles: int, passages: int, collections: int, size: int) -> list[str]:
    """What the library holds, a piece a figure; its size is in bytes."""
    megabytes = f"{size / _MEGABYTE:,.1f} MB" if size < 100 * _MEGABYTE else f"{size / _MEGABYTE:,.0f} MB"
    return [
        counted(articles, "article", "articles"),
        counted(passages, "passage", "passages"),
        counted(collections, "collection", "collections"),
        f"{megabytes} on disk",
    ]


def place(first: int, last: int, total: int) -> str:
    """Which part of a list is shown: "1–25 of 423"."""
    return f"{first:,}–{last:,} of {total:,}" if last > first else f"{first:,} of {total:,}"


def length(characters: int) -> str:
    """How long an article is."""
    return counted(characters, "character", "characters")


def narrowed(count: int) -> str:
    """The label over the inputs that narrow the list: closed, it still says how many are in use."""
    return f"{NARROW} ({count} set)" if count else NARROW


def no_date(given: str) -> str:
    """What is wrong with a date."""
    return f"{given!r} is no date."


def about(act: str, name: str) -> str:
    """A button by what it does and to what: "Remove “Minutes”"."""
    return f"{act} “{name}”"


def found(query: str, occurrences: int, articles: int) -> str:
    """How often a phrase stands in the library."""
    times = counted(occurrences, "time", "times")
    return f"“{query}” stands {times} in {counted(articles, 'article', 'articles')}."


def first_rows(articles: int) -> str:
    """What is said of a file that does not hold all."""
    return f"The file holds the first {articles:,} articles; the API gives all of them."


def more_sentences(number: int) -> str:
    """How many sentences of an article are not shown."""
    return f"and {counted(number, 'more sentence', 'more sentences')}"


def outcome(counts: Mapping[str, int]) -> str:
    """What came of a job: "2 new articles, 1 not taken in"."""
    told = [counted(counts.get(name, 0), one, many) for name, one, many in _OUTCOMES if counts.get(name)]
    return ", ".join(told) or NOTHING_NEW


def progress(far: JobProgress) -> str:
    """How far a job is."""
    read = f"{counted(far.articles, 'article', 'articles')} so far"
    return f"{far.files_done:,} of {far.files:,} files, {read}" if far.files > 1 else read


def last_seen(day: str) -> str:
    """When a source was last tried."""
    return f"last tried on {day}"


def all_of(articles: int) -> str:
    """The button that removes a collection."""
    return f"Remove all {articles:,}" if articles > 1 else REMOVE
