"""/docs in a real browser: the document to read and to try, without another host."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import Visit
from tests.fakes_ui import demo_byline
from tests.served import running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(demo_byline()) as base:
        yield base


@pytest.fixture
def docs(address: str, browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1200, "height": 1400})
    visited = Visit(context.new_page())
    visited.page.on("request", lambda request: visited.requests.append(request.url))
    visited.page.on("pageerror", lambda error: visited.complaints.append(str(error)))
    visited.page.on("console", lambda message: visited.complaints.append(message.text))
    visited.page.goto(f"{address}/docs")
    visited.page.wait_for_selector(".opblock")
    yield visited
    context.close()


def test_every_endpoint_is_shown_and_nothing_is_fetched_from_outside(docs: Visit) -> None:
    paths = docs.page.locator(".opblock-summary-path").all_inner_texts()
    assert {"/api/ask", "/api/search", "/v1/chat/completions"} <= {
        path.replace("\u200b", "") for path in paths
    }
    docs.shoot("docs")
    assert docs.outside_requests() == []
    assert any(address.endswith("/openapi.json") for address in docs.requests)
    assert docs.complaints == []


def test_a_request_can_be_tried(docs: Visit) -> None:
    search = docs.page.locator(".opblock", has_text="/api/search").first
    search.locator(".opblock-summary").click()
    search.get_by_text("Try it out").click()
    search.get_by_role("button", name="Execute").click()
    status = search.locator(".live-responses-table tbody .response-col_status").first
    status.wait_for()
    assert status.inner_text().strip().startswith("200")
    assert docs.outside_requests() == []
    assert docs.complaints == []


def test_a_key_that_is_entered_goes_with_the_request(docs: Visit) -> None:
    page = docs.page
    page.get_by_role("button", name="Authorize").first.click()
    page.locator(".auth-container input").first.fill("a-key")
    page.locator(".auth-container .authorize").first.click()
    page.locator(".auth-container .btn-done").first.click()
    models = page.locator(".opblock", has_text="/v1/models").first
    models.locator(".opblock-summary").click()
    models.get_by_text("Try it out").click()
    with page.expect_request("**/v1/models") as sent:
        models.get_by_role("button", name="Execute").click()
    assert sent.value.headers["authorization"] == "Bearer a-key"
