from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Article
from rag.trust.support import Support, Verifier
from rag.trust.verifier import WeighedCheck
from rag.trust.weighing import AdditiveModel, VerifierModel, load_verifier
from tests.builders import article, evidence

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


def check(sentence: str, *marked: int) -> Support:
    return WeighedCheck().check(sentence, evidence(COST, SHARES), marked)


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
        ("Nvidia praised DeepSeek's shares on March 3.", "says March 3; not in the sources"),
        ("Sam Altman praised DeepSeek on January 27.", "says January 27; not said of this"),
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
    both = evidence(COST, rival)
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


def test_of_several_sentences_taken_for_one_each_must_be_supported() -> None:
    true, invented = "Liang Wenfeng founded DeepSeek in Hangzhou.", "Aliens landed in Paris yesterday."
    assert check(f"{true} Nvidia shares sank nearly 17% on January 27.").verdict == "supported"
    assert check(f"{true} {invented}").verdict == "partial"
    assert check(f"{invented} {invented}").verdict == "unsupported"


def test_of_several_sentences_one_that_is_contradicted_decides() -> None:
    found = check("Liang Wenfeng founded DeepSeek in Hangzhou. Nvidia shares sank nearly 17% on March 3.")
    assert (found.verdict, found.issues) == ("contradicted", ("says March 3; the source says January 27",))


def test_a_marker_decides_between_equals_and_never_against_the_words() -> None:
    same = evidence(*(article("It cost $6 million to train.", key=key) for key in ("one", "two", "three")))
    found = WeighedCheck().check("It cost $6 million to train.", same, [2])
    assert [c.hit.article.id for c in found.evidence] == ["two"]
    assert texts(check("Liang Wenfeng founded DeepSeek.", 2))[0].startswith("Liang Wenfeng")


def test_without_sources_nothing_is_supported() -> None:
    assert WeighedCheck().check("It rains.", evidence()) == Support(
        "unsupported", 0.0, (), ("there is nothing to compare it with",)
    )


def test_it_keeps_the_promises_of_a_verifier() -> None:
    verifier: Verifier = WeighedCheck()
    assert verifier.name == "weighed-1"
    assert verifier.threshold == load_verifier().supported


@pytest.mark.parametrize(
    "sentence", ["", "…!", "According to the article:", "The and of.", "The sources also say."]
)
def test_a_sentence_without_anything_to_compare_is_unsupported(sentence: str) -> None:
    assert check(sentence) == Support(
        "unsupported", 0.0, (), ("says nothing that the sources could be compared with",)
    )


@pytest.mark.parametrize("source", [COST, SHARES], ids=lambda source: source.id)
def test_every_sentence_of_an_article_is_supported_by_it_alone(source: Article) -> None:
    read = evidence(source)
    for one in read.candidates:
        found = WeighedCheck().check(one.text, read)
        assert (found.verdict, found.evidence[0]) == ("supported", one)


def test_a_sentence_in_another_script_is_supported_by_itself_and_by_nothing_else() -> None:
    russian = "Акции компании упали на 17% в понедельник."
    assert WeighedCheck().check(russian, evidence(russian)).verdict == "supported"
    assert check(russian).verdict != "supported"


@pytest.mark.parametrize("verb", ["fell", "sank", "declined"])
def test_a_word_with_the_opposite_meaning_in_its_place_contradicts(verb: str) -> None:
    read = evidence(f"Nvidia shares {verb} sharply on Monday in New York.")
    found = WeighedCheck().check("Nvidia shares rose sharply on Monday in New York.", read)
    assert (found.verdict, found.issues) == ("contradicted", (f"says “rose”; the source says “{verb}”",))


def test_a_denial_in_other_words_than_the_sources_is_no_false_one() -> None:
    read = evidence("The school will stay closed and has not been open since May.")
    found = WeighedCheck().check("The school has never been open since May.", read)
    assert found.verdict != "contradicted"
    assert "denies what the source does not deny" not in found.issues


