"""Whether a question is in another language than English, and which.

Letters decide for other scripts. Among languages in Latin or Cyrillic letters the words decide that
only bind or ask, such as "combien" and "depuis": they are few, short questions hold several of
them, and names, which look foreign in English too, hold hardly any.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from string import ascii_lowercase
from types import MappingProxyType

from rag.text.words import STOP_WORDS

_READ_AT_MOST = 2_000  # characters; the language of the rest will be no other
_WORD = re.compile(r"[^\W\d_]+['’]?")
_SURE = 3  # together; names may reach 2
_WORDS_FOR_ONE = 4  # and at least 1 for so many words; foreign sentences have far more
_ARTICLES = frozenset({"a", "an", "the"})
_OWN_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'"}
)
_SEVERAL_LETTERS = 2  # Latin ones that a sign of the dense scripts stands for, at least
_DENSE_SCRIPTS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
# Scripts as Unicode names them; of several languages in one, the commonest.
_LANGUAGE_OF_SCRIPT: Mapping[str, str] = MappingProxyType(
    {
        "CJK": "Chinese",
        "HIRAGANA": "Japanese",
        "KATAKANA": "Japanese",
        "HANGUL": "Korean",
        "CYRILLIC": "Russian",
        "ARABIC": "Arabic",
        "DEVANAGARI": "Hindi",
        "GREEK": "Greek",
        "HEBREW": "Hebrew",
        "THAI": "Thai",
        "ARMENIAN": "Armenian",
        "GEORGIAN": "Georgian",
        "BENGALI": "Bengali",
        "TAMIL": "Tamil",
        "TELUGU": "Telugu",
        "GUJARATI": "Gujarati",
        "GURMUKHI": "Punjabi",
        "KANNADA": "Kannada",
        "MALAYALAM": "Malayalam",
        "SINHALA": "Sinhala",
        "KHMER": "Khmer",
        "LAO": "Lao",
        "MYANMAR": "Burmese",
        "ETHIOPIC": "Amharic",
    }
)
_TELLING_LETTERS = (
    ("CYRILLIC", "Ukrainian", "іїєґ"),
    ("CYRILLIC", "Serbian", "јљњћђџ"),
    ("ARABIC", "Urdu", "ٹڈڑںھے"),
    ("ARABIC", "Persian", "پچژگیک"),
)


@dataclass(frozen=True, slots=True)
class _FunctionWords:
    """What betrays a language."""

    language: str
    weights: Mapping[str, int]  # a word that asks or binds has 2, one that names hold too 1, an English one 0
    asking: frozenset[str]
    letters: frozenset[str]  # that English has not

    def weight_in(self, text: _Words) -> int:
        """How much speaks for the language, nothing where a word is surely English."""
        if text.english - self.weights.keys():
            return 0
        begins_asking = text.is_question and len(text.words) > 1 and text.words[0] in self.asking
        is_spelt_so = bool(text.letters) and text.letters <= self.letters
        return begins_asking + is_spelt_so + sum(self.weights.get(word, 0) for word in set(text.words))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text that are no names: in small letters, and the first whatever its letters."""

    words: Sequence[str]  # without accents
    english: frozenset[str]  # those that English spells just so
    letters: frozenset[str]  # not English ones
    is_question: bool  # by its question mark


def foreign_language(text: str) -> str | None:
    """The English name of the text's language if it surely is not English, else None.

    None also for names, for a few words that could be any language's, and for English that quotes
    another language.
    """
    read = text[:_READ_AT_MOST]
    words = _words(read)
    scripts = _scripts(read)
    latin = scripts.pop("LATIN", 0)
    if not scripts:
        return _by_words(words)
    letters = sum(n * _SEVERAL_LETTERS if script in _DENSE_SCRIPTS else n for script, n in scripts.items())
    if letters <= latin or words.english:
        return None
    return _by_letters(read, scripts, words)


def language_note(language: str) -> str:
    """What a reader is told of a question in another language while the built-in model embeds it."""
    return (
        f"This question seems to be in {language}, but the built-in embedding model reads English: mostly the"
        " words were compared, not what they mean. BYLINE_EMBED_BASE_URL and BYLINE_EMBED_MODEL set a"
        " multilingual model."
    )


def _words(text: str) -> _Words:
    written = _WORD.findall(text)
    kept = [word for n, word in enumerate(written) if not n or not word[0].isupper()]
    # "The Verge" can begin a question in any language.
    kept = [word for word in kept if word.islower() or word.lower() not in _ARTICLES]
    letters = frozenset(letter for word in kept if word.islower() for letter in word if letter.isalpha())
    return _Words(
        [_folded(word) for word in kept],
        frozenset(word.lower() for word in kept) & STOP_WORDS,
        letters - frozenset(ascii_lowercase),
        "?" in text,
    )


def _scripts(text: str) -> Counter[str]:
    """Letters of each known script; single letters such as β and Latin names do not count."""
    counted: Counter[str] = Counter()
    for word in _WORD.findall(text):
        for script, run in groupby(word, _script):
            letters = "".join(run)
            is_latin_word = script == "LATIN" and letters[0].islower()
            if is_latin_word or (script in _LANGUAGE_OF_SCRIPT and len(letters) > 1):
                counted[script] += len(letters)
    return counted


def _script(letter: str) -> str:
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "").partition(" ")[0]


def _by_letters(text: str, scripts: Counter[str], words: _Words) -> str:
    if scripts["HIRAGANA"] or scripts["KATAKANA"]:
        return "Japanese"
    script = scripts.most_common(1)[0][0]
    if script == "CYRILLIC" and (language := _by_words(words)):
        return language
    small = text.lower()
    for of_script, language, letters in _TELLING_LETTERS:
        if of_script == script and any(letter in small for letter in letters):
            return language
    return _LANGUAGE_OF_SCRIPT[script]


def _by_words(text: _Words) -> str | None:
    """The language for which most speaks, if that is enough."""
    weights = {known.language: known.weight_in(text) for known in _function_words()}
    best = max(weights, key=lambda language: weights[language])
    return best if weights[best] >= max(_SURE, len(set(text.words)) / _WORDS_FOR_ONE) else None


def _folded(word: str) -> str:
    parted = unicodedata.normalize("NFD", word.lower().translate(_OWN_LETTERS))
    return "".join(character for character in parted if not unicodedata.combining(character))


@cache
def _function_words() -> tuple[_FunctionWords, ...]:
    lines = files("rag.text").joinpath("function_words.txt").read_text(encoding="utf-8").splitlines()
    return tuple(_read(line) for line in lines if not line.startswith("#"))


def _read(line: str) -> _FunctionWords:
    language, _, lists = line.partition(":")
    *words, letters = lists.split("/")
    asking, binding, shared = ([_folded(word) for word in group.split()] for group in words)
    weights = dict.fromkeys(shared, 1) | dict.fromkeys(binding, 2) | dict.fromkeys(asking, 2)
    foreign = {word: 0 if word in STOP_WORDS else weight for word, weight in weights.items()}
    return _FunctionWords(language, foreign, frozenset(asking), frozenset(letters.strip()))
