"""What the articles seem to differ on: found by words alone, before a question is tried."""

from __future__ import annotations

from rag.domain import PassageHit
from rag.interfaces import ArticleFilter, Library
from rag.reading.candidates import candidates_of
from rag.reading.excerpts import excerpts_of
from rag.reading.matching import WordWeights, coverage
from rag.reading.question import profile_question
from rag.text.words import content_stems
from rag.trust.disagreements import Side, find_sides

_ANSWERS = 0.75  # share of what is asked that a sentence holds


def sides_by_words(question: str, library: Library, where: ArticleFilter, passages: int) -> list[Side]:
    """The sides of a question in the passages that share most words with it; no vector is looked up.

    Args:
        question: What the articles may differ on.
        library: Where they are.
        where: Which of them.
        passages: How many passages are read.
    """
    found = library.lexical_search(sorted(set(content_stems(question))), passages, where)
    read = library.passages([passage_id for passage_id, _ in found])
    articles = {one.id: one for one in library.articles_by_id(sorted({p.article_id for p in read}))}
    clusters = library.reprints(sorted(articles))
    hits = [PassageHit(p, articles[p.article_id], 1.0, {}, clusters.get(p.article_id)) for p in read]
    profile, weights = profile_question(question), WordWeights({})
    cover = [
        (coverage(profile.stems, candidate.reading.stems, weights), candidate)
        for excerpt in excerpts_of(hits)
        for candidate in candidates_of(excerpt)
    ]
    answering = sorted((one for one in cover if one[0] >= _ANSWERS), key=lambda one: -one[0])
    return find_sides(profile, [candidate for _, candidate in answering], weights)
