"""Conversations in the library: kept in order, found by their reader alone, deleted for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.adapters.sqlite import SqliteLibrary, journal
from rag.domain import Answer, AnswerId, Question
from rag.events import Finished
from tests.fakes_ui import cost_script

(ANSWER,) = [e.answer for e in cost_script()(Question("What did it cost?")) if isinstance(e, Finished)]
ANNA, BEN = "browser anna", "browser ben"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def library(path: Path) -> Iterator[SqliteLibrary]:
    with SqliteLibrary.open(path) as opened:
        yield opened


def saved(library: SqliteLibrary, name: str, question: str = "What did it cost?", text: str = "") -> Answer:
    answer = replace(ANSWER, id=AnswerId(name), question=question, text=text or ANSWER.text)
    library.save_answer(answer)
    return answer


def questions(library: SqliteLibrary, reader: str, conversation_id: str) -> list[str]:
    found = library.conversation(reader, conversation_id)
    return [one["question"] for one in found.answers] if found else []


def titles(library: SqliteLibrary, reader: str, *words: str) -> list[str]:
    return [entry.title for entry in library.conversations(reader, words)]


def test_a_conversation_has_its_answers_in_order_and_the_first_question_for_a_title(
    library: SqliteLibrary,
) -> None:
    for n, question in enumerate(["Who was it?", "And when?"]):
        saved(library, f"a{n}", question)
        assert library.keep_turn(ANNA, "c", n, f"a{n}")
    (entry,) = library.conversations(ANNA)
    assert (entry.id, entry.title, entry.turns) == ("c", "Who was it?", 2)
    assert questions(library, ANNA, "c") == ["Who was it?", "And when?"]


def test_the_latest_conversation_comes_first(library: SqliteLibrary) -> None:
    for conversation, n, name in [("old", 0, "old"), ("new", 0, "new"), ("old", 1, "more")]:
        before = journal.now()
        while journal.now() == before:
            pass
        saved(library, name, name)
        library.keep_turn(ANNA, conversation, n, name)
    assert titles(library, ANNA) == ["old", "new"]


def test_nobody_but_its_reader_sees_changes_or_deletes_a_conversation(library: SqliteLibrary) -> None:
    saved(library, "hers")
    saved(library, "his")
    library.keep_turn(ANNA, "c", 0, "hers")
    assert not library.keep_turn(BEN, "c", 0, "his")
    assert library.conversations(BEN) == []
    assert library.conversation(BEN, "c") is None
    assert not library.rename_conversation(BEN, "c", "mine")
    assert library.forget_conversations(BEN, "c") == 0
    assert library.forget_conversations(BEN) == 0
    assert titles(library, ANNA) == ["What did it cost?"]
    assert library.answer("hers") is not None


def test_an_answer_that_was_not_saved_begins_no_conversation(library: SqliteLibrary) -> None:
    assert not library.keep_turn(ANNA, "c", 0, "nothing")
    assert library.conversations(ANNA) == []


def test_a_question_asked_again_replaces_what_came_after_it_until_the_whole_is_deleted(
    library: SqliteLibrary,
) -> None:
    for n, question in enumerate(["one", "two", "three"]):
        saved(library, question, question)
        library.keep_turn(ANNA, "c", n, question)
    saved(library, "again", "two, please")
    library.keep_turn(ANNA, "c", 1, "again")
    assert questions(library, ANNA, "c") == ["one", "two, please"]
    assert library.answer("three") is not None
    library.forget_conversations(ANNA, "c")
    assert [library.answer(name) for name in ("one", "two", "three", "again")] == [None] * 4


def test_a_title_is_the_readers_own_until_it_is_taken_back(library: SqliteLibrary) -> None:
    saved(library, "a")
    library.keep_turn(ANNA, "c", 0, "a")
    assert library.rename_conversation(ANNA, "c", "  Costs,\n of  training \ud800")
    assert titles(library, ANNA) == ["Costs, of training ?"]
    library.rename_conversation(ANNA, "c", " ")
    assert titles(library, ANNA) == ["What did it cost?"]


@pytest.mark.parametrize("words", [["SHARES"], ["fell", "zürich"], ["zurich"], ["100%"], ["renamed", "why"]])
def test_words_are_found_in_titles_questions_and_answers(library: SqliteLibrary, words: list[str]) -> None:
    saved(library, "a", "Why?", "The shares fell by 100% in Zürich.")
    saved(library, "b", "Who?", "Nobody knows.")
    library.keep_turn(ANNA, "a", 0, "a")
    library.keep_turn(ANNA, "b", 0, "b")
    library.rename_conversation(ANNA, "a", "Renamed")
    assert titles(library, ANNA, *words) == ["Renamed"]
    assert titles(library, ANNA, *words, "nobody") == []
    assert titles(library, BEN, *words) == []


def test_no_file_holds_the_words_of_a_deleted_conversation(library: SqliteLibrary, path: Path) -> None:
    secret, told, title = "Perlmutterfalter", "Blauschillernd", "Waldteufel"
    saved(library, "a", f"What is a {secret}?", told)
    library.keep_turn(ANNA, "c", 0, "a")
    library.rename_conversation(ANNA, "c", title)
    library.give_feedback("a", ANNA, "down", secret)
    assert library.forget_conversations(ANNA, "c") == 1
    assert library.judged_answers() == []
    for file in path.parent.iterdir():
        content = file.read_bytes()
        assert not [word for word in (secret, told, title) if word.encode() in content]


def test_an_answer_that_another_conversation_has_stays(library: SqliteLibrary) -> None:
    saved(library, "a")
    library.keep_turn(ANNA, "first", 0, "a")
    library.keep_turn(ANNA, "second", 0, "a")
    library.forget_conversations(ANNA, "first")
    assert questions(library, ANNA, "second") == ["What did it cost?"]


def test_all_of_a_readers_conversations_go_at_once_and_nobody_elses(library: SqliteLibrary) -> None:
    for reader in (ANNA, BEN):
        for name in ("a", "b"):
            saved(library, reader + name)
            library.keep_turn(reader, reader + name, 0, reader + name)
    assert library.forget_conversations(ANNA) == 2
    assert library.conversations(ANNA) == []
    assert len(library.conversations(BEN)) == 2


def test_answers_that_are_deleted_leave_conversations_and_take_the_last_one_along(
    library: SqliteLibrary,
) -> None:
    for n, name in enumerate(["one", "two"]):
        saved(library, name, name)
        library.keep_turn(ANNA, "c", n, name)
    library.forget_answer("one")
    assert titles(library, ANNA) == ["two"]
    library.forget_answers(before="2999-01-01")
    assert library.conversations(ANNA) == []
    assert library.conversation(ANNA, "c") is None
