"""What can be done with questions and answers, in a real browser on an assistant that follows a script."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, Visitor, assert_at_peace
from tests.e2e.obstacles import too_wide
from tests.scripted_page import HOSTILE
from tests.served_process import READY_SECONDS, REPOSITORY, free_port
from ui.web import texts

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.scripted_page", str(port)],
        cwd=tmp_path_factory.mktemp("scripted"),
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(process, address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            httpx.get(f"{address}/healthz")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the server was not ready")


def asked(page: Page) -> list[str]:
    return page.locator("#chat .asked").all_inner_texts()


def answered(visited: Visit, *questions: str) -> Page:
    """The page after these questions were answered."""
    for question in questions:
        visited.ask(question)
        visited.settle()
    return visited.page


def press(page: Page, act: str) -> None:
    page.locator(f"#newest [data-act={act}]").click()


def test_a_stopped_answer_keeps_what_was_released(visit: Visitor) -> None:
    visited = visit()
    page = visited.page
    visited.ask("Slow answer")
    page.get_by_text("Sentence number 1.").wait_for()
    page.keyboard.press("Escape")
    page.get_by_text("Stopped. What is above was checked").wait_for()
    assert "Sentence number 0." in page.locator("#newest .answer").inner_text()
    page.locator("#composer .submit-button").wait_for()
    ends = [address for address in visited.requests if address.endswith(("/cancel", "/run/predict"))]
    assert ends[0].endswith("/cancel")  # or an update on its way is drawn over what was shown last
    assert_at_peace(visited)


def test_while_an_answer_is_written_nothing_else_is_asked(visit: Visitor) -> None:
    visited = visit()
    page = answered(visited, "What did it cost?")
    visited.ask("Slow answer")
    page.get_by_text("Sentence number 0.").wait_for()
    page.fill("#composer textarea", "Another")
    page.keyboard.press("Enter")
    page.locator("#earlier [data-act=edit]").click()
    page.get_by_text("Sentence number 1.").wait_for()
    assert asked(page) == ["What did it cost?", "Slow answer"]
    page.locator("#composer .stop-button").click()
    page.get_by_text("Stopped. What is above was checked").wait_for()
    assert page.input_value("#composer textarea") == "Another"


def test_asking_again_replaces_the_newest_answer(visit: Visitor) -> None:
    visited = visit()
    page = answered(visited, "What did it cost?", "Who founded DeepSeek?")
    visited.mark_answered()
    press(page, "again")
    visited.settle()
    assert asked(page) == ["What did it cost?", "Who founded DeepSeek?"]
    assert_at_peace(visited)


def test_an_edited_question_is_asked_in_its_place(visit: Visitor) -> None:
    visited = visit()
    page = answered(visited, "First question?", "Second question?", "Third question?")
    page.locator("#earlier [data-act=edit]").nth(1).click()
    page.get_by_text("When it is asked, 1 later question goes.").wait_for()
    expect(page.locator("#composer textarea")).to_have_value("Second question?")
    page.keyboard.press("Escape")
    page.locator("#notice .editing").wait_for(state="detached")
    expect(page.locator("#composer textarea")).to_have_value("")

    page.locator("#earlier [data-act=edit]").nth(1).click()
    page.locator("#notice .editing").wait_for()
    visited.ask("Better question?")
    visited.settle()
    assert asked(page) == ["First question?", "Better question?"]
    assert_at_peace(visited)


def test_a_suggestion_below_the_answer_asks_itself(visit: Visitor) -> None:
    visited = visit()
    page = answered(visited, "What did it cost?")
    visited.mark_answered()
    page.locator("#following button").click()
    visited.settle()
    assert asked(page)[1] == "Who founded DeepSeek?"
    assert_at_peace(visited)


def test_reasoning_stays_unfolded_while_the_answer_comes(visit: Visitor) -> None:
    visited = visit()
    page = visited.page
    visited.ask("Think about it")
    page.locator("#newest .thinking summary").click()
    page.get_by_text("Four five.").wait_for()
    visited.settle()
    assert page.locator("#newest .thinking").get_attribute("open") is not None
    expect(page.locator("#newest .thinking summary")).to_have_text(re.compile(r"Reasoned for \d+ s, 5 words"))
    assert_at_peace(visited)


def test_without_the_language_model_quotations_answer(visit: Visitor) -> None:
    visited = visit()
    page = answered(visited, "Fail please")
    assert "Nothing answers" in page.locator("#newest .failure").inner_text()
    visited.shoot("chat-failure")
    press(page, "quotations")
    page.locator("#newest blockquote").first.wait_for()
    assert asked(page) == ["Fail please"]


def test_who_answers_is_chosen_and_who_receives_the_passages_is_said(visit: Visitor) -> None:
    visited = visit("phone")
    page = visited.page
    assert page.locator("#receiving").inner_text() == texts.receiving("api.example")
    page.get_by_label(texts.MODEL).click()
    page.get_by_text(texts.QUOTATIONS_ONLY).click()
    page.locator("#receiving", has_text=texts.receiving(None)).wait_for()
    visited.ask("Fail please")  # which only the language model does
    page.locator("#newest blockquote").first.wait_for()
    visited.shoot("chat-chooser-phone")
    assert too_wide(page) == 0
    assert_at_peace(visited)


def test_why_a_sentence_is_doubtful_is_shown_on_focus(visit: Visitor) -> None:
    page = answered(visit("phone"), "Doubt it")
    mark = page.locator("#newest button.verdict")
    reason = mark.locator(".reason")
    assert (reason.bounding_box() or {})["width"] <= 1
    mark.focus()
    assert (reason.bounding_box() or {})["width"] > 100
    assert reason.inner_text() == "Not confirmed in full: the source has another year."


def test_an_answer_is_copied_as_text_and_as_html(visit: Visitor) -> None:
    visited = visit()
    visited.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = answered(visited, "What did it cost?")
    press(page, "copy")
    page.get_by_text(texts.COPIED).wait_for()
    assert "Sources:\n- [1]" in page.evaluate("navigator.clipboard.readText()")
    html = page.evaluate(
        "(async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text())()"
    )
    assert "<blockquote>" in html
    assert_at_peace(visited)


def test_a_conversation_is_exported_in_three_kinds(visit: Visitor, tmp_path: Path) -> None:
    visited = visit()
    page = answered(visited, "What did it cost?", "And who says so?")
    saved = {}
    for kind in ("markdown", "html", "json"):
        page.locator("#newest .menu summary").click()
        with page.expect_download() as download:
            page.locator(f"#newest [data-kind={kind}]").click()
        name = download.value.suggested_filename
        download.value.save_as(tmp_path / name)
        saved[name] = (tmp_path / name).read_text("utf-8")
    assert set(saved) == {f"byline-what-did-it-cost.{suffix}" for suffix in ("md", "html", "json")}
    turns = json.loads(saved["byline-what-did-it-cost.json"])["turns"]
    assert [turn["question"] for turn in turns] == ["What did it cost?", "And who says so?"]
    assert all(turn["receipt"]["citations"] for turn in turns)
    assert saved["byline-what-did-it-cost.md"].count("\n## ") == 2
    page.set_content(saved["byline-what-did-it-cost.html"])
    assert page.locator("h2").all_inner_texts() == ["What did it cost?", "And who says so?"]
    assert visited.outside_requests() == []


def test_what_models_and_askers_write_does_nothing(visit: Visitor) -> None:
    visited = visit()
    page = answered(visited, f"Hostile {HOSTILE}")
    page.locator("#newest .thinking summary").click()
    assert page.locator("#chat").locator("img, script, b, strong, a[href^=javascript]").count() == 0
    assert page.locator("#newest .answer > p").first.inner_text().endswith(HOSTILE)
    assert page.title() == "Byline"
    assert_at_peace(visited)


def test_keys_reach_the_question_and_are_listed(visit: Visitor) -> None:
    visited = visit()
    page = visited.page
    page.locator("#composer textarea").blur()
    page.keyboard.press("?")
    page.get_by_role("dialog", name=texts.KEYS_TITLE).wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert page.input_value("#composer textarea") == ""
    page.keyboard.type("/?")
    assert page.input_value("#composer textarea") == "/?"
    assert_at_peace(visited)
