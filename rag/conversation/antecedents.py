"""What pronouns may stand for: the people and things of the last turns, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.conversation.grammar import AUXILIARY, SAYING
from rag.conversation.mentions import Mention, find_mentions, is_plain
from rag.domain import Turn
from rag.text.words import STOP_WORDS

_LONGEST = 1000  # characters of a question or an answer that are read
_SAYS = re.compile(rf"\s+{SAYING}\b", re.IGNORECASE)
_REPORTS = re.compile(r"\s+(?:reports?|reported|writes?|wrote)\b", re.IGNORECASE)
_ACCORDING = re.compile(r"\baccording to (?:the )?\Z", re.IGNORECASE)
_INSIDE = re.compile(r"\bin (?:the )?\Z", re.IGNORECASE)
_EVENT_SOMEWHERE = re.compile(r"\b[Tt]he [a-z][\w-]*(?: [a-z][\w-]*)? (?:in|at|on) [A-Z][\w-]*")
_SOMEWHERE = re.compile(r"\b(?:in|at|from|near) (?:the )?\Z", re.IGNORECASE)
_ASKS_WHO = re.compile(
    r"\W*(?:who|whom|which (?:person|expert|official|senator|founder|investor))\b", re.IGNORECASE
)
# "Who ..." and "which company leads ..." ask for their subject; "which company did ..." does not.
_ASKS_SUBJECT = re.compile(
    rf"\W*(?:who\b|(?:which|what) (?!{AUXILIARY}\b)\w)(?!.*\b(?:does|did|do|will|would|can|could)\b)",
    re.IGNORECASE | re.DOTALL,
)
_LISTING = frozenset({", ", " and ", ", and "})
_DEFINED = re.compile(
    r"\W*(?:(?:what|where|how) (?:is|are|was|were)|tell me about|explain|describe) "
    r"((?:[\w'’-]+ ?){1,4}?)[?.! ]*\Z",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\b[Tt]he ([a-z][\w-]*(?: [a-z][\w-]*){0,2})")


@dataclass(frozen=True, slots=True)
class Antecedents:
    """Names and noun phrases, the likeliest first."""

    people: tuple[str, ...]  # for "he" and "she"
    things: tuple[str, ...]  # for "it"
    groups: tuple[str, ...]  # for "they": a company, or two names together


def find_antecedents(turns: Sequence[Turn]) -> Antecedents:
    """What the last turns offer, the latest first. Of earlier ones, only the questions name things.

    Args:
        turns: Oldest first; questions standing alone, answers as `stated`.
    """
    people: list[str] = []
    things: list[str] = []
    groups: list[str] = []
    for age, turn in enumerate(reversed(turns)):
        asked = find_mentions(turn.question[:_LONGEST])
        told = find_mentions(turn.answer[:_LONGEST])
        people += _people(turn, asked, told)
        in_answer = [] if age else _things_told(turn, told)
        subject = _subject_told(turn, asked, told)
        in_question = _things_asked(turn, asked)
        spoke = [one for one in in_question if _SAYS.match(turn.question, turn.question.find(one) + len(one))]
        things += [*subject, *(one for one in in_question if one not in spoke), *spoke, *in_answer]
        groups += [*_pairs(turn, asked), *subject, *in_question, *in_answer]
    return Antecedents(*(tuple(dict.fromkeys(names)) for names in (people, things, groups)))


def _people(turn: Turn, asked: Sequence[Mention], told: Sequence[Mention]) -> list[str]:
    of_question = [*_full_names(asked), *_speakers(turn.question, asked)]
    of_answer = [*_full_names(told), *_speakers(turn.answer, told)]
    return of_answer + of_question if _ASKS_WHO.match(turn.question) else of_question + of_answer


def _full_names(mentions: Iterable[Mention]) -> list[str]:
    return [mention.text for mention in mentions if mention.kind == "person"]


def _speakers(text: str, mentions: Iterable[Mention]) -> list[str]:
    """Surnames alone, told from what they do: "What did Trump say?"."""
    return [m.text for m in mentions if m.kind == "thing" and is_plain(m.text) and _speaks(text, m)]


def _speaks(text: str, mention: Mention) -> bool:
    return bool(_SAYS.match(text, mention.end))


def _things_asked(turn: Turn, asked: Sequence[Mention]) -> list[str]:
    """Names and noun phrases of the question, in order; who reports comes last."""
    if not asked and (defined := _DEFINED.match(turn.question)):
        return [defined.group(1).strip()]
    named = [
        m for m in asked if m.kind in {"thing", "place"} and not _INSIDE.search(turn.question[: m.start])
    ]
    reporting = [m for m in named if _is_source(turn.question, m)]
    found = [(m.start, m.text) for m in named if m not in reporting] + _noun_phrases(turn)
    return [text for _, text in sorted(found)] + [m.text for m in reporting]


def _is_source(text: str, mention: Mention) -> bool:
    return bool(_REPORTS.match(text, mention.end) or _ACCORDING.search(text[: mention.start]))


def _noun_phrases(turn: Turn) -> list[tuple[int, str]]:
    """Such as "the chip ban", as far as the answer repeats its words, and "the fire in Lahaina"."""
    answer = turn.answer[:_LONGEST].casefold()
    events = _EVENT_SOMEWHERE.finditer(turn.question[:_LONGEST])
    found = [(event.start(), f"the {event.group()[4:]}") for event in events]
    for match in _DEFINITE.finditer(turn.question[:_LONGEST]):
        words = match.group(1).split()
        for length in range(len(words), 0, -1):
            phrase = " ".join(words[:length])
            if words[length - 1] not in STOP_WORDS and re.search(rf"\bthe {re.escape(phrase)}\b", answer):
                found.append((match.start(), f"the {phrase}"))
                break
    return found


def _subject_told(turn: Turn, asked: Sequence[Mention], told: Sequence[Mention]) -> list[str]:
    """What a question for its subject was answered with, unless that is a person."""
    if not _ASKS_SUBJECT.match(turn.question):
        return []
    known = {mention.text for mention in asked}
    first = next((m for m in told if m.text not in known and m.kind != "adjective"), None)
    if not first or first.kind not in {"thing", "place"}:
        return []
    end = first.end
    for mention in told[told.index(first) + 1 :]:
        if turn.answer[end : mention.start] not in _LISTING:
            break
        end = mention.end
    return [turn.answer[first.start : end]]


def _things_told(turn: Turn, told: Sequence[Mention]) -> list[str]:
    """Names in the answer; not where something happened, nor a word that only begins its sentence."""
    return [
        mention.text
        for mention in told
        if mention.kind == "thing"
        and not _SOMEWHERE.search(turn.answer[: mention.start])
        and not (is_plain(mention.text) and _begins_sentence(turn.answer, mention.start))
    ]


def _begins_sentence(text: str, at: int) -> bool:
    return at == 0 or text[:at].rstrip()[-1:] in {".", "!", "?", "”", '"', ":", "-"}


def _pairs(turn: Turn, asked: Sequence[Mention]) -> list[str]:
    """Two names that "and" joins."""
    return [
        turn.question[a.start : b.end]
        for a, b in pairwise(asked)
        if turn.question[a.end : b.start] == " and " and "adjective" not in {a.kind, b.kind}
    ]
