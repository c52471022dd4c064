from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.constraints import understand
from rag.domain import Question
from rag.interfaces import Preference, Understood
from rag.text.word_lists import words_of
from tests.builders import article
from tests.fakes import DictLibrary

WEDNESDAY = date(2025, 2, 5)
EVENTS = {"the release of R1": date(2025, 1, 20), "DeepSeek launched its app": date(2025, 1, 10)}


def library() -> DictLibrary:
    held = DictLibrary()
    for publisher, published in [
        ("CGTN", "2025-01-28"),
        ("The Verge", "2024-11-10"),
        ("The Guardian", "2025-02-04"),
    ]:
        held.replace_article(article("Text.", published=published, publisher=publisher), [])
    return held


HELD = library()


def understood(question: str, today: date = WEDNESDAY) -> Understood:
    return understand(Question(question), question, HELD, today, EVENTS.get)


def limit(question: str, today: date = WEDNESDAY) -> tuple[str | None, str | None]:
    """The hard range; nothing is preferred beside it."""
    result = understood(question, today)
    assert result.preference == Preference()
    return result.constraints.since, result.constraints.until


def preference(question: str) -> tuple[str | None, str | None]:
    """The preferred range; nothing is shut out beside it."""
    result = understood(question)
    assert (result.where.since, result.where.until) == (None, None)
    soft = result.preference
    return soft.since and soft.since.isoformat(), soft.until and soft.until.isoformat()


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What was reported last week?", "2025-01-27", "2025-02-02"),
        ("What did CGTN report about chips last week?", "2025-01-27", "2025-02-02"),
        ("What was in the news yesterday?", "2025-02-04", "2025-02-04"),
        ("any news today?", "2025-02-05", "2025-02-05"),
        ("What are today’s headlines?", "2025-02-05", "2025-02-05"),
        ("Summarise this month's coverage.", "2025-02-01", "2025-02-28"),
        ("What was published in the past ten days?", "2025-01-26", "2025-02-05"),
        ("Which articles appeared in the last month?", "2025-01-06", "2025-02-05"),
        ("news from the weekend", "2025-02-01", "2025-02-02"),
        ("articles from January", "2025-01-01", "2025-01-31"),
        ("articles from December", "2024-12-01", "2024-12-31"),
        ("articles from December to January 2025", "2024-12-01", "2025-01-31"),
        ("reports from 2024", "2024-01-01", "2024-12-31"),
        ("stories between 27 and 29 January", "2025-01-27", "2025-01-29"),
        ("news between 27 January and 3 February", "2025-01-27", "2025-02-03"),
        ("articles published after 2 January and before 3 February", "2025-01-03", "2025-02-02"),
        ("news since 27 January", "2025-01-27", None),
        ("articles about the app since January", "2025-01-01", None),
        ("What was written after 27 January 2025?", "2025-01-28", None),
        ("articles published before 3 February", None, "2025-02-02"),
        ("What was published until Monday?", None, "2025-02-03"),
        ("What does the Guardian's article of 3 February say?", "2025-02-03", "2025-02-03"),
        ("What does their January 28, 2025, article say?", "2025-01-28", "2025-01-28"),
        ("What did The Verge say on 10 January?", "2025-01-10", "2025-01-10"),
        ("What has the Guardian reported since Monday?", "2025-02-03", None),
        ("What did CGTN and the Guardian report last week?", "2025-01-27", "2025-02-02"),
    ],
)
def test_words_that_limit_what_was_reported_shut_out(
    question: str, since: str | None, until: str | None
) -> None:
    assert limit(question) == (since, until)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What did Nvidia lose on January 27?", "2025-01-27", "2025-02-05"),
        ("What did Nvidia lose on 2 January?", "2025-01-02", "2025-01-16"),
        ("How far did shares fall around the end of January?", "2025-01-21", "2025-02-05"),
        ("How badly was Tesla hit in the late-January sell-off?", "2025-01-21", "2025-02-05"),
        ("What happened yesterday?", "2025-02-04", "2025-02-05"),
        ("Who reported losses last week?", "2025-01-27", "2025-02-05"),
        ("What did Nvidia report in January?", "2025-01-01", "2025-02-05"),
        ("What happened over the past week?", "2025-01-29", "2025-02-05"),
        ("What happened between 27 and 29 January?", "2025-01-27", "2025-02-05"),
        ("Did the price change from January 20 on?", "2025-01-20", None),
        ("What did OpenAI release by 2 January?", None, "2025-01-16"),
        ("What did the Guardian say about the fall on 27 January?", "2025-01-27", "2025-02-05"),
    ],
)
def test_words_that_date_what_happened_only_prefer(
    question: str, since: str | None, until: str | None
) -> None:
    assert preference(question) == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "May I ask who won?",
        "Who may march on Rome?",
        "How long did the war last?",
        "Which was the second to fall?",
        "Since it is cheap, who wins?",
        "Who won Monday Night Football?",
        "What did April Jones say?",
        "Is USA Today right?",
        "What happened on February 30?",
        "What happened in the year 99999?",
        "What will happen tomorrow, next week and next March?",
        "Which team won last year?",
        "What happened in 2024?",
        "When did the Berlin Wall fall, on 9 November 1989?",
        "What happened on the last day of the trial?",
        "How long after the launch did it lead?",
        "Who looked after the release of the dogs?",
    ],
)
def test_words_that_are_no_time_or_too_vague_set_nothing(question: str) -> None:
    result = understood(question)
    assert (result.where.since, result.where.until) == (None, None)
    assert (result.preference, result.notes) == (Preference(), ())


