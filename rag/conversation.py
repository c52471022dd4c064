"""A follow-up becomes a question that stands alone.

Deterministic: pronouns take the name that the last turn was about, "what about X?" repeats the
last question with X in it, and a question too short to search for is joined to the one before it.
"""

from __future__ import annotations

import re

from rag.domain import Turn
from rag.text.names import find_names
from rag.text.words import content_stems

_PERSON_PRONOUN = re.compile(r"\b(he|she|him|his|her|hers)\b", re.IGNORECASE)
_THING_PRONOUN = re.compile(r"\b(it|its|they|them|their|theirs)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(that|this|those|these|there)\b(?=\W*$|\s+(?:claim|figure|number|statement)?\W*$)", re.I
)
_OPENING = re.compile(r"^\s*(and|but|so|or|also|then|ok|okay)\b[\s,]*", re.IGNORECASE)
_WHAT_ABOUT = re.compile(r"^\s*(?:and\s+)?(?:what|how) about\s+(.+?)\s*\?*\s*$", re.IGNORECASE)
_HOW_MANY_OF_WHAT = re.compile(
    r"^(how (?:many|much))(?=\s+(?:does|did|do|is|are|was|were|has|have|would)\b)", re.IGNORECASE
)
_COUNTED = re.compile(r"\bhow (?:many|much) ([a-z-]+)\b", re.IGNORECASE)
_POSSESSIVE = frozenset({"his", "hers", "its", "their", "theirs"})
_ENOUGH_WORDS = 2  # content words that a question needs to be searched for


def standalone_question(question: str, history: tuple[Turn, ...]) -> str:
    """The question with what it takes from the last turn written out; unchanged if it takes nothing."""
    if not history:
        return question
    last = history[-1]
    if about := _WHAT_ABOUT.match(question):
        return _with_topic(last.question, about.group(1))
    text = _with_counted_noun(_OPENING.sub("", question) or question, last)
    is_short = len(content_stems(text)) < _ENOUGH_WORDS
    if is_short and not _names_a_pronoun(text) and (text != question or not find_names(text)):
        return _joined(text, last)
    resolved = _resolve_pronouns(text, last)
    if not content_stems(text) or _POINTING.search(text):
        return _joined(text, last)
    return _capitalised(resolved) if resolved != text or text != question else question


def _with_counted_noun(text: str, last: Turn) -> str:
    """Let "how many did others use?" count what the last question counted."""
    counted = _COUNTED.search(last.question)
    return _HOW_MANY_OF_WHAT.sub(rf"\1 {counted.group(1)}", text) if counted else text


def _joined(text: str, last: Turn) -> str:
    return f"{_capitalised(text.rstrip('?. '))}? ({last.question.strip()})"


def _names_a_pronoun(text: str) -> bool:
    return bool(_PERSON_PRONOUN.search(text) or _THING_PRONOUN.search(text))


def _with_topic(last_question: str, topic: str) -> str:
    """The last question with its main name replaced by the new topic, or followed by it."""
    topic = topic.strip()
    new_names = find_names(topic)
    old_names = find_names(last_question)
    if new_names and old_names:
        return last_question.replace(old_names[0], topic, 1)
    return f"{last_question.rstrip('?. ')}, {topic}?"


def _resolve_pronouns(text: str, last: Turn) -> str:
    names_asked = list(find_names(last.question))
    names_told = list(find_names(last.answer))
    person = next((n for n in names_asked + names_told if _may_be_person(n)), None)
    thing = next(iter(names_asked or names_told), None)
    if person:
        text = _PERSON_PRONOUN.sub(lambda found: _name_for(found.group(), person), text)
    if thing:
        text = _THING_PRONOUN.sub(lambda found: _name_for(found.group(), thing), text)
    return text


def _may_be_person(name: str) -> bool:
    """Two or three words, none an abbreviation or a word with digits: "Liang Wenfeng"."""
    words = name.split()
    return 2 <= len(words) <= 3 and all(word[1:].islower() for word in words)


def _name_for(pronoun: str, name: str) -> str:
    return f"{name}’s" if pronoun.casefold() in _POSSESSIVE else name


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
