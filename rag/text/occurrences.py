"""A phrase found exactly in a text, however typography writes either of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rag.text.sentences import Span

# Only what the lexical index takes for a gap between words anyway, so that it misses nothing found here.
_FOLDED = dict.fromkeys(map(ord, "‘’‛＇`´"), "'") | dict.fromkeys(map(ord, "“”„‟«»＂"), '"')
_FOLDED |= dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_FOLDED |= {ord("\xa0"): " ", ord("ς"): "σ"}

# Thai, Lao, Burmese, Jamo, Khmer, kana and bopomofo, Han, Hangul, compatibility forms, half width, rare Han.
UNSPACED_RANGES = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u31ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{UNSPACED_RANGES}]+")
# Combining marks are parts of words, but no word characters to `re`; of Indic blocks all but the danda.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
)
_LETTER = f"(?:[^\\W_{UNSPACED_RANGES}]|[{_MARKS}])"  # or digit, of a script with spaces
_IS_LETTER = re.compile(_LETTER)
_WORD_ENDS = f"(?!{_LETTER}|'(?!s(?!{_LETTER})){_LETTER})"  # a possessive ending may follow
_NUMBER_ENDS = r"(?![.,]\d)"
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_INVISIBLE = re.compile(r"[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Phrase:
    """What is looked for, word by word, folded.

    Case, apostrophes, quotation marks, dashes and white space make no difference. A phrase is whole words:
    "R1" is not in "R12", nor "4" in "4.5" or "don" in "don't"; a possessive ending may follow. In scripts
    that write no spaces between words (and in Korean, whose words carry their particles) it may stand
    anywhere.
    """

    words: tuple[str, ...]

    @classmethod
    def parse(cls, query: str) -> Phrase | None:
        """The phrase that a reader typed, with or without quotation marks; None without letter or digit."""
        words = fold(readable(query)).split()
        if len(words) > 0 and words[0].startswith('"') and words[-1].endswith('"'):
            words = " ".join(words).strip('"').split()
        return cls(tuple(words)) if any(c.isalnum() for word in words for c in word) else None

    @property
    def indexed_words(self) -> tuple[str, ...]:
        """The words that a lexical index can look up; marks alone are none."""
        return tuple(word for word in self.words if any(c.isalnum() for c in word))

    def occurrences(self, text: str) -> Iterator[Span]:
        """Where it stands in a text, in order, without overlaps."""
        return (Span(*found.span()) for found in self._pattern.finditer(fold(text)))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        first, *others = (re.escape(word) for word in self.words)
        begin, end = self.words[0][0], self.words[-1][-1]
        # What must not stand before is asked behind the first word: `re` is fast where a pattern begins so.
        before = f"(?<!{_LETTER}{first})" if _IS_LETTER.match(begin) else ""
        before += rf"(?<!\d[.,]{first})" if begin.isdigit() else ""
        after = (_WORD_ENDS if _IS_LETTER.match(end) else "") + (_NUMBER_ENDS if end.isdigit() else "")
        return re.compile(r"\s+".join([first + before, *others]) + after)


def readable(query: str) -> str:
    """A query with control characters as spaces, and no half characters or invisible ones in it."""
    spaced = _UNPRINTED.sub(" ", _SURROGATE.sub("\ufffd", query))
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", spaced)).strip()


def fold(text: str) -> str:
    """A text in the form that is compared, character by character: offsets stay valid."""
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ" becomes two
        lowered = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(_FOLDED)


def unspaced_runs(word: str) -> list[str]:
    """The parts of a word in scripts that write no spaces between words, and in Korean."""
    return _UNSPACED.findall(word)
