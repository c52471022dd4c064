from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from rag.answering.refusal import Refusal, nearest_articles
from rag.domain import AbstainReason
from rag.interfaces import Span
from tests.builders import article, hit, permalink


def written(refusal: Refusal) -> str:
    return "".join(draft.before + draft.text for draft in refusal.write())


@pytest.mark.parametrize("reason", get_args(AbstainReason))
def test_every_reason_has_its_sentence_and_claims_nothing(reason: AbstainReason) -> None:
    drafts = list(Refusal(reason).write())
    assert drafts[0].text.endswith(".")
    assert all(draft.sources == () for draft in drafts)


def test_an_empty_library_says_what_to_do() -> None:
    assert "byline ingest" in written(Refusal("empty_library"))


def test_it_says_what_was_searched_and_what_nothing_covers() -> None:
    searched = Span(5, date(2025, 1, 2), date(2025, 12, 31))
    text = written(Refusal("no_evidence", uncovered=("Mistral", "Paris"), searched=searched))
    assert "Searched: 5 articles, from 2025-01-02 to 2025-12-31" in text
    assert "“Mistral”, “Paris”" in text


def test_a_whole_year_is_said_in_one_word() -> None:
    text = written(Refusal("no_evidence", searched=Span(5, date(2025, 1, 1), date(2025, 12, 31))))
    assert "Searched: 5 articles, from 2025 as far as they are dated." in text


def test_one_article_without_a_date_is_said_to_be_that() -> None:
    text = written(Refusal("no_evidence", searched=Span(1, None, None)))
    assert "Searched: 1 article, none with a date." in text


def test_the_nearest_articles_are_listed_with_publisher_and_date() -> None:
    found = [hit(article("Text.", title="A look back", publisher="CGTN", published="2025-01"))]
    text = written(Refusal("no_evidence", nearest=nearest_articles(found, lambda a: permalink(a.id, 0, 0))))
    assert text.endswith("Nearest to the question:\n- A look back (CGTN, 2025-01)")


def test_an_article_is_near_only_once_and_three_are_enough() -> None:
    articles = [article("Text.", key=key, publisher=None, published=None) for key in "ABCD"]
    hits = [hit(one) for one in (articles[0], articles[0], *articles[1:])]
    nearest = nearest_articles(hits, lambda a: permalink(a.id, 0, 0))
    assert [one.article_id for one in nearest] == ["A", "B", "C"]
    assert nearest[0].published is None
    assert nearest[0].link == permalink("A", 0, 0)
