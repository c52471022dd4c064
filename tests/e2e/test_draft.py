"""A draft is checked as a writer would: pasted, read with its verdicts, mended, checked again, kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.documents import docx, paragraph
from tests.e2e.conftest import Visit, Visitor, assert_at_peace
from tests.e2e.obstacles import obstacles, too_wide
from ui.web import texts
from ui.web.texts import draft as draft_texts

pytestmark = pytest.mark.browser

FALSE = "Microsoft shares fell 14% on January 27."
TRUE = "Tesla shares dropped 2% on January 27."
UNKNOWN = "The European Commission has opened an inquiry into the firm’s servers in Dublin."
DRAFT = f"# A week on the markets\n\n{FALSE} {TRUE}\nIs that all?\n\n{UNKNOWN}"
HOSTILE = "<img src=x onerror=\"document.title='owned'\"> ![x](http://evil.example/x.png) fell 14% in Dublin."


def opened(visited: Visit) -> Page:
    page = visited.page
    page.get_by_role("tab", name=texts.TAB_DRAFT).click()
    page.locator("#draft-text textarea").wait_for()
    return page


def check(page: Page, draft: str) -> None:
    page.locator("#draft-text textarea").fill(draft)
    page.locator("#draft-check").click()
    expect(page.locator(".draft-result.settled .counts")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_each_sentence_has_its_verdict_and_leads_to_its_source(
    visit: Visitor, size: str, scheme: str
) -> None:
    visited = visit(size, scheme)
    page = opened(visited)
    assert obstacles(page, "#draft") == []
    visited.shoot(f"draft-{size}-{scheme}-1-empty")
    check(page, DRAFT)
    paragraphs = page.locator("#draft .sheet p")
    assert paragraphs.count() == 3
    assert page.locator("#draft .claim.contradicted .said").inner_text() == FALSE
    assert page.locator("#draft .claim.supported").inner_text() == TRUE
    assert page.locator("#draft .claim.unsupported .said").all_inner_texts()[-1] == UNKNOWN
    expect(page.locator("#draft .draft-status")).to_contain_text("1 contradicted")

    flag = page.locator("#draft .contradicted .flag")
    reason = page.locator("#draft .contradicted .why")
    expect(reason).to_be_hidden()
    flag.click()
    expect(reason).to_be_visible()
    assert "Microsoft shares fell 4% on January 27." in reason.inner_text()
    visited.shoot(f"draft-{size}-{scheme}-2-reason")
    assert obstacles(page, "#draft") == []
    page.keyboard.press("Escape")
    expect(reason).to_be_hidden()

    page.locator("#draft .claim.supported + sup a.cite").click()
    mark = page.locator("#source mark.deciding").first
    expect(mark).to_contain_text("Tesla shares dropped 2%")
    visited.shoot(f"draft-{size}-{scheme}-3-source")
    assert too_wide(page) == 0
    assert_at_peace(visited)


def test_the_list_leads_to_the_sentence_by_keyboard(visit: Visitor) -> None:
    page = opened(visit())
    check(page, DRAFT)
    looks = page.locator("#draft .looks .jump")
    looks.last.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "(said) => document.activeElement.closest('.claim')?.innerText.startsWith(said)", arg=UNKNOWN
    )
    expect(page.locator("#draft .pointed .why")).to_be_visible()


def test_an_edited_sentence_loses_its_verdict_until_it_is_checked_again(visit: Visitor) -> None:
    visited = visit()
    page = opened(visited)
    check(page, DRAFT)
    page.get_by_role("button", name=draft_texts.EDIT, exact=True).click()
    box = page.locator("#draft-text textarea")
    assert box.input_value() == DRAFT
    false = page.locator("#draft .looks li.contradicted")
    expect(false.locator(".reason")).to_be_visible()
    box.fill(DRAFT.replace("14%", "4%"))
    expect(false.locator(".reason")).to_be_hidden()
    expect(false).to_contain_text(draft_texts.EDITED)
    visited.shoot("draft-desktop-light-4-edited")
    page.locator("#draft-check").click()
    expect(page.locator("#draft .claim.supported")).to_have_count(2, timeout=20_000)
    expect(page.locator("#draft .claim.contradicted")).to_have_count(0)
    assert_at_peace(visited)


def test_the_check_is_kept_as_documents_that_the_browser_makes(visit: Visitor, tmp_path: Path) -> None:
    visited = visit()
    page = opened(visited)
    check(page, DRAFT)
    saved = {}
    for name in draft_texts.FORMATS.values():
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        download.value.save_as(tmp_path / name)
        saved[name] = (tmp_path / name).read_text(encoding="utf-8")
    claims = json.loads(saved["JSON"])["sentences"]
    assert all(DRAFT[claim["start"] : claim["end"]] == claim["text"] for claim in claims)
    assert f"{TRUE}[^" in saved["Markdown"]
    assert "<script" not in saved["HTML"]
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=draft_texts.COPY).click()
    expect(page.get_by_role("button", name=draft_texts.COPIED)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == saved["Markdown"]
    assert_at_peace(visited)


def test_a_long_check_can_be_stopped_and_gone_on_with(visit: Visitor) -> None:
    visited = visit()
    page = opened(visited)
    page.locator("#draft-text textarea").fill(f"{TRUE} {UNKNOWN}\n\n" * 30)
    page.locator("#draft-check").click()
    expect(page.locator("#draft progress")).to_be_visible()
    page.locator("#draft-stop").click()
    expect(page.locator(".draft-result.settled .draft-head")).to_contain_text(draft_texts.STOPPED)
    page.get_by_role("button", name=draft_texts.CHECK_ON).click()
    expect(page.locator(".draft-result.settled .counts")).to_contain_text("60 sentences", timeout=30_000)
    assert page.get_by_role("button", name=draft_texts.CHECK_ON).count() == 0
    assert_at_peace(visited)


def test_a_file_or_an_example_fills_the_draft(visit: Visitor) -> None:
    visited = visit("phone")
    page = opened(visited)
    chooser, box = page.locator("#draft-offers input"), page.locator("#draft-text textarea")
    chooser.set_input_files({"name": "a.md", "mimeType": "text/markdown", "buffer": DRAFT.encode()})
    expect(box).to_have_value(DRAFT)
    word = docx(paragraph(FALSE) + paragraph(UNKNOWN))
    chooser.set_input_files({"name": "a.docx", "mimeType": "application/octet-stream", "buffer": word})
    expect(box).to_have_value(f"{FALSE}\n\n{UNKNOWN}")
    chooser.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"\x00\x01"})
    expect(page.locator(".draft-trouble")).to_have_text(draft_texts.FILE_UNREAD)
    page.get_by_role("button", name=draft_texts.EXAMPLE).click()
    expect(page.locator("#draft-note .note")).to_contain_text("Does the check find it?")
    page.locator("#draft-check").click()
    expect(page.locator("#draft .claim.supported")).to_have_count(1, timeout=20_000)
    expect(page.locator("#draft .claim.contradicted")).to_have_count(1)
    assert too_wide(page) == 0
    assert_at_peace(visited)


def test_what_cannot_be_checked_is_said_beside_the_text(visit: Visitor) -> None:
    page = opened(visit())
    page.locator("#draft-check").click()
    expect(page.locator("#draft .failure")).to_contain_text("There is no text to check.")
    page.locator("#draft-text textarea").fill(DRAFT)
    page.get_by_role("button", name=draft_texts.LIMITS).click()
    page.locator("#draft").get_by_label(texts.LIMIT_SINCE).fill("last Tuesday")
    page.get_by_role("button", name=draft_texts.limits_set(1)).wait_for()
    page.locator("#draft-check").click()
    expect(page.locator("#draft .failure")).to_contain_text("'last Tuesday' is no date")
    assert page.locator("#draft-text textarea").input_value() == DRAFT


def test_markup_in_a_draft_stays_text(visit: Visitor) -> None:
    visited = visit()
    page = opened(visited)
    check(page, HOSTILE)
    assert page.locator("#draft .sheet").inner_text().startswith("<img src=x")
    assert page.locator("#draft img").count() == 0
    assert page.title() == "Byline"
    page.get_by_role("button", name=draft_texts.NEW).click()
    expect(page.locator("#draft-text textarea")).to_be_focused()
    expect(page.locator("#draft-text textarea")).to_have_value("")
    assert_at_peace(visited)
