"""Decides whether a run of end punctuation ends a sentence.

Rules, in the order in which they are asked: what kind of mark it is, what the word before it is
(abbreviation, initial, number), and what the text after it begins with. Every look to the left and to the
right is bounded, so that the cost per mark is constant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text import abbreviations as known

_LOOK_AROUND = 100  # characters
_UNCASED_MARKS = frozenset("。！？｡।॥؟۔")
_OPENERS = re.compile(r"[“‘\"'(\[«„「『*_¿¡]{0,6}")
_CONTINUING = frozenset("-–—,;:.…)]&/|=<>+~%")
_CURRENCIES = frozenset("$€£¥₹")
_CJK_SAID = re.compile(r"[^。！？，,\s]{0,6}?(?:说|說|问|問|表示|道|称|稱|喊|答)")
_SAID = re.compile(
    r"(?:(?!(?:He|She|It|They|We|You|I|The|This|That)\b)[^\W\d_a-z][\w’'.-]*\s+){1,4}"
    r"(?:said|says|asked|asks|told|wrote|writes|added|replied|shouted|tweeted|posted|quipped|answered)\b"
)
_WORD = re.compile(r"[^\W_][\w’'-]*")
_LOWER_CASE_NAME = re.compile(r"[a-z]{1,2}[A-Z]")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z|Ph\.D\Z")
_TIME_OF_DAY = frozenset({"a.m", "p.m", "am", "pm"})
_PROTECTED = re.compile(r"://|@|\Awww\.|/\w", re.IGNORECASE)
_MIN_SLOPPY_WORD = 4
_MAX_LIST_NUMBER_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """End punctuation in its place: `text[start:end]`, then closers up to `after`, then white space."""

    text: str
    sentence_start: int
    start: int
    end: int
    after: int  # past closing quotation marks and brackets
    next_start: int  # past white space

    @property
    def has_gap(self) -> bool:
        """Whether white space follows."""
        return self.next_start > self.after

    @property
    def is_ellipsis(self) -> bool:
        """Whether the mark is `…` or two or three full stops."""
        run = self.text[self.start : min(self.end, self.start + 4)]
        return "…" in run or run in {"..", "..."}


def is_boundary(mark: Mark) -> bool:
    """Whether a sentence ends at `mark.after`; more text of the same block follows it."""
    first = mark.text[mark.start]
    if first in _UNCASED_MARKS:
        return not (mark.after > mark.end and _CJK_SAID.match(mark.text, mark.next_start))
    if _is_list_number(mark):
        return False
    if not mark.has_gap:
        return _is_unspaced_boundary(mark)
    following = _Following.read(mark)
    if following.kind == "none":
        return False
    if mark.is_ellipsis:
        # A pause before "I think" goes on; before any other capital a new sentence begins.
        return following.kind == "capital" and following.word.split("’")[0] != "i"
    if first in "?!":
        return _is_boundary_after_outcry(mark, following)
    return _is_boundary_after_word(mark, following)


@dataclass(frozen=True, slots=True)
class _Following:
    """What the text after a mark begins with, opening quotation marks aside."""

    kind: str  # "capital", "lower", "digit", "other", or "none" where the sentence visibly goes on
    word: str  # case folded
    is_quoted: bool

    @classmethod
    def read(cls, mark: Mark) -> _Following:
        text = mark.text
        opened = _OPENERS.match(text, mark.next_start)
        at = opened.end() if opened else mark.next_start
        is_quoted = at > mark.next_start
        if at >= len(text) or text[at] in _CONTINUING:
            return cls("none", "", is_quoted)
        found = _WORD.match(text, at, at + _LOOK_AROUND)
        word = found.group() if found else ""
        return cls(_kind_of(text[at], word), word.replace("'", "’").casefold(), is_quoted)


def _kind_of(first: str, word: str) -> str:
    if first.isdigit() or first in _CURRENCIES:
        return "digit"
    if first.islower():
        return "capital" if _LOWER_CASE_NAME.match(word) else "lower"
    return "capital" if first.isalpha() else "other"


def _word_before(mark: Mark) -> str:
    """The word that the mark follows, without opening punctuation; empty after white space."""
    left = mark.text[max(mark.sentence_start, mark.start - _LOOK_AROUND) : mark.start]
    if not left or left[-1].isspace():
        return ""
    return left.split()[-1].lstrip("“‘\"'([«„「『*_¿¡—–-").rstrip("*_")


def _is_list_number(mark: Mark) -> bool:
    """Whether the sentence so far, or since a colon, is a number: the "2" of "2. Ask a question."."""
    if mark.text[mark.start] != ".":
        return False
    left = mark.text[max(mark.sentence_start, mark.start - 2 * _MAX_LIST_NUMBER_DIGITS) : mark.start]
    digits = left.split(": ")[-1].lstrip("(")  # "Steps: 1. Open the app."
    is_first = ": " in left or len(left) == mark.start - mark.sentence_start
    return is_first and digits.isdigit() and len(digits) <= _MAX_LIST_NUMBER_DIGITS


def _is_boundary_after_outcry(mark: Mark, following: _Following) -> bool:
    if following.kind == "lower":
        return False
    if mark.after > mark.end and _SAID.match(mark.text, mark.next_start, mark.next_start + _LOOK_AROUND):
        return False  # “Why now?” Sam Altman asked.
    return not (mark.text[mark.start] == "!" and _word_before(mark).casefold() in known.EXCLAIMED_NAMES)


def _is_boundary_after_word(mark: Mark, following: _Following) -> bool:
    word = _word_before(mark)
    folded = word.casefold()
    if following.kind == "lower":
        return _is_sloppy_boundary(mark, word)
    if _is_bound(word):
        # "Main St. The house": a street, not a saint.
        return folded == "st" and following.word in known.SENTENCE_OPENERS
    if folded in _TIME_OF_DAY:
        return following.word not in known.AFTER_TIME_OF_DAY
    if folded == "no":
        return following.kind != "digit"
    if _is_abbreviation(word):
        return _opens_sentence(mark, following)
    return not (word.isdigit() and following.word in known.GERMAN_MONTHS and following.word != "august")


def _is_bound(word: str) -> bool:
    """Whether a word that ends in a full stop always goes on: "Mr.", "vs."."""
    folded = word.casefold()
    return folded in known.CONNECTIVES or (folded in known.TITLES and word[0].isupper())


def _is_abbreviation(word: str) -> bool:
    folded = word.casefold()
    return (
        (folded in known.UNDECIDED_CAPITALISED and word[0].isupper())
        or folded in known.UNDECIDED
        or folded in known.BEFORE_NUMBERS
        or (len(word) == 1 and word.isalpha() and not _is_uncased(word))
        or (_DOTTED.search(word) is not None)
    )


def _is_uncased(letter: str) -> bool:
    return not letter.isupper() and not letter.islower()


def _opens_sentence(mark: Mark, following: _Following) -> bool:
    """Whether what follows an abbreviation begins a sentence rather than goes on with a name."""
    if following.kind == "digit":
        return False
    if following.is_quoted and following.kind == "capital" and mark.text[mark.next_start] != "(":
        return True
    if following.word not in known.SENTENCE_OPENERS:
        return False
    # "J. A. Smith": the "A" is one more initial.
    end = mark.next_start + len(following.word)
    return mark.text[end : end + 1] != "."


def _is_sloppy_boundary(mark: Mark, word: str) -> bool:
    """Whether a sentence whose successor starts in lower case ends here, as in carelessly typed articles.

    Only after an ordinary word that no quotation mark follows: “It is over.” he said.
    """
    if mark.after > mark.end or len(word) < _MIN_SLOPPY_WORD:
        return False
    folded = word.casefold()
    is_ordinary = word.isalpha() and word.islower()
    return is_ordinary and not _is_bound(word) and not _is_abbreviation(word) and folded != "etc"


def _is_unspaced_boundary(mark: Mark) -> bool:
    """Whether a sentence ends at a mark that scraping left without a space: "in the U.S.On Monday"."""
    following = _Following.read(mark)
    if mark.is_ellipsis or following.kind != "capital":
        return _is_unspaced_number(mark, following)
    if _is_protected(mark):
        return False
    if mark.text[mark.start] in "?!" or mark.after > mark.end or following.is_quoted:
        return True
    return _is_unspaced_stop(mark, following)


def _is_unspaced_number(mark: Mark, following: _Following) -> bool:
    is_outcry = mark.text[mark.start] in "?!"
    return is_outcry and following.kind == "digit" and not _is_protected(mark)


def _is_unspaced_stop(mark: Mark, following: _Following) -> bool:
    word = _word_before(mark)
    if not word or _is_bound(word) or following.word in known.NAME_ENDINGS:
        return False
    right = mark.text[mark.after : mark.after + _LOOK_AROUND]
    if re.match(r"[\w’'-]+\.\w|\w\.", right):
        return False  # System.Out.println, E.P.A.
    if _is_abbreviation(word) or word[-1].isupper():
        return following.word in known.SENTENCE_OPENERS
    return _is_uncased(right[0]) or re.match(r"\w[a-zà-ÿ’']|[AI]\s", right) is not None


def _is_protected(mark: Mark) -> bool:
    """Whether the mark stands inside an address: URL, e-mail, path."""
    left = mark.text[max(0, mark.start - _LOOK_AROUND) : mark.start]
    right = mark.text[mark.start : mark.start + _LOOK_AROUND]
    before = left.split()[-1] if left and not left[-1].isspace() else ""
    return _PROTECTED.search(before + right.split(maxsplit=1)[0]) is not None
