"""Whatever articles, file names, questions and models say, the page shows it as words and does nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Visitor, assert_at_peace, byline
from tests.scripted_endpoint import KEY, MODEL, Reply, saying, scripted
from tests.served_process import ready
from ui.web import texts

pytestmark = pytest.mark.browser

EVIL = "http://evil.example"
LOADS = f'<img src="{EVIL}/i" onerror="pwned=1"><svg onload="pwned=1"><iframe src="{EVIL}/f"></iframe>'
SCRIPTS = "<script>pwned=1</script></p></div><style>body{display:none}</style><base href=" + EVIL + ">"
MARKDOWN = f"![x]({EVIL}/m.png) [click]({EVIL}/l) <{EVIL}/auto> [js](javascript:pwned=1) $$x^2$$ `code`"
BREAKS_OUT = '" onmouseover="pwned=1" \' onfocus=\'pwned=1\' autofocus data-act="quotations" {{7*7}} ${7*7}'
BACKWARDS = "\u202eVisible order\u202e \u2067left open"
INVISIBLE = "zero\u200bwidth\u200djoined\u2060\ufeffhere \u0000nul"
LONG = "Donaudampfschifffahrt" * 40
SUBJECT = "The Quorbex dam"
HOSTILE = f"{SUBJECT} {LOADS}{SCRIPTS}{MARKDOWN} {BREAKS_OUT} {BACKWARDS} {INVISIBLE}"
FACT = "The Quorbex dam cost 40 million dollars to build in 2021."
QUESTION = "How much did the Quorbex dam cost to build?"
FILE_NAME = "<img src=x onerror=pwned=1> ![x](evil).md"

# Nothing ran, nothing became an element or an address that acts.
_HARM = r"""() => {
  const all = (what) => [...document.querySelectorAll(what)].map((one) => one.outerHTML.slice(0, 200));
  const ours = "#masthead, #work, #source, body > article";
  const within = (what) => all(`:is(${ours}) :is(${what})`);
  return {
    ran: window.pwned ?? null,
    elements: within("img:not([src^='data:'], [src^='/']), script, iframe, base, object, embed, link, math"),
    handlers: within("[onerror], [onload], [onmouseover], [onfocus], [onclick]"),
    addresses: all("a[href]").filter((html) => /href="\s*(javascript|data|vbscript|http:..evil)/i.test(html)),
    title: document.title,
    hidden: getComputedStyle(document.body).display === "none",
    base: document.baseURI,
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""

# Words that are not written from right to left, but stand so: what an unclosed override does to them.
_REVERSED = r"""() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const word = /[A-Za-z]{4,}/.exec(node.data);
    if (!word || !node.parentElement.checkVisibility()) continue;
    const box = (at) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect();
    };
    const [one, next] = [box(word.index), box(word.index + 1)];
    if (one.width && Math.abs(one.top - next.top) < 2 && next.left < one.left) found.push(node.data);
  }
  return found;
}"""


def articles() -> list[dict[str, str]]:
    return [
        {
            "id": "dam",
            "title": HOSTILE,
            "publisher": f"Gazette {LOADS} {BACKWARDS}",
            "author": f"Ann {SCRIPTS} {MARKDOWN}",
            "url": "javascript:pwned=1",
            "published": "2022-01-05",
            "text": f"{FACT}\n\n{HOSTILE}\n\n{SUBJECT} {LONG} was opened by {MARKDOWN} in 2021.",
        },
        {
            "id": "other",
            "title": f"{LONG} {MARKDOWN}",
            "publisher": LONG,
            "url": f'{EVIL}/"onmouseover=pwned=1',
            "text": f"{SUBJECT} cost 55 million dollars to build, said {SCRIPTS} its owner in 2021.",
        },
    ]


def answer_for(request: dict[str, Any]) -> Reply:
    """What the model says: a fact with its number, and everything that could do harm."""
    said = [f"{FACT[:-1]} [1].", f"\n\n{LOADS} {SCRIPTS} {MARKDOWN} [1].\n\n", f"# {BACKWARDS} {LONG} [1]."]
    return saying(*said, thought=f"{LOADS}|{SCRIPTS}|{MARKDOWN} {BACKWARDS}|{LONG}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A library of hostile articles, and a language model that is no better."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "articles.jsonl").write_text("\n".join(json.dumps(one) for one in articles()))
    (folder / FILE_NAME).write_text(f"{HOSTILE}\n\n{FACT}\n")
    byline(folder, "ingest", "articles.jsonl", FILE_NAME)
    with scripted() as endpoint:
        endpoint.respond = answer_for
        model = {"BYLINE_LLM_BASE_URL": endpoint.url, "BYLINE_LLM_MODEL": MODEL, "BYLINE_LLM_API_KEY": KEY}
        with ready(folder, folder / "data", **model, BYLINE_LLM_THINKING="on") as served:
            yield served.address


def assert_harmless(page: Page) -> None:
    """Nothing of all that has done anything; the page is as wide as its window and reads forwards."""
    harm = page.evaluate(_HARM)
    base, title = harm.pop("base"), harm.pop("title")
    assert base == page.url
    assert title == "Byline"
    assert harm == {
        "ran": None,
        "elements": [],
        "handlers": [],
        "addresses": [],
        "hidden": False,
        "wider": 0,
    }
    assert page.evaluate(_REVERSED) == []


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_hostile_answers_thoughts_and_sources_are_words(visit: Visitor, size: str) -> None:
    visited = visit(size)
    page = visited.page
    visited.ask(QUESTION)
    visited.settle()
    page.locator("#chat .thinking summary").first.click()
    assert_harmless(page)
    visited.shoot(f"attacks-{size}-1-answer")

    page.locator("#chat a.cite").first.click()
    page.locator("#source .article h1").wait_for()
    page.locator("#source .about summary").first.click()
    assert "<script>pwned=1</script>" in page.locator("#source .article").inner_text()
    assert_harmless(page)
    visited.shoot(f"attacks-{size}-2-source")
    assert_at_peace(visited)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_hostile_question_is_words_wherever_it_is_shown(visit: Visitor, size: str) -> None:
    visited = visit(size)
    asked = f"{QUESTION} {HOSTILE} {LONG}".replace("\x00", "")[:1900]
    visited.ask(asked)
    visited.settle()
    assert "<script>pwned=1</script>" in visited.page.locator("#chat .asked").inner_text()
    assert_harmless(visited.page)
    visited.shoot(f"attacks-{size}-3-question")
    assert_at_peace(visited)


def test_hostile_names_of_conversations_reasons_and_drafts_are_words(visit: Visitor) -> None:
    visited = visit("phone")
    page = visited.page
    visited.ask(f"{QUESTION} {LOADS} {BACKWARDS} {LONG}")
    visited.settle()
    page.locator("#newest .feedback .thumb.down").click()
    page.locator("#newest .feedback .reason textarea").fill(HOSTILE.replace("\x00", ""))
    page.locator("#newest .feedback .reason [type=submit]").click()
    page.locator("#newest .feedback .thumb.down[aria-pressed=true]").wait_for()
    page.locator("#history-opener button").click()
    page.locator("#history-list", has_text=SUBJECT).wait_for()
    assert_harmless(page)
    visited.shoot("attacks-phone-5-conversations")

    page.keyboard.press("Escape")
    page.get_by_role("tab", name=texts.TAB_DRAFT, exact=True).click()
    page.fill("#draft-text textarea", f"{FACT} {LOADS}{SCRIPTS}. {MARKDOWN}. {BACKWARDS} {LONG}.")
    page.locator("#draft-check").click()
    page.locator("#draft-result a.cite").first.wait_for()
    page.locator("#draft-result [aria-busy=true]").wait_for(state="detached")
    assert_harmless(page)
    visited.shoot("attacks-phone-6-draft")

    page.get_by_role("tab", name=texts.TAB_LIBRARY, exact=True).click()
    page.locator("#library-list a.source-link").first.wait_for()
    assert_harmless(page)
    visited.shoot("attacks-phone-7-library")
    assert_at_peace(visited)


def test_the_page_of_a_hostile_article_is_words(visit: Visitor) -> None:
    visited = visit("phone")
    visited.ask(QUESTION)
    visited.settle()
    read = visit("phone", path=str(visited.page.locator("#chat a.cite").first.get_attribute("href")))
    assert read.page.evaluate("window.pwned") is None
    assert read.page.locator("main :is(img, script, iframe, base)").count() == 0
    assert read.page.evaluate(_REVERSED) == []
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert read.page.evaluate(wider) <= 0
    read.shoot("attacks-phone-4-article-page")
    assert_at_peace(read)
