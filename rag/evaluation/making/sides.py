"""Questions on which the library's articles give different values."""

from __future__ import annotations

from dataclasses import replace

from rag.domain import ArticleId
from rag.interfaces import ArticleFilter, Library
from rag.phrasing.from_figures import without_hedge
from rag.phrasing.question import MadeQuestion
from rag.reading.candidates import Candidate
from rag.suggesting.contested import sides_by_words

_SEARCHED = 30  # passages


def with_sides(question: MadeQuestion, library: Library, where: ArticleFilter) -> MadeQuestion:
    """The question as one of a disagreement where articles contradict its answer; else as it is.

    The gold answer is then the best sentence of each side, and an answer must hold a value of each.
    """
    names_source = question.question.startswith("According to ")
    sides = [] if names_source else sides_by_words(question.question, library, where, _SEARCHED)
    if len({side.values[0].text for side in sides}) < 2:
        return question
    return replace(
        question,
        kind="disagreement",
        answer=" ".join(side.values[0].candidate.text for side in sides),
        facts=tuple(
            tuple(dict.fromkeys(without_hedge(value.text) for value in side.values)) for side in sides
        ),
        articles=tuple(dict.fromkeys(_article(value.candidate) for s in sides for value in s.values)),
        note="The articles differ; each line of facts is one side.",
    )


def _article(candidate: Candidate) -> ArticleId:
    return candidate.hit.article.id