def test_a_month_without_a_year_is_the_latest_in_which_there_are_articles() -> None:
    assert limit("articles from January", date(2026, 11, 22)) == ("2025-01-01", "2025-01-31")
    assert limit("articles from November", date(2024, 12, 1)) == ("2024-11-01", "2024-11-30")
    assert limit("articles from June", date(2026, 11, 22)) == ("2026-06-01", "2026-06-30")


def test_a_question_of_two_reports_is_not_held_to_the_dates_between_them() -> None:
    both = "Did the CGTN article of 2 January and the Guardian article of 3 February agree?"
    assert preference(both) == ("2025-01-02", "2025-02-03")
    one = "Does the Guardian report say what the CGTN article published on 28 January says?"
    assert preference(one) == ("2025-01-28", "2025-01-28")
    assert set(understood(one).where.publishers) == {"CGTN", "The Guardian"}


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest model?",
        "What is the most recent estimate?",
        "Who is the current head?",
        "What did Nvidia say recently?",
        "Is it still free today?",
        "What is happening now?",
    ],
)
def test_who_asks_for_the_newest_gets_newer_articles_first(question: str) -> None:
    assert understood(question).preference.is_newest_first
    assert "Newer articles were preferred." in understood(question).notes


@pytest.mark.parametrize(
    "question",
    ["Who must pay by Friday at the latest?", "How strong is an electric current?", "Who knows how?"],
)
def test_not_every_such_word_asks_for_the_newest(question: str) -> None:
    assert not understood(question).preference.is_newest_first


def test_in_a_long_description_recently_asks_for_nothing() -> None:
    question = "Which of the companies that were recently accused " + "of one thing or another " * 6 + "won?"
    assert not understood(question).preference.is_newest_first


def test_the_reader_is_told_how_words_were_read() -> None:
    assert understood("What was reported last week?").notes == (
        "“last week” was read as 27 January to 2 February 2025.",
    )
    assert understood("articles from November").notes == ("“November” was read as 1 to 30 November 2024.",)
    assert understood("articles from 28 January 2025").notes == ()
    assert understood("What did Nvidia lose on January 27?").notes == (
        "Articles from 27 January to 5 February 2025 were preferred.",
    )


def test_an_event_sets_the_day_from_which_reports_are_read() -> None:
    result = understood("news since the release of R1")
    assert result.constraints.since == "2025-01-20"
    assert result.notes == ("“the release of R1” was dated to 20 January 2025 by what the articles say.",)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What has happened since the release of R1?", "2025-01-20", None),
        ("What did Nvidia lose after DeepSeek launched its app?", "2025-01-10", None),
        ("After DeepSeek launched its app did Nvidia fall?", "2025-01-10", None),
        ("What did Nvidia say before the release of R1?", None, "2025-01-20"),
    ],
)
def test_an_event_that_dates_another_only_prefers(
    question: str, since: str | None, until: str | None
) -> None:
    assert preference(question) == (since, until)


def test_an_event_whose_day_is_not_known_sets_no_limit_and_says_so() -> None:
    result = understood("What did Trump say before the sanctions?")
    assert (result.where.since, result.where.until, result.preference) == (None, None, Preference())
    assert result.notes == ("The articles do not tell the day of “the sanctions”, so it set no limit.",)


@pytest.mark.parametrize(
    "question",
    [
        "Why do shares fall since DeepSeek launched its app?",
        "What did Trump do two days before the election?",
        "After Reuters published the report on the ban, who fell?",
    ],
)
def test_reasons_distances_and_reports_are_no_events(question: str) -> None:
    def never(event: str) -> date:
        pytest.fail(f"asked for the day of {event!r}")

    understand(Question(question), question, HELD, WEDNESDAY, never)


def test_an_outlet_that_is_not_held_is_noted() -> None:
    result = understood("According to the New York Times, who won?")
    assert result.notes == ("The library has no articles by the New York Times.",)
    assert result.where.publishers == ()


_SCRAPS = st.sampled_from(
    words_of(
        """
    since after before between from and the release of R1 January February 30 31 2025 99999 0000-00-00
    last past week ten days articles reported by according to CGTN 'The Verge' ’s yesterday Monday late
    end of beginning 9999-12-31 0001-01-01 年 月 ２０２５
    first quarter million ago 999 years The A. \x00 \ud7ff
    """
    )
)


@given(st.one_of(st.text(max_size=300), st.lists(_SCRAPS, max_size=40).map(" ".join)), st.dates())
def test_no_words_on_any_day_are_an_error(question: str, today: date) -> None:
    result = understand(Question("?"), question, HELD, today, EVENTS.get)
    where = result.where
    assert not (where.since and where.until and where.since > where.until)


@pytest.mark.parametrize("scrap", ["word ", "since the release of R1 ", "the Guardian and ", "The ", "a'"])
def test_ten_thousand_words_are_no_error(scrap: str) -> None:
    assert understood((scrap * 10_000)[:60_000])


def test_a_time_from_which_there_is_no_article_is_told_and_sets_nothing() -> None:
    found = understood("What happened last week?", today=date(2026, 11, 22))
    assert found.preference == Preference()
    assert found.notes == ("“last week” was read as 9 to 15 November 2026; no article is from then.",)


def test_since_with_a_named_event_tells_a_time_whatever_the_verb() -> None:
    assert preference("What did OpenAI say since the release of R1?") == ("2025-01-20", None)
