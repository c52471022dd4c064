"""A follow-up that is no sentence ("and in China?") takes its place in the question before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.conversation.grammar import SAYING, asks
from rag.conversation.mentions import Kind, Mention, find_mentions, is_plain
from rag.conversation.places import adjective_of, is_place, place_meant
from rag.text.dates import find_dates

_PREPOSITION = re.compile(
    r"(in|on|at|by|for|from|to|with|of|about|against|since|until|during|under|before|after|over)\s+(?=\S)",
    re.IGNORECASE,
)
_CARRIES_A_DATE = "in|on|at|by|since|until|during|before|after"
_SWAPS_ANYTHING = frozenset({"about", "for", "with", "against", "of"})
_POINTS = re.compile(
    r"\b(?:ones?|that|this|these|those|it|them|him|her|else|former|latter|which|same)\b", re.IGNORECASE
)
_FIGURE_OF = re.compile(
    r"the (\w+)(?: (?:figure|figures|number|numbers|one|ones|share|side|amount|sum|price))?\Z", re.IGNORECASE
)
_SAYS = re.compile(rf"\s+{SAYING}\b", re.IGNORECASE)
_OWNS = re.compile(r"['’]s\b")
_OWNED = re.compile(r"['’]s?\Z")
_MOST_WORDS = 7


def is_fragment(text: str) -> bool:
    """Whether it is a short phrase without a verb or a word that asks."""
    return len(text.split()) <= _MOST_WORDS and not asks(text)


def begins_with_preposition(text: str) -> bool:
    """Whether it begins like "in China"."""
    return bool(_PREPOSITION.match(text))


def in_place(question: str, fragment: str) -> str | None:
    """The question with the fragment instead of what it contrasts with; None if that is unclear.

    Args:
        question: The one before, standing alone.
        fragment: A phrase without a verb, with or without a preposition, without punctuation around it.
    """
    preposition = _PREPOSITION.match(fragment)
    rest = fragment[preposition.end() :] if preposition else fragment
    if place := _place_of_figure(rest):
        return _with_place(question, place)
    if _POINTS.search(fragment):
        return None
    if dated := _dated(question, fragment, rest):
        return dated
    if preposition:
        return _prepositional(question, f"{fragment[0].lower()}{fragment[1:]}", rest)
    return _named(question, rest)


def _dated(question: str, fragment: str, rest: str) -> str | None:
    """One date instead of another, with the preposition that the fragment brings."""
    new, old = find_dates(fragment), find_dates(question)
    begins = len(fragment) - len(rest)
    if not new or not old or new[0].start > begins or new[-1].end < len(fragment):
        return None
    year = f" {old[0].year}" if old[0].year and not new[0].year and not new[0].relative else ""
    start, end = old[0].start, old[0].end
    before = re.search(rf"\b(?:{_CARRIES_A_DATE})\s+\Z", question[:start], re.IGNORECASE)
    if before and begins:
        return f"{question[: before.start()]}{fragment}{year}{question[end:]}"
    return f"{question[:start]}{rest}{year}{question[end:]}"


def _prepositional(question: str, fragment: str, rest: str) -> str | None:
    preposition = fragment.split(maxsplit=1)[0]
    new = find_mentions(rest)
    kind = new[0].kind if new else None
    for old in reversed(find_mentions(question)):
        led_by = re.search(
            rf"\b{preposition}\s+((?:[\w-]+\s+){{0,2}})\Z", question[: old.start], re.IGNORECASE
        )
        is_alike = _kind_of_place(old) == kind or (
            preposition in _SWAPS_ANYTHING and "place" not in {kind, old.kind}
        )
        # "for training Llama" replaces "for training GPT-4", "in China" not "in training R1".
        if led_by and is_alike and (not led_by.group(1) or rest.startswith(led_by.group(1).strip())):
            return question[: led_by.start()] + fragment + question[old.end :]
    if kind == "place" and preposition in {"in", "for", "by", "from"}:
        old_place = next((m for m in find_mentions(question) if m.kind in {"place", "adjective"}), None)
        if old_place:
            return _with_place(question, rest)
    if re.search(rf"\b{preposition}\b", question, re.IGNORECASE):
        return None
    return f"{question.rstrip('?. ')} {fragment}?"


def _kind_of_place(mention: Mention) -> Kind:
    """Its kind; what lies in a place ("the US Congress") counts as one."""
    words = mention.text.removeprefix("the ").split()
    return "place" if is_place(words[0]) else mention.kind


def _place_of_figure(rest: str) -> str | None:
    """The country of "the American figure" or "the Americans"; None for other phrases."""
    found = _FIGURE_OF.match(rest)
    return place_meant(found.group(1)) if found and found.group(1)[0].isupper() else None


def _with_place(question: str, place: str) -> str | None:
    mentions = find_mentions(question)
    old = next((m for m in mentions if m.kind == "place"), None)
    if old:
        return _swapped(question, old, place)
    adjective = next((m for m in mentions if m.kind == "adjective" or place_meant(m.text.split()[0])), None)
    new = adjective_of(place)
    if not adjective or not new:
        return None
    word = adjective.text.split()[0]
    return question[: adjective.start] + new + question[adjective.start + len(word) :]


def _named(question: str, rest: str) -> str | None:
    new = find_mentions(rest)
    if not new or len(rest.split()) - len(new[0].text.split()) > 1:
        return None
    mentions = [m for m in find_mentions(question) if m.kind != "adjective" or new[0].kind == "adjective"]
    if is_place(rest):
        return _with_place(question, rest) or (_swapped(question, mentions[0], rest) if mentions else None)
    old = _contrasted(question, mentions, new[0])
    return _swapped(question, old, rest) if old else None


def _contrasted(question: str, mentions: Sequence[Mention], new: Mention) -> Mention | None:
    """The name that a new one is set against: of its kind, else the first."""
    if new.kind == "person":
        return _first(m for m in mentions if m.kind == "person") or _first(mentions)
    if any(c.isdigit() for c in new.text):
        alike = _first(m for m in mentions if any(c.isdigit() for c in m.text))
        return alike or _first(mentions)
    if is_plain(new.text):
        speaker = _first(m for m in mentions if _SAYS.match(question, m.end))
        if speaker:
            return speaker
    return _first(m for m in mentions if m.kind != "person") or _first(mentions)


def _first(mentions: Iterable[Mention]) -> Mention | None:
    return next(iter(mentions), None)


def _swapped(question: str, old: Mention, new: str) -> str:
    """The new words for the old name; what follows it is not said twice ("shares shares", "Tesla's's")."""
    following = question[old.end :]
    if _OWNS.match(following):
        new = _OWNED.sub("", new)
    for word in reversed(new.split()[1:]):
        following = re.sub(rf"\A\s+{re.escape(word)}\b", "", following)
    return question[: old.start] + new + following
