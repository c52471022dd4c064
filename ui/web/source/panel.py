"""The panel beside the work: a bar to step through sources, and room for one article."""

from __future__ import annotations

from ui.web import texts
from ui.web.markup import element, escaped, joined
from ui.web.texts import source as source_texts


def panel_html() -> str:
    """The panel while it is empty; ``source.js`` fills it from the article's own page.

    Everything that it can come to say is in it, out of sight: places with ``{number}`` and ``{all}``, and
    a template for each state in which there is no article.
    """
    content = element(
        "div", _words(source_texts.NO_SOURCE_TITLE, source_texts.NO_SOURCE), "content", tabindex="-1"
    )
    return element("aside", _bar() + content + _states(), "panel", aria_label=texts.SOURCE_PANEL)


def _bar() -> str:
    back = element(
        "button",
        escaped(source_texts.BACK),
        "back",
        type="button",
        data_act="source-back",
        aria_label=source_texts.BACK_LABEL,
        hidden="",
    )
    cited = _steps(
        "source", source_texts.STEP_SOURCES, source_texts.PREVIOUS_SOURCE, source_texts.NEXT_SOURCE
    )
    passages = _steps(
        "passage", source_texts.STEP_PASSAGES, source_texts.PREVIOUS_PASSAGE, source_texts.NEXT_PASSAGE
    )
    close = element("button", escaped(texts.CLOSE), "close", type="button", data_act="source-close")
    return element("div", back + cited + passages + close, "bar", role="group", aria_label=source_texts.STEPS)


def _steps(act: str, label: str, previous: str, following: str) -> str:
    places = {
        "data_cited": source_texts.CITATION_PLACE,
        "data_listed": source_texts.ARTICLE_PLACE,
        "data_passage": source_texts.PASSAGE_PLACE,
    }
    place = element("span", "", "place", role="status", **places)
    content = _step(f"{act}-previous", previous, "‹") + place + _step(f"{act}-next", following, "›")
    return element("div", content, f"steps {act}s", role="group", aria_label=label, hidden="")


def _step(act: str, label: str, sign: str) -> str:
    return element("button", sign, "step", type="button", data_act=act, aria_label=label, title=label)


def _states() -> str:
    opening = element(
        "div", element("p", escaped(source_texts.OPENING), "progress", role="status"), "empty opening"
    )
    changed = _words(
        source_texts.CHANGED_TITLE,
        source_texts.CHANGED,
        _way_on("source-unmarked", source_texts.READ_AS_IT_IS),
    )
    unreachable = _words(
        source_texts.UNREACHABLE_TITLE,
        source_texts.UNREACHABLE,
        _way_on("source-retry", texts.TRY_AGAIN),
    )
    states = {
        "empty": _words(source_texts.NO_SOURCE_TITLE, source_texts.NO_SOURCE),
        "opening": opening,
        "gone": _words(source_texts.GONE_TITLE, source_texts.GONE),
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
