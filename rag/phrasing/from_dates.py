"""When? Questions for the one date of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.phrasing.asking import ask_inverted, binds_its_pronouns, follows_well, is_main_clause, made
from rag.phrasing.clauses import Clause
from rag.phrasing.question import MadeQuestion, Statement
from rag.phrasing.verbs import BE
from rag.text.dates import DateMention, find_dates

_BEFORE = re.compile(r"(?:\A|,?\s)(?P<preposition>in|on|In|On)\s\Z")
_ASKED = {"year": "In what year", "month": "When", "day": "When"}


def ask_for_dates(statement: Statement, clause: Clause) -> Iterator[MadeQuestion]:
    """The questions whose answer is the one date of the clause."""
    if not binds_its_pronouns(clause, statement, clause.rest):
        return
    # "Has fallen from 40 % in 1990": no past date is when that was.
    is_state = (clause.auxiliary in BE and not clause.verb) or clause.auxiliary in {"has", "have"}
    whole = f"{clause.opening} | {clause.rest}"
    dates = find_dates(whole)
    if len(dates) != 1 or is_state or find_dates(clause.subject) or not _is_plain(dates[0]):
        return
    date = dates[0]
    found = _BEFORE.search(whole[: date.start])
    if found is None:
        return
    asked, fact = _ASKED[date.precision], (whole[date.start : date.end],)
    if clause.opening:
        question = ask_inverted(asked, clause, clause.rest, with_opening=False)
    else:
        question = _behind_the_verb(clause, whole[date.end :], whole[: found.start()], asked)
    yield from made(statement, "date", question, fact)


def _behind_the_verb(clause: Clause, after: str, before: str, asked: str) -> str | None:
    before = before.removeprefix(" | ").removeprefix(" |")
    if not (follows_well(after) and is_main_clause(before)) or before.endswith((" and", " of")):
        return None
    return ask_inverted(asked, clause, f"{before}{after}")


def _is_plain(date: DateMention) -> bool:
    is_written = date.precision in _ASKED and not date.relative and date.years == 1
    return is_written and date.part is None and (date.year is not None or date.day is not None)
