"""Receipts: a saved answer checked against the articles as they are now."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Article, ArticleId, Question
from rag.events import Finished
from rag.receipts import Find, Held, Receipt, SavedAnswer, check_answer
from tests.builders import article
from tests.fakes_ui import builtin_articles, cost_script, make_article, quotation, refusal_script, script_of
from tests.scripted_assistant import ABOUT, SHARES, TRUE, answered
from tests.scripted_endpoint import saying
from ui.saved_answers import read_answer

FLOOD = make_article("The dam broke on Monday. Nobody was hurt. The dam broke on Monday.")
Json = dict[str, Any]


def saved(*quoted: str, source: Article = FLOOD) -> Json:
    """The answer object of quotations."""
    return answer_json(script_of([quotation(source, words) for words in quoted]))


def answer_json(script: Callable[[Question], Any]) -> Json:
    (finished,) = [event for event in script(Question("What happened?")) if isinstance(event, Finished)]
    value: Json = json.loads(json.dumps(asdict(finished.answer)))
    return value


def library_of(*articles: Article, former: tuple[str, ...] = (FLOOD.hash, "h2")) -> Find:
    """A library with these articles, all of which had these hashes before."""
    held = {one.id: one for one in articles}

    def find(article_id: ArticleId) -> Held:
        return Held(held.get(article_id), frozenset(former))

    return find


def check(value: Json, *articles: Article) -> Receipt:
    return check_answer(read_answer(value), library_of(*articles))


def statuses(receipt: Receipt) -> list[str]:
    return [cited.status for cited in receipt.citations]


def test_an_untouched_answer_is_intact() -> None:
    receipt = check(saved("Nobody was hurt."), FLOOD)
    assert (receipt.status, statuses(receipt), receipt.problems) == ("intact", ["intact"], ())


@pytest.mark.parametrize("script", [cost_script(), refusal_script()])
def test_answers_of_every_kind_are_intact(script: Callable[[Question], Any]) -> None:
    assert check(answer_json(script), *builtin_articles()).status == "intact"


def test_an_answer_of_a_language_model_is_intact() -> None:
    said = f"1. {TRUE} [1].\n2. It cost $6 million to train the model [1].\n\nNvidia sank."
    answer, _ = answered(saying(said))
    receipt = check(asdict(answer), ABOUT, SHARES)
    assert receipt.citations
    assert (receipt.status, receipt.problems) == ("intact", ())


def test_an_answer_without_its_article_is_gone() -> None:
    receipt = check(saved("Nobody was hurt."))
    assert (receipt.status, statuses(receipt)) == ("gone", ["gone"])


def test_a_changed_article_that_keeps_the_words_makes_an_answer_stale() -> None:
    receipt = check(saved("Nobody was hurt."), replace(FLOOD, text=f"Corrected. {FLOOD.text}", hash="new"))
    (cited,) = receipt.citations
    assert (receipt.status, cited.status) == ("stale", "kept")
    assert (cited.start, cited.end) == (36, 52)


def test_words_that_stand_where_they_stood_keep_their_offsets() -> None:
    (cited,) = check(saved("Nobody was hurt."), replace(FLOOD, hash="new")).citations
    assert (cited.status, cited.start, cited.end) == ("kept", 25, 41)


def test_a_changed_article_that_lost_the_words_is_told() -> None:
    receipt = check(saved("Nobody was hurt."), replace(FLOOD, text="Two were hurt.", hash="new"))
    assert (receipt.status, statuses(receipt)) == ("stale", ["changed"])
    assert receipt.sentences[0].status == "stale"


def tampered_quote(value: Json) -> None:
    value["citations"][0]["quote"] = "Somebody was hurt."


def tampered_offsets(value: Json) -> None:
    value["citations"][0]["start"] += 1


def negative_offsets(value: Json) -> None:
    value["citations"][0] |= {"start": -len(FLOOD.text) + 25, "end": -len(FLOOD.text) + 41}


def tampered_publisher(value: Json) -> None:
    value["citations"][0]["publisher"] = "A Better Paper"


def tampered_evidence(value: Json) -> None:
    value["sentences"][0]["evidence"][0]["quote"] = "Somebody was hurt."


def tampered_text(value: Json) -> None:
    value["text"] = value["text"].replace("Nobody", "Anyone")


def sentence_unlike_its_evidence(value: Json) -> None:
    value["text"] = value["text"].replace("Nobody", "Anyone")
    value["sentences"][0]["text"] = value["sentences"][0]["text"].replace("Nobody", "Anyone")


def inserted_words(value: Json) -> None:
    value["text"] += " All are liars."


def unknown_number(value: Json) -> None:
    value["text"] += " [7]"


def missing_number(value: Json) -> None:
    value["text"] = value["text"].replace("[1]", "")


def cites_nothing(value: Json) -> None:
    value["sentences"][0]["citations"] = [4]


def no_evidence(value: Json) -> None:
    value["sentences"][0] |= {"evidence": [], "basis": "verified"}


def numbered_from_two(value: Json) -> None:
    value["citations"][0]["n"] = 2


def empty_quotation(value: Json) -> None:
    value["citations"][0] |= {"quote": "", "end": value["citations"][0]["start"]}


def backward_sentence(value: Json) -> None:
    value["sentences"][0] |= {"start": 5, "end": 1}


def bracketed_denial(value: Json) -> None:
    value["sentences"][0]["text"] = "“Nobody [not] was hurt.”"


@pytest.mark.parametrize(
    "change",
    [
        tampered_quote,
        tampered_offsets,
        negative_offsets,
        tampered_publisher,
        tampered_evidence,
        tampered_text,
        sentence_unlike_its_evidence,
        inserted_words,
        unknown_number,
        missing_number,
        cites_nothing,
        no_evidence,
        numbered_from_two,
        empty_quotation,
        backward_sentence,
        bracketed_denial,
    ],
)
def test_whatever_was_altered_is_found(change: Callable[[Json], None]) -> None:
    value = saved("Nobody was hurt.")
    change(value)
    assert check(value, FLOOD).status == "tampered"


def test_two_citations_that_changed_places_are_found() -> None:
    value = saved("Nobody was hurt.", "The dam broke on Monday.")
    value["text"] = value["text"].replace("[1]", "[x]").replace("[2]", "[1]").replace("[x]", "[2]")
    assert check(value, FLOOD).status == "tampered"


def shown_as(source: Article, shown: str) -> Json:
    """The answer object of an article's whole text, shown otherwise."""
    value = saved(source.text, source=source)
    value |= {"text": f"{shown} [1]"}
    value["sentences"][0] |= {"text": shown, "start": 0, "end": len(shown)}
    return value


