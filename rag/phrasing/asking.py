"""A clause turned into a question by the rules of English word order."""

from __future__ import annotations

import re

from rag.phrasing.clauses import Clause
from rag.phrasing.question import MadeKind, MadeQuestion, Statement
from rag.phrasing.standing_alone import speaks_of_a_person
from rag.phrasing.verbs import finite_form
from rag.text.names import find_names
from rag.text.words import content_stems

_FEWEST_STEMS = 3
_STEMS_WITHOUT_NAME = 7
_FOLLOWS_WELL = re.compile(
    r"(?:\s*,?\s*\Z|,?\s(?:in|to|for|on|from|at|by|with|over|during|between|per|a year|annually|against|"
    r"under|through|into|after|since|compared|off|across|via|as of)\b)"
)
# "the fort", "the new building": which one stands in another sentence.
_VAGUE = re.compile(
    r"(?<!\bof )(?<!\bin )(?<!\bto )(?<!\bon )\bthe (?:new |old |whole |main )?[a-z]+\?\Z"
    r"|\b(?:was|were|did|does|is|has|had) the (?:[a-z]+ ){1,2}(?:[a-z]+ed|[a-z]+)\b(?! of)[^A-Z]*\?\Z"
    r"|\b(?:was|were|did|does|is|has|had) the [a-z]+ (?:[a-z]+ed|built|founded|held|sold) (?:by|in|at)\b"
)


def ask_subject(asked: str, clause: Clause) -> str:
    """A question for the subject: the rest keeps its order ("Who founded DeepSeek?")."""
    return _with_source(clause, f"{asked} {clause.predicate}{_opening(clause)}")


def ask_inverted(asked: str, clause: Clause, rest: str, *, with_opening: bool = True) -> str | None:
    """A question for something behind the verb: auxiliary before subject, "do" where there is none.

    None where the verb's base form is not known.
    """
    opening = _opening(clause) if with_opening else ""
    if clause.auxiliary:
        words = (asked, clause.auxiliary, clause.subject, clause.adverb, clause.verb, rest)
    else:
        form = finite_form(clause.verb)
        if form is None:
            return None
        do = "did" if form.tense == "past" else "does"
        words = (asked, do, clause.subject, clause.adverb, form.base, rest)
    return _with_source(clause, " ".join(word for word in words if word) + opening)


def follows_well(after: str) -> bool:
    """Whether what follows the words asked for can stay where it is."""
    return bool(_FOLLOWS_WELL.match(after))


def is_main_clause(before: str) -> bool:
    """Whether what stands between the verb and the words asked for opens no clause of its own."""
    return not re.search(
        r"\b(?:that|who|which|whose|where|whether|what|how|is|are|was|were|will|would|had)\b", before
    )


def is_specific(question: str) -> bool:
    """Whether it names something and says enough to have one answer."""
    body = question.split(" ", 1)[1]
    if _VAGUE.search(question):
        return False
    stems = set(content_stems(body))
    has_name = any(len(name) > 1 for name in find_names(body))
    return len(stems) >= (_FEWEST_STEMS if has_name else _STEMS_WITHOUT_NAME)


def binds_its_pronouns(clause: Clause, statement: Statement, rest: str) -> bool:
    """Whether "he", "her" and the like can only mean the subject, which is a person."""
    return clause.subject in statement.persons or not speaks_of_a_person(f"{clause.subject} {rest}")


def made(
    statement: Statement, kind: MadeKind, question: str | None, fact: tuple[str, ...]
) -> list[MadeQuestion]:
    """The question with its sentence as gold answer; none where it is not specific."""
    if question is None or not is_specific(question):
        return []
    return [MadeQuestion(question, kind, statement.text, (fact,), (statement.article.id,))]


def _opening(clause: Clause) -> str:
    return f" {clause.opening[0].lower()}{clause.opening[1:]}" if clause.opening else ""


def _with_source(clause: Clause, question: str) -> str:
    question = re.sub(r"\s+([,.])", r"\1", " ".join(question.split())).rstrip(" ,")
    question = re.sub(r",(?:\s*,)+", ",", question)
    if clause.source:
        question = f"According to {clause.source}, {question[0].lower()}{question[1:]}"
    return f"{question}?"
