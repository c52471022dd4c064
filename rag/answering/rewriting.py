"""Whether a model's rewriting of a question may stand for it: a check in code, of every reply."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.domain import Turn
from rag.text.word_lists import words_of
from rag.text.words import STOP_WORDS, content_stems, tokens

_LONGEST = 300  # characters; or as much longer than the question as `_LONGEST_ADDED`
_LONGEST_ADDED = 200
_LABEL = re.compile(r"\A(?:(?:standalone|rewritten|rephrased|full) )?question\s*:\s*", re.IGNORECASE)
_QUOTED = re.compile(r"\A([\"“'‘])(.+)([\"”'’])\Z")
_NO_QUESTION = re.compile(r"[\n<>{}\[\]|*`#]|https?:")
_ASKS = re.compile(
    r"\A(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can"
    r"|could|will|would|should|tell|explain|describe|list|name|give|compare|summari[sz]e)\b",
    re.IGNORECASE,
)
_REQUESTS = frozenset(
    words_of("tell explain describe list name give compare summarise summarize show find please")
)
_MAGNITUDES = frozenset(words_of("hundred thousand million billion trillion percent dozen"))
_CARRY_LITTLE = frozenset(
    content_stems(
        "figure number one thing tell please thanks thank ok okay sure well say know mean something question"
    )
)
# What a question word may turn into; the others ("what", "which") may turn into anything.
_KEPT_BY = {
    "who": re.compile(r"\b(?:who|whom|whose|which|what)\b", re.IGNORECASE),
    "when": re.compile(r"\b(?:when|what|which|since|until)\b", re.IGNORECASE),
    "where": re.compile(r"\b(?:where|what|which)\b", re.IGNORECASE),
    "why": re.compile(r"\b(?:why|reasons?|causes?|caused|how come)\b", re.IGNORECASE),
    "many": re.compile(r"\b(?:many|number)\b", re.IGNORECASE),
}
_SHORTEST_ROOT = 5  # letters: "America" of "American"
_SHARE_KEPT = 0.5


def rewriting_of(reply: str, question: str, history: Sequence[Turn]) -> str | None:
    """The question in a model's reply, or None if it may not stand for the one that was asked.

    It must be one line of sensible length that asks, with every name and figure taken from question or
    history, and with at least half of the words and all of the names and figures that the question had.
    """
    text = _bare(reply)
    is_sensible = text and len(text) <= max(_LONGEST, len(question) + _LONGEST_ADDED)
    if not is_sensible or _NO_QUESTION.search(text) or text.count("?") > max(1, question.count("?")):
        return None
    if not (text.endswith("?") or _ASKS.match(text)):
        return None
    given = [question, *(part for turn in history for part in (turn.question, turn.answer))]
    return text if _invents_nothing(text, given) and _keeps_the_question(text, question) else None


def _bare(reply: str) -> str:
    text = _LABEL.sub("", reply.strip())
    quoted = _QUOTED.match(text)
    return quoted.group(2).strip() if quoted else text


def _invents_nothing(text: str, given: Iterable[str]) -> bool:
    known = {stem for part in given for stem in content_stems(part)}
    return all(_is_known(stem, known) for stem in _telling(text, is_first_a_name=True))


def _keeps_the_question(text: str, question: str) -> bool:
    kept = set(content_stems(text))
    if not all(_is_known(stem, kept) for stem in _telling(question, is_first_a_name=False)):
        return False
    words = [stem for stem in dict.fromkeys(content_stems(question)) if stem not in _CARRY_LITTLE]
    if sum(_is_known(stem, kept) for stem in words) < _SHARE_KEPT * len(words):
        return False
    asked = {token.folded for token in tokens(question)}
    return all(pattern.search(text) for word, pattern in _KEPT_BY.items() if word in asked)


def _telling(text: str, *, is_first_a_name: bool) -> Iterator[str]:
    """Stems of what must not be made up: names, by their capital, and figures.

    Args:
        text: A question.
        is_first_a_name: Whether its first word counts as a name unless it is known not to be one.
    """
    for position, token in enumerate(tokens(text)):
        word = token.folded
        is_capital = token.text[0].isupper() and (position or is_first_a_name) and word not in _REQUESTS
        has_inner_capital = any(c.isupper() for c in token.text[1:])
        is_figure = any(c.isdigit() for c in word) or word in _MAGNITUDES
        if word not in STOP_WORDS and (is_capital or has_inner_capital or is_figure):
            yield from content_stems(token.text)[:1]


def _is_known(stem: str, known: set[str]) -> bool:
    """Whether the word, all parts of the compound, or another form of the name is there ("America")."""
    if stem in known or all(part in known for part in stem.split("-")):
        return True
    return stem.isalpha() and any(_share_a_root(stem, other) for other in known)


def _share_a_root(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _SHORTEST_ROOT and longer.startswith(shorter)
