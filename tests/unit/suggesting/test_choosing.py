"""Which proposals are kept."""

from __future__ import annotations

from collections.abc import Mapping

from rag.domain import ArticleId
from rag.suggesting.choosing import Choosing
from rag.suggesting.proposals import Proposal, ProposalKind
from rag.suggesting.trial import Trial


def proposal(question: str, sentence: str, kind: ProposalKind = "name", source: str = "a") -> Proposal:
    return Proposal((question,), kind, sentence, (), ArticleId(source), 0)


def choosing(trials: Mapping[str, Trial], **fields: object) -> Choosing:
    limits: dict[str, object] = {"is_over": lambda: False, "trials_left": 10}
    return Choosing(put=lambda text: trials.get(text, Trial()), **(limits | fields))  # type: ignore[arg-type]


ACME = proposal("Who founded Acme?", "Ann founded Acme.")
ORBIT = proposal("When did Orbit open?", "Orbit opened in 1990.", "date", "b")
BOTH = {
    "Who founded Acme?": Trial(("Ann founded Acme.",)),
    "When did Orbit open?": Trial(("Orbit opened in 1990.", "Orbit opened in 1991."), sides=2),
}


def test_a_question_that_would_be_refused_is_not_suggested() -> None:
    chosen = choosing({"Who founded Acme?": Trial()})
    chosen.take([ACME], 3)
    assert chosen.chosen == []


def test_a_question_that_another_sentence_answers_is_not_suggested() -> None:
    chosen = choosing({"Who founded Acme?": Trial(("Acme was founded long ago.",))})
    chosen.take([ACME], 3)
    assert chosen.chosen == []


def test_those_on_which_sources_differ_can_be_taken_first() -> None:
    chosen = choosing(BOTH)
    chosen.take([ACME, ORBIT], 1, differing=True)
    chosen.take([ACME, ORBIT], 3)
    assert chosen.chosen == ["When did Orbit open?", "Who founded Acme?"]


def test_nothing_is_asked_again_or_answered_by_what_is_shown() -> None:
    chosen = choosing(BOTH, asked=("Who founded Acme?",), shown=frozenset(["Orbit opened in 1990."]))
    chosen.take([ACME, ORBIT], 3)
    assert chosen.chosen == []


def test_a_fact_must_be_in_what_is_quoted() -> None:
    asked = Proposal(("Who founded Acme?",), "name", "Ann founded Acme.", ("Ann",), ArticleId("a"), 0)
    chosen = choosing({"Who founded Acme?": Trial(("Acme's founder Ann left.",))})
    chosen.take([asked], 3)
    assert chosen.chosen == ["Who founded Acme?"]


def test_no_more_questions_are_tried_than_allowed() -> None:
    tried: list[str] = []

    def put(text: str) -> Trial:
        tried.append(text)
        return Trial()

    Choosing(put=put, is_over=lambda: False, trials_left=1).take([ACME, ORBIT], 3)
    Choosing(put=put, is_over=lambda: True, trials_left=9).take([ACME, ORBIT], 3)
    assert len(tried) == 1


def test_articles_and_kinds_take_turns() -> None:
    again = proposal("Who built the Acme mill?", "Ben built the Acme mill.")
    trials = BOTH | {"Who built the Acme mill?": Trial(("Ben built the Acme mill.",))}
    chosen = choosing(trials)
    chosen.take([ACME, again, ORBIT], 2)
    assert chosen.chosen == ["Who founded Acme?", "When did Orbit open?"]