def test_however_probable_it_is_a_finding_rules_out_support() -> None:
    certain = AdditiveModel(20.0, {})
    verifier = WeighedCheck(VerifierModel(certain, certain, 0.8, 0.5, 0.5))
    read = evidence(SHARES)
    assert verifier.check("Nvidia shares were wiped out.", read).verdict == "supported"
    found = verifier.check("Nvidia shares sank on March 3 for Mistral.", read)
    assert found.verdict != "supported"
    assert found.score < verifier.threshold


def test_what_is_hardly_said_is_unsupported_and_names_no_evidence() -> None:
    verifier = WeighedCheck(VerifierModel(AdditiveModel(-20.0, {}), AdditiveModel(20.0, {}), 0.8, 0.5, 0.5))
    found = verifier.check("Nvidia shares fell.", evidence(SHARES))
    assert (found.verdict, found.evidence) == ("unsupported", ())
    assert found.issues


def test_what_names_somebody_else_and_is_hardly_said_is_not_supported_in_part() -> None:
    certain = AdditiveModel(20.0, {})
    verifier = WeighedCheck(VerifierModel(certain, certain, 0.8, 0.5, 0.0))
    assert verifier.check("The ferries of Lisbon like harbours.", evidence(SHARES)).verdict == "unsupported"
    assert verifier.check("The ferries of the town like harbours.", evidence(SHARES)).verdict == "partial"
    assert verifier.check("Traders wiped out Nvidia shares in Lisbon.", evidence(SHARES)).verdict == "partial"


def test_a_word_that_opens_a_numbered_point_is_no_name() -> None:
    source = "4  Submerge the sausage in the beer; add red pepper flakes, garlic powder, salt and pepper."
    claim = "3. Combine beer, red pepper flakes, garlic powder, salt and pepper with the sausage."
    assert WeighedCheck().check(claim, evidence(source)).verdict != "contradicted"


def test_what_is_said_and_probably_said_otherwise_is_supported_in_part() -> None:
    verifier = WeighedCheck(VerifierModel(AdditiveModel(20.0, {}), AdditiveModel(0.0, {}), 0.8, 0.5, 0.0))
    found = verifier.check("Nvidia shares sank nearly 17% on January 27.", evidence(SHARES))
    assert (found.verdict, found.score) == ("partial", 0.5)
    assert found.issues == ("the sources say this in part at most",)


HOSTILE = st.text(
    st.sampled_from("aZ 019.,%$-–“”\"'()[]|#*\n\u200b\u202e\uff11\uff12аеоС中文дни🙂٣é{};:=<>Nnot"),
    max_size=300,
)


@settings(max_examples=60, deadline=None)
@given(claim=HOSTILE, source=HOSTILE)
def test_whatever_is_written_there_is_a_verdict(claim: str, source: str) -> None:
    support = WeighedCheck().check(claim, evidence(source))
    assert 0 <= support.score <= 1
    assert support.verdict in {"supported", "partial", "unsupported", "contradicted"}


@pytest.mark.parametrize(
    "unit",
    [
        "word ",
        "7",
        "not ",
        "Ａ１ ",
        "Аpple ",
        "🙂",
        "| a | 1 ",
        "x=1;\n",
        "\u200b",
        "1 and ",
        "中文",
        "“a b c d” ",
    ],
)
def test_ten_thousand_characters_of_anything_have_a_verdict(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    for read in (evidence(f"{SHARES.text} {text}"), evidence()):
        assert 0 <= WeighedCheck().check(text, read).score <= 1


@pytest.mark.parametrize("published", ["2025", "2025-01"])
def test_a_day_is_not_confirmed_by_a_month_or_year_that_it_lies_in(published: str) -> None:
    released = article(
        "DeepSeek released its model R1 on January 20, 2025. In January it led the download charts.",
        key="r1",
        published=published,
    )
    found = WeighedCheck().check("R1 was released on January 25, 2025.", evidence(released))
    assert (found.verdict, found.issues) == (
        "contradicted",
        ("says January 25, 2025; the source says January 20, 2025",),
    )
    assert (
        WeighedCheck().check("R1 was released on January 20, 2025.", evidence(released)).verdict
        == "supported"
    )
