from __future__ import annotations

from rag.answering.drafts import DraftSentence, Source
from rag.answering.release import Judgement, Release
from rag.answering.told_sides import is_told, told_places
from rag.reading.candidates import Candidate
from rag.reading.question import profile_question
from rag.trust.disagreements import Side, find_sides
from tests.builders import EVEN_WEIGHTS, candidate, permalink

_GOOD = Judgement("supported", 1.0, "verified")


def cost_sides(*candidates: Candidate) -> list[Side]:
    return find_sides(profile_question("How much did training DeepSeek cost?"), candidates, EVEN_WEIGHTS)


def written(text: str, source: Source) -> Release:
    release = Release(permalink)
    release.add(DraftSentence(text, sources=(source,)), _GOOD)
    return release


CHEAP = candidate("Training DeepSeek cost $6 million.", before=["It is a young company."])
DEAR = candidate("Training DeepSeek cost $1.3 billion.", before=["It is a young company."])


def told(release: Release) -> list[bool]:
    sides = cost_sides(CHEAP, DEAR)
    places = told_places(sides, release.sentences, release.citations)
    return [is_told(side, places) for side in sides]


def test_a_side_whose_sentence_is_cited_is_told() -> None:
    assert told(written("It was cheap.", Source.of(CHEAP.hit, CHEAP.start, CHEAP.end))) == [True, False]


def test_a_side_is_told_where_its_value_is_stated_with_another_place_of_its_article() -> None:
    elsewhere = Source.of(DEAR.hit, 0, 10)
    assert told(written("Training cost $1.3 billion.", elsewhere)) == [False, True]
    assert told(written("It is young.", elsewhere)) == [False, False]


def test_a_value_that_is_stated_with_another_article_leaves_the_side_untold() -> None:
    assert told(written("It cost $1.3 billion.", Source.of(CHEAP.hit, 0, 10))) == [False, False]
