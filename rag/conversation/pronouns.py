"""Pronouns of a follow-up that stand for something said before take its name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.conversation.antecedents import Antecedents
from rag.conversation.grammar import AUXILIARY, before_last_break
from rag.conversation.mentions import find_mentions, is_plain, may_be_nobody
from rag.text.words import STOP_WORDS, content_stems

_PERSON = re.compile(r"\b(he|she|him|his|her|hers)\b", re.IGNORECASE)
_GROUP = re.compile(r"\b(they|them|their|theirs)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?!(?-i:IT)\b)(it|its)\b(?!['’])", re.IGNORECASE)
_POSSESSIVE = frozenset({"his", "hers", "its", "their", "theirs"})
_JUDGED = (
    "true|likely|unlikely|possible|impossible|clear|unclear|known|certain|fair|right|wrong|legal|important|worth"
    "|necessary|essential|hard|harder|easy|easier|difficult|better|common|normal|safe|said|reported|claimed|held"
    "|believed|expected|thought|estimated|decided|agreed|found|shown|argued|time"
)
# "Is it true that", "what is it that", "does it cost to train": nothing that was said before.
_EXPLETIVE = re.compile(
    rf"\bit(?:\s+(?:is|was|be|been|['’]s))?\s+(?:\w+\s+)?(?:{_JUDGED})\b"
    rf"(?=\s+(?:that|to|for|if|whether|or|{AUXILIARY}|\w+ing)\b)"
    r"|\bit\s+(?:that|who)\b|\b(?:is|was) it (?:to|from)\b|\b(?:time|day|year) (?:is|was) it\b"
    r"|\bit\s+(?:costs?|takes?|took)\b.{0,80}\b(?:to|for|until|before)\b|\bit\s+(?:rains?|snows?)\b",
    re.IGNORECASE,
)
_DOING = re.compile(r"\b(?:do|did|does|done|doing|does)\s+(?:it|so|that|this)\b(?=\W*\Z)", re.IGNORECASE)
_JUST_ASKED = re.compile(rf"(?:\b{AUXILIARY}|\A)\s*\Z", re.IGNORECASE)
_AS_OBJECT = re.compile(
    r"\W*\Z|\s*[,.;?!]|\s+(?:about|after|again|against|and|as|at|because|before|but|by|for|from|if|in|into|on|or|over|so"
    r"|than|then|to|under|when|with|without|now|yet|today|anyway|exactly|really)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:people|person|somebody|someone|anyone|founder|ceo|chief|boss|senator|president|minister|premier|expert"
    r"|experts|professor|investor|analyst|man|woman|spokes\w+|author|critic|nominee|worker|researcher)s?\b",
    re.IGNORECASE,
)
_ASKS_WHO = re.compile(r"\W*who\b", re.IGNORECASE)
_ASKS_WHO_DID = re.compile(rf"\W*who\s+(?!{AUXILIARY}\b)", re.IGNORECASE)
_OF_WHOM = re.compile(r"\W*whose\b", re.IGNORECASE)
_ACCORDING = re.compile(r"\A\W*according to [^,]{1,60},", re.IGNORECASE)
_PLURAL = re.compile(r"\b(do|have|are|were)(n['’]t)?(\s+)\Z", re.IGNORECASE)
_SINGULAR = {"do": "does", "have": "has", "are": "is", "were": "was"}
_STEMS_OF_AN_ANTECEDENT = 2  # "which company lost its": a noun and a verb
_STEMS_BESIDE_AN_OBJECT = 5
_STEMS_OF_A_WHOLE = 4  # "who moved his court to Krakow in 1596" speaks of its own "who"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A text with names for pronouns; it dangles if a pronoun found none."""

    text: str
    is_dangling: bool


def resolve_pronouns(text: str, offered: Antecedents) -> Resolved:
    """The first pronoun of each kind becomes a name, unless the text itself says what it stands for.

    Two pronouns of different kinds never take the same name, nor one that the text has already.
    """
    text, lacks_person = _resolved(text, _PERSON, offered.people, after=0)
    before = text
    text, lacks_group = _resolved(text, _GROUP, offered.groups, after=0)
    named_until = _common_end(before, text)
    text, lacks_thing = _resolved(text, _THING, offered.things, after=named_until)
    return Resolved(text, lacks_person or lacks_group or lacks_thing or bool(_DOING.search(text)))


def has_pronoun(text: str) -> bool:
    """Whether a pronoun in it may stand for something said before."""
    return any(pattern.search(text) for pattern in (_PERSON, _GROUP, _THING))


