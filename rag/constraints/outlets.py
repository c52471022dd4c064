"""Publishers as people call them, and where a question calls one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.names import find_names
from rag.text.word_lists import words_of
from rag.text.words import STOP_WORDS, Token, tokens

_DIGEST = re.compile(r"^Byline digest of (?:an? )?(?:unnamed )?", re.IGNORECASE)
_SECTION = re.compile(r"\s+[-–—|]\s+|:\s+|\s+\|")  # what follows is a section or a slogan
_DOMAIN = re.compile(r"\.(?:com|org|net|co\.uk|co)\Z")
_ARTICLE = re.compile(r"\A(?:the|an?)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?\Z")
_LONGEST_NAME = 8  # words
_SHORTENED = 4  # letters that stand for a whole word: "tech" for "technology"
_ACRONYM_OF = 3  # words that a name has before people abbreviate it
# Names of publishers that are also plain words: these count only where they are written with a capital.
_PLAIN_WORDS = frozenset(
    words_of(
        """
    age atlantic billboard cell economist express fortune forward globe guardian herald hill hour
    independent insider intercept life local mail mirror motherboard nation nature now observer people
    polygon post press quartz record register roar science slate standard star sun telegraph time times
    today verge vice variety week wire wired world
    """
    )
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A publisher's name at `question[start:end]`, and the publishers that it may mean."""

    start: int
    end: int
    publishers: tuple[str, ...]
    name: str  # as the question writes it
    is_plain_noun: bool  # "blog", "site": not a name, but what the publisher is


def publisher_aliases(publisher: str) -> tuple[str, ...]:
    """How people call a publisher: its capitalised names, else the noun phrase that stands for one.

    For digests, what they are digests of: "Byline digest of an unnamed technology blog" is
    "technology blog" and "blog". Of "The Paper - Sports" the paper alone is a name too.
    """
    outlet = _DIGEST.sub("", publisher)
    sections = _SECTION.split(outlet)
    if len(sections) > 1 and sections[0].strip():
        whole = _ARTICLE.sub("", outlet.strip())
        return tuple(dict.fromkeys((whole, _ARTICLE.sub("", sections[0].strip()))))
    head = re.split(r"\s(?:citing|carrying|quoting|from)\s", outlet)[0]
    names = find_names(head)
    if names:
        return names
    carried = find_names(outlet) if "carrying" in outlet else ()
    return tuple(dict.fromkeys((*carried, *filter(None, (head.strip(), *head.split()[-1:])))))


def find_mentions(question: str, publishers: Sequence[str]) -> list[Mention]:
    """Where the question names a publisher, in order; of names inside one another the longest.

    Whether it asks that publisher, or only speaks of it, is another matter.
    """
    known = _known_names(tuple(publishers))
    words = tokens(question)
    folded = [word.folded for word in words]
    found = []
    i = 0
    while i < len(words):
        mention, used = _mention_at(question, words, folded, i, known)
        if mention:
            found.append(mention)
        i += used
    return found


def _mention_at(
    question: str, words: list[Token], folded: list[str], i: int, known: dict[str, tuple[str, ...]]
) -> tuple[Mention | None, int]:
    """The longest name that begins with a word, and how many words to go on by."""
    for count in range(min(_LONGEST_NAME, len(words) - i), 0, -1):
        key = _key(folded[i : i + count])
        start, end = words[i].start, words[i + count - 1].end
        written = question[start:end]
        named = known.get(key) or known.get(_as_acronym(written))
        called = named or known.get(_as_noun(key))
        if called and not (
            count == 1 and key in _PLAIN_WORDS and _is_plain_use(question, start, end, called)
        ):
            name = _POSSESSIVE.sub("", written)
            return Mention(start, start + len(name), called, name, not named), count
    return None, 1


def _is_plain_use(question: str, start: int, end: int, publishers: tuple[str, ...]) -> bool:
    """Whether a word that is also a name is no name here: "time", not "Time" or, for The Verge, "the verge".

    At the beginning of a question every word has a capital.
    """
    if not question[start:end].islower():
        return not start
    has_article = question[max(0, start - len("the ")) : start].casefold() == "the "
    return not (has_article and any(name.casefold().startswith("the ") for name in publishers))


def _key(folded: Sequence[str]) -> str:
    """Comparable however it is spaced: "CBS Sports" and "CBSSports.com" are the same."""
    joined = "".join(folded)
    return _DOMAIN.sub("", joined) if "." in joined else joined


def _as_acronym(written: str) -> str:
    """The key of an acronym, which is one in capitals only."""
    return f"{written}!" if written.isupper() else ""


def _as_noun(key: str) -> str:
    return f"~{key}"


@lru_cache(maxsize=8)
def _known_names(publishers: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The publishers that a key may mean."""
    known: dict[str, dict[str, None]] = {}
    for publisher in publishers:
        for alias in publisher_aliases(publisher):
            for key in _keys_of(alias):
                known.setdefault(key, {})[publisher] = None
    return {key: tuple(names) for key, names in known.items()}


def _keys_of(alias: str) -> list[str]:
    words = tokens(_ARTICLE.sub("", alias))
    folded = [word.folded for word in words]
    if all(word in STOP_WORDS for word in folded):
        return []
    if alias.islower():
        short = [folded[0][:_SHORTENED], *folded[1:]]
        return [_as_noun(_key(spelt)) for spelt in ((folded, short) if len(words) > 1 else (folded,))]
    keys = [_key(folded)]
    if words[0].text.isupper() and len(words[0].text) >= _ACRONYM_OF:
        keys.append(_as_acronym(words[0].text))
    elif len(words) >= _ACRONYM_OF and all(word.text[0].isupper() for word in words):
        keys.append(_as_acronym("".join(word.text[0] for word in words)))
    return keys
