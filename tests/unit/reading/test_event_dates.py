from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from rag.reading.event_dates import event_date
from rag.reading.retrieved_reading import ReadPassages, ScoredSentence
from tests.builders import candidate, read, scored

RELEASED = "DeepSeek released its model R1 on January 20, 2025."


def reading(*sentences: ScoredSentence | str) -> Callable[[str], ReadPassages]:
    found = [scored(one) if isinstance(one, str) else one for one in sentences]
    return lambda question: read(question, *found)


def dated(sentence: str, published: str | None, probability: float = 0.9) -> ScoredSentence:
    return scored(candidate(sentence, published=published), probability)


def test_the_day_that_the_best_sentences_give_is_the_events() -> None:
    other = scored("DeepSeek released R1 on January 21, 2025, others say.", 0.4)
    assert event_date("the release of R1", reading(RELEASED, other)) == date(2025, 1, 20)


def test_the_articles_are_asked_when_it_was() -> None:
    asked: list[str] = []

    def remember(question: str) -> ReadPassages:
        asked.append(question)
        return read(question)

    assert event_date("the release of R1", remember) is None
    assert event_date("DeepSeek launched its app", remember) is None
    assert asked == ["When was the release of R1?", "On what date was it that DeepSeek launched its app?"]


@pytest.mark.parametrize(
    "sentences",
    [
        (),
        ("DeepSeek released its model R1.",),
        ("DeepSeek released its model V3 on January 20, 2025.",),
        ("The release was discussed on January 27, 2025.",),
        (scored(RELEASED, 0.2),),
        (RELEASED, "DeepSeek released R1 on January 27, 2025."),
        ("DeepSeek released R1 in January 2025.",),
        ("DeepSeek released R1 on January 20–22, 2025.",),
    ],
    ids=["nothing", "no day", "a sibling", "something else", "unlikely", "disagree", "a month", "a range"],
)
def test_where_the_sentences_do_not_settle_it_there_is_no_day(
    sentences: tuple[ScoredSentence | str, ...],
) -> None:
    assert event_date("the release of R1", reading(*sentences)) is None


@pytest.mark.parametrize(
    ("sentence", "published", "day"),
    [
        ("DeepSeek released R1 yesterday.", "2025-01-21", date(2025, 1, 20)),
        ("DeepSeek released R1 on January 20.", "2025-01-28", date(2025, 1, 20)),
        ("DeepSeek released R1 on January 20.", "2025", date(2025, 1, 20)),
        ("DeepSeek released R1 on January 20.", None, None),
        ("DeepSeek released R1 yesterday.", "2025-01", None),
    ],
)
def test_a_day_is_read_by_the_date_of_its_article_as_far_as_that_is_known(
    sentence: str, published: str | None, day: date | None
) -> None:
    assert event_date("the release of R1", reading(dated(sentence, published))) == day