def name_first_pronoun(text: str, name: str) -> str | None:
    """The text with the name for its first pronoun; None if it has none."""
    found = min(
        (m for p in (_PERSON, _GROUP, _THING) if (m := p.search(text))), key=lambda m: m.start(), default=None
    )
    return _put(found, name, is_plural=True) if found else None


def _resolved(text: str, pattern: re.Pattern[str], names: tuple[str, ...], after: int) -> tuple[str, bool]:
    """The text, and whether a pronoun in it found no name.

    Args:
        text: What was asked.
        pattern: Which pronouns.
        names: For them, the likeliest first.
        after: End of a name that a pronoun of another kind has been given; this one stands for another.
    """
    if _EXPLETIVE.search(text) and pattern is _THING:
        return text, False
    found = pattern.search(text)
    if not found or any(doing.end() == found.end() for doing in _DOING.finditer(text)):
        return text, False
    if not 0 < after <= found.start() and _is_explained(text, found, is_person=pattern is _PERSON):
        return text, False
    name = next((name for name in names if not _is_in(name, text)), None)
    return (_put(found, name, is_plural=False), False) if name else (text, True)


def _is_in(name: str, text: str) -> bool:
    return name.casefold().removeprefix("the ") in text.casefold()


def _is_explained(text: str, pronoun: re.Match[str], *, is_person: bool) -> bool:
    """Whether something before the pronoun, in the same text, is what it stands for."""
    before = _ACCORDING.sub("", text[: pronoun.start()])
    if _ASKS_WHO_DID.match(text) and (find_mentions(text) or len(content_stems(text)) >= _STEMS_OF_A_WHOLE):
        return not _AS_OBJECT.match(text, pronoun.end())
    if is_person and _OF_WHOM.match(text):
        return True
    earlier = before_last_break(before)
    if _has_candidate(earlier, is_person=is_person, fewest_stems=1) or (
        is_person and _ASKS_WHO.match(earlier)
    ):
        return True
    if _is_possessive(pronoun):
        is_subject = _JUST_ASKED.search(before)
        return not is_subject and _has_candidate(
            before, is_person=is_person, fewest_stems=_STEMS_OF_AN_ANTECEDENT
        )
    # "When did DeepSeek release it?": a subject and its object are two things.
    if _AS_OBJECT.match(text, pronoun.end()):
        return len(find_mentions(before)) > 1 or len(content_stems(before)) >= _STEMS_BESIDE_AN_OBJECT
    return _has_candidate(before, is_person=is_person, fewest_stems=None)


def _has_candidate(before: str, *, is_person: bool, fewest_stems: int | None) -> bool:
    mentions = find_mentions(before)
    if is_person:
        is_named = any(
            m.kind == "person" or (m.kind == "thing" and _may_be_somebody(m.text)) for m in mentions
        )
        return is_named or bool(_SOMEBODY.search(before))
    is_named = any(m.kind != "adjective" for m in mentions)
    return is_named or (fewest_stems is not None and len(content_stems(before)) >= fewest_stems)


def _may_be_somebody(name: str) -> bool:
    return is_plain(name) or (" " in name and not may_be_nobody(name))


def _is_possessive(found: re.Match[str]) -> bool:
    pronoun, following = found.group().casefold(), found.string[found.end() :].split(maxsplit=1)
    # "her company", not "asked her about it"
    owns = (
        pronoun == "her"
        and bool(following)
        and following[0].isalpha()
        and following[0].casefold() not in STOP_WORDS
    )
    return owns or pronoun in _POSSESSIVE


def _put(found: re.Match[str], name: str, *, is_plural: bool) -> str:
    before, following = found.string[: found.start()], found.string[found.end() :]
    if _is_possessive(found):
        return f"{before}{name}’s{following}"
    if found.group().casefold() == "they" and not is_plural and " and " not in name:
        before = _PLURAL.sub(lambda verb: _singular(verb), before)
    return f"{before}{name}{following}"


def _singular(verb: re.Match[str]) -> str:
    word = _SINGULAR[verb.group(1).casefold()]
    kept = word.capitalize() if verb.group(1)[0].isupper() else word
    return f"{kept}{verb.group(2) or ''}{verb.group(3)}"


def _common_end(before: str, text: str) -> int:
    """Where, in a text that one name was put into, that name ends; 0 if none was."""
    if before == text:
        return 0
    common = 0
    while common < min(len(before), len(text)) and before[-1 - common] == text[-1 - common]:
        common += 1
    return len(text) - common
