"""The report of an evaluation in a real browser: a file that asks nobody for anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.evaluation.reports.outline import outline
from rag.evaluation.reports.page import report_page
from tests.e2e.conftest import SIZES
from tests.runs import answer, record, refusal, run_of, sentence

pytestmark = pytest.mark.browser

HOSTILE = "<script>window.stolen=1</script><img src='http://127.0.0.1:9/x' onerror='window.stolen=2'>"


@dataclass
class Opened:
    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def shown(self, what: str) -> int:
        return self.page.locator(f"{what}:visible").count()


def row(key: str, question: str, **fields: Any) -> dict[str, Any]:
    return {"id": key, "question": question, "facts": [["Ann"]], "kind": "single"} | fields


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wrong = answer(
        sentence("Ann won."),
        sentence(f"Ben ran. {HOSTILE}", "contradicted", issues=[HOSTILE]),
        quote="Ann won.",
    )
    records = [
        record(row("q1", "Who won?"), answer(sentence("Ann won."))),
        record(row("100% q/2", f"Who ran? {HOSTILE}", kind="multi"), wrong),
        record(row("q3", "Who slept?", answerable=False, facts=[]), refusal()),
    ]
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_page(outline(run_of(records))), encoding="utf-8")
    return path


@pytest.fixture(params=SIZES)
def opened(browser: Browser, report: Path, request: pytest.FixtureRequest) -> Iterator[Opened]:
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height})
    found = Opened(context.new_page())
    found.page.on("request", lambda asked: found.requests.append(asked.url))
    found.page.on("console", lambda said: found.complaints.append(said.text))
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.goto(report.as_uri())
    yield found
    context.close()


def test_it_asks_for_nothing_and_complains_of_nothing(opened: Opened, report: Path) -> None:
    assert opened.requests == [report.as_uri()]
    assert opened.complaints == []


def test_what_articles_and_models_wrote_does_not_run(opened: Opened) -> None:
    opened.page.locator("summary").nth(1).click()
    assert opened.page.evaluate("window.stolen") is None
    assert opened.page.locator("img").count() == 0


def test_it_is_no_wider_than_the_window(opened: Opened) -> None:
    for summary in opened.page.locator("summary").all():
        summary.click()
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_filters_hide_what_does_not_match(opened: Opened) -> None:
    assert (opened.shown("details.question"), opened.shown(".failure")) == (3, 1)
    opened.page.select_option("select[name=verdict]", "contradicted")
    assert (opened.shown("details.question"), opened.shown(".failure")) == (1, 1)
    opened.page.select_option("select[name=verdict]", "")
    opened.page.select_option("select[name=tone]", "good")
    assert (opened.shown("details.question"), opened.shown(".failure")) == (2, 0)
    opened.page.fill("input[name=words]", "SLEPT")
    assert opened.shown("details.question") == 1
    assert opened.page.locator("output").text_content() == "1 of 3 questions, 0 failed sentences"


def test_the_link_of_a_failed_sentence_opens_its_question(opened: Opened) -> None:
    opened.page.locator(".failure a").click()
    expect(opened.page.locator("details.question").nth(1)).to_have_attribute("open", "")
