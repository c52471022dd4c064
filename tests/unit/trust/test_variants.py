from __future__ import annotations

from rag.reading.candidates import Candidate
from rag.reading.question import profile_question
from rag.trust.variants import variants
from tests.builders import EVEN_WEIGHTS, candidate

BORN = "When was Joseph Lafontaine born?"


def found(question: str, *sentences: Candidate | str) -> list[str]:
    candidates = [candidate(one) if isinstance(one, str) else one for one in sentences]
    return [value.text for value in variants(profile_question(question), candidates, EVEN_WEIGHTS)]


def test_sentences_alike_but_for_the_thing_asked_give_it() -> None:
    assert found(
        BORN,
        "The farmer (27 November 1865 – 25 July 1920) was a political figure who led the valley's council.",
        "The farmer (15 March 1870 – 25 July 1920) was a political figure who led the valley's council.",
    ) == ["27 November 1865", "15 March 1870"]


def test_a_word_of_another_kind_is_no_variant() -> None:
    assert (
        found(
            BORN,
            "The farmer from the north was a political figure in the valley.",
            "The farmer from the coast was a political figure in the valley.",
        )
        == []
    )


def test_a_thing_is_compared_where_the_sentences_name_what_it_is_of() -> None:
    assert found(
        'What is the genre of "Big Girl"?',
        "Big Girl is a Canadian short film, directed by Renuka Jeyapalan and released in 2005.",
        "Big Girl is a Canadian documentary, directed by Renuka Jeyapalan and released in 2005.",
    ) == ["short film", "documentary"]


def test_sentences_that_differ_in_two_places_are_about_two_things() -> None:
    assert (
        found(
            BORN,
            "The farmer Ames (25 November 1865 – 25 July 1920) was a figure in the valley.",
            "The farmer Bell (15 March 1870 – 25 July 1920) was a figure in the valley.",
        )
        == []
    )


def test_two_editions_of_one_article_are_one_source() -> None:
    first = candidate("The farmer (25 November 1865) was a political figure in the valley.", key="one")
    second = candidate("The farmer (15 March 1870) was a political figure in the valley.", key="one")
    assert found(BORN, first, second) == []
