"""What a question asks for: the kind of thing, the words that matter, the names it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rag.reading.question_kinds import Asked, asked_kind, wants_list
from rag.text.counted_nouns import counted_noun
from rag.text.dates import DateMention, find_dates
from rag.text.figures import Figure, find_figures
from rag.text.synonyms import groups_of
from rag.text.words import STOP_WORDS, content_stems, stem, tokens

# Words that ask or are polite, and say nothing about what is asked for.
_ASKING_WORDS = (
    "please kindly tell know explain describe give list name exactly precisely actually really roughly vs "
    "versus sort kind type piece article report story many much yes no question answer according say mean "
    "think opinion view mr mrs ms dr prof professor sir anyway plain so ok "
    "latest newest recent recently lately currently nowadays"
)
_MOST_ANSWERS = 12
_WHAT_IT_FOLLOWS = re.compile(r"\s*\([^()]*\)\s*$")  # a follow-up that carries the question before it
_HOW_MANY = re.compile(r"\bhow many(?=\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class QuestionProfile:
    """What a question asks for, as far as its wording tells."""

    text: str
    asked: Asked
    stems: tuple[str, ...]  # content words, each once, in order
    names: frozenset[str]  # stems of words that are written like names
    figures: tuple[Figure, ...]  # that the question itself states
    dates: tuple[DateMention, ...]  # but for "last week" and its like, which say from when articles should be
    wants_list: bool
    counted: str  # the noun after "how many", as a stem; "" otherwise


def profile_question(text: str, known_names: frozenset[str] = frozenset()) -> QuestionProfile:
    """Read a question.

    Args:
        text: The question, in English or close to it.
        known_names: Stems that the corpus writes only with a capital; people who ask often don't.
    """
    dates = find_dates(text)
    words = dict.fromkeys(content_stems(_without_clock_words(text, dates)))
    stems = tuple(word for word in words if word not in _asking_stems())
    own_question = _WHAT_IT_FOLLOWS.sub("", text)
    return QuestionProfile(
        text=text,
        asked=asked_kind(own_question),
        stems=stems,
        names=frozenset(_names(text)) | {word for word in known_names & set(stems) if not groups_of(word)},
        figures=tuple(figure for figure in find_figures(text) if not _counts_answers(figure)),
        dates=tuple(date for date in dates if not date.relative),
        wants_list=wants_list(text),
        counted=_counted(own_question),
    )


def _without_clock_words(text: str, dates: Sequence[DateMention]) -> str:
    for date in reversed(dates):
        if date.relative:
            text = f"{text[: date.start]} {text[date.end :]}"
    return text


def _counted(question: str) -> str:
    """The noun counted, as a stem: that of "chips" in "how many specialized chips did they buy?"."""
    found = _HOW_MANY.search(question)
    return stem(counted_noun(question, found.end())) if found else ""


def _counts_answers(figure: Figure) -> bool:
    """Whether it says how many answers are wanted: no article needs to say the "two" of "which two"."""
    return bool(figure.of) and figure.value <= _MOST_ANSWERS


@cache
def _asking_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _ASKING_WORDS.split())


def _names(text: str) -> list[str]:
    """Stems of the tokens that look like names: a capital inside the question, or digits and letters."""
    found = []
    dates = find_dates(text)
    for position, token in enumerate(tokens(text)):
        word = token.text
        if any(day.start <= token.start < day.end for day in dates) or word.casefold() in STOP_WORDS:
            continue
        has_capital = word[0].isupper() if position else any(c.isupper() for c in word[1:])
        has_digit = any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
        stems = content_stems(word)
        # "CEO", "AI", "U.S.": capitals that news prose also puts in plain words are no names.
        is_plain = word.isupper() and any(groups_of(stemmed) for stemmed in stems)
        if (has_capital or has_digit) and not is_plain:
            found.extend(stems)
    return found
