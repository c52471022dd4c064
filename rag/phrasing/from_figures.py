"""How much, how many? Questions for the one figure behind the verb, or at the head of the subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.phrasing.asking import (
    ask_inverted,
    ask_subject,
    binds_its_pronouns,
    follows_well,
    is_main_clause,
    made,
)
from rag.phrasing.clauses import Clause
from rag.phrasing.question import MadeQuestion, Statement
from rag.phrasing.verbs import BE, finite_form, past_participle
from rag.text.figures import Figure, find_figures
from rag.text.word_lists import words_of

_PERIODS = frozenset(["years", "months", "weeks", "days", "hours", "minutes", "seconds"])
_CHANGES = frozenset(
    words_of(
        """
    fall fell fallen drop dropped decline declined increase increased rise rose risen grow grew
    grown shrink shrank shrunk gain gained jump jumped plunge plunged slide slid surge surged climb
    climbed tumble tumbled
    """
    )
)
_PRICED = frozenset(
    words_of(
        """
    sell buy acquire purchase train build develop value produce lease settle
    """
    )
)
_INFINITIVE = re.compile(r"to (?:have )?[a-z]+")  # "plans to invest", "claims to have needed"
_LONGEST_OBJECT = 8  # words
_LASTS = frozenset(
    words_of(
        """
    last lasted take took taken run ran serve served reign reigned
    """
    )
)
_HEDGE = re.compile(
    r"^(?:(?:about|around|nearly|almost|roughly|approximately|over|under|up to|more than|less than|"
    r"fewer than|"
    r"at least|at most|as much as|as many as|some|only|just|below|above|an estimated)\s)+",
    re.IGNORECASE,
)
_NO_COUNT = frozenset(["times", "percent", "per", "cent"])


def ask_for_figures(statement: Statement, clause: Clause) -> Iterator[MadeQuestion]:
    """The questions whose answer is a figure in the clause."""
    if not binds_its_pronouns(clause, statement, clause.rest):
        return
    yield from _at_the_head(statement, clause)
    figures = find_figures(clause.rest)
    if len(figures) != 1 or clause.rest[figures[0].end - 1 :][1:2] == "-":
        return
    figure = figures[0]
    question = _question(clause, figure, clause.rest[: figure.start].strip(), clause.rest[figure.end :])
    yield from made(statement, "figure", question, _fact(clause.rest, figure))


def _question(clause: Clause, figure: Figure, before: str, after: str) -> str | None:
    if is_money(figure):
        if clause.auxiliary in BE and not clause.verb:
            return _what(clause, figure, before, after)
        is_known = before in {"", "for", "at"} or _INFINITIVE.fullmatch(before) or _is_price(clause, before)
        if is_known and follows_well(after):
            return ask_inverted("How much", clause, f"{before} {_per(figure)}{after}")
    if before in {"", "by"} and figure.unit in {"%", "percentage points"} and clause.verb in _CHANGES:
        unit = "percentage" if figure.unit == "%" else "number of percentage points"
        return ask_inverted(f"By what {unit}", clause, after) if follows_well(after) else None
    if before == "by" and is_money(figure) and clause.verb in _CHANGES and follows_well(after):
        return ask_inverted("By how much", clause, after)
    if figure.unit in _PERIODS:
        is_span = before == "for" or (not before and clause.verb in _LASTS)
        return ask_inverted("For how long", clause, after) if is_span and follows_well(after) else None
    if clause.auxiliary in BE and not clause.verb:
        return _what(clause, figure, before, after)
    return _how_many(clause, figure, before, after) if not before or _INFINITIVE.fullmatch(before) else None


def _is_price(clause: Clause, before: str) -> bool:
    """Whether something was bought, made or valued for the money."""
    form = finite_form(clause.verb) or past_participle(clause.verb)
    is_priced = form is not None and form.base in _PRICED and before.endswith((" for", " at"))
    return is_priced and len(before.split()) <= _LONGEST_OBJECT and is_main_clause(before)


def _what(clause: Clause, figure: Figure, before: str, after: str) -> str | None:
    """What something was: "The population of Lyon was 500,000 in 2020"."""
    is_quantity = clause.subject.startswith("the ") and " of " in clause.subject
    if before or figure.of or not is_quantity or not follows_well(after):
        return None
    return ask_inverted("What", clause, f"{_per(figure)}{after}")


def _how_many(clause: Clause, figure: Figure, before: str, after: str) -> str | None:
    counted = _counted(figure, after)
    if (
        counted is None
        or (clause.auxiliary in BE and not clause.verb)
        or not follows_well(after[len(counted) :])
    ):
        return None
    return ask_inverted(f"How many{counted}", clause, f"{before}{after[len(counted) :]}")


def _counted(figure: Figure, after: str) -> str | None:
    """The counted noun with its adjectives, as it stands behind the figure."""
    if (
        figure.unit
        or not figure.of
        or figure.of in _NO_COUNT
        or not figure.of.endswith(("s", "people", "men", "women"))
    ):
        return None
    found = re.match(rf"(?:\s[\w’'-]+){{0,3}}?\s{re.escape(figure.of)}\b", after, re.IGNORECASE)
    return found.group() if found else None


def _at_the_head(statement: Statement, clause: Clause) -> Iterator[MadeQuestion]:
    figures = find_figures(clause.subject)
    if len(figures) != 1 or find_figures(clause.rest) or _HEDGE.sub("", clause.subject[: figures[0].start]):
        return
    figure, after = figures[0], clause.subject[figures[0].end :]
    if figure.unit == "%" and after.startswith(" of "):
        yield from made(
            statement, "figure", ask_subject(f"What percentage{after}", clause), _fact(clause.subject, figure)
        )
    elif (counted := _counted(figure, after)) and not after[len(counted) :].startswith(" and"):
        yield from made(
            statement, "figure", ask_subject(f"How many{after}", clause), _fact(clause.subject, figure)
        )


def is_money(figure: Figure) -> bool:
    """Whether it is an amount of a currency."""
    return figure.unit.split(" ")[0].isupper() and len(figure.unit.split(" ")[0]) == 3


def without_hedge(written: str) -> str:
    """A figure as written without "nearly", "an estimated" and the like."""
    return _HEDGE.sub("", written.strip())


def _per(figure: Figure) -> str:
    _, per, what = figure.unit.partition(" per ")
    return f"{per.strip()} {what}" if per else ""


def _fact(text: str, figure: Figure) -> tuple[str, ...]:
    """The figure as written, without its hedge: "nearly $600 billion" is asked for as "$600 billion"."""
    written = without_hedge(text[figure.start : figure.end])
    return (re.sub(r"\s(?:per|a|an)\s.*", "", written),)
