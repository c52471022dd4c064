from __future__ import annotations

import pytest

from rag.trust.claims import read_claim
from rag.trust.evidence import Evidence
from rag.trust.matches import Comparison, Match, compare, nowhere
from tests.builders import article, evidence

COST = "Liang Wenfeng founded DeepSeek in Hangzhou. Its training cost about $6 million."
SHARES = "Nvidia shares sank nearly 17% on January 27."


def compared(claim: str, read: Evidence, *marked: int) -> Comparison:
    found = compare(read_claim(claim), read, marked)
    assert found
    return found


def match_of(claim: str, *texts: str) -> Match:
    return compared(claim, evidence(*texts)).best


def test_without_sentences_there_is_nothing_to_compare() -> None:
    assert compare(read_claim("It rains."), evidence(), ()) is None


def test_the_only_sentence_decides() -> None:
    found = compared("The weather is lovely.", evidence(SHARES))
    assert found.matches == (found.best,)
    assert found.best.candidate.text == SHARES
    assert (found.best.said, found.best.covered) == (0.0, 0.0)


def test_a_sentence_itself_is_said_and_covered_in_full() -> None:
    best = match_of(SHARES, SHARES)
    assert (best.said, best.covered, best.differing) == (1.0, 1.0, ())


def test_matches_come_best_first() -> None:
    found = compared("DeepSeek's training cost $6 million.", evidence(COST, SHARES))
    ranks = [match.rank for match in found.matches]
    assert ranks == sorted(ranks, reverse=True)
    assert found.best.candidate.text == "Its training cost about $6 million."


def test_a_pronoun_leans_on_the_sentence_before_it() -> None:
    leaning = match_of("DeepSeek's training cost much.", COST)
    assert "deepseek" in leaning.stems
    assert leaning.said < leaning.covered


def test_words_beside_the_sentence_count_by_half() -> None:
    source = article("The chips were fast. Training took weeks.", title="Notes")
    best = next(
        match
        for match in compared("Training the chips took weeks.", evidence(source)).matches
        if match.candidate.text.startswith("Training")
    )
    assert 0.5 < best.said < best.covered < 1
    assert best.covered == pytest.approx((best.said + 1) / 2)


def test_the_publisher_says_what_its_article_says() -> None:
    source = article(SHARES, publisher="Reuters")
    best = compared("Reuters: Nvidia shares sank.", evidence(source)).best
    assert "reuter" in best.stems
    assert best.covered == 1.0


def test_another_name_of_a_place_is_said() -> None:
    assert match_of("America agreed.", "The U.S. agreed.").said == 1.0


def test_a_sentence_with_the_figure_is_preferred_to_a_fuller_one_without() -> None:
    fuller = "DeepSeek says its training cost $9 million."
    with_it = "DeepSeek's training cost $6 million."
    found = compared("DeepSeek says its training cost $6 million.", evidence(fuller, with_it))
    assert found.best.candidate.text == with_it
    assert found.findings == ()


def test_of_equals_the_one_decides_whose_names_differ_least() -> None:
    found = compared(
        "Sam Altman praised DeepSeek.",
        evidence("Mark Zuckerberg praised DeepSeek.", "Altman of OpenAI praised DeepSeek too."),
    )
    assert "Altman" in found.best.candidate.text
    assert found.findings == ()


def test_a_marker_decides_between_equals() -> None:
    read = evidence(*(article(SHARES, key=key) for key in ("one", "two", "three")))
    assert compared(SHARES, read).best.candidate.hit.article.id == "one"
    assert compared(SHARES, read, 3).best.candidate.hit.article.id == "three"
    assert compared(SHARES, read, 3).best.is_marked


@pytest.mark.parametrize("marked", [(), (0,), (4,), (-1, 10_000)])
def test_a_marker_on_no_passage_marks_nothing(marked: tuple[int, ...]) -> None:
    found = compared(SHARES, evidence(SHARES, COST), *marked)
    assert not any(match.is_marked for match in found.matches)


def test_values_that_no_sentence_has_are_nowhere() -> None:
    assert nowhere(compared("It cost $7 million on May 3.", evidence(COST, SHARES)).matches) == {
        "$7 million",
        "May 3",
    }


def test_a_value_of_another_sentence_is_somewhere() -> None:
    assert nowhere(compared("Training fell 17%.", evidence(COST, SHARES)).matches) == set()
    assert nowhere(()) == set()


def test_a_value_in_a_table_was_not_read_and_may_be_there() -> None:
    text = "The two firms published their figures.\n\n| Firm | Chips |\n| --- | --- |\n| Nvidia | 4711 |\n"
    assert nowhere(compared("Nvidia sold 4711 chips.", evidence(text)).matches) == set()
    assert nowhere(compared("Nvidia sold 4712 chips.", evidence(text)).matches) == {"4712"}
