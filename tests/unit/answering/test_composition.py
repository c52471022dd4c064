from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answering.composition import (
    SOURCES_DIFFER,
    Quotation,
    compose,
    explained,
    is_quotation,
    lead,
    quote,
)
from rag.domain import Article
from rag.reading.candidates import Candidate, candidates_of
from rag.reading.question import profile_question
from rag.text.sentences import Span, split_sentences
from tests.builders import article, candidate, excerpt

QUESTION = profile_question("What happened to Nvidia?")


def sentences_of(source: Article) -> Sequence[Span]:
    return split_sentences(source.text)


def quoted(one: Candidate) -> Quotation:
    return quote(one, QUESTION, sentences_of)


def composed(*quotations: Quotation, sources_differ: bool = False) -> str:
    return "".join(d.before + d.text for d in compose(quotations, sources_differ=sources_differ))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"publisher": "CGTN", "published": "2025-01-28"}, "CGTN, 28 January 2025:"),
        ({"publisher": "CGTN", "published": "2025-01"}, "CGTN, January 2025:"),
        ({"publisher": "CGTN", "published": "2025"}, "CGTN, 2025:"),
        ({"publisher": "CGTN", "published": None}, "CGTN:"),
        ({"publisher": None, "published": None, "title": "A look back"}, "A look back:"),
    ],
)
def test_the_lead_tells_from_metadata_who_says_it_and_when(
    fields: dict[str, str | None], expected: str
) -> None:
    assert lead(article("Text.", **fields)) == expected  # type: ignore[arg-type]


def test_a_quotation_stands_in_a_block_quote_below_its_lead() -> None:
    one = candidate("Nvidia fell 17%.", publisher="CGTN", published=None)
    assert composed(quoted(one)) == "CGTN:\n\n> Nvidia fell 17%."


def test_sentences_that_follow_one_another_share_a_paragraph_and_others_do_not() -> None:
    first, second, _, fourth = candidates_of(
        excerpt("Nvidia fell. Tesla rose. Rain came. Gold shone.", publisher="CGTN", published=None)
    )
    text = composed(quoted(fourth), quoted(first), quoted(second))
    assert text == "CGTN:\n\n> Nvidia fell. Tesla rose.\n>\n> Gold shone."


def test_articles_come_in_the_order_of_their_best_sentence_each_with_its_lead() -> None:
    first = candidate("Nvidia fell.", publisher="CGTN", published=None)
    second = candidate("Nvidia rose.", publisher="Reuters", published=None)
    assert composed(quoted(second), quoted(first)) == "Reuters:\n\n> Nvidia rose.\n\nCGTN:\n\n> Nvidia fell."


def test_that_sources_differ_is_said_before_anything_else() -> None:
    one = quoted(candidate("Nvidia fell.", publisher="CGTN", published=None))
    drafts = list(compose([one], sources_differ=True))
    assert drafts[0].text == SOURCES_DIFFER
    assert drafts[0].sources == ()
    assert composed(one, sources_differ=True) == f"{SOURCES_DIFFER}\n\nCGTN:\n\n> Nvidia fell."


def test_of_nothing_nothing_is_composed() -> None:
    assert list(compose([], sources_differ=False)) == []


@pytest.mark.parametrize("subject", ["It", "They", "“He"])
def test_a_pronoun_as_subject_is_shown_with_the_sentence_before(subject: str) -> None:
    one = candidate(f"{subject} fell 17%.", before=["Rain came.", "Nvidia had a bad day."])
    text = one.hit.article.text
    assert [text[span.start : span.end] for span in quoted(one).context] == ["Nvidia had a bad day."]


def test_a_sentence_with_a_subject_of_its_own_stands_alone() -> None:
    assert quoted(candidate("Nvidia fell 17%.", before=["Rain came."])).context == ()


def test_this_needs_the_sentence_before_unless_it_speaks_of_what_was_asked() -> None:
    before = ["Investors feared for sales."]
    assert quoted(candidate("This fear spread to Tesla.", before=before)).context
    assert not quoted(candidate("This fear hit Nvidia.", before=before)).context


def test_a_sentence_of_another_paragraph_does_not_explain_a_pronoun() -> None:
    found = candidates_of(excerpt("Nvidia had a bad day.\n\nIt fell 17%."))
    assert quoted(found[-1]).context == ()


def test_the_first_sentence_has_none_before_it() -> None:
    assert quoted(candidate("It fell 17%.")).context == ()


def test_a_sentence_shown_as_context_is_not_shown_again() -> None:
    first, second = candidates_of(
        excerpt("Nvidia had a bad day. It fell 17%.", publisher="CGTN", published=None)
    )
    assert composed(quoted(second), quoted(first)) == "CGTN:\n\n> Nvidia had a bad day. It fell 17%."


def test_every_quoted_draft_rests_on_its_own_span() -> None:
    one = candidate("It fell 17% on Monday.", before=["Nvidia had a bad day."], published="2025-01-28")
    drafts = [draft for draft in compose([quoted(one)], sources_differ=False) if draft.sources]
    assert len(drafts) == 2
    assert all(is_quotation(draft.text, draft.sources[0].quote) for draft in drafts)


def test_a_relative_date_gets_its_day_in_brackets_where_the_articles_day_is_known() -> None:
    source = article("Text.", published="2025-01-28")  # a Tuesday
    assert explained(source, "It fell on Monday.") == "It fell on Monday [27 January 2025]."
    assert (
        explained(source, "It fell yesterday and rose today.")
        == "It fell yesterday [27 January 2025] and rose today [28 January 2025]."
    )


@pytest.mark.parametrize("published", ["2025-01", "2025", None])
def test_a_relative_date_stays_as_it_is_where_the_articles_day_is_unknown(published: str | None) -> None:
    assert explained(article("Text.", published=published), "It fell on Monday.") == "It fell on Monday."


def test_a_full_date_needs_no_brackets() -> None:
    assert explained(article("Text."), "It fell on January 27, 2025.") == "It fell on January 27, 2025."


def test_without_its_insertions_a_sentence_is_the_quotation_again() -> None:
    sentence = "It fell on Monday, not yesterday."
    assert is_quotation(explained(article("Text."), sentence), sentence)


def test_a_changed_word_is_no_quotation() -> None:
    assert not is_quotation("It fell 16% [28 January 2025].", "It fell 17%.")


def test_note_numbers_of_the_article_are_not_shown_as_citations() -> None:
    assert explained(article("Text."), "Every dollar counts [[2]].") == "Every dollar counts."
    assert is_quotation("Every dollar counts.", "Every dollar counts [[2]].")
