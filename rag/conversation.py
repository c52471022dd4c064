"""A follow-up becomes a question that stands alone.

Deterministic: pronouns take the name that the last turn was about, "what about X?" repeats the
last question with X in it, and a question too short to search for is joined to the one before it.
The last question is itself first read as a follow-up of the one before it.
"""

from __future__ import annotations

import re

from rag.domain import Turn
from rag.text.names import find_names
from rag.text.words import STOP_WORDS, content_stems

_PERSON_PRONOUN = re.compile(r"\b(he|she|him|his|her|hers)\b", re.IGNORECASE)
_THING_PRONOUN = re.compile(r"\b(?!(?-i:IT)\b)(it|its|they|them|their|theirs)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(that|this|those|these|there)\b(?=\W*$|\s+(?:claim|figure|number|statement)?\W*$)", re.I
)
_OPENING = re.compile(r"^\s*(and|but|so|or|also|then|ok|okay)(?![\w-])[\s,]*", re.IGNORECASE)
_WHAT_ABOUT = re.compile(r"^\s*(?:and\s+)?(?:what|how) about\s+(?=[^\s?])(.+)$", re.IGNORECASE | re.DOTALL)
_CARRIED = re.compile(r"\(([^()]*)\)\Z")
_AUXILIARY = "(?:does|did|do|is|are|was|were|has|have|had|would|will|can|could)"
_HOW_MANY_OF_WHAT = re.compile(rf"^(how (?:many|much))(?=\s+{_AUXILIARY}\b)", re.IGNORECASE)
_COUNTED = re.compile(rf"\b(how (?:many|much)) (?!{_AUXILIARY}\b)([a-z-]+)\b", re.IGNORECASE)
_POSSESSIVE = frozenset({"his", "hers", "its", "their", "theirs"})
_ENOUGH_WORDS = 2  # content words that a question needs to be searched for
_TURNS_READ = 6


def standalone_question(question: str, history: tuple[Turn, ...]) -> str:
    """The question with what it takes from the last turn written out; unchanged if it takes nothing."""
    last: Turn | None = None
    for turn in history[-_TURNS_READ:]:
        last = Turn(_standing_alone(turn.question, last), turn.answer)
    return _standing_alone(question, last)


def _standing_alone(question: str, last: Turn | None) -> str:
    if last is None:
        return question
    if about := _WHAT_ABOUT.match(question):
        return _with_topic(last.question, about.group(1).rstrip("? \n"))
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
    counted, asked = _COUNTED.search(last.question), _HOW_MANY_OF_WHAT.match(text)
    if not counted or not asked or counted.group(1).casefold() != asked.group(1).casefold():
        return text
    return f"{asked.group(1)} {counted.group(2)}{text[asked.end() :]}"


def _joined(text: str, last: Turn) -> str:
    own, carried = text.strip("?. "), _CARRIED.search(last.question.strip())
    former = carried.group(1) if carried else last.question.strip()
    return f"{_capitalised(own)}? ({former})" if own else former


def _names_a_pronoun(text: str) -> bool:
    return bool(_PERSON_PRONOUN.search(text) or _THING_PRONOUN.search(text))


def _with_topic(last_question: str, topic: str) -> str:
    """The last question with its main name replaced by the new topic, or followed by it."""
    new_names = find_names(topic)
    old_names = find_names(last_question)
    if new_names and old_names:
        return last_question.replace(old_names[0], topic, 1)
    return f"{last_question.rstrip('?. ')}, {topic}?"


def _resolve_pronouns(text: str, last: Turn) -> str:
    names_asked = list(find_names(last.question))
    names_told = list(find_names(last.answer))
    person = next((n for n in names_asked + names_told if _may_be_person(n)), None)
    if person and not _PERSON_PRONOUN.search(text):
        person = None
    thing = next((n for n in names_asked + names_told if n != person), None)
    if person:
        text = _PERSON_PRONOUN.sub(lambda found: _name_for(found, person), text)
    if thing:
        text = _THING_PRONOUN.sub(lambda found: _name_for(found, thing), text)
    return text


def _may_be_person(name: str) -> bool:
    """Two or three words, none an abbreviation or a word with digits: "Liang Wenfeng"."""
    words = name.split()
    return 2 <= len(words) <= 3 and all(word[1:].islower() for word in words)


def _name_for(found: re.Match[str], name: str) -> str:
    pronoun, after = found.group().casefold(), found.string[found.end() :].split(maxsplit=1)
    # "her company", not "asked her about it"
    owns = pronoun == "her" and bool(after) and after[0].isalpha() and after[0].casefold() not in STOP_WORDS
    return f"{name}’s" if owns or pronoun in _POSSESSIVE else name


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
