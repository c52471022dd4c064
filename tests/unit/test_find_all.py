from __future__ import annotations

from datetime import date

import pytest

from rag.domain import Article, Question
from rag.errors import QuestionError, UnknownNameError, UsageError
from rag.find_all import FoundAll, find_all, hold
from rag.text.occurrences import Phrase
from tests.builders import article, passage
from tests.fakes import DictLibrary

TODAY = date(2025, 2, 1)


def library_of(*articles: Article) -> DictLibrary:
    library = DictLibrary()
    for one in articles:
        library.replace_article(one, [passage(one)])
    return library


def found(library: DictLibrary, query: str, **limits: object) -> FoundAll:
    return find_all(library, Question(query, **limits), TODAY)  # type: ignore[arg-type]


def phrase(query: str) -> Phrase:
    parsed = Phrase.parse(query)
    assert parsed
    return parsed


def test_articles_come_oldest_first_and_undated_ones_last() -> None:
    library = library_of(
        article("R1 is here.", key="undated", published=None),
        article("R1 again.", key="late", published="2025-02-01"),
        article("R1 and R1.", key="early", published="2025-01"),
        article("R12 is something else.", key="other"),
    )
    everything = found(library, "r1")
    assert [holding.article.id for holding in everything.holdings()] == ["early", "late", "undated"]
    counted = everything.counted()
    assert counted.articles == ("early", "late", "undated")
    assert counted.occurrences == 4
    assert [holding.article.id for holding in everything.holdings(counted.articles[1:2])] == ["late"]


def test_titles_count_too() -> None:
    held = hold(article("Nothing here.", title="R1, and R1 again"), phrase("R1"))
    assert (held.count, held.in_title, held.sentences) == (2, 2, ())


def test_sentences_have_exact_offsets() -> None:
    text = "Before it. Sam Altman met Sam Altman. After it.\n\nSam\nAltman left."
    held = hold(article(text), phrase("Sam Altman"))
    first, last = held.sentences
    assert first.text == "Sam Altman met Sam Altman."
    assert len(first.occurrences) == 2
    assert last.text == "Sam\nAltman left."
    for sentence in held.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
        for span in sentence.occurrences:
            assert text[span.start : span.end].split() == ["Sam", "Altman"]


def test_a_phrase_over_a_sentence_border_joins_the_sentences() -> None:
    text = "They asked Yahoo! Inc. Magazine wrote it. Nobody answered."
    held = hold(article(text), phrase("wrote it. Nobody"))
    (sentence,) = held.sentences
    assert sentence.text == "They asked Yahoo! Inc. Magazine wrote it. Nobody answered."[sentence.start :]
    assert sentence.text.endswith("Nobody answered.")
    assert held.count == 1


def test_nothing_in_the_phrase_is_read_as_a_limit() -> None:
    text = "What happened yesterday, according to The Daily?"
    library = library_of(article(text, publisher="The Daily"), article(text, publisher="The Weekly"))
    everything = found(library, "yesterday, according to The Daily")
    assert len(everything.candidates) == 2
    assert everything.constraints.publishers == ()


def test_limits_count() -> None:
    library = library_of(
        article("R1", key="a", published="2025-01-10", publisher="The Daily"),
        article("R1", key="b", published="2025-01-20", publisher="The Daily"),
        article("R1", key="c", published="2025-01-20", publisher="The Weekly"),
        article("R1", key="d", published=None, publisher="The Daily"),
    )
    some = found(library, "R1", since="2025-01-15", publishers=("the daily",))
    assert some.counted().articles == ("b",)
    assert some.constraints.publishers == ("The Daily",)
    assert found(library, "R1", as_of="2025-01-15").counted().articles == ("a",)


@pytest.mark.parametrize(
    ("query", "limits", "error"),
    [
        ("", {}, QuestionError),
        ("?!", {}, QuestionError),
        ("\ud800", {}, QuestionError),
        ("word " * 10_000, {}, QuestionError),
        ("R1", {"since": "soon"}, UsageError),
        ("R1", {"since": "2025-02-30"}, UsageError),
        ("R1", {"since": "2025-02-01", "as_of": "2025-01-01"}, UsageError),
        ("R1", {"publishers": ("The Dayly",)}, UnknownNameError),
        ("R1", {"collections": ("nope",)}, UnknownNameError),
    ],
)
def test_the_impossible_is_refused_in_words(query: str, limits: dict[str, object], error: type) -> None:
    with pytest.raises(error) as raised:
        found(library_of(article("R1", publisher="The Daily")), query, **limits)
    assert raised.value.message
    assert raised.value.hint
