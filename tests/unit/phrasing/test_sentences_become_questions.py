"""Questions made of sentences: grammatical ones, or none."""

from __future__ import annotations

import pytest

from rag.phrasing.question import MadeQuestion
from rag.phrasing.statements import questions_of, statements_of
from tests.builders import article

# Shows which words are names, and who is a person.
CONTEXT = (
    "Reports about Acme, about Harbour Bank and about Lyon came in. Jane Roe said so, and John Smith said so."
)


def made_of(sentence: str) -> list[MadeQuestion]:
    read = statements_of(article(f"{CONTEXT}\n\n{sentence}"))
    return [one for statement in read[2:] for one in questions_of(statement)]


@pytest.mark.parametrize(
    ("sentence", "question", "fact"),
    [
        (
            "Jane Roe founded Acme in Lyon in 1998.",
            "Who founded Acme in Lyon in 1998?",
            "Jane Roe",
        ),
        (
            "Jane Roe founded Acme in Lyon in 1998.",
            "In what year did Jane Roe found Acme in Lyon?",
            "1998",
        ),
        (
            "Jane Roe founded Acme in Lyon in 1998.",
            "What did Jane Roe found in Lyon in 1998?",
            "Acme",
        ),
        (
            "Acme paid nearly $78 million for Harbour Bank.",
            "How much did Acme pay for Harbour Bank?",
            "$78 million",
        ),
        (
            "Acme plans to invest $5 billion in Lyon.",
            "How much does Acme plan to invest in Lyon?",
            "$5 billion",
        ),
        (
            "Harbour Bank shares fell by 4% on January 27.",
            "By what percentage did Harbour Bank shares fall on January 27?",
            "4%",
        ),
        (
            "Acme employs 300 people in Lyon.",
            "How many people does Acme employ in Lyon?",
            "300",
        ),
        (
            "In July 1977, Acme opened a branch in Lyon.",
            "When did Acme open a branch in Lyon?",
            "July 1977",
        ),
        (
            "The treaty of Lyon was signed in 1912 by Harbour Bank.",
            "In what year was the treaty of Lyon signed by Harbour Bank?",
            "1912",
        ),
        (
            "Acme, a Dutch publisher, has bought a stake in Harbour Bank.",
            "Which Dutch publisher has bought a stake in Harbour Bank?",
            "Acme",
        ),
        (
            "Acme says that it sold Harbour Bank for $3 million.",
            "According to Acme, how much did Acme sell Harbour Bank for?",
            "$3 million",
        ),
        (
            "The library of Lyon was opened by John Smith in 2004.",
            "Who opened the library of Lyon in 2004?",
            "John Smith",
        ),
        (
            "The first mayor of Lyon was Jane Roe.",
            "Who was the first mayor of Lyon?",
            "Jane Roe",
        ),
        (
            "“The bridges of this town belong to everybody,” Jane Roe said.",
            "Who said “The bridges of this town belong to everybody”?",
            "Jane Roe",
        ),
        (
            "Jane Roe called Harbour Bank a “house of cards” on Friday.",
            "Who called Harbour Bank a “house of cards”?",
            "Jane Roe",
        ),
    ],
)
def test_a_plain_sentence_is_asked_for_its_value(sentence: str, question: str, fact: str) -> None:
    made = {one.question: one for one in made_of(sentence)}
    assert question in made
    assert made[question].facts[0][0] == fact
    assert made[question].answer == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "It sold the company for $3 million in 2004.",  # who?
        "The company employs 300 people in Lyon.",  # which?
        "Acme also paid them $3 million in 2004.",  # whom?
        "While Acme grew, Harbour Bank lost $3 million in 2004 and closed.",
        "Acme paid between $3 million and $5 million for Harbour Bank.",  # two figures
        "Acme opened a branch in 1998 and closed it in 2004.",
        "Experts doubt that Acme will grow in Lyon.",
        "Acme: $3 million",
        "Acme sold its branch in Lyon three years ago.",  # nobody knows when that was
    ],
)
def test_what_is_not_surely_understood_makes_no_question(sentence: str) -> None:
    assert made_of(sentence) == []


def test_a_tail_that_hangs_on_the_sentence_is_left_out_of_the_question() -> None:
    made = made_of("Acme paid $78 million for Harbour Bank, which had closed its branches.")
    assert [one.question for one in made if one.kind == "figure"] == [
        "How much did Acme pay for Harbour Bank?"
    ]


def test_every_form_of_a_persons_name_is_an_alternative() -> None:
    source = article(
        "Jane Roe said so. Roe founded Acme Mills in Lyon in 1998. Many came to Acme Mills in Lyon."
    )
    made = [one for read in statements_of(source) for one in questions_of(read)]
    who = next(one for one in made if one.question.startswith("Who"))
    assert who.facts == (("Jane Roe", "Roe"),)


def test_an_article_in_another_language_makes_no_questions() -> None:
    assert statements_of(article("Jane Roe gründete 1998 die Firma Acme in Lyon.", language="de")) == []
