"""Questions on which the library's articles give different values."""

from __future__ import annotations

from dataclasses import replace

from rag.domain import ArticleId, PassageHit
from rag.evaluation.making.from_figures import without_hedge
from rag.evaluation.making.question import MadeQuestion
from rag.interfaces import ArticleFilter, Library
from rag.reading.candidates import Candidate, candidates_of
from rag.reading.excerpts import excerpts_of
from rag.reading.matching import WordWeights, coverage
from rag.reading.question import profile_question
from rag.text.words import content_stems
from rag.trust.disagreements import Side, find_sides

_SEARCHED = 30  # passages
_ANSWERS = 0.75  # share of what is asked that a sentence holds


def with_sides(question: MadeQuestion, library: Library, where: ArticleFilter) -> MadeQuestion:
    """The question as one of a disagreement where articles contradict its answer; else as it is.

    The gold answer is then the best sentence of each side, and an answer must hold a value of each.
    """
    names_source = question.question.startswith("According to ")
    sides = [] if names_source else _sides(question.question, library, where)
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


def _sides(asked: str, library: Library, where: ArticleFilter) -> list[Side]:
    found = library.lexical_search(sorted(set(content_stems(asked))), _SEARCHED, where)
    passages = library.passages([passage_id for passage_id, _ in found])
    articles = {one.id: one for one in library.articles_by_id(sorted({p.article_id for p in passages}))}
    clusters = library.reprints(sorted(articles))
    hits = [PassageHit(p, articles[p.article_id], 1.0, {}, clusters.get(p.article_id)) for p in passages]
    profile, weights = profile_question(asked), WordWeights({})
    cover = [
        (coverage(profile.stems, candidate.reading.stems, weights), candidate)
        for excerpt in excerpts_of(hits)
        for candidate in candidates_of(excerpt)
    ]
    answering = sorted((one for one in cover if one[0] >= _ANSWERS), key=lambda one: -one[0])
    return find_sides(profile, [candidate for _, candidate in answering], weights)


def _article(candidate: Candidate) -> ArticleId:
    return candidate.hit.article.id
