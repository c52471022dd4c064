from __future__ import annotations

import pytest

from rag.constraints import publisher_aliases
from rag.constraints.attributions import asked_mentions
from rag.constraints.missing_outlets import missing_outlets

PAPERS = ("CGTN", "Fortune", "Reuters", "The Guardian", "The Verge", "TechCrunch", "Time")


def asked(question: str, *publishers: str) -> set[str]:
    return {name for mention in asked_mentions(question, publishers or PAPERS) for name in mention.publishers}


@pytest.mark.parametrize(
    ("publisher", "aliases"),
    [
        ("Byline digest of CGTN", ("CGTN",)),
        ("The Guardian", ("Guardian",)),
        ("Byline digest of an unnamed technology blog", ("technology blog", "blog")),
        ("Byline digest of an unnamed news site citing the BBC", ("news site", "site")),
        ("Byline digest of an unnamed site carrying Epoch Times material", ("Epoch Times", "site")),
        ("daily mail", ("daily mail", "mail")),
        ("Byline digest of ", ()),
        ("", ()),
    ],
)
def test_people_call_a_publisher_by_its_name_or_by_what_it_is(
    publisher: str, aliases: tuple[str, ...]
) -> None:
    assert publisher_aliases(publisher) == aliases


@pytest.mark.parametrize(
    ("publisher", "aliases"),
    [
        ("The Independent - Sports", ("Independent - Sports", "Independent")),
        ("Cnbc | World Business News Leader", ("Cnbc | World Business News Leader", "Cnbc")),
        ("Live Science: The Most Interesting Articles", None),
    ],
)
def test_a_section_or_slogan_may_be_left_out(publisher: str, aliases: tuple[str, ...] | None) -> None:
    assert publisher_aliases(publisher) == (aliases or (publisher, "Live Science"))


@pytest.mark.parametrize(
    "question",
    [
        "According to CGTN, what did it cost?",
        "according to cgtn, what did it cost?",
        "What did CGTN report about costs?",
        "What does the CGTN piece say?",
        "What was reported by CGTN?",
        "Which article from 'CGTN' mentions it?",
        "What does CGTN’s latest report say?",
        "In CGTN, what is said about Nvidia?",
        "What did it say in CGTN?",
    ],
)
def test_a_publisher_that_the_question_asks_is_the_only_one_searched(question: str) -> None:
    assert asked(question) == {"CGTN"}


@pytest.mark.parametrize(
    "question",
    [
        "Who owns CGTN?",
        "Who was hired by CGTN?",
        "What happened in time for the vote?",
        "Who has time to report it?",
        "What did people say?",
        "Time says nothing about what it is.",
        "Outside the Guardian, who wrote about it?",
        "What was written in articles other than TechCrunch's?",
        "Which story is about CGTN?",
    ],
)
def test_a_publisher_that_is_only_mentioned_limits_nothing(question: str) -> None:
    assert asked(question, *PAPERS, "People") == set()


@pytest.mark.parametrize(
    ("question", "publishers"),
    [
        ("What did Reuters, The Verge and the Guardian report?", {"Reuters", "The Verge", "The Guardian"}),
        ("as reported by both 'Fortune' and 'TechCrunch'", {"Fortune", "TechCrunch"}),
        ("Who is accused by Fortune and, according to CGTN, tired?", {"Fortune", "CGTN"}),
        ("After the report by CGTN, did Reuters keep its line?", {"CGTN", "Reuters"}),
        ("What did CGTN say about the Guardian?", {"CGTN"}),
        ("what does the verge say?", {"The Verge"}),
    ],
)
def test_of_several_publishers_those_are_searched_that_are_asked(question: str, publishers: set[str]) -> None:
    assert asked(question) == publishers


@pytest.mark.parametrize(
    ("question", "publishers"),
    [
        ("What does the FOX News - Health article say?", {"FOX News - Health"}),
        ("What does the Fox News article say?", {"FOX News - Health", "FOX News - Travel"}),
        ("According to the BBC, who won?", {"BBC News - Arts"}),
        ("What did CBS Sports report?", {"CBSSports.com"}),
        ("What did the NYT write?", {"The New York Times"}),
    ],
)
def test_a_name_means_all_publishers_that_it_may_mean(question: str, publishers: set[str]) -> None:
    held = (
        "FOX News - Health",
        "FOX News - Travel",
        "BBC News - Arts",
        "CBSSports.com",
        "The New York Times",
    )
    assert asked(question, *held) == publishers


@pytest.mark.parametrize(
    ("question", "publisher"),
    [
        (
            "In the news site report, what surprised him?",
            "Byline digest of an unnamed news site citing the BBC",
        ),
        ("According to the tech blog, what did it cost?", "Byline digest of an unnamed technology blog"),
        ("In the Epoch Times piece, who is quoted?", "Byline digest of an unnamed site carrying Epoch Times"),
    ],
)
def test_a_digest_is_asked_by_what_it_is_a_digest_of(question: str, publisher: str) -> None:
    held = (
        "Byline digest of an unnamed news site citing the BBC",
        "Byline digest of an unnamed technology blog",
        "Byline digest of an unnamed site carrying Epoch Times",
    )
    assert asked(question, *held) == {publisher}


def test_a_plain_noun_needs_an_article_to_be_a_publisher() -> None:
    digest = "Byline digest of an unnamed technology blog"
    assert asked("What does the blog say?", digest) == {digest}
    assert asked("Which company blog article is that?", digest) == set()


def test_a_publisher_without_a_word_in_its_name_limits_nothing() -> None:
    assert asked("What does — say?", "—", "Byline digest of ", "") == set()


@pytest.mark.parametrize(
    ("question", "outlets"),
    [
        ("According to the New York Times, who won?", ["the New York Times"]),
        ("What does a Wall Street Journal report say?", ["the Wall Street Journal"]),
        ("What does the Bloomberg article say, and one by Forbes?", ["Bloomberg", "Forbes"]),
        ("According to The Washington Post, who won?", ["the Washington Post"]),
        ("According to OpenAI, who won?", []),
        ("According to SemiAnalysis and Marina Zhang, who won?", []),
        ("According to Emily Post, how does one eat?", []),
        ("Who owns the New York Times?", []),
        ("According to Reuters and the Guardian, who won?", []),
        ("what did the new york times say?", []),
    ],
)
def test_an_outlet_that_is_asked_and_not_held_is_named(question: str, outlets: list[str]) -> None:
    assert missing_outlets(question, PAPERS) == outlets
