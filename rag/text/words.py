"""Word tokens, stems and the words that carry content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer  # type: ignore[import-not-found]  # a compiled module without types

from rag.text.word_lists import words_of

# A dotted acronym, or letters and digits that apostrophes, hyphens, stops or, in numbers, commas join.
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:(?:['’‘ʼ\u2010\u2011-]|(?<=\w)\.(?=\w)|(?<=\d),(?=\d))[^\W_]+)*"
)
_APOSTROPHES = str.maketrans("’‘ʼ＇", "''''")
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_POSSESSIVES = ("'s", "'")
_CACHED_STEMS = 65_536
_CACHED_TEXTS = 1024

STOP_WORDS = frozenset(
    words_of(
        """
    a about above after again against all also although am among an and any are aren't around as at
    be became because been before being below between both but by can can't cannot could couldn't
    did didn't do does doesn't doing don't down during each either else every few for from further
    had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself him
    himself his how how's however i i'd i'll i'm i've if in into is isn't it it's its itself just
    let's may me might mine more most much must my myself neither no nor not of off on once one only
    onto or other others ought our ours ourselves out over own per quite rather same shall she she'd
    she'll she's should shouldn't since so some such than that that's the their theirs them
    themselves then there there's these they they'd they'll they're they've this those though
    through to too under until up upon us very was wasn't we we'd we'll we're we've were weren't
    what what's when where where's whether which while who who's whom whose why will with within
    without won't would wouldn't yet you you'd you'll you're you've your yours yourself yourselves
    """
    )
)

# In C, one call at a time: threads cannot disturb one another's words.
_stemmer = Stemmer.Stemmer("english")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as the text writes it, at `text[start:end]` (code points)."""

    start: int
    end: int
    text: str

    @property
    def folded(self) -> str:
        """The comparable form: NFKC, case folded, straight apostrophe, without a possessive ending."""
        return fold(self.text)


def tokens(text: str) -> list[Token]:
    """The words of a text in order; "GPT-4", "U.S.", "o1", "5.576", "OpenAI's" are one token each."""
    return [Token(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(text)]


@lru_cache(maxsize=_CACHED_STEMS)
def fold(word: str) -> str:
    """Makes spellings of a word equal: "OpenAI’s" and "openai", "Ｒ1" and "r1"."""
    folded = word if word.isascii() else unicodedata.normalize("NFKC", word)
    folded = folded.casefold().translate(_APOSTROPHES).translate(_HYPHENS)
    if folded in STOP_WORDS:
        return folded
    for ending in _POSSESSIVES:
        if folded.endswith(ending) and len(folded) > len(ending):
            return folded[: -len(ending)]
    return folded


@cache
def _base_forms() -> dict[str, str]:
    """Irregular form -> base form: "told" -> "tell"."""
    lines = files("rag.text").joinpath("irregular_forms.txt").read_text(encoding="utf-8").splitlines()
    groups = [line.split() for line in lines if not line.startswith("#")]
    return {form: base for base, *others in groups for form in others}


@lru_cache(maxsize=_CACHED_STEMS)
def stem(word: str) -> str:
    """The stem of a folded word (Snowball's English stemmer, Porter 2001); numbers and names pass.

    Irregular forms have the stem of their base form.
    """
    return str(_stemmer.stemWord(_base_forms().get(word, word)))


@cache
def _irregular_forms() -> dict[str, tuple[str, ...]]:
    forms: dict[str, tuple[str, ...]] = {}
    for form, base in _base_forms().items():
        forms[stem(base)] = (*forms.get(stem(base), ()), form)
    return forms


def irregular_forms(stemmed: str) -> tuple[str, ...]:
    """The irregular forms that have this stem: "told" for "tell"."""
    return _irregular_forms().get(stemmed, ())


def content_stems(text: str) -> list[str]:
    """Stems of the words that are not stop words, in order.

    A compound yields itself and then its parts, stop words among them left out: "DeepSeek-R1" gives
    "deepseek-r1", "deepseek", "r1".
    """
    return [stem(word) for word in _content_words(text)]


@lru_cache(maxsize=_CACHED_TEXTS)
def distinct_stems(text: str) -> frozenset[str]:
    """The content stems of a passage or title, which many questions are held against."""
    return frozenset(content_stems(text))


def _content_words(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        word = fold(match.group())
        if word in STOP_WORDS:
            continue
        yield word
        if "-" in word:
            yield from (part for part in word.split("-") if part and part not in STOP_WORDS)
