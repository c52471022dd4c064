"""Frames for what was done to a thing with a name: who made it, when it opened, what a company reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.phrasing.from_figures import is_money
from rag.phrasing.verbs import finite_form, past_participle
from rag.reading.persons import is_person
from rag.text.dates import find_dates
from rag.text.figures import find_figures

_NAME = r"[A-Z][\w’'-]*[\w](?: (?:of |de |van )?[A-Z][\w-]*){0,3}"
_NO_NOUN = (
    r"(?:by|in|on|at|for|from|was|were|is|and|with|has|had|to|which|who|that|after|over|near|first|officially|"
    r"finally|opened|closed|launched|collapsed|sank|merged|reported|until|when|while|came|founder)\b"
)
_THING = rf"(?P<thing>[Tt]he {_NAME}(?: (?!{_NO_NOUN})[a-z]{{3,}})?|{_NAME})"  # "the Dunmore treaty"
_PERSON = r"(?P<person>[A-Z][\w-]+(?: [A-Z]\.)?(?: (?:van |von |de )?[A-Z][\w-]+){1,2})"
_MADE = (
    r"(?P<verb>founded|designed|built|wrote|written|directed|invented|discovered|composed|painted|created|"
    r"developed|established)"
)
_MAKERS = (
    re.compile(rf"{_THING},? (?:was |were )?{_MADE} (?:[^,.]{{0,30}} )?by (?:the [a-z]+ )?{_PERSON}"),
    re.compile(rf"\b{_PERSON},? (?:who )?{_MADE} {_THING}"),
)
_FOUNDERS = (
    re.compile(rf"{_PERSON}, (?:the |a )?(?:co-)?founder of {_THING}"),
    re.compile(rf"{_THING}[’']s? founder,? {_PERSON}"),
)
_HAPPENED = re.compile(
    rf"\b{_THING}(?:, which)? (?:first |officially |finally )?"
    r"(?P<verb>opened|closed|launched|collapsed|sank|merged)\b"
)
_ADJECTIVES = r"(?:reported |net |annual |quarterly )*"
_REPORTED = (
    re.compile(rf"\b(?P<what>[Rr]evenue|[Pp]rofit) (?:at|of) {_THING} (?:came to|was|reached|rose|fell)"),
    re.compile(rf"{_THING}[’']s? {_ADJECTIVES}(?P<what>revenue|profit) (?:was|of|came)"),
    re.compile(rf"{_THING} (?:has )?reported (?:a )?{_ADJECTIVES}(?P<what>revenue|profit) of"),
)


@dataclass(frozen=True, slots=True)
class Deed:
    """A question about a deed, and of what an answer must hold one."""

    question: str
    facts: tuple[str, ...]


def makers(text: str) -> Iterator[Deed]:
    """Who founded, designed or wrote something, where a person is told."""
    for pattern in (*_MAKERS, *_FOUNDERS):
        found = pattern.search(text)
        if found is None or not is_person(text, found["person"]):
            continue
        verb = found.groupdict().get("verb", "founded")
        form = finite_form(verb) or past_participle(verb)
        if form:
            yield Deed(f"Who {form.past} {_inside(found['thing'])}?", (found["person"],))
            return


def beginnings(text: str) -> Iterator[Deed]:
    """When something opened or closed, where the sentence has the one date for it."""
    found, dates = _HAPPENED.search(text), find_dates(text)
    form = finite_form(found["verb"]) if found else None
    if found and form and len(dates) == 1 and not dates[0].relative and dates[0].year:
        date = text[dates[0].start : dates[0].end]
        yield Deed(f"When did {_inside(found['thing'])} {form.base}?", (date,))


def results(text: str) -> Iterator[Deed]:
    """How much revenue or profit a company reported."""
    money = tuple(text[one.start : one.end] for one in find_figures(text) if is_money(one))
    found = next((found for pattern in _REPORTED if (found := pattern.search(text))), None)
    if found and money:
        thing = _inside(found["thing"]).removesuffix("’s").removesuffix("'s")
        yield Deed(f"How much {found['what'].lower()} did {thing} report?", money)


def _inside(thing: str) -> str:
    return f"the {thing[4:]}" if thing.startswith("The ") else thing
