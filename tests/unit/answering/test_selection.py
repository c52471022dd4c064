from __future__ import annotations

from rag.answering.selection import says_the_same, select
from rag.reading.candidates import read_sentence
from rag.reading.question import profile_question
from rag.reading.retrieved_reading import ScoredSentence
from rag.trust.disagreements import find_sides
from tests.builders import EVEN_WEIGHTS, candidate, scored

ASKED = "What happened to Nvidia?"


def texts(chosen: list[ScoredSentence]) -> list[str]:
    return [one.candidate.text for one in chosen]


def chosen(question: str, *ranked: ScoredSentence, limit: int = 6, share: float = 0.6) -> list[str]:
    profile = profile_question(question)
    sides = find_sides(profile, [one.candidate for one in ranked], EVEN_WEIGHTS)
    return texts(select(profile, ranked, sides, limit, share))


def test_of_nothing_nothing_is_chosen() -> None:
    assert chosen(ASKED) == []


def test_one_sentence_that_stands_out_is_enough() -> None:
    ranked = [
        scored("Nvidia lost customers.", 0.95),
        *(scored(f"Rain fell in town {n}.", 0.05) for n in "abc"),
    ]
    assert chosen(ASKED, *ranked) == ["Nvidia lost customers."]


def test_never_more_than_the_limit_however_good_all_are() -> None:
    sentences = [
        "Nvidia lost buyers.",
        "Rain fell.",
        "Tesla opened shops.",
        "Banks closed early.",
        "Gold shone.",
    ]
    assert len(chosen(ASKED, *(scored(one, 0.9) for one in sentences), limit=2, share=1.0)) == 2


def test_a_sentence_that_repeats_another_is_left_out() -> None:
    ranked = [
        scored("Nvidia lost $600 billion in market value on Monday.", 0.9),
        scored("On Monday Nvidia lost nearly $600 billion in value.", 0.8),
        scored("Investors feared that chips would sell less.", 0.7),
    ]
    assert chosen(ASKED, *ranked, share=1.0) == [ranked[0].candidate.text, ranked[2].candidate.text]


def test_sentences_with_different_figures_do_not_repeat_one_another() -> None:
    one = read_sentence("Nvidia shares fell 17 percent on Monday.")
    assert not says_the_same(read_sentence("Nvidia shares fell 3 percent on Monday."), one)
    assert says_the_same(read_sentence("On Monday Nvidia shares fell 17%."), one)
    assert says_the_same(one, one)


def test_the_exact_figure_is_said_beside_a_rounded_one_and_not_the_other_way_round() -> None:
    rounded = read_sentence("Training the bridge's cameras cost some $6 million.")
    exact = read_sentence("Training the bridge's cameras cost $5.576 million.")
    assert not says_the_same(exact, rounded)
    assert says_the_same(rounded, exact)


def test_what_repeats_a_chosen_sentence_calls_for_no_further_one() -> None:
    ranked = [
        scored("Nvidia lost $600 billion in market value on Monday.", 0.9),
        scored("On Monday Nvidia lost nearly $600 billion in value.", 0.9),
        scored("Nvidia was founded by three engineers.", 0.3),
    ]
    assert chosen(ASKED, *ranked) == [ranked[0].candidate.text]


def test_each_side_of_a_disagreement_gets_its_say_before_any_speaks_twice() -> None:
    question = "How much did it cost to train DeepSeek?"
    ranked = [
        scored("Training DeepSeek cost $6 million.", 0.9),
        scored("It is said that training DeepSeek cost under $6 million.", 0.8),
        scored("Training DeepSeek cost $1.3 billion.", 0.3),
    ]
    assert chosen(question, *ranked, limit=2) == [ranked[0].candidate.text, ranked[2].candidate.text]


def test_a_side_speaks_once_an_article() -> None:
    question = "How much did it cost to train DeepSeek?"
    first = "Training DeepSeek cost $6 million."
    again = candidate("So training DeepSeek cost $6 million only.", before=[first])
    ranked = [
        scored(candidate(first, key="same"), 0.9),
        scored(candidate(again.text, before=[first], key="same"), 0.8),
        scored("Training DeepSeek cost $1.3 billion.", 0.7),
    ]
    assert chosen(question, *ranked) == [ranked[0].candidate.text, ranked[2].candidate.text]


def test_each_of_several_names_in_the_question_is_spoken_of() -> None:
    ranked = [
        scored("Altman praised the model.", 0.9),
        scored("Rain fell in Paris.", 0.2),
        scored("Musk doubted its figures.", 0.15),
    ]
    picked = chosen("What did Altman say, and what Musk?", *ranked)
    assert picked[0] == "Altman praised the model."
    assert "Musk doubted its figures." in picked


def test_a_name_that_no_sentence_speaks_of_adds_nothing() -> None:
    ranked = [scored("Altman praised the model.", 0.9), scored("Rain fell in Paris.", 0.17)]
    assert chosen("What did Altman say, and what Musk?", *ranked) == ["Altman praised the model."]
