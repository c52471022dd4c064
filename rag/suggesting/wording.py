"""How a suggested question reads: short, whole, understood without any text around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.phrasing.standing_alone import leans_on_others, speaks_of_a_person
from rag.reading.question_parts import question_parts
from rag.text.names import find_names
from rag.text.words import content_stems

LONGEST = 90  # characters
_SHORTEST = 11  # "Who is Ann?"
_FEWEST_STEMS = 2
_ALIKE = 0.6  # share of the stems of both that are the same
_ACCORDING = re.compile(r"According to .+?, (?=how|who|what|when|in what|by what|by how|for how|which)")
_FILLERS = re.compile(
    r"\b(?:reportedly|allegedly|just|only|as well|in particular|subsequently|nearly"
    r"|(?:about|almost|roughly)(?= [\d$€£])) (?=[\w$“])"
)
_NAME_OR_NUMBER = r"(?:[A-Z][\w.’'-]*|\d{1,4})"
_LAST_ADJUNCT = re.compile(
    rf",? (?:in|on|since|during|by) (?:the )?{_NAME_OR_NUMBER}(?:,? (?:of |and )?{_NAME_OR_NUMBER})*,?\?\Z"
)
_LAST_ASIDE = re.compile(
    r",? (?:the day|the year|at the time|over|for a|on behalf|after|before|despite)\b[^?]*\?\Z"
)
# What is said of the article itself, or what no person would type.
_UNFIT = re.compile(
    r"\b(?:(?:the|this|that|an?) (?:article|commentary|report|brief|section|page|newsletter|author)|"
    r"according|photo|caption|yesterday|today|so-called|etc)\b|[;:|()\[\]{}<>#*_…/\\]|\.\.|\s-\s|https?|www\.",
    re.IGNORECASE,
)
# A pronoun that can mean nothing but what goes before it, or nothing at all.
_BOUND = re.compile(r"(?<=\bdid )it(?= cost to )")
_SAYS_OF_ITSELF = re.compile(r"(When did .+? say )it (.+)")
_DANGLING = re.compile(r"\b(?:of|and|or|with|to|for|from|by|than|as|that|the|an?|only|more|less|found)\?\Z")


def phrasings(question: str) -> tuple[str, ...]:
    """Shorter and longer wordings of a question, the shortest first; those alone that are fit to be shown.

    What goes first is who says it, then place and date at the end: "Who founded Acme in Lyon, in 1990?" is
    "Who founded Acme?". Whether a shorter one still has the same answer, only a trial tells.
    """
    forms = dict.fromkeys(form for form in _ever_shorter(_plain(question)) if is_fit(form))
    return tuple(reversed(forms))


def is_fit(question: str) -> bool:
    """Whether a reader who sees nothing but this question understands it."""
    bound = _BOUND.sub("", question)
    if itself := _SAYS_OF_ITSELF.fullmatch(question):
        bound = re.sub(r"\bits\b", "", "".join(itself.groups()))
    points = leans_on_others(bound) or speaks_of_a_person(bound)
    return (
        _SHORTEST <= len(question) <= LONGEST
        and question.endswith("?")
        and not points
        and not (_UNFIT.search(question) or _DANGLING.search(question))
        and _quotes_whole(question)
        and bool(_names(question))
        and not question_parts(question)
    )


def are_alike(one: str, other: str) -> bool:
    """Whether two questions ask nearly the same."""
    ours, theirs = set(content_stems(one)), set(content_stems(other))
    return len(ours & theirs) >= _ALIKE * max(1, len(ours | theirs))


def is_asked_already(question: str, asked: Iterable[str]) -> bool:
    """Whether one of these questions asks nearly the same."""
    return any(are_alike(question, other) for other in asked)


def _plain(question: str) -> str:
    bare = _ACCORDING.sub("", question)
    bare = re.sub(r"\"([^\"]*)\"", r"“\1”", _FILLERS.sub("", bare))
    return f"{bare[:1].upper()}{bare[1:]}"


def _ever_shorter(question: str) -> Iterator[str]:
    yield question
    while True:
        shorter = _LAST_ASIDE.sub("?", question)
        if shorter == question:
            shorter = _LAST_ADJUNCT.sub("?", question)
        if shorter == question or not _says_enough(shorter):
            return
        question = shorter
        yield question


def _says_enough(question: str) -> bool:
    return len(set(content_stems(question.split(" ", 1)[1]))) >= _FEWEST_STEMS and bool(_names(question))


def _names(question: str) -> list[str]:
    body = question.split(" ", 1)[1] if " " in question else ""
    return [name for name in find_names(body) if len(name) > 1]


def _quotes_whole(question: str) -> bool:
    return question.count("“") == question.count("”") and '"' not in question
