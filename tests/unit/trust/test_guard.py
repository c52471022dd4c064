from __future__ import annotations

import pytest

from rag.trust.claims import read_claim
from rag.trust.finding import Finding, counts_of
from rag.trust.guard import differing_values, differing_words
from rag.trust.name_findings import names_missing
from rag.trust.polarity import denied_stems, is_negated
from rag.trust.slots import exchanged
from rag.trust.value_findings import dates_known
from tests.builders import article, candidate, evidence

SOURCE = "Liang Wenfeng told Reuters on Monday that training cost $6 million and took 2,000 chips."
NAMES = frozenset({"liang", "wenfeng", "reuter", "altman"})


def findings(claim: str, source: str = SOURCE) -> list[tuple[str, str, str]]:
    read, one = read_claim(claim), candidate(source)
    found = (*differing_values(read, one), *differing_words(read, one, NAMES))
    return [(finding.kind, finding.stated, finding.found) for finding in found]


@pytest.mark.parametrize(
    "claim",
    [
        SOURCE,
        "Liang Wenfeng told Reuters that training cost about $6 million.",
        "Training cost US$6,000,000, Liang told Reuters on Monday.",
        "LIANG WENFENG told Reuters that training took 2,000 chips.",
        "Liang’s training took two thousand chips.",
    ],
)
def test_what_the_source_says_in_other_notation_is_no_finding(claim: str) -> None:
    assert findings(claim) == []


@pytest.mark.parametrize(
    ("claim", "finding"),
    [
        ("Liang Wenfeng told Reuters on Monday that training cost $60 million.",
         ("number", "$60 million", "$6 million")),
        ("Liang Wenfeng told Reuters on Friday that training cost $6 million.", ("date", "Friday", "Monday")),
        ("Liang Wenfeng told Bloomberg on Monday that training cost $6 million.",
         ("name", "Bloomberg", "Reuters")),
        ("Altman told Reuters on Monday that training cost $6 million.",
         ("speaker", "Altman", "Liang Wenfeng")),
    ],
)  # fmt: skip
def test_one_thing_exchanged_is_named_with_both_sides(claim: str, finding: tuple[str, str, str]) -> None:
    assert finding in findings(claim)


def test_a_name_that_nothing_nearby_has_is_named_alone() -> None:
    assert findings("Training for Mistral cost $6 million.") == [("name", "Mistral", "")]


def test_years_and_spans_back_are_compared() -> None:
    assert ("date", "2017", "2022") in findings(
        "The Act of 2017 passed.", "The Act of 2022 passed in August."
    )
    assert ("number", "350 years ago", "35 years ago") in findings(
        "He died 350 years ago.", "He died 35 years ago."
    )


def test_a_number_in_a_name_must_be_there_but_not_the_passages_own() -> None:
    assert findings("The Nikkei 225 fell.", "The Nikkei 500 fell.")[0][:2] == ("number", "225")
    assert findings("The Nikkei 225 fell (Passage 3).", "The Nikkei 225 fell.") == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The firm did not publish its data.", "The firm did publish its data."),
        ("The firm published its data.", "The firm never published its data."),
        (
            "He pleaded guilty to murder and guilty to theft.",
            "He pleaded not guilty to murder and guilty to theft.",
        ),
        ("The firm agreed to publish its data.", "The firm refused to publish its data."),
    ],
)
def test_a_negation_on_one_side_only_is_found(claim: str, source: str) -> None:
    assert [kind for kind, _, _ in findings(claim, source)] == ["negation"]


def test_a_denial_in_other_words_is_none_the_less_the_same() -> None:
    assert findings("The firm has not published data.", "The firm hasn't published any data.") == []


def test_what_is_both_denied_and_stated_is_not_denied() -> None:
    assert denied_stems("He pleaded not guilty to murder and guilty to theft.") == frozenset()
    assert denied_stems("They found no evidence.") == {"evid"}
    assert not is_negated("Not only chips fell; see No. 1.")


def test_long_sentences_are_not_aligned() -> None:
    assert exchanged("word " * 400, "other " * 400) == ()
    assert len(exchanged("It fell on Monday in Rome", "It fell on Friday in Rome")) == 1


def test_findings_are_counted_by_kind() -> None:
    counts = counts_of([Finding("number", "5", "6"), Finding("name", "Liang")])
    assert (counts.numbers, counts.names, counts.dates, counts.answered) == (1, 1, 0, 1)


def test_an_issue_has_both_sides_where_there_are_two() -> None:
    assert Finding("number", "$600 million", "$600 billion").issue == (
        "says $600 million; the source says $600 billion"
    )
    assert Finding("name", "Mistral").issue == "names Mistral; not said of this"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("American shares fell.", "The U.S. shares fell."),
        ("Shares of AI firms fell.", "Shares of Artificial Intelligence firms fell."),
        ("The chips are H800s by Nvidia.", "The chips are H800 by Nvidia."),
        ("More than 50 firms agreed.", "At least 50 firms agreed."),
        ("Two firms agreed.", "Two companies agreed."),
    ],
)
def test_other_names_plurals_of_codes_and_like_bounds_are_the_same(claim: str, source: str) -> None:
    assert findings(claim, source) == []


def test_another_bound_on_the_same_side_is_another_figure() -> None:
    assert findings("Over 100 firms agreed.", "Over 50 firms agreed.")[0][0] == "number"


def test_a_day_may_be_the_articles_own() -> None:
    dated = article("Shares fell on Monday.", published="2025-01-28")
    one = evidence(dated).candidates[0]
    assert differing_values(read_claim("Shares fell on 27 January 2025."), one) == ()
    assert [f.kind for f in differing_values(read_claim("Shares fell on 3 March 2025."), one)] == ["date"]


def test_without_a_publication_date_only_stated_dates_are_known() -> None:
    one = evidence(article("Shares fell yesterday, after May 3.", published=None)).candidates[0]
    assert [date.relative for date in dates_known(one)] == [False]


def test_where_several_values_could_stand_in_its_place_none_is_named() -> None:
    assert findings("It fell 5%.", "It fell 17% and rose 3%.") == [("number", "5%", "")]


def test_words_written_as_names_that_the_sentence_lacks_are_counted() -> None:
    claim = read_claim("In Rome, Sam Altman of OpenAI met Liang.")
    assert names_missing(claim, candidate("Liang met Altman."), NAMES) == 3


@pytest.mark.parametrize("claim", ["", "7", "中文字符在这里。", "Акции упали в понедельник.", "١٧"])
def test_other_scripts_and_bare_digits_agree_with_themselves(claim: str) -> None:
    assert findings(claim, "Акции упали в понедельник: 7, ١٧ и 中文字符在这里.") == []
