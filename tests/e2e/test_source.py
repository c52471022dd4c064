"""The source beside the work: what was quoted, where it stands, and how a reader gets about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, Visitor, assert_at_peace, byline, serving
from tests.e2e.obstacles import obstacles, too_small, too_wide
from tests.served_process import REPOSITORY
from ui.web import texts
from ui.web.texts import source as source_texts

pytestmark = pytest.mark.browser

COST = "How much did it cost to train DeepSeek’s model?"
OPENED = "Who opened the Longville bridge in 1931?"
PRICES = "By how much did Zorblax prices rise in 2024?"
ARABIC = "كم بلغت تكلفة الجسر في القاهرة؟"
STORY = "The ferry at Oddmouth sank with nobody aboard. Its owner, Ida Moll, paid 70,000 crowns for it."
SUNK = "https://echo.example/ferry"
FERRY = "How much did Ida Moll pay for the ferry at Oddmouth?"
CHATTER = "The council met again and discussed the river, its banks and its future at some length. " * 10


def extra_articles() -> list[dict[str, str]]:
    minutes = "\n\n".join(f"Meeting {number}. {CHATTER}" for number in range(60))
    return [
        {
            "id": "ferry",
            "title": "A ferry sinks",
            "url": SUNK,
            "publisher": "Oddmouth Echo",
            "published": "2024-05",
            "text": STORY,
        },
        {
            "id": "again",
            "title": "Ferry lost at Oddmouth",
            "publisher": "Coast Courier",
            "published": "2024-06-02",
            "url": "https://courier.example/ferry",
            "author": "Ann Author",
            "text": STORY,
        },
        {
            "id": "long",
            "title": "Minutes",
            "publisher": "Longville Gazette",
            "text": minutes + "\n\nThe Longville bridge was opened by Mayor Oda Quist in 1931.",
        },
        {
            "id": "arabic",
            "title": "افتتاح جسر جديد في القاهرة",
            "publisher": "صحيفة النيل",
            "language": "ar",
            "text": "افتتح محافظ القاهرة جسرا جديدا.\n\nبلغت تكلفة الجسر 40 مليون دولار.",
        },
        {
            "id": "hostile",
            "title": "<img src=x onerror=alert(1)> **bold**",
            "publisher": "<b>Markup</b> Daily",
            "url": "javascript:alert(1)",
            "text": "Zorblax prices <script>document.title=1</script> rose to 5 dollars in 2024.\n\n"
            "![x](http://evil.example/x.png) [click](http://evil.example) <img src=http://evil.example/y>",
        },
    ]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The built-in articles and a few more; one of them stands in the library twice, one is retracted."""
    folder = tmp_path_factory.mktemp("sources")
    lines = (json.dumps(article) for article in extra_articles())
    (folder / "extra.jsonl").write_text("\n".join(lines))
    byline(folder, "ingest", str(REPOSITORY / "corpus" / "articles"), "extra.jsonl")
    byline(folder, "library", "mark", SUNK, "retracted", "--note", "There was no ferry.")
    with serving(folder) as address:
        yield address


def answered(visited: Visit, question: str = COST) -> Page:
    visited.ask(question)
    visited.settle()
    return visited.page


def cite(page: Page, number: int) -> None:
    newest = page.locator("#chat .turn").last
    newest.locator("a.cite", has_text=re.compile(f"^{number}$")).first.click()
    page.locator("#source .article").wait_for()


def place(page: Page, kind: str) -> str:
    return page.locator(f"#source .{kind} .place").inner_text()


def wait_until_in_sight(page: Page, mark: str = "#source mark.deciding") -> None:
    page.wait_for_function(
        """(mark) => {
          const box = document.querySelector(mark).getBoundingClientRect();
          const body = document.querySelector("#source .body").getBoundingClientRect();
          return box.top >= body.top && box.bottom <= body.bottom;
        }""",
        arg=mark,
    )


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_reader_steps_through_citations_and_passages(visit: Visitor, size: str) -> None:
    visited = visit(size, "dark" if size == "phone" else "light")
    page = answered(visited)
    cite(page, 1)
    total = len(set(page.locator("#chat a.cite").all_inner_texts()))
    assert place(page, "sources") == f"Citation 1 of {total}"
    wait_until_in_sight(page)
    visited.shoot(f"source-{size}-1-citation")

    page.get_by_role("button", name=source_texts.NEXT_SOURCE).click()
    expect(page.locator("#source .sources .place")).to_have_text(f"Citation 2 of {total}")
    current = page.locator("#chat .cite[aria-current]")
    assert set(current.all_inner_texts()) == {"2"}

    several = next(
        number for number in range(1, total + 1) if step_to(page, number, total) and two_passages(page)
    )
    first = page.locator("#source mark.deciding").first.inner_text()
    assert place(page, "passages") == "Passage 1 of 2"
    page.get_by_role("button", name=source_texts.NEXT_PASSAGE).click()
    expect(page.locator("#source .passages .place")).to_have_text("Passage 2 of 2")
    expect(page.locator("#source mark.deciding").first).not_to_have_text(first)
    expect(page.locator("#source mark:not(.deciding)").first).to_have_text(first)
    assert place(page, "sources") != f"Citation {several} of {total}"  # the next passage is another citation
    assert too_wide(page) == 0
    visited.shoot(f"source-{size}-2-passage")
    assert_at_peace(visited)


def step_to(page: Page, number: int, total: int) -> bool:
    while not place(page, "sources").startswith(f"Citation {number} "):
        key = "[" if int(place(page, "sources").split()[1]) > number else "]"
        before = place(page, "sources")
        page.keyboard.press(key)
        expect(page.locator("#source .sources .place")).not_to_have_text(before)
    expect(page.locator("#source .panel")).not_to_have_attribute("aria-busy", "true")
    return number <= total