@pytest.mark.parametrize("day", ["", " [27 January 2025]"])
def test_an_explained_day_and_a_note_number_leave_a_sentence_verbatim(day: str) -> None:
    source = article("The dam broke [12] on Monday.", key="dam", published="2025-01-28")
    assert check(shown_as(source, f"The dam broke on Monday{day}."), source).status == "intact"


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2025-01-28", "The dam broke on Monday [3 May 2025]."),
        ("2025-01-28", "The dam [27 January 2025] broke on Monday."),
        ("2025-01", "The dam broke on Monday [27 January 2025]."),
        (None, "The dam broke on Monday [27 January 2025]."),
    ],
)
def test_a_day_that_the_articles_date_does_not_give_is_found(published: str | None, shown: str) -> None:
    source = article("The dam broke on Monday.", key="dam", published=published)
    receipt = check(shown_as(source, shown), source)
    (problem,) = receipt.sentences[0].problems
    assert receipt.status == "tampered"
    assert "brackets" in problem


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31", "yesterday", "٢٠٢٥"])
def test_dates_that_are_none_break_no_check(published: str) -> None:
    value = saved("The dam broke on Monday.")
    value["citations"][0]["published"] = published
    assert check(value, FLOOD).status == "tampered"


def forged(value: Json) -> Json:
    """With another quotation, and a hash under which it might have stood in the article."""
    said = "Somebody was hurt."
    value["citations"][0] |= {"article_hash": "forged", "quote": said}
    value["sentences"][0]["evidence"][0]["quote"] = said
    return value


