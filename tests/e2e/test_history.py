"""Conversations that are kept: found again, opened as they were, renamed, deleted, and nobody else's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, Visitor, assert_at_peace, serving
from tests.e2e.obstacles import obstacles, too_small, too_wide
from ui.web.texts import history as history_texts
from ui.web.texts import source as source_texts

pytestmark = pytest.mark.browser

COST = "How much did it cost to train DeepSeek’s model?"
SHARES = "How did Nvidia’s shares react?"
FOUNDER = "Who founded DeepSeek?"
BRIDGE = "Who opened the Longville bridge?"
FERRY = "How much did Ida Moll pay for the ferry at Oddmouth?"
ARRIVES_SECONDS = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own: articles change and go."""
    with serving(tmp_path_factory.mktemp("history")) as address:
        yield address


def hand_in(server: str, name: str, text: str) -> None:
    """An article, brought in by the time this returns."""
    article = {"id": name, "title": f"About the {name}", "publisher": "The Gazette", "text": text}
    job = httpx.post(f"{server}/api/articles", json={"articles": [article]}).json()
    ends = time.monotonic() + ARRIVES_SECONDS
    while time.monotonic() < ends:
        state = httpx.get(f"{server}/api/jobs/{job['id']}").json()["state"]
        if state == "done":
            return
        assert state in {"queued", "waiting", "running"}
        time.sleep(0.1)
    pytest.fail("The article did not arrive.")


def asked(visited: Visit, question: str) -> Page:
    visited.ask(question)
    page = visited.page
    visited.settle()
    expect(page.locator("#history-list .opening[aria-current]")).to_have_count(1)
    return page


def drawer(page: Page) -> Page:
    page.locator("#history-opener button").click()
    page.locator("#history").wait_for()
    return page


def titles(page: Page) -> Any:
    return page.locator("#history-list .opening .title")


def disclosed(page: Page, title: str) -> Any:
    """What can be done with a conversation, with the button that deletes it in sight."""
    row = page.locator("#history li", has_text=title)
    row.locator(".more > summary").click()
    row.locator(".sure > summary").click()
    return row


def test_a_conversation_is_found_again_opened_as_it_was_and_gone_on_with(visit: Visitor) -> None:
    visited = visit()
    page = asked(visited, COST)
    asked(visited, SHARES)
    before = page.locator("#chat .answer").all_inner_texts()
    visited.reload()
    page.locator("#chat .welcome, #welcome").first.wait_for()
    assert page.locator("#chat .asked").count() == 0
    drawer(page)
    expect(titles(page)).to_have_text([COST])
    visited.shoot("history-desktop-1-drawer")
    titles(page).first.click()
    expect(page.locator("#chat .asked")).to_have_text([COST, SHARES])
    expect(page.locator("#history")).to_be_hidden()
    assert page.locator("#chat .answer").all_inner_texts() == before
    page.locator("#earlier a.cite").first.click()
    page.locator("#source mark.deciding").wait_for()
    asked(visited, FOUNDER)
    expect(titles(page)).to_have_text([COST])
    assert_at_peace(visited)


def test_two_browsers_do_not_see_each_others_conversations(visit: Visitor) -> None:
    one, other = visit(), visit()
    page = asked(one, FOUNDER)
    name = page.locator("#history .opening").first.get_attribute("data-id")
    asked(other, SHARES)
    expect(titles(drawer(other.page))).to_have_text([SHARES])
    opening = other.page.locator("#history .opening").first
    opening.evaluate("(button, name) => { button.dataset.id = name; }", name)
    opening.click()
    expect(other.page.locator("#history-said .problem")).to_contain_text(history_texts.CONVERSATION_GONE)
    assert other.page.locator("#chat .asked").all_inner_texts() == [SHARES]
    expect(titles(page)).to_have_text([FOUNDER])
    for visited in (one, other):
        assert_at_peace(visited)


def test_conversations_are_searched_renamed_and_deleted(visit: Visitor) -> None:
    visited = visit()
    page = asked(visited, SHARES)
    page.locator("#clear").click()
    asked(visited, FOUNDER)
    expect(titles(drawer(page))).to_have_text([FOUNDER, SHARES])
    search = page.get_by_label(history_texts.SEARCH)
    search.fill("NVIDIA 17")
    expect(titles(page)).to_have_text([SHARES])
    search.fill("no such words")
    expect(page.locator("#history-list .none")).to_have_text(history_texts.NOT_FOUND)
    search.fill("")
    expect(titles(page)).to_have_text([FOUNDER, SHARES])

    row = disclosed(page, SHARES)
    visited.shoot("history-desktop-2-more")
    row.get_by_label(history_texts.RENAME, exact=True).fill("<b>Shares</b> & more")
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text([FOUNDER, "<b>Shares</b> & more"])
    disclosed(page, "Shares").get_by_role("button", name=history_texts.DELETE_SURELY).click()
    expect(titles(page)).to_have_text([FOUNDER])
    assert page.locator("#chat .asked").all_inner_texts() == [FOUNDER]
    disclosed(page, FOUNDER).get_by_role("button", name=history_texts.DELETE_SURELY).click()
    expect(page.locator("#history-list .none")).to_have_text(history_texts.EMPTY)
    expect(page.locator("#chat .asked")).to_have_count(0)
    assert_at_peace(visited)