def two_passages(page: Page) -> bool:
    return page.locator("#source .passages").is_visible() and place(page, "passages") == "Passage 1 of 2"


def test_reprints_open_in_the_panel_and_back_leads_to_the_source_before(visit: Visitor) -> None:
    visited = visit()
    page = answered(visited, FERRY)
    cite(page, 1)
    title = page.locator("#source h1").inner_text()
    marked = page.locator("#source .status").all_inner_texts()
    page.locator("#source .about summary").click()
    visited.shoot("source-desktop-3-about")
    page.locator("#source .about a.source-link").click()
    expect(page.locator("#source h1")).not_to_have_text(title)
    assert {title, page.locator("#source h1").inner_text()} == {"A ferry sinks", "Ferry lost at Oddmouth"}
    marked += page.locator("#source .status").all_inner_texts()
    assert marked == ["This article was retracted: There was no ferry."]
    page.locator("#source .back").click()
    expect(page.locator("#source h1")).to_have_text(title)
    assert page.locator("#source mark.deciding").count() == 1
    assert page.locator("#source .back").is_hidden()

    printed = visit(path=str(page.locator("#chat a.cite").first.get_attribute("href")))
    printed.page.emulate_media(media="print")
    assert printed.page.locator("nav").is_hidden()
    assert printed.page.locator("mark.deciding").is_visible()
    printed.shoot("source-page-printed")
    for one in (visited, printed):
        assert_at_peace(one)


def test_a_new_question_empties_the_panel(visit: Visitor) -> None:
    visited = visit()
    page = answered(visited)
    cite(page, 1)
    answered(visited, FERRY)
    expect(page.locator("#source .empty h2")).to_have_text(source_texts.NO_SOURCE_TITLE)
    cite(page, 1)
    page.locator("#clear").click()
    page.locator("#chat .welcome").wait_for()
    page.locator("#source .empty").wait_for()
    assert page.locator("#source .bar").is_hidden()
    assert_at_peace(visited)


def test_on_a_phone_a_long_article_opens_at_the_quoted_words_and_closes(visit: Visitor) -> None:
    visited = visit("phone")
    page = answered(visited, OPENED)
    page.locator("#chat a.cite").first.focus()
    page.keyboard.press("Enter")
    page.locator("#source mark").first.wait_for()
    assert len(page.locator("#source .body").inner_text()) > 50_000
    assert "Oda Quist" in page.locator("#source mark.deciding").inner_text()
    wait_until_in_sight(page)
    assert page.evaluate("document.querySelector('#work').inert")
    visited.shoot("source-phone-4-long")
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    page.wait_for_function("document.activeElement.matches('#chat a.cite')")
    assert not page.evaluate("document.querySelector('#work').inert")
    assert_at_peace(visited)


def test_beside_the_work_escape_leads_back_and_close_empties(visit: Visitor) -> None:
    visited = visit()
    page = answered(visited)
    cite(page, 2)
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.textContent === '2'")
    assert page.locator("#source mark").count() > 0
    page.locator("#source .close").click()
    page.locator("#source .empty").wait_for()
    assert page.locator("#chat .cite[aria-current]").count() == 0
    assert_at_peace(visited)


def test_a_source_that_cannot_be_shown_is_told_in_the_panel_with_a_way_on(visit: Visitor) -> None:
    visited = visit()
    page = answered(visited)
    link, said = page.locator("#chat blockquote a.cite").first, page.locator("#source .empty h2")
    page.context.set_offline(True)
    link.click()
    expect(said).to_have_text(source_texts.UNREACHABLE_TITLE)
    page.context.set_offline(False)
    page.get_by_role("button", name=texts.TRY_AGAIN).click()
    page.locator("#source mark").first.wait_for()

    link.evaluate("(link) => { link.href = link.href.replace(/end=\\d+/, 'end=99999999'); }")
    link.click()
    expect(said).to_have_text(source_texts.CHANGED_TITLE)
    page.get_by_role("button", name=source_texts.READ_AS_IT_IS).click()
    page.locator("#source .article").wait_for()

    link.evaluate("(link) => { link.href = '/articles/0000?start=0&end=5#span'; }")
    link.click()
    expect(said).to_have_text(source_texts.GONE_TITLE)
    assert page.url.endswith("/")
    assert visited.outside_requests() == []


def test_no_script_is_upset_and_no_markup_does_anything(visit: Visitor) -> None:
    visited = visit()
    page = answered(visited, ARABIC)
    page.locator("#chat a.cite, #chat .nearest a", has_text=re.compile("1|جسر")).first.click()
    marked = page.locator("#source .body p").last
    marked.wait_for()
    assert marked.evaluate("(paragraph) => getComputedStyle(paragraph).direction") == "rtl"
    assert page.locator("#source article").get_attribute("lang") == "ar"
    visited.shoot("source-desktop-5-arabic")

    answered(visited, PRICES)
    newest = page.locator("#chat .turn").last
    newest.locator("a.cite, .nearest a").first.click()
    expect(page.locator("#source h1")).to_have_text("<img src=x onerror=alert(1)> **bold**")
    assert page.locator("#source :is(img, script, b)").count() == 0
    assert page.locator("#source a[href^=javascript], #source a[href*=evil]").count() == 0
    assert page.title() == "Byline"
    assert_at_peace(visited)


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_nothing_in_the_panel_shuts_readers_out(visit: Visitor, size: str, scheme: str) -> None:
    visited = visit(size, scheme)
    page = answered(visited)
    cite(page, 1)
    page.locator("#source .about summary").click()
    assert obstacles(page, "#source") == []
    assert too_small(page, "#source :is(button, summary)") == []
    assert_at_peace(visited)
