from __future__ import annotations

import pytest

from rag.reading.candidates import candidates_of
from rag.reading.excerpts import Excerpt
from rag.trust.claims import claims_something, clauses, read_claim
from rag.trust.evidence import Evidence, evidence_of
from rag.trust.support import Support
from rag.trust.verifier import WeighedCheck
from tests.builders import article, hit

COST = article(
    "Liang Wenfeng founded DeepSeek in Hangzhou in 2023. Its training cost about $6 million, DeepSeek says. "
    "Experts doubt that figure.",
    key="cost",
    publisher="CGTN",
)
SHARES = article(
    "Nvidia shares sank nearly 17% on January 27, which wiped out nearly $600 billion of its value. "
    "Sam Altman of OpenAI praised DeepSeek. The company has not published its training data. "
    "Broadcom fell 17% on the same day. “We will deliver much better models,” Altman wrote.",
    key="shares",
    publisher="Reuters",
)
QUESTION = "How much did DeepSeek's training cost?"


def evidence() -> Evidence:
    hits = [hit(COST), hit(SHARES)]
    return evidence_of(
        [c for one in hits for c in candidates_of(Excerpt((one,)))], [[one.passage.id] for one in hits]
    )


def check(sentence: str, *marked: int) -> Support:
    return WeighedCheck().check(sentence, evidence(), marked)


def texts(support: Support) -> list[str]:
    return [candidate.text for candidate in support.evidence]


@pytest.mark.parametrize(
    ("sentence", "begins"),
    [
        ("DeepSeek was founded by Liang Wenfeng.", "Liang Wenfeng founded"),
        ("DeepSeek says its training cost $6 million.", "Its training cost"),
        ("According to Reuters, Nvidia's shares fell 17 percent.", "Nvidia shares sank"),
        ("Nvidia shares sank nearly 17% on 27 January 2025.", "Nvidia shares sank"),
    ],
)
def test_what_a_sentence_of_the_sources_says_is_supported_by_it(sentence: str, begins: str) -> None:
    found = check(sentence)
    assert (found.verdict, found.issues) == ("supported", ())
    assert texts(found)[0].startswith(begins)
    assert found.score >= WeighedCheck().threshold


@pytest.mark.parametrize(
    ("sentence", "issue"),
    [
        ("DeepSeek trained its model for $600 million.", "says $600 million; not in the sources"),
        ("Nvidia praised DeepSeek's shares on March 3.", "says March 3; not said of this"),
        ("The weather in Paris is lovely.", "the sources do not say “weather”, “Paris”, “lovely”"),
    ],
)
def test_a_figure_date_or_topic_that_is_not_there_is_named(sentence: str, issue: str) -> None:
    found = check(sentence)
    assert found.verdict in {"unsupported", "partial"}
    assert issue in found.issues


@pytest.mark.parametrize(
    ("sentence", "issue", "begins"),
    [
        (
            "DeepSeek says its training cost $600 million.",
            "says $600 million; the source says about $6 million",
            "Its training cost",
        ),
        (
            "DeepSeek says its training cost about $600 billion.",
            "says about $600 billion; the source says about $6 million",
            "Its training cost",
        ),
        (
            "Nvidia shares sank nearly 17% on March 3.",
            "says March 3; the source says January 27",
            "Nvidia shares sank",
        ),
        (
            "Mark Zuckerberg of OpenAI praised DeepSeek.",
            "names Mark Zuckerberg; the source names Sam Altman",
            "Sam Altman of OpenAI",
        ),
        (
            "The company has published its training data.",
            "states what the source denies",
            "The company has not",
        ),
    ],
)
def test_what_a_source_says_otherwise_is_contradicted_by_it(sentence: str, issue: str, begins: str) -> None:
    found = check(sentence)
    assert found.verdict == "contradicted"
    assert issue in found.issues
    assert texts(found)[0].startswith(begins)
    assert found.score < 0.1


def test_a_value_that_one_source_gives_is_not_contradicted_by_another() -> None:
    rival = article("DeepSeek's training cost $1.3 billion.", key="rival")
    hits = [hit(COST), hit(rival)]
    both = evidence_of([c for one in hits for c in candidates_of(Excerpt((one,)))], [])
    for claim in (
        "DeepSeek's training cost $1.3 billion.",
        "Its training cost about $6 million, DeepSeek says.",
    ):
        assert WeighedCheck().check(claim, both).verdict == "supported"


def test_words_of_two_sentences_thrown_together_support_nothing() -> None:
    assert check("Sam Altman founded DeepSeek in Hangzhou.").verdict != "supported"


def test_a_denial_of_what_the_source_states_is_not_supported() -> None:
    found = check("Nvidia shares did not sink 17% on January 27.")
    assert found.verdict != "supported"
    assert "denies what the source does not deny" in found.issues


def test_words_in_quotation_marks_must_be_the_sources_own() -> None:
    assert check("Altman wrote, “We will deliver much better models.”").verdict == "supported"
    found = check("Altman wrote, “We will deliver much better chips and models.”")
    assert found.verdict != "supported"
    assert "do not have these words" in found.issues[0]


def test_each_clause_of_a_compound_sentence_may_rest_on_another_sentence() -> None:
    found = check("DeepSeek says its training cost $6 million, while Nvidia shares sank 17% on January 27.")
    assert found.verdict == "supported"
    assert len(found.evidence) == 2


def test_a_compound_sentence_is_no_better_than_its_worst_clause() -> None:
    found = check("DeepSeek says its training cost $6 million, while aliens landed in Paris yesterday.")
    assert found.verdict != "supported"


def test_a_marker_decides_between_equals_and_never_against_the_words() -> None:
    twins = [hit(article("It cost $6 million to train.", key=key)) for key in ("one", "two", "three")]
    same = evidence_of(
        [c for one in twins for c in candidates_of(Excerpt((one,)))], [[one.passage.id] for one in twins]
    )
    found = WeighedCheck().check("It cost $6 million to train.", same, [2])
    assert [c.hit.article.id for c in found.evidence] == ["two"]
    assert texts(check("Liang Wenfeng founded DeepSeek.", 2))[0].startswith("Liang Wenfeng")


def test_without_sources_nothing_is_supported() -> None:
    assert WeighedCheck().check("It rains.", evidence_of([], [])).verdict == "unsupported"


@pytest.mark.parametrize(
    "text",
    ["Here is what the sources say:", "## Costs", "**Training costs**", "Cost:", "According to the sources:"],
)
def test_headings_and_announcements_claim_nothing(text: str) -> None:
    assert not claims_something(text, QUESTION)


@pytest.mark.parametrize(
    "text",
    ["$6 million", "Yes.", "Liang Wenfeng", "DeepSeek's training did not cost much.",
     "## Training cost $6 million", "DeepSeek's training cost money.", "Cost: $6 million:", "Nobody knows.",
     "DeepSeek did not train:"],
)  # fmt: skip
def test_whatever_may_be_false_is_a_claim(text: str) -> None:
    assert claims_something(text, QUESTION)


def test_a_claim_is_read_without_framing_figures_and_dates() -> None:
    claim = read_claim("According to the article, DeepSeek spent $6 million in January 2025.")
    assert claim.stems == ("deepseek", "spend")
    assert len(claim.figures) == len(claim.dates) == 1


def test_short_asides_are_no_clauses() -> None:
    assert clauses("It fell, and rose.") == ["It fell, and rose."]
    assert len(clauses("Nvidia's shares fell sharply; Broadcom's shares rose slightly.")) == 2