def test_a_version_that_the_library_never_had_is_unknown_and_not_stale() -> None:
    receipt = check(forged(saved("Nobody was hurt.")), FLOOD)
    assert (receipt.status, statuses(receipt)) == ("tampered", ["unknown"])
    assert "no version of this article with that fingerprint" in receipt.citations[0].words


def test_words_that_stand_in_the_article_do_not_vouch_for_an_unknown_version() -> None:
    value = saved("Nobody was hurt.")
    value["citations"][0] |= {"article_hash": "forged", "publisher": "A Better Paper"}
    receipt = check(value, replace(FLOOD, text=f"Corrected. {FLOOD.text}"))
    assert (receipt.status, receipt.citations[0].start) == ("unknown", 36)


@pytest.mark.parametrize(
    ("former", "status", "words"),
    [
        ((FLOOD.hash,), "gone", "was removed"),
        (("other",), "unknown", "no version of this article with that fingerprint"),
        ((), "unknown", "no record that it ever had one"),
    ],
)
def test_an_article_that_went_is_told_from_one_that_never_was(
    former: tuple[str, ...], status: str, words: str
) -> None:
    receipt = check_answer(read_answer(saved("Nobody was hurt.")), library_of(former=former))
    assert receipt.status == status
    assert words in receipt.citations[0].words


def test_an_answer_that_the_library_kept_is_compared_with_its_copy() -> None:
    kept = read_answer(saved("Nobody was hurt."))
    altered = read_answer(forged(saved("Nobody was hurt.")) | {"question": "Who was hurt?"})
    receipt = check_answer(altered, library_of(FLOOD), kept)
    assert receipt.status == "tampered"
    assert receipt.problems == (
        "The library's own copy of this answer differs in its question and sentences and citations.",
    )


def test_the_librarys_copy_vouches_for_versions_that_it_does_not_remember() -> None:
    kept = read_answer(saved("Nobody was hurt."))
    changed = replace(FLOOD, hash="new")
    assert check_answer(kept, library_of(changed, former=()), kept).status == "stale"
    assert check_answer(kept, library_of(changed, former=())).status == "unknown"


def test_a_mark_that_an_editor_has_set_is_told_and_alters_nothing() -> None:
    receipt = check(saved("Nobody was hurt."), replace(FLOOD, status="retracted"))
    assert receipt.status == "intact"
    assert "retracted" in receipt.citations[0].words


def test_evidence_that_no_citation_dates_is_compared_word_for_word() -> None:
    value = saved("Nobody was hurt.")
    other = make_article("Everyone was safe.", id="a2", hash="h2")
    span = {"article_id": "a2", "start": 0, "end": 18, "quote": "Everyone was safe.", "relation": "supports"}
    value["sentences"][0]["evidence"].append(span)
    assert check(value, FLOOD, other).status == "intact"
    assert check(value, FLOOD, replace(other, text="Nobody was safe.")).status == "stale"


@given(st.data())
def test_no_offsets_and_numbers_break_the_check(data: st.DataObject) -> None:
    number = st.integers(-5, 90) | st.integers()
    value = saved("Nobody was hurt.", "The dam broke on Monday.")
    for part in (*value["sentences"], *value["citations"], value["sentences"][0]["evidence"][0]):
        part |= {"start": data.draw(number), "end": data.draw(number)}
    value["citations"][0]["n"] = data.draw(number)
    value["text"] = data.draw(st.text() | st.just(value["text"]))
    answer = read_answer(value)
    assert isinstance(answer, SavedAnswer)
    assert check_answer(answer, library_of(FLOOD)).status in {"intact", "tampered"}
