"""Conversations of the page on a real library: each reader's own, and what became of their sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request

from rag.adapters.sqlite import SqliteLibrary
from rag.domain import AnswerId, Question
from rag.errors import LibraryLockedError
from rag.events import Finished
from rag.settings import Settings
from tests.fakes_ui import FakeByline, ScriptedAssistant, builtin_articles, cost_script, whole_passage
from tests.unit.ui.test_render import view_of
from ui.web.chat.view import Conversation, Entry
from ui.web.history.acts import ReadersBook
from ui.web.history.keeping import with_newest_kept
from ui.web.reader import COOKIE, reader_of
from ui.web.texts import history as history_texts

(ANSWER,) = [e.answer for e in cost_script()(Question("What did it cost?")) if isinstance(e, Finished)]
VIEW = view_of(cost_script())
CITED = ANSWER.citations[0]


def request(of: str) -> Any:
    cookie = f"{COOKIE}={of * 32}".encode()
    return SimpleNamespace(request=Request({"type": "http", "headers": [(b"cookie", cookie)], "state": {}}))


def event(**said: str) -> Any:
    return SimpleNamespace(_data=said)


ANNA, BEN = request("a"), request("b")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    with SqliteLibrary.open(tmp_path / "library.db") as opened:
        for article in builtin_articles():
            opened.replace_article(article, [whole_passage(article).passage])
        yield opened


@pytest.fixture
def byline(library: SqliteLibrary) -> FakeByline:
    return FakeByline(library, ScriptedAssistant(cost_script()))


@pytest.fixture
def book(byline: FakeByline) -> ReadersBook:
    return ReadersBook(byline)


def asked(
    byline: FakeByline,
    who: Any,
    so_far: Conversation,
    name: str,
    *,
    place: int | None = None,
    days_ago: int = 0,
) -> Conversation:
    """The conversation after one more question was answered and kept."""
    created = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    answer = replace(ANSWER, id=AnswerId(name), question=name, created_at=created)
    byline.library.save_answer(answer)
    conversation = so_far.asking(name, place).showing(replace(VIEW, answer=answer))
    return with_newest_kept(byline, reader_of(who), conversation)


def opened(book: ReadersBook, who: Any, name: str) -> tuple[Conversation, str]:
    """What opening a conversation shows, and what is said of it."""
    updates = book.turned(Conversation(), "", event(does="open", id=name), who)
    conversation = next(one for one in updates if isinstance(one, Conversation))
    return conversation, str(updates[-1])


def questions(conversation: Conversation) -> list[str]:
    return [entry.question for entry in conversation.entries]


def test_an_answer_begins_a_conversation_and_the_next_one_continues_it(
    byline: FakeByline, book: ReadersBook
) -> None:
    first = asked(byline, ANNA, Conversation(), "one")
    second = asked(byline, ANNA, first, "two")
    assert first.id == second.id != ""
    found, _ = opened(book, ANNA, second.id)
    assert questions(found) == ["one", "two"]
    assert [turn.question for turn in found.history()] == ["one", "two"]
    assert questions(opened(book, ANNA, asked(byline, ANNA, found, "three").id)[0]) == ["one", "two", "three"]


def test_an_edited_question_takes_the_place_of_what_followed(byline: FakeByline, book: ReadersBook) -> None:
    conversation = asked(byline, ANNA, asked(byline, ANNA, Conversation(), "one"), "two")
    edited = asked(byline, ANNA, conversation, "one again", place=0)
    assert questions(opened(book, ANNA, edited.id)[0]) == ["one again"]


def test_an_answer_that_was_not_saved_is_in_no_conversation(byline: FakeByline) -> None:
    conversation = with_newest_kept(byline, reader_of(ANNA), Conversation((Entry("Secret?", VIEW),)))
    assert conversation.id == ""
    assert conversation.entries[0].view.kept is None


def test_a_forged_id_opens_changes_and_deletes_nothing(byline: FakeByline, book: ReadersBook) -> None:
    hers = asked(byline, ANNA, Conversation(), "hers")
    found, told = opened(book, BEN, hers.id)
    assert (found.entries, history_texts.CONVERSATION_GONE.split()[0] in told) == ((), True)
    for act in ({"does": "rename", "title": "mine"}, {"does": "delete"}):
        listed = book.changed(Conversation(), "", event(id=hers.id, **act), BEN)
        assert "problem" in listed[2]
    book.turned(Conversation(), "", event(does="delete-all"), BEN)
    forged = with_newest_kept(byline, reader_of(BEN), replace(hers, entries=(Entry("his", VIEW),)))
    assert forged.entries[0].view.kept is None
    assert "hers" not in book.listed(Conversation(), "", BEN)[0]
    assert questions(opened(book, ANNA, hers.id)[0]) == ["hers"]


def test_nobody_judges_an_answer_that_is_not_before_them(byline: FakeByline, book: ReadersBook) -> None:
    hers = asked(byline, ANNA, Conversation(), "hers")
    his = asked(byline, BEN, Conversation(), "his")
    told = book.judged(his, event(answer="hers", opinion="down"), BEN)[-1]
    assert "problem" in told
    assert byline.library.judged_answers() == []
    book.judged(hers, event(answer="hers", opinion="sideways"), ANNA)
    assert byline.library.judged_answers() == []


def test_an_opinion_its_reason_and_its_withdrawal_reach_the_library(
    byline: FakeByline, book: ReadersBook
) -> None:
    conversation = asked(byline, ANNA, Conversation(), "one")
    for said in (
        {"opinion": "up"},
        {"opinion": "up", "does": "explain", "reason": "r" * 2000},
        {"opinion": "down"},
    ):
        updates = book.judged(conversation, event(answer="one", **said), ANNA)
        conversation = next(one for one in updates if isinstance(one, Conversation))
    (judged,) = byline.library.judged_answers()
    assert (judged.feedback.opinion, judged.feedback.reason) == ("down", "r" * 1000)
    found, _ = opened(book, ANNA, conversation.id)
    assert found.entries[0].view.kept is not None
    assert found.entries[0].view.kept.opinion == judged.feedback
    book.judged(found, event(answer="one", opinion=""), ANNA)
    assert byline.library.judged_answers() == []


def test_an_answer_is_opened_as_it_was_until_a_source_changes(
    byline: FakeByline, book: ReadersBook, library: SqliteLibrary
) -> None:
    name = asked(byline, ANNA, Conversation(), "one").id
    (entry,) = opened(book, ANNA, name)[0].entries
    assert entry.view.kept is not None
    assert entry.view.kept.changes == ()
    article = library.article(CITED.article_id)
    assert article is not None
    moved = replace(article, text="Corrected. " + article.text, hash="another")
    library.replace_article(moved, [whole_passage(moved).passage])
    (entry,) = opened(book, ANNA, name)[0].entries
    assert entry.view.kept is not None
    assert CITED.n in entry.view.kept.changes[0].numbers
    cited = entry.view.citations[CITED.n - 1]
    assert moved.text[cited.start : cited.end] == CITED.quote
    assert entry.view.answer is not None
    assert entry.view.answer.citations == ANSWER.citations
    assert [one.verdict for one in entry.view.answer.sentences] == [one.verdict for one in ANSWER.sentences]


def test_words_that_are_gone_lead_to_the_whole_article_and_a_removed_one_is_named(
    byline: FakeByline, book: ReadersBook, library: SqliteLibrary
) -> None:
    name = asked(byline, ANNA, Conversation(), "one").id
    article = library.article(CITED.article_id)
    assert article is not None
    library.replace_article(replace(article, text="Something else.", hash="another"), [])
    gone = next(one for one in ANSWER.citations if one.article_id != CITED.article_id)
    library.remove_article(gone.article_id)
    (entry,) = opened(book, ANNA, name)[0].entries
    cited = entry.view.citations[CITED.n - 1]
    assert (cited.start, cited.end) == (0, 0)
    assert entry.view.kept is not None
    words = {number: change.words for change in entry.view.kept.changes for number in change.numbers}
    assert "changed since" in words[CITED.n]
    assert "removed from the library" in words[gone.n]


def test_deleting_the_open_conversation_begins_a_new_one(byline: FakeByline, book: ReadersBook) -> None:
    conversation = asked(byline, ANNA, Conversation(), "one")
    updates = book.turned(conversation, "", event(does="delete", id=conversation.id), ANNA)
    assert next(one for one in updates if isinstance(one, Conversation)) == Conversation()
    assert byline.library.answer("one") is None


def test_a_library_that_cannot_be_written_is_told_in_words(
    byline: FakeByline, book: ReadersBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = asked(byline, ANNA, Conversation(), "one")

    def refuse(*_: object, **__: object) -> None:
        raise LibraryLockedError("Another process is writing.")

    for name in ("keep_turn", "rename_conversation", "forget_conversations", "give_feedback"):
        monkeypatch.setattr(byline.library, name, refuse)
    told = book.changed(conversation, "", event(does="rename", id=conversation.id, title="x"), ANNA)[2]
    assert "Another process is writing" in told
    updates = book.turned(conversation, "", event(does="delete", id=conversation.id), ANNA)
    assert conversation in updates
    assert "Another process" in updates[-1]
    assert "Another process" in book.judged(conversation, event(answer="one", opinion="up"), ANNA)[-1]
    unkept = asked(byline, ANNA, conversation, "two")
    assert unkept.entries[-1].view.kept is None
    assert history_texts.NOT_KEPT.split()[-1].rstrip(".") in book.after_an_answer(unkept, "", ANNA)[2]


def test_where_nothing_is_kept_the_list_says_so(library: SqliteLibrary) -> None:
    book = ReadersBook(FakeByline(library, None, Settings(keep_questions=0)))
    assert "BYLINE" in book.listed(Conversation(), "", ANNA)[0]


def test_opening_the_page_deletes_what_has_been_kept_long_enough(library: SqliteLibrary) -> None:
    byline = FakeByline(library, None, Settings(keep_questions=30))
    asked(byline, ANNA, Conversation(), "one", days_ago=32)
    assert (
        history_texts.EMPTY.split()[-1].rstrip(".") in ReadersBook(byline).listed(Conversation(), "", ANNA)[0]
    )
    assert library.answer("one") is None
