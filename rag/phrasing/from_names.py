"""Who did it? Questions for the persons, and for what an apposition tells the kind of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.phrasing.asking import ask_inverted, ask_subject, binds_its_pronouns, follows_well, made
from rag.phrasing.clauses import Clause, read_clause
from rag.phrasing.persons import alternatives, person_in
from rag.phrasing.question import MadeQuestion, Statement
from rag.phrasing.standing_alone import points_outside
from rag.phrasing.verbs import BE, finite_form, past_participle
from rag.text.names import find_names
from rag.text.word_lists import words_of

_APPOSITION = re.compile(
    r"(?P<name>[A-Z][\w’'.&-]*(?:\s(?:of\s)?[A-Z0-9][\w’'.&-]*){0,4}), "
    r"(?P<article>an?|the) (?P<kind>[^,]{4,60}),"
    r" (?P<rest>[a-z].*)"
)
_BAD_KIND = re.compile(
    r"\b(?:who|that|which|where|whose|\w+ing|\w+ed|one|first|last|part|result|sign|move)\b"
)
_BY = re.compile(
    r"by (?P<name>(?:[A-Z][\w’'.-]*\s?){1,4}?)(?P<after>\Z|,?\s(?:in|on|at|for|from|to|and)\s.*)"
)
_OBJECT = re.compile(
    r"(?:the\s)?(?P<name>[A-Z][\w’'.&-]*(?:\s(?:of\s|the\s|de\s)*[A-Z0-9][\w’'.&-]*){0,5})"
    r"(?=\s(?:in|on|for|from|at|to)\b|\Z)"
)
_PLACE = re.compile(
    r"(?:in|at)\s(?:the\s)?(?P<name>[A-Z][\w’'.-]*(?:\s(?:of\s)?[A-Z][\w’'.-]*){0,3}(?:, [A-Z][a-z]+)?)"
    r"(?=,?\s(?:in|on|by)\b|\Z)"
)
_TAKE_A_THING = frozenset(
    words_of("acquire buy found launch release publish write win join develop introduce unveil establish sue")
)
_TAKE_A_PERSON = frozenset(words_of("marry defeat beat succeed replace elect appoint arrest"))
_IN_A_PLACE = frozenset(
    words_of(
        """
    born founded held established built located based signed killed arrested crowned
    """
    )
)
# "Who was a good sign?": these ask for no person, or for too little.
_WEAK = frozenset(["thinks", "think", "wants", "want", "seems"])


def ask_for_names(statement: Statement, clause: Clause) -> Iterator[MadeQuestion]:
    """The questions whose answer is a name in the clause."""
    person = person_in(clause.subject, statement.persons)
    if person and clause.verb not in _WEAK:
        yield from _who(statement, clause, person)
    yield from _by_whom(statement, clause)
    yield from _who_was(statement, clause)
    yield from _what(statement, clause)
    yield from _where(statement, clause)


def _who_was(statement: Statement, clause: Clause) -> Iterator[MadeQuestion]:
    """Who it was: "The first mayor of Lyon was Jane Roe" becomes "Who was the first mayor of Lyon?"."""
    is_whole = clause.auxiliary in BE and not clause.verb and clause.rest in statement.persons
    if is_whole and clause.subject.startswith("the "):
        question = ask_inverted("Who", replace(clause, rest=""), "")
        yield from made(statement, "name", question, alternatives(clause.rest, statement.persons))


def _what(statement: Statement, clause: Clause) -> Iterator[MadeQuestion]:
    """What somebody released, acquired, won: where the object is one name."""
    found = _OBJECT.match(clause.rest)
    form = past_participle(clause.verb) or finite_form(clause.verb)
    if found is None or form is None or clause.auxiliary in BE:
        return
    name, after = found["name"], clause.rest[found.end() :]
    if not follows_well(after) or not binds_its_pronouns(clause, statement, clause.rest):
        return
    is_person = name in statement.persons
    if form.base not in (_TAKE_A_PERSON if is_person else _TAKE_A_THING):
        return
    question = ask_inverted("Whom" if is_person else "What", clause, after)
    yield from made(
        statement, "name", question, alternatives(name, statement.persons) if is_person else (name,)
    )


def _where(statement: Statement, clause: Clause) -> Iterator[MadeQuestion]:
    """Where somebody was born, a treaty signed: where the place stands behind the verb."""
    found = _PLACE.match(clause.rest)
    if found is None or clause.verb not in _IN_A_PLACE or clause.auxiliary not in BE:
        return
    after = clause.rest[found.end() :]
    if follows_well(after) and binds_its_pronouns(clause, statement, clause.rest):
        yield from made(statement, "name", ask_inverted("Where", clause, after), (found["name"],))


def _who(statement: Statement, clause: Clause, name: str) -> Iterator[MadeQuestion]:
    if not _may_be_asked_for(clause):
        return
    yield from made(statement, "name", ask_subject("Who", clause), alternatives(name, statement.persons))


def _may_be_asked_for(clause: Clause) -> bool:
    """Whether the predicate holds more than the bare fact that somebody is or says something."""
    return bool(find_names(f"x {clause.predicate}")) and len(clause.predicate.split()) >= 4


def ask_behind_an_apposition(statement: Statement) -> Iterator[MadeQuestion]:
    """Which one did it: "Acme, a Dutch publisher, …" is asked for as a Dutch publisher, a person as "who"."""
    found = _APPOSITION.match(statement.text)
    if found is None:
        return
    name, kind = found["name"], found["kind"]
    clause = read_clause(f"{name} {found['rest']}", statement.names)
    if clause is None or clause.subject != name:
        return
    if name in statement.persons:
        yield from _who(statement, clause, name)
    elif found["article"] != "the" and not _BAD_KIND.search(kind) and not points_outside(kind):
        question = ask_subject(f"Which {kind}", clause)
        yield from made(statement, "name", question, (name,))


def _by_whom(statement: Statement, clause: Clause) -> Iterator[MadeQuestion]:
    """Who did it: "The bill was introduced by Jane Roe" becomes "Who introduced the bill?"."""
    form = past_participle(clause.verb)
    found = _BY.fullmatch(clause.rest)
    if form is None or found is None or clause.auxiliary not in {"was", "were"} or clause.adverb:
        return
    name = found["name"].strip()
    is_active = finite_form(form.past) is not None
    if name not in statement.persons or not is_active or " and " in found["after"][:5]:
        return
    turned = Clause(clause.source, clause.opening, name, "", "", form.past, clause.subject + found["after"])
    yield from _who(statement, turned, name)
