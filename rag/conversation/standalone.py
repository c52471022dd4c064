"""The way from a follow-up to a question that stands alone.

A question that seems whole stays as it is: a wrong rewriting costs more than a missed one, since it
changes what is searched for. What a follow-up takes from before is, in the order in which it is looked
for: its verb (a fragment), all but its question word ("Why?"), a name (a pronoun), or everything, and
then the question before it is carried along in parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation.answers import stated
from rag.conversation.antecedents import find_antecedents
from rag.conversation.fragments import begins_with_preposition, in_place, is_fragment
from rag.conversation.grammar import ASKING, AUXILIARY
from rag.conversation.openings import after_topic_change, capitalised, without_opening
from rag.conversation.pointing import is_about_what_was_said, is_too_short, points_back
from rag.conversation.pronouns import has_pronoun, name_first_pronoun, resolve_pronouns
from rag.domain import Turn
from rag.text.words import content_stems

_TURNS_READ = 6
_LONGEST_FOLLOW_UP = 300  # characters; a longer question has said itself what it is about
_LONGEST_CARRIED = 300
_CARRIED = re.compile(r"\(([^()]*)\)\Z")
_MERE_AND = re.compile(r"\W*(?:and|but|so|or|then|well|ok|okay)\W*\Z", re.IGNORECASE)
_WHAT_ABOUT = re.compile(r"\s*(?:what|how) about\s+(?=[^\s?])(.+)\Z", re.IGNORECASE | re.DOTALL)
_NAME_FIRST = re.compile(
    rf"((?:the )?[A-Z][\w’'. -]{{0,40}}?),\s+((?:{ASKING}|{AUXILIARY})\b.*)\Z", re.DOTALL
)
_MERE_QUESTION_WORD = re.compile(r"(why|when|where|how)(?: exactly| so| then)?\W*\Z", re.IGNORECASE)
_MAY_TAKE_ONE = re.compile(rf"(?:(?:when|where|why|how)\s+)?({AUXILIARY}\s.+)\Z", re.IGNORECASE | re.DOTALL)
_SAYS_NO = re.compile(r"\W*no\b", re.IGNORECASE)
_WHO_IS_IT = re.compile(r"(?:who|what|where) (?:is|was|are|were) (?:he|she|it|they)\W*\Z", re.IGNORECASE)
_HOW_MANY_OF_WHAT = re.compile(rf"(how (?:many|much))(?=\s+{AUXILIARY}\b)", re.IGNORECASE)
_COUNTED = re.compile(rf"\b(how (?:many|much)) (?!{AUXILIARY}\b)([a-z-]+)\b", re.IGNORECASE)


def standalone_question(question: str, history: tuple[Turn, ...]) -> str:
    """The question with what it takes from earlier turns written out; unchanged if it takes nothing.

    Args:
        question: As asked.
        history: Earlier turns, oldest first; the last six are read, each question of theirs first as a
            follow-up of those before it.
    """
    turns: list[Turn] = []
    for turn in history[-_TURNS_READ:]:
        turns.append(Turn(_standing_alone(turn.question, turns), stated(turn.answer)))
    return _standing_alone(question, turns)


def _standing_alone(question: str, turns: Sequence[Turn]) -> str:
    if not turns or len(question) > _LONGEST_FOLLOW_UP:
        return question
    if other := after_topic_change(question):
        return capitalised(other)
    last = turns[-1]
    text = without_opening(question).strip()
    if not text.strip("?.! "):
        return last.question if _MERE_AND.match(question) else question
    is_led_over = text != question.strip()
    return (
        _from_fragment(text, turns, is_led_over=is_led_over)
        or _from_question_word(text, last)
        or _from_clause(text, turns)
        or (capitalised(text) if is_led_over else question)
    )


def _from_fragment(text: str, turns: Sequence[Turn], *, is_led_over: bool) -> str | None:
    last = turns[-1]
    if is_led_over and (found := _NAME_FIRST.match(text)):
        clause = name_first_pronoun(found.group(2), found.group(1))
        return _joined(clause, last) if clause else None
    about = _WHAT_ABOUT.match(text)
    fragment = (about.group(1) if about else text).strip("?.!, \n")
    is_contrast = about or is_led_over or begins_with_preposition(text)
    if not is_contrast or not is_fragment(fragment):
        return None
    named = resolve_pronouns(fragment, find_antecedents(turns)).text
    return in_place(_carried(last), named) or _joined(named, last)


def _from_question_word(text: str, last: Turn) -> str | None:
    """After "When did it close?", "Why?" is "Why did it close?"."""
    word, asked = _MERE_QUESTION_WORD.match(text), _MAY_TAKE_ONE.match(_carried(last))
    if not word or not asked or _SAYS_NO.match(last.answer):
        return None
    clause = asked.group(1)
    return f"{word.group(1).capitalize()} {clause[0].lower()}{clause[1:]}"


def _from_clause(text: str, turns: Sequence[Turn]) -> str | None:
    last = turns[-1]
    text, asked = _with_counted_noun(text, last), text
    stems = content_stems(text)
    is_empty = not stems and not _WHO_IS_IT.match(text)
    if is_empty or is_about_what_was_said(text):
        return _joined(text, last)
    resolved = resolve_pronouns(text, find_antecedents(turns))
    if resolved.is_dangling or points_back(text):
        return _joined(resolved.text, last)
    if is_too_short(text) and not has_pronoun(text):
        return _joined(text, last)
    return capitalised(resolved.text) if resolved.text != asked else None


def _with_counted_noun(text: str, last: Turn) -> str:
    """Let "how many did others use?" count what the last question counted."""
    counted, asked = _COUNTED.search(last.question), _HOW_MANY_OF_WHAT.match(text)
    if not counted or not asked or counted.group(1).casefold() != asked.group(1).casefold():
        return text
    return f"{asked.group(1)} {counted.group(2)}{text[asked.end() :]}"


def _joined(text: str, last: Turn) -> str:
    own = text.strip("?. ")
    return f"{capitalised(own)}? ({_carried(last)})"


def _carried(last: Turn) -> str:
    """The last question, or the one that it carries itself."""
    question = last.question.strip()
    found = _CARRIED.search(question)
    former = (found.group(1) if found else question).translate({ord("("): ",", ord(")"): ","})
    if len(former) <= _LONGEST_CARRIED:
        return former
    return former[:_LONGEST_CARRIED].rsplit(maxsplit=1)[0] + " …"
