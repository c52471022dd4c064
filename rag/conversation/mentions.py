"""Who and what a text mentions by name, and of which kind each is, told from how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.conversation.places import is_place, place_meant
from rag.text.dates import find_dates
from rag.text.names import find_names
from rag.text.word_lists import words_of

Kind = Literal["person", "place", "adjective", "thing"]

_NO_NAMES = frozenset(
    words_of("tell explain describe list name give compare summarise summarize show find please")
)
_CALENDAR = frozenset(
    words_of(
        """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    """
    )
)
# In a name of capitalised words, these say that it is nobody's.
_NO_PERSON = frozenset(
    words_of(
        """
    academy administration agency app bank board business center chamber city college commission committee
    communist company congress corporation council court daily department experts forum foundation fund
    group house index institute intelligence international journal kingdom lab labs league magazine market
    markets media ministry model museum network news office party policy post press project report republic
    research school silicon state states store strait street team technologies technology times union
    university valley world year
    """
    )
)
_OFFICE = re.compile(r"(?:[A-Z]{2,4}|President|Chief|Head|Minister|Governor|Mayor|King|Queen) of (?=\S)")
_COUNTS = re.compile(r"\bhow many \Z", re.IGNORECASE)
_COUNTED_NOUN = re.compile(r" [a-z]+")
_NUMBER_AFTER = re.compile(r" \d+(?:\.\d+)?\b(?! (?:percent|per cent|million|billion))")
_MODEL = re.compile(r"(?<![\w.-])[a-z]{1,4}-?\d{1,4}(?:\.\d+)?(?![\w-])")  # "o1", "gpt-4"
_LONGEST_PERSON = 3  # words: "Senator Josh Hawley"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at ``text[start:end]`` of the text it was found in; "the" belongs to places and long names."""

    text: str
    start: int
    end: int
    kind: Kind


def find_mentions(text: str) -> list[Mention]:
    """The names in a text, in order; dates, weekdays and words that only begin a request are none."""
    taken = [(day.start, day.end) for day in find_dates(text)]
    found = []
    for name, start in _names(text):
        end = start + len(name)
        is_date = any(first < end and start < last for first, last in taken)
        if is_date or name.casefold() in _NO_NAMES | _CALENDAR or _is_counted(text, start, end):
            continue
        if number := _NUMBER_AFTER.match(text, end):
            name, end = name + number.group(), number.end()
        found.append(_mention(text, name, start))
    return found


def _is_counted(text: str, start: int, end: int) -> bool:
    """Whether a name only tells what is counted: "how many GPU hours"."""
    return bool(_COUNTS.search(text[:start]) and _COUNTED_NOUN.match(text, end))


def is_plain(name: str) -> bool:
    """Whether it is written like a surname: one word, a capital and small letters."""
    return name.isalpha() and name[:1].isupper() and name[1:].islower()


def may_be_nobody(name: str) -> bool:
    """Whether a word in it says that it is no person's: "White House"."""
    return bool(_NO_PERSON & set(name.casefold().split()))


def _mention(text: str, name: str, start: int) -> Mention:
    kind = _kind(name)
    is_long = kind == "thing" and " " in name
    if (kind == "place" or is_long) and text[:start].casefold().endswith("the "):
        start, name = start - 4, text[start - 4 : start] + name
    return Mention(name, start, start + len(name), kind)


def _names(text: str) -> list[tuple[str, int]]:
    """Each name and where it begins; "Sam Altman and Elon Musk" are two."""
    found = list(_capitalised_names(text))
    taken = {place for name, start in found for place in range(start, start + len(name))}
    models = ((m.group(), m.start()) for m in _MODEL.finditer(text) if m.start() not in taken)
    return sorted([*found, *models], key=lambda one: one[1])


def _capitalised_names(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    for name in find_names(text):
        at = text.find(name.split()[0], at)
        if text[at : at + len(name)] != name:  # white space of another kind between its words
            continue
        for part in _parts(name):
            at = text.find(part, at)
            yield part, at
            at += len(part)


def _parts(name: str) -> tuple[str, ...]:
    name = _OFFICE.sub("", name, count=1) if _OFFICE.match(name) else name
    first, _, second = name.partition(" and ")
    is_two = second and len(first.split()) >= len(second.split()) and not may_be_nobody(name)
    return (first, second) if is_two and " of " not in name else (name,)


def _kind(name: str) -> Kind:
    if is_place(name):
        return "place"
    words = name.split()
    if len(words) == 1:
        return "adjective" if place_meant(name) else "thing"
    if place_meant(words[0]) or is_place(words[0]) or may_be_nobody(name):
        return "thing"
    is_person = len(words) <= _LONGEST_PERSON and all(is_plain(word) for word in words)
    return "person" if is_person else "thing"
