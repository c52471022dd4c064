"""Questions that the sentences of an article might answer, before any of them is tried."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rag.domain import Article, ArticleId
from rag.phrasing.asking import ask_inverted
from rag.phrasing.clauses import read_clause
from rag.phrasing.question import MadeKind, Statement
from rag.phrasing.statements import questions_of, statements_of
from rag.suggesting.frames import FrameKind, framed_questions
from rag.suggesting.wording import phrasings
from rag.text.words import tokens

ProposalKind = MadeKind | FrameKind | Literal["reason"]

_BECAUSE = re.compile(
    r"(?P<main>.+?),? (?:(?:partly|mainly|largely|in part|chiefly) )?(?:because(?: of)?|due to|thanks to) .+"
)


# The reason is then that of what was said, not of saying it.
_SPEECH = re.compile(
    r"(?:sa(?:id|ys)|told|tells|wrote|writes|argue|claim|warn|add|report|believe|think|thought)"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question with the sentence that answers it.

    Attributes:
        wordings: How it may be asked, the shortest first; none is longer than a suggestion may be.
        sentence: Which answers it, with single spaces.
        facts: Of which an answer must hold one; empty where it is the sentence itself that must be there.
        place: The sentence's place among those of the article, from 0.
    """

    wordings: tuple[str, ...]
    kind: ProposalKind
    sentence: str
    facts: tuple[str, ...]
    article: ArticleId
    place: int


def proposals_of(article: Article, known_names: frozenset[str] = frozenset()) -> list[Proposal]:
    """What could be asked of an article, in its order; nothing where it is not in English.

    Args:
        article: Any article.
        known_names: Stems that other articles write with a capital wherever they stand.
    """
    statements = statements_of(article, known_names)
    before = ["", *(statement.text for statement in statements)]
    return [one for place, said in enumerate(statements) for one in _of_statement(said, place, before[place])]


def holds(text: str, facts: Iterable[str]) -> bool:
    """Whether the text has one of the facts, letter case and typography aside."""
    words = _words(text)
    return any(_words(fact) in words for fact in facts)


def _of_statement(statement: Statement, place: int, before: str) -> Iterator[Proposal]:
    drafts: list[tuple[str, ProposalKind, tuple[str, ...]]] = []
    drafts += [(one.question, one.kind, one.facts) for one in framed_questions(statement, before)]
    drafts += [(one.question, one.kind, one.facts[0]) for one in questions_of(statement)]
    reason = _reason(statement)
    drafts += [(reason, "reason", ())] if reason else []
    for question, kind, facts in drafts:
        names_answer = kind == "opinion"  # who said it: the question names them too
        wordings = tuple(one for one in phrasings(question) if names_answer or not holds(one, facts))
        if wordings:
            yield Proposal(wordings, kind, statement.text, facts, statement.article.id, place)


def _reason(statement: Statement) -> str | None:
    """Why something is so: where the sentence tells it behind "because"."""
    found = _BECAUSE.fullmatch(statement.text)
    clause = read_clause(f"{found['main']}.", statement.names) if found else None
    if clause is None or clause.source or _SPEECH.match(clause.verb):
        return None
    return ask_inverted("Why", clause, clause.rest, with_opening=False)


def _words(text: str) -> str:
    return f" {' '.join(token.folded for token in tokens(text))} "
