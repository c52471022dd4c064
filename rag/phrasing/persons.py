"""Of whom an article surely speaks as of persons, and by which names."""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.reading.persons import is_person
from rag.text.places import place_stems

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ’'-]+(?:[A-Z][a-z]+)?"
_FULL = rf"(?P<name>{_CAPITAL}(?: (?:[A-Z]\.|van|von|de|al|bin|{_CAPITAL})){{1,3}})"
_TITLE = (
    r"(?:President|Chancellor|Senator|Governor|Mayor|Professor|Dr|Mr|Mrs|Ms|Minister|Judge|Justice|General|"
    r"Secretary|Representative|Chairman|Premier|Pope|Captain|Colonel|Sir|CEO|founder|director|analyst|author|"
    r"Chief|chief|Inspector|Detective|Sergeant|Attorney|Coach|investor|professor|economist|physicist|researcher|billionaire|actor|actress|singer|journalist|historian)\.?"
)
_ROLE = (
    r"(?:president|chief|professor|minister|founder|analyst|executive|director|researcher|author|economist|"
    r"engineer|manager|lawyer|editor|spokes\w+|head|leader|chair\w*|scientist|CEO|officer|investor|senator|"
    r"governor|mayor|judge|writer|historian|fellow|strategist|partner|secretary|journalist|reporter|actor)"
)
_SPEAKS = (
    r"(?:said|says|told|tells|wrote|writes|argued|argues|warned|warns|noted|added|acknowledged|believes|"
    r"testified|tweeted|explained|admitted|insisted|was born|died|married|who|holds a degree|disputed)"
)
_EVIDENCE = (
    re.compile(rf"{_FULL},?\s{_SPEAKS}\b"),
    re.compile(rf"(?:said|says)\s{_FULL}\b"),
    re.compile(rf"\b{_TITLE}\s{_FULL}\b"),
    re.compile(rf"{_FULL},\s(?:(?:an?|the|its|former|then)\s)?[^,.]{{0,60}}?\b{_ROLE}\b"),
)
_NO_PERSON = re.compile(
    r"\b(?:Team|Research|Policy|Media|Regional|National|Services?|Project|"
    r"Foundation|Brotherhood|Ministry|Office)\b"
)
_ENDS_IN_TITLE = re.compile(rf"(?:{_TITLE}|{_ROLE})\Z")
_LONGEST_TITLE = 4  # words
_LEADING = re.compile(rf"(?:{_TITLE}|The|But|And|As|In|For|When|While|After|If)\s")


def persons_of(text: str) -> dict[str, str]:
    """Full names by the forms that the article uses.

    These are the full name itself, and the last name where it stands alone and is no other person's.
    A name counts where the article says of it what is said of persons only.
    """
    full: dict[str, None] = {}
    for pattern in _EVIDENCE:
        for match in pattern.finditer(text):
            name = _LEADING.sub("", match["name"])
            if (
                " " in name
                and not _NO_PERSON.search(name)
                and is_person(text, name)
                and not place_stems(name)
            ):
                full[name] = None
    forms = {name: name for name in full}
    for name in full:
        first, *_, last = name.split()
        if _is_only(last, full) and re.search(rf"(?<!\w\s)(?<![A-Z]\.\s)\b{re.escape(last)}\b", text):
            forms[last] = name
        # Where the family name comes first, it is that one which speaks alone: "Du Yijin", "Du said".
        elif _is_only(first, full) and re.search(rf"(?<!\w\s)\b{re.escape(first)}\s{_SPEAKS}\b", text):
            forms[first] = name
    return forms


def person_in(subject: str, persons: dict[str, str]) -> str | None:
    """The form of a name that a subject is, a title before it aside; None if it is no person's."""
    if subject in persons:
        return subject
    fitting = [form for form in persons if subject.endswith(f" {form}")]
    form = max(fitting, key=len, default="")
    before = subject.removesuffix(form).split()
    is_title = bool(form) and len(before) <= _LONGEST_TITLE and _ENDS_IN_TITLE.search(" ".join(before))
    return form if is_title else None


def _is_only(word: str, full: Collection[str]) -> bool:
    return sum(word in other.split() for other in full) == 1


def alternatives(name: str, persons: dict[str, str]) -> tuple[str, ...]:
    """A person's names, of which an answer needs one; the fullest first."""
    full = persons[name]
    return (full, *(form for form, whole in persons.items() if whole == full and form != full))
