"""Which questions sentences are turned into."""

from __future__ import annotations

import pytest

from rag.suggesting.proposals import proposals_of
from tests.builders import article


def asked(text: str) -> list[str]:
    return [one.wordings[0] for one in proposals_of(article(text))]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (
            "The report puts the total training cost of Orbit-3 at $5.6 million.",
            "How much did it cost to train Orbit-3?",
        ),
        ("The Marl Bridge was built for $4 million.", "How much did it cost to build the Marl Bridge?"),
        (
            "Acme's AI model builds on older work. Its training reportedly cost $6 million.",
            "How much did it cost to train Acme's AI model?",
        ),
        (
            "Shares fell, with Acme losing $60 billion in market value.",
            "How much market value did Acme lose?",
        ),
        (
            "Acme stated on May 29 that it was reviewing whether Orbit had used its models.",
            "When did Acme say it was reviewing whether Orbit had used its models?",
        ),
        ("The Marl Museum, which opened on 3 May 2018, drew a crowd.", "When did the Marl Museum open?"),
        ("Lena Frey, who designed the Marl Bridge, lives nearby.", "Who designed the Marl Bridge?"),
        ("The Dunmore treaty was written by Lena Frey.", "Who wrote the Dunmore treaty?"),
        ("Orbisan's founder, Ada Holt, spoke to reporters.", "Who founded Orbisan?"),
        ("Revenue at Orbisan came to $27 million.", "How much revenue did Orbisan report?"),
        ("Ada Holt, a professor at Lyon, said prices would fall.", "Who is Ada Holt?"),
        (
            "Prices fell at Acme last year. Ada Holt, a professor, said that Acme would shrink.",
            "What did Ada Holt say about Acme?",
        ),
        (
            "Prices fell at Acme. Acme raised the price of paper because Orbit sold more.",
            "Why did Acme raise the price of paper?",
        ),
    ],
)
def test_a_sentence_is_asked_for_what_it_tells(text: str, question: str) -> None:
    assert question in asked(text)


def test_the_reason_for_what_is_said_is_no_reason_for_saying_it() -> None:
    text = "Ada Holt said Acme had cut the price of paper because Orbit sold more."
    assert not any(question.startswith("Why did Ada Holt") for question in asked(text))


def test_no_question_holds_its_answer() -> None:
    for one in proposals_of(article("The Marl Bridge was built for $4 million by Lena Frey in 2019.")):
        assert not any(fact in wording for fact in one.facts for wording in one.wordings)


def test_an_article_in_another_language_is_not_asked() -> None:
    assert asked("Die Brücke wurde für 4 Millionen Euro gebaut. Der Rat hat es beschlossen.") == []
