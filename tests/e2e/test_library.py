"""The library tab: read, searched, added to and kept in order, by those who may."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.conftest import Visit, Visitor, assert_at_peace, byline, serving
from tests.e2e.obstacles import obstacles, too_wide
from ui.web import texts
from ui.web.texts import library as words

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="document.title=1"> **bold** <script>document.title=2</script>'
BRIDGE = "---\ntitle: A bridge opens\npublished: 2024-05-06\n---\n\nThe bridge at Oddmouth opened."
FERRY = (
    "---\ntitle: A ferry sinks\npublisher: Oddmouth Echo\n---\n\nThe ferry of Oddmouth sank near the bridge."
)


@dataclass(frozen=True)
class Served:
    folder: Path
    address: str


def minutes() -> list[dict[str, str]]:
    about = [
        {
            "id": f"minutes-{number}",
            "title": f"Minutes {number:02}",
            "publisher": "Longville Gazette",
            "published": f"2023-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "text": f"The council of Longville met again. Oda Quist spoke about quarry {number}.",
        }
        for number in range(60)
    ]
    hostile = {
        "id": "hostile",
        "title": HOSTILE,
        "publisher": HOSTILE,
        "text": f"Zorblax said {HOSTILE} twice.",
    }
    return [*about, hostile]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Sixty minutes of a council and one hostile article; the page is open to readers without a key."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "byline.toml").write_text("[api]\nopen_page = true\n")
    (folder / "minutes.jsonl").write_text("\n".join(json.dumps(one) for one in minutes()))
    byline(folder, "ingest", "minutes.jsonl", "--collection", "council")
    with serving(folder) as address:
        yield Served(folder, address)


@pytest.fixture(scope="module")
def server(served: Served) -> str:
    return served.address


def opened(visited: Visit, part: str = words.PART_ARTICLES) -> Page:
    page = visited.page
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    page.locator("#library .articles li").first.wait_for()
    page.get_by_role("tab", name=part, exact=True).click()
    return page


def row(page: Page, title: str) -> Locator:
    return page.locator("#library-list .articles > li").filter(has_text=title)


def files(*named: tuple[str, bytes]) -> list[FilePayload]:
    return [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in named
    ]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_list_is_paged_narrowed_and_read_beside_the_source(visit: Visitor, size: str) -> None:
    visited = visit(size)
    page = opened(visited)
    place = page.locator("#library-list .pager .place")
    expect(place).to_have_text("1–25 of 61")
    visited.shoot(f"library-{size}-1-list")
    page.locator("#library-list .pager").get_by_role("button", name=words.NEXT).click()
    expect(place).to_have_text("26–50 of 61")
    expect(place).to_be_focused()

    page.locator("#library-query :is(input, textarea)").fill("minutes 07")
    expect(place).to_have_text("1 of 1")
    page.locator("#library-query :is(input, textarea)").fill("nothing like it")
    expect(page.locator("#library-list .nothing")).to_contain_text(words.NO_MATCH)
    page.locator("#library-query :is(input, textarea)").fill("")
    page.get_by_role("button", name=words.NARROW).click()
    page.get_by_label(texts.LIMIT_SINCE).last.fill("long ago")
    page.keyboard.press("Enter")
    expect(page.locator("#library-list .failure")).to_contain_text("is no date")
    page.get_by_label(texts.LIMIT_SINCE).last.fill("2023-12")
    page.keyboard.press("Enter")
    expect(place).to_have_text("1–5 of 5")

    page.locator("#library-list .source-link").first.click()
    expect(page.locator("#source .article h1")).to_contain_text("Minutes")
    assert too_wide(page) <= 0
    assert_at_peace(visited)


def test_every_place_of_a_name_is_found_and_downloaded(visit: Visitor) -> None:
    visited = visit()
    page = opened(visited, words.PART_FIND)
    page.locator("#library-phrase :is(input, textarea)").fill("Oda Quist")
    page.keyboard.press("Enter")
    expect(page.locator("#library-found .sum")).to_have_text(words.found("Oda Quist", 60, 60))
    visited.shoot("library-desktop-2-found")
    page.locator("#library-found .pager").get_by_role("button", name=words.NEXT).click()
    expect(page.locator("#library-found .pager .place")).to_have_text("26–50 of 60")
    with page.expect_download() as downloading:
        page.get_by_role("button", name=words.CSV).click()
    assert downloading.value.suggested_filename == words.CSV_FILE
    rows = list(csv.DictReader(io.StringIO(Path(downloading.value.path()).read_text())))
    assert len({one["article_id"] for one in rows}) == 60
    assert all("Oda Quist" in one["sentence"] for one in rows)

    page.locator("#library-found .holding a").first.click()
    expect(page.locator("#source mark")).to_contain_text("Oda Quist")
    assert_at_peace(visited)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_files_are_added_and_each_has_its_result(visit: Visitor, size: str) -> None:
    visited = visit(size, "dark" if size == "phone" else "light")
    page = opened(visited, words.PART_ADD)
    page.get_by_role("button", name=words.ADD_FILES).click()
    expect(page.locator("#library-adding .said")).to_have_text(words.NO_FILES)

    page.get_by_label(words.INTO).fill(f"oddmouth-{size}")
    rubbish = (f"<b>rubbish-{size}.pdf", b"%PDF-1.4 nothing of the kind")
    page.locator("#library-adding input[type=file]").set_input_files(
        files(("bridge.md", BRIDGE.encode()), ("ferry.md", FERRY.encode()), rubbish)
    )
    page.get_by_role("button", name=words.ADD_FILES).click()
    expect(page.locator("#library-adding .said")).to_have_text(words.SENT, timeout=15_000)
    jobs = page.locator("#library-jobs .jobs > li")
    expect(jobs.nth(0).locator(".state")).to_have_text("1 not taken in", timeout=20_000)
    expect(jobs.nth(0).locator(".told")).to_contain_text(rubbish[0])
    for number in (1, 2):
        expect(jobs.nth(number).locator(".state")).to_contain_text("1 new article")
    expect(page.locator("#library .quarantined")).to_contain_text(rubbish[0])
    visited.shoot(f"library-{size}-3-added")

    visited.reload()
    page = opened(visited, words.PART_ADD)
    expect(jobs.nth(0)).to_contain_text(rubbish[0])  # the job is shown again
    assert page.locator("#library .quarantined b").count() == 0
    expect(page.locator("#library .figures")).to_have_text(re.compile("^6"))
    assert too_wide(page) <= 0
    assert_at_peace(visited)


def test_what_was_added_is_counted_in_the_masthead_without_reloading(visit: Visitor) -> None:
    visited = visit()
    page = opened(visited, words.PART_ADD)
    before = page.locator("#masthead .facts").inner_text()
    page.locator("#library-adding input[type=file]").set_input_files(
        files(("new.txt", b"Something new happened."))
    )
    page.get_by_role("button", name=words.ADD_FILES).click()
    expect(page.locator("#masthead .facts")).not_to_have_text(before, timeout=20_000)
    assert_at_peace(visited)


def test_an_article_is_marked_and_cleared_and_removed_after_a_question_that_names_it(visit: Visitor) -> None:
    visited = visit()
    page = opened(visited)
    page.locator("#library-query :is(input, textarea)").fill("minutes 33")
    expect(page.locator("#library-list .pager .place")).to_have_text("1 of 1")
    found = row(page, "Minutes 33")
    found.get_by_role("button", name=words.MARK).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".named")).to_have_text("Minutes 33")
    dialog.get_by_label(words.MARK_CHOICES["retracted"]).check()
    dialog.get_by_label(words.NOTE).fill("It was <b>another</b> quarry.")
    visited.shoot("library-desktop-4-mark")
    dialog.get_by_role("button", name=words.SAVE).click()
    expect(found.locator(".status")).to_contain_text("retracted: It was <b>another</b> quarry.")

    found.get_by_role("button", name=words.MARK).click()
    dialog.get_by_label(words.MARK_CHOICES[""]).check()
    dialog.get_by_role("button", name=words.SAVE).click()
    expect(found.locator(".status")).to_have_count(0)

    found.get_by_role("button", name=words.REMOVE).click()
    expect(dialog.locator(".named")).to_have_text("Minutes 33")
    dialog.get_by_role("button", name=words.CANCEL).click()
    expect(dialog).to_be_hidden()
    expect(found).to_have_count(1)
    found.get_by_role("button", name=words.REMOVE).click()
    visited.shoot("library-desktop-5-remove")
    dialog.get_by_role("button", name=words.REMOVE).click()
    expect(page.locator("#library-list .nothing")).to_contain_text(words.NO_MATCH)
    assert_at_peace(visited)


def test_a_collection_is_removed_whole_and_everything_can_be_examined(visit: Visitor, served: Served) -> None:
    (served.folder / "odd.jsonl").write_text(json.dumps({"id": "odd", "title": "Odd", "text": "Odd things."}))
    visited = visit()
    page = opened(visited, words.PART_ADD)
    page.get_by_label(words.INTO).fill("passing")
    page.locator("#library-adding input[type=file]").set_input_files(served.folder / "odd.jsonl")
    page.get_by_role("button", name=words.ADD_FILES).click()
    page.get_by_role("tab", name=words.PART_UPKEEP).click()
    held = page.locator("#library .collections > li").filter(has_text="passing")
    held.get_by_role("button").click(timeout=20_000)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(words.REMOVE_ALL_TITLE)
    expect(dialog.locator(".named")).to_have_text("passing")
    dialog.get_by_role("button", name=words.REMOVE).click()
    expect(held).to_have_count(0)

    page.get_by_role("button", name=words.CHECK).click()
    expect(page.locator("#library .findings > li").first).to_be_visible(timeout=20_000)
    expect(page.locator("#library .findings")).to_contain_text("The library is sound")
    visited.shoot("library-desktop-6-upkeep")
    searched = httpx.post(f"{served.address}/api/search", json={"query": "Oda Quist"})
    assert searched.json()["passages"]  # the examination has opened the index beside the server, and let go
    assert_at_peace(visited)


def test_markup_in_articles_stays_text_and_no_serious_obstacle_is_found(visit: Visitor) -> None:
    visited = visit()
    page = opened(visited)
    page.locator("#library-query :is(input, textarea)").fill("onerror")
    expect(row(page, "onerror").locator("h3")).to_have_text(HOSTILE)
    row(page, "onerror").get_by_role("button", name=words.REMOVE).click()
    expect(page.get_by_role("dialog").locator(".named")).to_have_text(HOSTILE)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name=words.PART_FIND).click()
    page.locator("#library-phrase :is(input, textarea)").fill("Zorblax")
    page.keyboard.press("Enter")
    expect(page.locator("#library-found .holding")).to_contain_text(HOSTILE)
    for part in (words.PART_ARTICLES, words.PART_FIND, words.PART_ADD, words.PART_UPKEEP):
        page.get_by_role("tab", name=part, exact=True).click()
        assert obstacles(page, "#library") == []
    assert page.locator("#library :is(img, script)").count() == 0
    assert page.title() == "Byline"
    assert_at_peace(visited)


def test_where_keys_are_configured_reading_is_open_and_changes_need_one(
    visit: Visitor, served: Served
) -> None:
    key = byline(served.folder, "keys", "add", "desk", "--scope", "read", "--scope", "write").strip()
    try:
        visited = visit("phone")
        page = opened(visited)
        page.locator("#library-query :is(input, textarea)").fill("minutes 44")
        expect(page.locator("#library-list .pager .place")).to_have_text("1 of 1")
        row(page, "Minutes 44").get_by_role("button", name=words.REMOVE).click()
        dialog = page.get_by_role("dialog")
        failed = dialog.locator(".said")
        dialog.get_by_role("button", name=words.REMOVE).click()
        expect(failed).to_have_text(words.KEY_MISSING)
        dialog.get_by_label(words.KEY).fill("byline_wrong")
        dialog.get_by_role("button", name=words.REMOVE).click()
        expect(failed).to_have_text(words.KEY_UNKNOWN)
        visited.shoot("library-phone-7-key")
        dialog.get_by_label(words.KEY).fill(key)
        dialog.get_by_role("button", name=words.REMOVE).click()
        expect(dialog).to_be_hidden()
        expect(row(page, "Minutes 44")).to_have_count(0)

        page.get_by_role("tab", name=words.PART_ADD, exact=True).click()
        page.locator("#library-adding input[type=file]").set_input_files(
            files(("late.txt", b"Late news came."))
        )
        page.get_by_role("button", name=words.ADD_FILES).click()
        expect(page.locator("#library-adding .said")).to_have_text(words.SENT)
        kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
        assert key not in kept
        assert visited.outside_requests() == []
    finally:
        byline(served.folder, "keys", "revoke", "desk")
