"""Nobody is shut out: every state of the page by axe-core, the keyboard alone, large type, no motion."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, Visitor, assert_at_peace, byline
from tests.e2e.obstacles import obstacles, too_wide
from tests.scripted_endpoint import DONE, KEY, MODEL, Reply, chunk, failing, saying, scripted
from tests.served_process import REPOSITORY, ready
from ui.web import texts
from ui.web.texts import library as words

pytestmark = pytest.mark.browser

COST = "How much did it cost to train DeepSeek’s model?"
SLOW = "Who founded DeepSeek?"
BROKEN = "What did Nvidia’s shares do?"
UNANSWERABLE = "Who won the 2018 football World Cup?"
SAID = (
    "DeepSeek said that training its V3 model cost less than $6 million [1].",
    " It spent $9 billion on the training of its model [1]. Its offices are painted green [2].",
)
DRAFT = (
    "DeepSeek said that it spent less than $6 million on training. Liang Wenfeng founded it in 1999. "
    "Nvidia lost 600 billion dollars of its value.\n\nI like its name. The company owns a zoo in Lisbon."
)

Walk = dict[str, Callable[[Visit], None]]


def reply_to(request: dict[str, Any]) -> Reply:
    """An answer with a doubtful sentence, one that stays in its thoughts, or none."""
    prompt = request["messages"][-1]["content"]
    if BROKEN in prompt:
        return failing(500, "The model is on fire.")
    if SLOW in prompt:
        return Reply([chunk(reasoning_content="Passage one names a founder. "), 60.0, DONE])
    return saying(*SAID, thought="Two passages name a figure.| They differ.")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The built-in articles, one of them retracted, and a language model that thinks."""
    folder = tmp_path_factory.mktemp("accessible")
    article = {
        "title": "A ferry sinks",
        "url": "https://echo.example/f",
        "text": "It sank. Nobody was aboard.",
    }
    (folder / "ferry.jsonl").write_text(json.dumps(article))
    byline(folder, "ingest", str(REPOSITORY / "corpus" / "articles"), "ferry.jsonl")
    byline(folder, "library", "mark", "https://echo.example/f", "retracted", "--note", "There was none.")
    with scripted() as endpoint:
        endpoint.respond = reply_to
        model = {"BYLINE_LLM_BASE_URL": endpoint.url, "BYLINE_LLM_MODEL": MODEL, "BYLINE_LLM_API_KEY": KEY}
        with ready(folder, folder / "data", **model, BYLINE_LLM_THINKING="on") as served:
            yield served.address


def asking(question: str) -> Callable[[Visit], None]:
    def ask(visited: Visit) -> None:
        visited.ask(question)
        visited.settle()

    return ask


def clicking(selector: str, awaited: str) -> Callable[[Visit], None]:
    """Click on something and wait for what that brings."""

    def click(visited: Visit) -> None:
        visited.page.locator(selector).first.click()
        visited.page.locator(awaited).first.wait_for()

    return click


def to_tab(name: str, awaited: str) -> Callable[[Visit], None]:
    def turn(visited: Visit) -> None:
        visited.page.get_by_role("tab", name=name, exact=True).click()
        visited.page.locator(awaited).first.wait_for()

    return turn


def think(visited: Visit) -> None:
    visited.ask(SLOW)
    visited.page.locator("#newest .thinking summary").wait_for()


def close_source(visited: Visit) -> None:
    visited.page.locator("#source .close").click()
    expect(visited.page.locator("#source .bar")).to_be_hidden()


def escape(visited: Visit) -> None:
    visited.page.keyboard.press("Escape")


def see_keys(visited: Visit) -> None:
    visited.page.locator("#newest .asked").click()  # not in the field, where it would be typed
    visited.page.keyboard.press("?")
    visited.page.locator("dialog#keys[open]").wait_for()


def check_draft(visited: Visit) -> None:
    visited.page.fill("#draft-text textarea", DRAFT)
    visited.page.locator("#draft-check").click()
    visited.page.locator("#draft-result .unsupported").first.wait_for()
    visited.page.locator("#draft-result [aria-busy=true]").wait_for(state="detached")


def find_all(visited: Visit) -> None:
    to_tab(words.PART_FIND, "#library-phrase textarea, #library-phrase input")(visited)
    visited.page.locator("#library-phrase :is(textarea, input)").fill("DeepSeek")
    visited.page.keyboard.press("Enter")
    visited.page.locator("#library-found mark").first.wait_for()


