from __future__ import annotations

from datetime import date

from rag.answering.coverage import coverage_of
from rag.answering.drafts import DraftSentence, Source
from rag.answering.release import NO_CLAIM, Release
from rag.domain import Article, Coverage, PassageId, Reprints
from rag.interfaces import Span
from tests.builders import article, permalink

SEARCHED = Span(5, date(2024, 1, 1), date(2025, 1, 31))


def covered(*sources: Source) -> Coverage:
    release = Release(permalink)
    for source in sources:
        release.add(DraftSentence("x", sources=(source,)), NO_CLAIM)
    return coverage_of(SEARCHED, release.citations, len(release.origins))


def source(cited: Article, start: int, end: int, reprints: Reprints | None = None) -> Source:
    return Source(cited, PassageId("p"), start, end, reprints)


def test_what_was_searched_is_counted_even_if_nothing_is_cited() -> None:
    coverage = covered()
    assert (coverage.articles, coverage.corpus_from, coverage.corpus_to) == (5, "2024-01-01", "2025-01-31")
    assert (coverage.newest_source, coverage.independent_sources, coverage.outlets) == (None, 0, 0)


def test_an_article_counts_once_and_so_does_an_outlet() -> None:
    first, second = article("Nvidia fell.", publisher="CGTN"), article("Tesla fell.", publisher="CGTN")
    coverage = covered(source(first, 0, 6), source(first, 7, 12), source(second, 0, 5))
    assert (coverage.independent_sources, coverage.outlets) == (2, 1)


def test_articles_without_a_publisher_are_no_outlet() -> None:
    assert covered(source(article("Text.", publisher=None), 0, 4)).outlets == 0


def test_the_newest_source_has_the_precision_that_is_known() -> None:
    spans = [source(article("Text.", published=day), 0, 4) for day in ("2024-12-31", "2025-01", None)]
    assert covered(*spans).newest_source == "2025-01"


def test_an_article_and_its_reprint_are_one_source_of_two_outlets() -> None:
    first, reprint = article("Nvidia fell.", publisher="CGTN"), article("Nvidia fell.", publisher="AP")
    cluster = Reprints(first.id, 2)
    coverage = covered(source(first, 0, 6, cluster), source(reprint, 7, 12, cluster))
    assert (coverage.independent_sources, coverage.outlets) == (1, 2)
