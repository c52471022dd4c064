"""Markup that a language model has no business writing, made plain: images, links, HTML, addresses.

Whatever renders an answer, none of its sentences may load, link or hide anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

# What stands for an address that was taken out of a sentence.
ADDRESS_LEFT_OUT = "(address left out)"

_IMAGE = re.compile(r"[ \t]*!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?")
_LINK = re.compile(r"\[([^\]\n]*[^\]\n\d][^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*[^\]\n\d][^\]\n]*\])")
_LONGEST_TAG = 400  # characters; what goes on for longer is text
_TAG = re.compile(rf"<[a-z/!?][^<>]{{0,{_LONGEST_TAG}}}>", re.IGNORECASE)
_BEGUN_TAG = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
_OPEN_TAG = re.compile(rf"<(?:[a-z/!?][^<>]{{0,{_LONGEST_TAG}}})?\Z", re.IGNORECASE)
_JOINT = re.compile(r"\](?=[(\[:])")  # of a link whose other half stands in another sentence
_IMAGE_BEGUN = re.compile(r"!(?=\[)")
_CODE = re.compile(r"`{3,}\w*|~{3,}")
_SPACES = re.compile(r"[ \t]{2,}")
_NUMBER = re.compile(r"\[(\d+)\]")
_ADDRESS = re.compile(
    r"""(?:https?|ftp|file|ws)://[^\s<>"”»]+|(?:javascript|vbscript|mailto):[^\s<>"”»]+|data:\w+/[^\s<>"”»]+
    |(?<![\w:/])//\w[\w.-]*\.\w[^\s<>"”»]*
    |\bwww\.[^\s<>"”»]+
    |\b[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}
    |\b(?:[a-z0-9-]+\.)+(?-i:com|org|net|io|ai|co|xyz|info|biz|ru|cn|app|dev|link|click|top|site|online|example)
        \b(?:/[^\s<>"”»]*)?
    |\b(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s<>"”»]+""",
    re.IGNORECASE | re.VERBOSE,
)
_BEGINNING = re.compile(r"\A(?:[a-z]+:)?/*(?:www\.)?", re.IGNORECASE)
_CLOSERS = ".,;:!?…)]}*_'’"


def without_tags(text: str) -> str:
    """The text with a space for every HTML tag; doing it again changes nothing."""
    return _TAG.sub(" ", text) if "<" in text else text


def before_open_tag(text: str) -> int:
    """Where a tag begins that is not closed yet, in a text that still comes; else the text's length."""
    found = _OPEN_TAG.search(text, max(0, len(text) - _LONGEST_TAG - 2))
    return found.start() if found else len(text)


def as_plain_words(text: str) -> str:
    """The words of a sentence: images, HTML and code fences dropped, links as their words.

    A number in square brackets, which is no marker of ours, gets round ones. What is left of markup that
    began in one sentence and ends in another is broken: put together, sentences make no markup either.
    """
    words = without_tags(unescape(text))
    words = _LINK.sub(r"\1", _IMAGE.sub("", _CODE.sub("", words)))
    words = _BEGUN_TAG.sub("‹", _JOINT.sub("] ", _IMAGE_BEGUN.sub("! ", words)))
    return _SPACES.sub(" ", _NUMBER.sub(r"(\1)", words)).strip()


def without_addresses(text: str, sources: Iterator[str]) -> str:
    """The sentence with `ADDRESS_LEFT_OUT` for every address that stands in none of the sources.

    Args:
        text: A sentence in plain words.
        sources: Texts that an address may be taken from; read only when there is one.
    """
    if not _ADDRESS.search(text):
        return text
    known = "\n".join(sources).casefold()
    return _ADDRESS.sub(lambda found: _kept(found.group(), known), text)


def _kept(address: str, known: str) -> str:
    bare = address.rstrip(_CLOSERS)
    is_known = _BEGINNING.sub("", bare).casefold() in known
    return address if is_known else ADDRESS_LEFT_OUT + address[len(bare) :]
