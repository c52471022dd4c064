from __future__ import annotations

from rag.domain import PassageHit
from rag.reading.candidates import candidates_of
from rag.reading.excerpts import excerpts_of
from tests.builders import article, passage

SOURCE = article("Nvidia fell on Monday. It lost 17%.\n\nTesla rose. Gold shone all day long.")
BORDERS = (0, 23, 37, 49, len(SOURCE.text))


def hits(*numbers: int) -> list[PassageHit]:
    return [
        PassageHit(passage(SOURCE, BORDERS[n], BORDERS[n + 1]), SOURCE, 1 - place / 10)
        for place, n in enumerate(numbers)
    ]


def texts(*numbers: int) -> list[str]:
    return [excerpt.text.strip() for excerpt in excerpts_of(hits(*numbers))]


def test_passages_that_follow_one_another_become_one_in_reading_order() -> None:
    assert texts(1, 0) == ["Nvidia fell on Monday. It lost 17%."]


def test_a_passage_left_out_keeps_its_neighbours_apart() -> None:
    assert texts(3, 0) == ["Gold shone all day long.", "Nvidia fell on Monday."]


def test_an_excerpt_has_the_place_of_its_best_passage() -> None:
    assert texts(3, 0, 2) == ["Tesla rose. Gold shone all day long.", "Nvidia fell on Monday."]


def test_passages_of_different_articles_are_never_joined() -> None:
    other = article("Rain came.")
    found = excerpts_of([*hits(3), PassageHit(passage(other), other, 0.5)])
    assert [excerpt.article.id for excerpt in found] == [SOURCE.id, other.id]


def test_a_sentence_knows_the_passage_that_it_stands_in_and_the_sentence_before_it() -> None:
    (excerpt,) = excerpts_of(hits(1, 0))
    first, second = candidates_of(excerpt)
    assert [one.hit.passage.start for one in (first, second)] == [0, 23]
    assert second.before is not None
    assert second.before.text == "Nvidia fell on Monday."
    assert SOURCE.text[second.start : second.end] == "It lost 17%."
