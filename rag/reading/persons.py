"""Whether a sentence names a person: stricter than any capitalised name, for those who must be sure."""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.reading.candidates import Reading
from rag.text.words import content_stems

_ACTS = re.compile(
    r"\s(?:said|says|told|tells|wrote|writes|thinks|argued|argues|warned|warns|was born|founded|became"
    r"|married|died|praised|doubts|noted|added)\b"
)
_TITLES = (
    r"(?:President|Chancellor|King|Queen|Prince|Princess|Emperor|Pope|Dr|Mr|Mrs|Ms|Sir|Lord|Lady|Senator"
    r"|General|Professor|Bishop|Saint|St|Minister|Premier|Captain|Judge|Justice|Duke|Count|Governor|Mayor)"
)
_AFTER_TITLE = re.compile(rf"\b{_TITLES}\b\.?\s*$")
_WITH_TITLE = re.compile(rf"{_TITLES}\b")
_ORGANISATION = re.compile(
    r"\b(?:Inc|Corp|Company|University|Institute|Labs?|Council|Party|Times|Congress|Court|Church|Empire|Act|War"
    r"|Street|River|College|School|Committee|Union|Army|League|Board|Office|Department|House|Group|Bank|Treaty"
    r"|Museum|Society|Association|States|Kingdom|Republic|City|County|Island|Sea|Bay|Mountain|Valley|Century"
    r"|Agency|News|Post|Journal|AI|Bowl|Cup|Prize|Award|Academy|Store|Year|Internet|App|Monday|Tuesday|Wednesday|Thursday|Friday)s?\b"
)
_AND = re.compile(r"\s+and\s+")
_BRAND = re.compile(r"[a-z][A-Z]|^[A-Z]{2,}$")  # OpenAI, BBC


def names_person(reading: Reading, known: Collection[str]) -> bool:
    """Whether the sentence names a person of whom the question does not speak itself.

    A name counts where it has several words and none says that it is an organisation or a place, where it
    has a title, or where it is followed by what only people do.

    Args:
        reading: The sentence.
        known: Stems of the question.
    """
    names = [name for joined in reading.names for name in _AND.split(joined)]
    return any(is_person(reading.text, name) for name in names if _is_news(name, known))


def _is_news(name: str, known: Collection[str]) -> bool:
    stems = content_stems(name)
    has_digit = any(c.isdigit() for c in name)
    return bool(stems) and not has_digit and not any(stemmed in known for stemmed in stems)


def is_person(text: str, name: str) -> bool:
    """Whether a name that the text holds can be that of a person, by how it is written and what follows."""
    words = name.split()
    if _ORGANISATION.search(name) or any(_BRAND.search(word) for word in words):
        return False
    start = text.find(name)
    has_title = bool(_AFTER_TITLE.search(text[:start]) or _WITH_TITLE.match(name))
    return len(words) > 1 or has_title or bool(_ACTS.match(text, start + len(name)))
