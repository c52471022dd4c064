"""What is drawn of conversations and opinions, and that no title or reason in it can do anything."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest

from rag.domain import Question
from rag.events import Finished
from rag.feedback import Feedback
from rag.kept_conversations import ConversationEntry
from tests.fakes_ui import cost_script, refusal_script
from tests.unit.ui.test_render import HOSTILE, Elements, view_of
from ui.web.chat.render import answer_html
from ui.web.history.changes import changes_html
from ui.web.history.feedback import feedback_html
from ui.web.history.kept import Kept, SourceChange
from ui.web.history.listed import MOST, foot_html, list_html
from ui.web.history.opening import saved_view
from ui.web.history.panel import said_html
from ui.web.texts import history as history_texts

NOW = datetime(2025, 3, 6, 15, 0, tzinfo=UTC)  # a Thursday


def entry(name: str = "c", title: str = "Costs", ago: timedelta = timedelta()) -> ConversationEntry:
    written = (NOW - ago).isoformat()
    return ConversationEntry(name, title, written, written, 2)


def shown(*entries: ConversationEntry, current: str = "", is_search: bool = False) -> Elements:
    return Elements(list_html(entries, current, NOW, is_search=is_search))


def test_conversations_stand_under_their_days() -> None:
    ago = [timedelta(hours=1), timedelta(days=1), timedelta(days=3), timedelta(days=9), timedelta(days=400)]
    list_ = shown(*(entry(title=f"Title {n}", ago=one) for n, one in enumerate(ago)))
    expected = [
        *("Today", "Title 0", "14:00", "Yesterday", "Title 1", "15:00"),
        *("Earlier this week", "Title 2", "3 March", "Earlier", "Title 3", "25 February"),
        *("Title 4", "31 January 2024"),
    ]
    said = re.split(r"⋯Rename or delete: Title \d(?:NameRename)?(?:Delete.*?for good)?", list_.words)
    assert [word for word in expected if word in "".join(said)] == expected
    places = ["".join(said).index(word) for word in expected if word != "Earlier"]
    assert places == sorted(places)


def test_the_one_that_is_open_is_marked_and_its_deletion_closes_it() -> None:
    list_ = shown(entry("a"), entry("b"), current="b")
    opening = [one for one in list_.named("button") if one.get("data-does") == "open"]
    assert [one.get("aria-current") for one in opening] == [None, "true"]
    acts = [one["data-act"] for one in list_.named("button") if one.get("data-does") == "delete"]
    assert acts == ["history", "conversation"]


def test_an_empty_list_says_what_comes_there_and_a_search_that_it_found_nothing() -> None:
    assert history_texts.EMPTY in shown().words
    assert history_texts.NOT_FOUND in shown(is_search=True).words


def test_a_long_list_is_cut_and_says_so() -> None:
    list_ = shown(*(entry(str(n)) for n in range(MOST + 1)))
    assert len(list_.named("li")) == MOST
    assert history_texts.more(MOST) in list_.words


def test_hostile_titles_and_reasons_stay_text() -> None:
    given = Feedback("down", HOSTILE, NOW.isoformat())
    drawn = [
        list_html([entry(HOSTILE, HOSTILE)], "", NOW, is_search=False),
        feedback_html(HOSTILE, given),
        changes_html(Kept(changes=(SourceChange((1,), HOSTILE, HOSTILE),))),
        said_html(HOSTILE, HOSTILE),
        foot_html(days=7, key=HOSTILE, has_any=True),
    ]
    for elements in map(Elements, drawn):
        assert not {"script", "img", "a", "h1"} & {name for name, _ in elements.found}
        assert not [given for _, given in elements.found if any(name.startswith("on") for name in given)]


@pytest.mark.parametrize(
    ("chosen", "offered"), [(None, ["up", "down"]), ("up", ["", "down"]), ("down", ["up", ""])]
)
def test_a_chosen_thumb_takes_the_opinion_back(chosen: str | None, offered: list[str]) -> None:
    own = Feedback(chosen, None, NOW.isoformat()) if chosen else None  # type: ignore[arg-type]
    thumbs = Elements(feedback_html("a", own)).named("button", "thumb")
    assert [one["data-opinion"] for one in thumbs] == offered
    assert [one["aria-pressed"] == "true" for one in thumbs] == [not one for one in offered]


def test_a_reason_is_asked_for_after_a_thumb_alone() -> None:
    assert not Elements(feedback_html("a", None)).named("textarea")
    given = Feedback("down", "It left out half.", NOW.isoformat())
    drawn = Elements(feedback_html("a", given))
    assert drawn.named("textarea")[0]["maxlength"] == "1000"
    assert "It left out half." in drawn.words


@pytest.mark.parametrize("script", [cost_script(), refusal_script()])
def test_a_saved_answer_is_drawn_as_it_was_when_it_was_written(script) -> None:
    (answer,) = [
        event.answer for event in script(Question("What did it cost?")) if isinstance(event, Finished)
    ]
    written = view_of(script)
    assert answer_html(saved_view(asdict(answer))) == answer_html(replace(written, passages=None))


def test_a_mark_that_came_later_is_in_the_view_of_a_saved_answer() -> None:
    (answer,) = [e.answer for e in cost_script()(Question("What?")) if isinstance(e, Finished)]
    saved = json.loads(json.dumps(asdict(answer)))
    saved["citations"][0] |= {"status": "retracted", "status_note": "There was none."}
    marks = saved_view(saved).marks
    assert list(marks) == [answer.citations[0].article_id]
    assert "There was none." in "".join(marks.values())
