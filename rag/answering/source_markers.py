"""Source markers in all the forms that models write, found and taken out of the text."""

from __future__ import annotations

import re

_NUMBERS = r"\d{1,3}(?:\s*(?:,|;|and|&|[-–])\s*(?:#|\^)?\d{1,3})*"
_NOUN = r"(?:sources?|passages?|articles?|citations?|cite|refs?|references?|id|doc(?:ument)?s?)"
_LABEL = rf"(?:{_NOUN}\s*[:#]?\s*|\^|#)"
_BRACKETS = (
    rf"\[\[?\s*{_LABEL}?({_NUMBERS})\s*\]?\](?:\((?:#|https?:)[^()\s]*\))?"  # [1] [Source 1] [1](#1)
    rf"|[【〔［]\s*{_LABEL}?({_NUMBERS})(?:[†:][^】〕］]{{0,40}})?\s*[】〕］]"  # 【1】 【1†source】
    rf"|\(\s*{_LABEL}({_NUMBERS})\s*\)"  # (Source 1)
)
# A bare "(1)" may number a list: it is a marker only beside the end of a sentence.
_BARE = (
    r"(?<=[^\s(])[ \t]*\((\d{1,2})\)(?=[.!?,;:]|[ \t]*\[|[ \t]*\n)|(?<=[.!?…”\"'’])[ \t]*\((\d{1,2})\)(?=\s)"
)
_MARKER = re.compile(rf"[ \t]*(?:{_BRACKETS})|{_BARE}", re.IGNORECASE)
_CANONICAL = re.compile(r"[ \t]*\[(\d{1,3})\]")
_CROWDED = re.compile(r"(?<=\d\])(?=[^\W\d_])")
_RANGE = re.compile(r"(\d{1,3})\s*[-–]\s*[#^]?(\d{1,3})")
_LONGEST_RANGE = 20


def in_one_form(text: str) -> str:
    """The text with every marker as `` [1]``; several numbers become several markers.

    A word that follows at once, as in Chinese, is set apart: the marker belongs to what stands before it.
    Doing it again changes nothing, so a growing text can be passed again and again.
    """
    marked = _MARKER.sub(lambda found: "".join(f" [{n}]" for n in _numbers(found)), text)
    return _CROWDED.sub(" ", marked)


def taken_out(text: str) -> tuple[str, tuple[int, ...]]:
    """A sentence in that one form, without its markers; and their numbers, each once."""
    numbers = tuple(dict.fromkeys(int(found.group(1)) for found in _CANONICAL.finditer(text)))
    return _CANONICAL.sub("", text).strip(), numbers


def _numbers(found: re.Match[str]) -> list[int]:
    written = next(group for group in found.groups() if group)
    numbers: list[int] = []
    while written:
        if span := _RANGE.match(written):
            first, last = int(span.group(1)), int(span.group(2))
            numbers += range(first, min(last, first + _LONGEST_RANGE) + 1)
            written = written[span.end() :]
        elif one := re.match(r"\d+", written):
            numbers.append(int(one.group()))
            written = written[one.end() :]
        else:
            written = written[1:]
    return numbers