def add_rubbish(visited: Visit) -> None:
    files = [
        {"name": "note.txt", "mimeType": "text/plain", "buffer": b"A note. The harbour froze in 1987."},
        {"name": "rubbish.pdf", "mimeType": "application/pdf", "buffer": b"no PDF at all"},
    ]
    visited.page.locator("#library-adding input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    visited.page.get_by_role("button", name=words.ADD_FILES).click()
    visited.page.get_by_text(words.QUARANTINE, exact=True).wait_for(timeout=20_000)


def check_library(visited: Visit) -> None:
    visited.page.get_by_role("button", name=words.CHECK, exact=True).click()
    visited.page.locator("#library-check .findings li").first.wait_for(timeout=30_000)


ASKING: Walk = {
    "01-welcome": lambda visited: visited.page.locator("#examples button").first.wait_for(),
    "02-limits": clicking("#limits .label-wrap", "#limits input"),
    "03-thinking": think,
    "04-stopped": clicking("#composer .stop-button", "#newest .answer:not(.writing)"),
    "05-answer": asking(COST),
    "06-thoughts": clicking("#newest .thinking summary", "#newest .thoughts"),
    "07-menu": clicking("#newest .menu summary", "#newest .menu button"),
    "08-feedback": clicking("#newest .feedback button", "#newest .feedback .reason"),
    "09-source": clicking("#newest a.cite", "#source .article h1"),
    "10-about": clicking("#source .about summary", "#source .about[open]"),
    "11-refusal": lambda visited: (close_source(visited), asking(UNANSWERABLE)(visited))[0],
    "12-quotations": asking(BROKEN),
    "13-failure": lambda visited: doubt(visited),
    "14-keys": see_keys,
    "15-history": lambda visited: (escape(visited), open_history(visited))[0],
}
WORKING: Walk = {
    "20-draft": to_tab(texts.TAB_DRAFT, "#draft-text textarea"),
    "21-draft-checked": check_draft,
    "30-library": to_tab(texts.TAB_LIBRARY, "#library-list a.source-link"),
    "31-library-narrow": clicking("#library-narrow .label-wrap", "#library-narrow input"),
    "32-library-marking": clicking("[data-act=library-mark]", "#library-marking-dialog[open]"),
    "33-library-removing": lambda visited: (
        escape(visited),
        clicking("#library-list [data-act=library-remove]", "#library-removing-dialog[open]")(visited),
    )[0],
    "34-library-find": lambda visited: (escape(visited), find_all(visited))[0],
    "35-library-add": to_tab(words.PART_ADD, "#library-adding input"),
    "36-library-added": add_rubbish,
    "37-library-upkeep": to_tab(words.PART_UPKEEP, "#library .collections"),
    "38-library-checked": check_library,
}


def open_history(visited: Visit) -> None:
    opener = visited.page.locator("#history-opener button")
    if opener.is_visible():  # on a wide screen the panel is beside the work
        opener.click()
    visited.page.locator("#history-list button").first.wait_for()


def walked(visited: Visit, walk: Walk, size: str) -> dict[str, Any]:
    """What is wrong, by state; every state is kept as a screenshot in both colour schemes."""
    page, wrong = visited.page, {}
    for state, reach in walk.items():
        reach(visited)
        visited.shoot(f"states/{size}-light-{state}")
        found = obstacles(page) + ([f"{too_wide(page)} px too wide"] if too_wide(page) else [])
        page.emulate_media(color_scheme="dark")
        visited.shoot(f"states/{size}-dark-{state}")
        found += [f"dark: {one}" for one in obstacles(page, rules=["color-contrast"])]
        page.emulate_media(color_scheme="light")
        if found:
            wrong[state] = found
    return wrong


def doubt(visited: Visit) -> None:
    visited.page.get_by_label(texts.LIMIT_SINCE).first.fill("last Tuesday")
    asking(COST)(visited)
    visited.page.locator("#newest .failure").wait_for()


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("walk", [ASKING, WORKING], ids=["asking", "working"])
def test_no_state_of_the_page_shuts_readers_out(visit: Visitor, size: str, walk: Walk) -> None:
    visited = visit(size)
    visited.page.emulate_media(reduced_motion="reduce")  # no colour is looked at while it changes
    assert walked(visited, walk, size) == {}
    assert_at_peace(visited)


# What has the focus, as painted: its name, whether it can be seen, and whether it has a mark.
_FOCUSED = """async () => {
  for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame);
  const one = document.activeElement;
  const frame = one.closest(".input-container, .file, .drop") ?? one;
  const own = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    name: one.ariaLabel || one.labels?.[0]?.innerText || one.innerText || one.placeholder || "",
    html: one.outerHTML.slice(0, 120),
    seen: one.checkVisibility({ visibilityProperty: true }) && box.bottom > 0 && box.top < innerHeight,
    marked: own.outlineStyle !== "none" || frame.matches(":focus-within") && frame !== one,
    body: one === document.body,
  };
}"""


def tabbed(page: Page, steps: int = 60) -> list[dict[str, Any]]:
    """What the tab key comes by, from the top of the page to its end."""
    page.evaluate("document.activeElement.blur(), getSelection().removeAllRanges()")
    stops: list[dict[str, Any]] = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        if stop.pop("body"):
            break
        stops.append(stop)
    return stops


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_tab_key_comes_by_everything_and_shows_where_it_is(visit: Visitor, size: str) -> None:
    visited = visit(size)
    page = visited.page
    for reach in (asking(COST), WORKING["20-draft"], WORKING["30-library"]):
        reach(visited)
        stops = tabbed(page)
        assert [
            stop["html"] for stop in stops if not (stop["name"].strip() and stop["seen"] and stop["marked"])
        ] == []
        assert len(stops) >= 6
    assert_at_peace(visited)


def test_what_has_the_focus_stays_in_sight_while_the_conversation_grows_above_it(visit: Visitor) -> None:
    visited = visit("phone")
    page = visited.page
    asking(COST)(visited)
    page.evaluate("document.activeElement.blur(), getSelection().removeAllRanges()")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#options') !== null"):
            break
    assert page.evaluate(_FOCUSED)["seen"]
    page.evaluate("document.querySelector('#following').style.paddingBlockEnd = '40rem'")
    assert page.evaluate(_FOCUSED)["seen"]


def test_dialogs_and_panels_give_the_focus_back(visit: Visitor) -> None:
    visited = visit("phone")
    page = visited.page
    asking(COST)(visited)
    focus = "document.activeElement.closest('%s') !== null"
    for opener, panel in (("#newest a.cite", "#source"), ("#history-opener button", "#history")):
        page.locator(opener).first.focus()
        page.keyboard.press("Enter")
        page.wait_for_function(focus % panel)
        for _ in range(12):  # to the end of the panel, and not out of it into the page
            page.keyboard.press("Tab")
            assert page.evaluate(f"document.activeElement === document.body || {focus % panel}")
        page.keyboard.press("Escape")
        page.wait_for_function(focus % opener)
    to_tab(texts.TAB_LIBRARY, "#library-list a.source-link")(visited)
    remove = page.locator("#library-list [data-act=library-remove]").first
    remove.focus()
    page.keyboard.press("Enter")
    page.locator("#library-removing-dialog[open]").wait_for()
    page.keyboard.press("Escape")
    expect(remove).to_be_focused()
    assert_at_peace(visited)


@pytest.mark.parametrize("window", [(320, 640), (640, 400)], ids=["narrow", "twice-the-size"])
def test_large_type_and_small_windows_lose_nothing(visit: Visitor, window: tuple[int, int]) -> None:
    visited = visit("phone")
    page = visited.page
    page.set_viewport_size({"width": window[0], "height": window[1]})
    asking(COST)(visited)
    for reach in (lambda _: None, *list(WORKING.values())[:3]):
        reach(visited)
        assert too_wide(page) == 0
        visited.shoot(f"states/window-{window[0]}-{page.locator('#tabs button.selected').first.inner_text()}")
    page.get_by_role("tab", name=texts.TAB_ASK, exact=True).click()
    page.locator("#newest .asked").scroll_into_view_if_needed()
    room = page.evaluate(
        "document.querySelector('#composer').getBoundingClientRect().top"
        " - document.querySelector('#conversation').getBoundingClientRect().top"
    )
    assert room > window[1] / 4  # for reading, beside what stays in its place
    assert_at_peace(visited)


def test_nothing_moves_for_those_who_want_no_motion(visit: Visitor) -> None:
    visited = visit()
    page = visited.page
    page.emulate_media(reduced_motion="reduce")
    think(visited)
    moving = """() => document.getAnimations().filter((one) => one.playState === "running")
      .map((one) => one.effect.target?.outerHTML)"""
    assert page.evaluate(moving) == []
    clicking("#composer .stop-button", "#newest .answer:not(.writing)")(visited)
    assert_at_peace(visited)


def test_what_is_marked_by_colour_is_seen_where_the_system_chooses_the_colours(visit: Visitor) -> None:
    visited = visit()
    page = visited.page
    asking(COST)(visited)
    page.emulate_media(forced_colors="active")
    clicking("#newest a.cite", "#source mark")(visited)
    visited.shoot("states/forced-colours")
    ground = "getComputedStyle(document.querySelector('%s')).backgroundColor"
    assert page.evaluate(ground % "#source mark") != page.evaluate(ground % "#source .body")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('a.cite[aria-current]')).outlineStyle")
        == "solid"
    )