def test_all_are_deleted_at_once(visit: Visitor) -> None:
    visited = visit()
    page = asked(visited, FOUNDER)
    drawer(page).get_by_text(history_texts.DELETE_ALL, exact=True).click()
    page.get_by_role("button", name=history_texts.DELETE_ALL_SURELY).click()
    expect(page.locator("#history-list .none")).to_have_text(history_texts.EMPTY)
    expect(page.locator("#chat .asked")).to_have_count(0)
    assert_at_peace(visited)


def test_what_is_not_to_be_kept_is_gone_with_the_page(visit: Visitor) -> None:
    visited = visit()
    page = visited.page
    page.get_by_label(history_texts.KEEP_SWITCH).check()
    expect(page.get_by_text(history_texts.KEEP_SWITCH_ON)).to_be_visible()
    visited.ask(FOUNDER)
    visited.settle()
    assert page.locator("#chat .thumb").count() == 0
    visited.shoot("history-desktop-4-unkept")
    visited.reload()
    expect(drawer(page).locator("#history-list .none")).to_have_text(history_texts.EMPTY)
    assert_at_peace(visited)


def test_an_opinion_and_its_reason_survive_a_reload(visit: Visitor) -> None:
    visited = visit()
    page = asked(visited, SHARES)
    page.get_by_role("button", name=history_texts.OPINIONS["down"]).click()
    page.get_by_label(history_texts.REASONS["down"]).fill("It forgets <i>Friday</i>.")
    page.locator("#newest .reason button").click()
    expect(page.locator("#newest .feedback summary")).to_contain_text("It forgets <i>Friday</i>.")
    visited.shoot("history-desktop-5-opinion")
    visited.reload()
    titles(drawer(page)).first.click()
    down = page.get_by_role("button", name=history_texts.OPINIONS["down"])
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#newest .feedback summary")).to_contain_text("It forgets <i>Friday</i>.")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "false")
    assert_at_peace(visited)


@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_the_drawer_is_used_by_keys_and_shuts_nobody_out(visit: Visitor, size: str, scheme: str) -> None:
    visited = visit(size, scheme)
    page = asked(visited, COST)
    page.locator("#history-opener button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name=history_texts.HISTORY)).to_be_visible()
    page.wait_for_function("document.activeElement.type === 'search'")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('#history')"
        )
    disclosed(page, COST)
    visited.shoot(f"history-{size}-6-{scheme}")
    assert obstacles(page, "#history") == []
    assert too_small(page, "#history :is(button, summary, input)") == []
    assert too_wide(page) == 0
    page.keyboard.press("Escape")
    expect(page.locator("#history")).to_be_hidden()
    page.wait_for_function("!!document.activeElement.closest('#history-opener')")
    assert_at_peace(visited)


def test_an_opened_answer_says_what_has_changed_since(visit: Visitor, server: str) -> None:
    hand_in(server, "bridge", "The Longville bridge was opened by Mayor Oda Quist in 1931.")
    hand_in(
        server, "ferry", "The ferry at Oddmouth sank. Its owner, Ida Moll, paid 70,000 crowns for the ferry."
    )
    visited = visit()
    page = asked(visited, BRIDGE)
    asked(visited, FERRY)
    answers = page.locator("#chat .answer blockquote").all_inner_texts()
    bridge, ferry = (
        page.locator(f"#{turn} a.cite").first.get_attribute("href") or "" for turn in ("earlier", "newest")
    )
    hand_in(server, "bridge", "A note. The Longville bridge was opened by Mayor Oda Quist in 1931, they say.")
    httpx.delete(f"{server}{ferry.split('?')[0]}".replace("/articles", "/api/articles")).raise_for_status()
    visited.reload()
    titles(drawer(page)).first.click()
    stale = page.locator("#chat .stale")
    expect(stale).to_have_count(2)
    assert page.locator("#chat .answer blockquote").all_inner_texts() == answers
    expect(stale.first).to_contain_text(history_texts.STALE)
    expect(stale.last).to_contain_text(history_texts.STALE_GONE)
    visited.shoot("history-desktop-3-stale")
    assert page.locator("#earlier a.cite").first.get_attribute("href") != bridge
    page.locator("#newest a.cite").first.click()
    expect(page.locator("#source .empty h2")).to_have_text(source_texts.GONE_TITLE)
    assert visited.outside_requests() == []
