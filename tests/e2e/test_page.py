"""The chat page as a reader meets it: a real server, the built-in articles, a real browser."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, Visitor, assert_at_peace
from tests.e2e.obstacles import too_wide
from ui.web import texts

pytestmark = pytest.mark.browser

COST = "How much did it cost to train DeepSeek’s model?"
UNANSWERABLE = "Who won the 2018 football World Cup?"


def words(text: str) -> str:
    return " ".join(text.split())


def dark(visited: Visit) -> bool:
    colour = visited.page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3]) < 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_question_is_answered_and_its_source_read(visit: Visitor, size: str, scheme: str) -> None:
    visited = visit(size, scheme)
    page = visited.page
    assert page.title() == "Byline"
    assert dark(visited) is (scheme == "dark")
    visited.shoot(f"{size}-{scheme}-1-welcome")

    visited.ask(COST)
    visited.settle()
    visited.shoot(f"{size}-{scheme}-2-answer")

    quotation = page.locator("#chat blockquote").first
    quoted = words(quotation.inner_text())
    quotation.locator("a.cite").first.click()
    mark = page.locator("#source mark").first
    mark.wait_for()
    visited.shoot(f"{size}-{scheme}-3-source")
    assert words(mark.inner_text())[:40] in quoted
    page.wait_for_function(
        """() => {
          const { top } = document.querySelector("#source mark").getBoundingClientRect();
          return 0 < top && top < innerHeight;
        }"""
    )
    assert "digest" in page.locator("#source .digest").inner_text()

    if size == "phone":
        page.locator("#source .close").click()
        page.locator("#source").wait_for(state="hidden")
    assert too_wide(page) == 0
    assert_at_peace(visited)


def test_an_example_asks_itself(visit: Visitor) -> None:
    visited = visit()
    example = visited.page.locator("#examples button").first
    asked = example.inner_text()
    example.click()
    visited.settle()
    assert visited.page.locator("#chat .asked").inner_text() == asked
    assert visited.page.locator("#chat a.cite").count() > 0
    assert_at_peace(visited)


def test_where_sources_differ_a_table_says_so_first(visit: Visitor) -> None:
    visited = visit()
    visited.ask(COST)
    visited.settle()
    table = visited.page.locator("#chat .differ")
    assert table.locator("tbody tr").count() >= 2
    top, quotation = table.bounding_box(), visited.page.locator("#chat blockquote").first.bounding_box()
    assert top
    assert quotation
    assert top["y"] < quotation["y"]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_each_new_question_stays_at_the_top_until_the_reader_moves(visit: Visitor, size: str) -> None:
    visited = visit(size)
    top = """async () => {
      for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame);  // what is painted
      const { top } = document.querySelector("#newest .turn").getBoundingClientRect();
      return Math.round(top - document.querySelector("#conversation").getBoundingClientRect().top);
    }"""
    for question in (COST, UNANSWERABLE, "Who founded DeepSeek?"):
        visited.ask(question)
        visited.settle()
        visited.page.evaluate("document.querySelector('#following').style.paddingBlockEnd = '40rem'")
        assert abs(visited.page.evaluate(top)) <= 1
    visited.page.locator("#earlier .asked").last.hover()
    visited.page.mouse.wheel(0, -300)
    visited.page.wait_for_function(f"({top})().then((now) => now > 100)")
    visited.page.evaluate("document.querySelector('#following').style.paddingBlockEnd = '50rem'")
    assert visited.page.evaluate(top) > 100
    assert_at_peace(visited)


def test_a_refusal_offers_the_nearest_articles(visit: Visitor) -> None:
    visited = visit()
    visited.ask(UNANSWERABLE)
    visited.settle()
    assert visited.page.locator("#chat a.cite").count() == 0
    visited.page.locator("#chat .nearest a").first.click()
    visited.page.locator("#source .article h1").wait_for()
    visited.shoot("desktop-light-4-refusal")
    assert_at_peace(visited)


def test_citations_work_from_the_keyboard(visit: Visitor) -> None:
    visited = visit("phone")
    visited.ask(COST)
    visited.settle()
    page = visited.page
    page.locator("#chat a.cite").first.focus()
    page.keyboard.press("Enter")
    page.locator("#source mark").first.wait_for()
    page.wait_for_function("document.querySelector('#source').contains(document.activeElement)")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.className === 'cite'")


def test_with_a_modifier_key_a_citation_opens_the_articles_own_page(visit: Visitor) -> None:
    visited = visit()
    visited.ask(COST)
    visited.settle()
    with visited.page.context.expect_page() as opened:
        visited.page.locator("#chat a.cite").first.click(modifiers=["ControlOrMeta"])
    article = opened.value
    article.wait_for_selector("#span")
    assert "/articles/" in article.url
    assert visited.page.locator("#source mark").count() == 0
    article.screenshot(path="artefacts/screenshots/article.png")


def test_markup_in_a_question_stays_text(visit: Visitor) -> None:
    visited = visit()
    hostile = (
        'Who <img src=x onerror="document.title=1"> ![x](http://evil.example/x.png) **founded** $DeepSeek$?'
    )
    visited.ask(hostile)
    visited.settle()
    assert visited.page.locator("#chat .asked").inner_text() == hostile
    assert visited.page.locator("#chat img").count() == 0
    assert visited.page.title() == "Byline"
    assert_at_peace(visited)


def test_a_new_conversation_starts_empty(visit: Visitor) -> None:
    visited = visit()
    visited.ask(COST)
    visited.settle()
    visited.page.locator("#clear").click()
    visited.page.locator("#welcome").wait_for()
    expect(visited.page.locator("#chat .asked")).to_have_count(0)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_search_is_limited_and_the_answer_says_so(visit: Visitor, size: str) -> None:
    visited = visit(size)
    page = visited.page
    page.get_by_role("button", name="Limit the search").click()
    assert page.get_by_label(texts.ON_UNSUPPORTED).count() == 0  # no language model writes here
    page.get_by_label("Publishers").fill("CGTN")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_label("Published since").fill("2024-01-01")
    page.get_by_role("button", name="Limit the search (2 set)").wait_for()
    visited.shoot(f"{size}-light-5-limits")

    visited.ask(COST)
    visited.settle()
    limited = words(page.locator("#chat .limited").inner_text())
    assert limited.startswith("Only articles from Byline digest of CGTN")
    assert "since 1 January 2024" in limited
    assert {words(said) for said in page.locator("#chat .sources small").all_inner_texts()} == {
        "Byline digest of CGTN, 2025"
    }

    page.get_by_label("Published since").fill("last Tuesday")
    visited.ask(COST)
    visited.settle()
    assert "'last Tuesday' is no date" in page.locator("#chat .failure").inner_text()
    assert_at_peace(visited)


def test_two_readers_do_not_see_each_other(visit: Visitor) -> None:
    first, second = visit(), visit()
    first.ask(COST)
    first.settle()
    assert second.page.locator("#chat .asked").count() == 0
    second.ask("Who founded DeepSeek?")
    second.settle()
    assert second.page.locator("#chat .asked").count() == 1
    assert first.page.locator("#chat .asked").count() == 1


def asked_in(page: Page, milliseconds: int) -> int:
    before: int = page.evaluate("frames_asked")
    page.wait_for_timeout(milliseconds)
    asked: int = page.evaluate("frames_asked") - before
    return asked


def test_an_idle_page_asks_for_no_frames(visit: Visitor) -> None:
    visited = visit()
    page = visited.page
    page.add_init_script(
        "window.frames_asked = 0; const ask = requestAnimationFrame.bind(window);"
        "window.requestAnimationFrame = (then) => { frames_asked += 1; return ask(then); };"
    )
    visited.reload()
    assert asked_in(page, 500) > 0  # what moves while the page is built comes to rest
    for _ in range(20):
        if (frames := asked_in(page, 500)) < 5:
            break
    assert frames < 5  # of thirty
    assert_at_peace(visited)


def test_the_page_offers_no_handlers_to_others(server: str) -> None:
    described = httpx.get(f"{server}/gradio_api/info").json()
    assert described["named_endpoints"] == {}
    assert described["unnamed_endpoints"] == {}
