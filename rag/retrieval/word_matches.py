"""How closely together passages hold a question's words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.retrieval.search_words import search_words
from rag.text.words import fold, irregular_forms, stem

WINDOW = 25  # words, about a sentence
BESIDE = 3  # words apart, at most

# Words are cut more roughly here than in rag.text, and ten times as fast: this runs on every candidate,
# and a wrong cut costs a little of one passage's score.
_PARTING = ("-", "\u2010", "\u2011", "–", "—", "/", '"', "“", "‘", "(")
_ENDINGS = ".,;:!?…\"”'’)]}*_"
_ALIKE = 2  # letters that a word and its regular inflections have in common

_Places = Sequence[tuple[int, int]]  # at which word of a text stands which of the wanted words


@dataclass(frozen=True, slots=True)
class WordMatch:
    """What a passage holds of a question; both are 0 where the question has no word to look for."""

    together: float  # share of the question's words, weighted by rarity, in the best `WINDOW` words, 0 to 1
    beside: float  # share of the question's pairs of neighbours that stand beside each other, 0 to 1


def match_words(question: str, passages: Sequence[str]) -> list[WordMatch]:
    """Compare passages with a question, word stem by word stem.

    A word's weight is its inverse document frequency among the passages given, which are taken as
    candidates for the question: what most of them hold tells them little apart.
    """
    asked = _words(question)
    wanted = _numbered(part for word in search_words(question) for part in _words(word))
    texts = [_words(text) for text in passages]
    known = _known(set(asked).union(*texts), wanted)
    held = [_places(words, known) for words in texts]
    weights = _weights(held, len(wanted))
    neighbours = {frozenset(pair) for pair in _pairs(_places(asked, known))}
    return [WordMatch(_together(places, weights), _beside(places, neighbours)) for places in held]


def _words(text: str) -> list[str]:
    lowered = text.lower()
    for character in _PARTING:
        lowered = lowered.replace(character, " ")
    return lowered.split()


@lru_cache(maxsize=32_768)
def _stemmed(word: str) -> str:
    return stem(fold(word.rstrip(_ENDINGS)))


def _numbered(words: Iterable[str]) -> dict[str, int]:
    """A number for each stem."""
    return {stemmed: number for number, stemmed in enumerate(dict.fromkeys(map(_stemmed, words)))}


def _known(words: Iterable[str], wanted: Mapping[str, int]) -> dict[str, int]:
    """The words that stand for a wanted stem, and its number."""
    beginnings = {form[:_ALIKE] for stemmed in wanted for form in (stemmed, *irregular_forms(stemmed))}
    # Stemming is the slow part: what begins with other letters need not be stemmed.
    alike = {word: _stemmed(word) for word in words if word[:_ALIKE] in beginnings}
    return {word: wanted[stemmed] for word, stemmed in alike.items() if stemmed in wanted}


def _places(words: Sequence[str], known: Mapping[str, int]) -> _Places:
    return [(place, known[word]) for place, word in enumerate(words) if word in known]


def _weights(held: Sequence[_Places], wanted: int) -> list[float]:
    """The weight of each wanted word."""
    counts = Counter(word for places in held for word in {word for _, word in places})
    return [math.log(1 + len(held) / (0.5 + counts[word])) for word in range(wanted)]


def _together(places: _Places, weights: Sequence[float]) -> float:
    """The best window's share of the weights."""
    best = inside = 0.0
    counts = [0] * len(weights)
    first = 0
    for place, word in places:
        inside += 0.0 if counts[word] else weights[word]
        counts[word] += 1
        while place - places[first][0] >= WINDOW:
            out = places[first][1]
            counts[out] -= 1
            inside -= 0.0 if counts[out] else weights[out]
            first += 1
        best = max(best, inside)
    return min(1.0, best / sum(weights)) if places else 0.0


def _beside(places: _Places, neighbours: set[frozenset[int]]) -> float:
    if not neighbours:
        return 0.0
    found = {frozenset((a, b)) for a, b in _pairs(places)} & neighbours
    return len(found) / len(neighbours)


def _pairs(places: _Places) -> list[tuple[int, int]]:
    """Different wanted words that follow one another, with few others between them."""
    return [(a[1], b[1]) for a, b in pairwise(places) if a[1] != b[1] and b[0] - a[0] <= BESIDE]
