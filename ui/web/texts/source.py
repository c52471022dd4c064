"""Every text about the source beside an answer, and of an article's own page."""

from __future__ import annotations

from rag.text.publication import PublicationDate
from ui.web.texts import reprinted

NO_SOURCE_TITLE = "The source, beside the answer"
NO_SOURCE = "Choose a number in an answer to read its article here, with the quoted words marked."
STEPS = "Steps through the sources"
BACK = "Back"
BACK_LABEL = "Back to the source before this one"
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
GONE_TITLE = "This article is no longer in the library"
GONE = (
    "It was removed after this was written. Ask again for an answer from the articles that are there now, "
    "or choose another number."
)
CHANGED_TITLE = "The article has changed"
CHANGED = "The quoted words no longer stand where they stood when this was written."
READ_AS_IT_IS = "Read it as it is now"
UNREACHABLE_TITLE = "The article could not be fetched"
UNREACHABLE = "The server did not send it. Is Byline still running?"
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


def page(number: int) -> str:
    """The page of a paged article whose file is not kept."""
    return f"Page {number}"


def page_of_original(number: int) -> str:
    """The link to a page of the PDF that an article was read from."""
    return f"Original, page {number}"


def about_article(reprints: int) -> str:
    """The summary over what else is known about an article."""
    return f"About this article; {reprinted(reprints)}" if reprints else "About this article"


def published_in_words(published: PublicationDate | None) -> str:
    """A date that says what is not known of it."""
    if published is None:
        return "Date unknown"
    unknown = {"day": "", "month": " (the day is not known)", "year": " (only the year is known)"}
    return published.in_words() + unknown[published.precision]


def language_in_words(tag: str | None) -> str:
    """A language by its English name; a rare one by its tag, an unknown one not at all."""
    return _LANGUAGES.get(tag.split("-")[0].lower(), tag) if tag else ""
