from __future__ import annotations

from rag.answering.parts import PartedQuestion, weigh_parts
from rag.reading.retrieved_reading import ReadPassages
from tests.builders import candidate, read, scored

FOUNDED = candidate("Ann Lee founded Byline in Oslo.")
FITTING = {"sentence_similarity": 0.9, "passage_similarity": 0.9, "asked_kind": 1.0, "stated_figures": 1.0}


def weigh(question: str, threshold: float = 0.2) -> PartedQuestion:
    """With one sentence, which seems to answer whatever is asked."""

    def reading(part: str) -> ReadPassages:
        return read(part, scored(FOUNDED, 0.9, FITTING))

    return weigh_parts(question, reading, [FOUNDED.hit], threshold)


def test_a_question_of_one_part_is_not_taken_apart() -> None:
    assert weigh("Who founded Byline?") == PartedQuestion()


def test_both_parts_of_a_question_may_be_answered() -> None:
    found = weigh("Who founded Byline and where?")
    assert [one.part.written for one in found.answered] == ["Who founded Byline", "where"]
    assert found.uncovered == ()
    assert found.notes == ()


def test_a_part_whose_own_words_no_sentence_has_stays_open_and_is_told() -> None:
    found = weigh("Who founded Byline and where was she born?")
    assert [one.part.written for one in found.open] == ["where was she born"]
    assert found.uncovered == ("born",)
    assert found.notes == ("The articles do not answer “where was she born”.",)


def test_where_no_part_is_answered_the_question_stays_whole() -> None:
    assert weigh("Who founded Byline and where?", threshold=0.95) == PartedQuestion()
