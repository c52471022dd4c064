"""The panel beside the work: a bar to step through sources, and room for one article."""

from __future__ import annotations

from ui.web import texts
from ui.web.markup import element, escaped, joined


def panel_html() -> str:
    """The panel while it is empty; ``source.js`` fills it from the article's own page.

    Everything that it can come to say is in it, out of sight: places with ``{number}`` and ``{all}``, and
    a template for each state in which there is no article.
    """
    content = element("div", _words(texts.NO_SOURCE_TITLE, texts.NO_SOURCE), "content", tabindex="-1")
    return element("aside", _bar() + content + _states(), "panel", aria_label=texts.SOURCE_PANEL)


def _bar() -> str:
    back = element(
        "button",
        escaped(texts.SOURCE_BACK),
        "back",
        type="button",
        data_act="source-back",
        aria_label=texts.SOURCE_BACK_LABEL,
        hidden="",
    )
    cited = _steps("source", texts.STEP_SOURCES, texts.PREVIOUS_SOURCE, texts.NEXT_SOURCE)
    passages = _steps("passage", texts.STEP_PASSAGES, texts.PREVIOUS_PASSAGE, texts.NEXT_PASSAGE)
    close = element("button", escaped(texts.CLOSE), "close", type="button", data_act="source-close")
    return element("div", back + cited + passages + close, "bar", role="group", aria_label=texts.SOURCE_STEPS)


def _steps(act: str, label: str, previous: str, following: str) -> str:
    places = {
        "data_cited": texts.CITATION_PLACE,
        "data_listed": texts.ARTICLE_PLACE,
        "data_passage": texts.PASSAGE_PLACE,
    }
    place = element("span", "", "place", role="status", **places)
    content = _step(f"{act}-previous", previous, "‹") + place + _step(f"{act}-next", following, "›")
    return element("div", content, f"steps {act}s", role="group", aria_label=label, hidden="")


def _step(act: str, label: str, sign: str) -> str:
    return element("button", sign, "step", type="button", data_act=act, aria_label=label, title=label)


def _states() -> str:
    opening = element("div", element("p", escaped(texts.OPENING), "progress", role="status"), "empty opening")
    changed = _words(
        texts.SOURCE_CHANGED_TITLE,
        texts.SOURCE_CHANGED,
        _way_on("source-unmarked", texts.READ_AS_IT_IS),
    )
    unreachable = _words(
        texts.SOURCE_UNREACHABLE_TITLE, texts.SOURCE_UNREACHABLE, _way_on("source-retry", texts.TRY_AGAIN)
    )
    states = {
        "empty": _words(texts.NO_SOURCE_TITLE, texts.NO_SOURCE),
        "opening": opening,
        "gone": _words(texts.SOURCE_GONE_TITLE, texts.SOURCE_GONE),
        "changed": changed,
        "unreachable": unreachable,
    }
    return joined(element("template", words, data_state=name) for name, words in states.items())


def _words(title: str, said: str, way_on: str = "") -> str:
    return element(
        "div", element("h2", escaped(title)) + element("p", escaped(said)) + way_on, "empty", tabindex="-1"
    )


def _way_on(act: str, name: str) -> str:
    return element("button", escaped(name), "way-on", type="button", data_act=act)
