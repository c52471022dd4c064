"""What changes the library, as HTML: ``library.js`` sends it to the API, which decides whether it may."""

from __future__ import annotations

from collections.abc import Mapping

from rag.domain import DEFAULT_COLLECTION
from rag.settings import Settings
from ui.web.library.rights import Writing
from ui.web.markup import element, escaped, joined
from ui.web.texts import library as words

COLLECTIONS_LIST = "library-collections"
_NAME_MAX = "100"  # characters


def adding_html(writing: Writing) -> str:
    """The forms for files and addresses; or why nothing can be added from here."""
    if writing == "none":
        refusal = element("h2", escaped(words.READING_ONLY)) + element("p", escaped(words.READING_ONLY_NOTE))
        return element("div", refusal, "nothing")
    told = {
        "data_sending": words.SENDING,
        "data_sent": words.SENT,
        "data_no_files": words.NO_FILES,
        "data_no_address": words.NO_ADDRESS,
    }
    pieces = (_key(writing), _collection(), _files(), _address(), _said())
    return element("form", joined(pieces), "adding", novalidate="", **told)


def upkeep_html(collections: Mapping[str, int], writing: Writing) -> str:
    """The collections, each with the way to remove it, and their names for the form that adds to them."""
    rows = joined(_held(name, articles, writing) for name, articles in collections.items())
    names = joined(element("option", "", value=name) for name in {DEFAULT_COLLECTION: 0, **collections})
    listed = element("h2", escaped(words.COLLECTIONS)) + element("ul", rows, "collections") if rows else ""
    return element("section", listed + element("datalist", names, id=COLLECTIONS_LIST))


def check_html(writing: Writing) -> str:
    """The way to have everything examined; nothing for those who may not."""
    if writing == "none":
        return ""
    head = element("h2", escaped(words.CHECK_TITLE)) + element("p", escaped(words.CHECK_NOTE), "note")
    button = element("button", escaped(words.CHECK), type="button", data_act="library-check")
    states = {f"data_{name}": said for name, said in words.FINDING_STATES.items()}
    findings = element("ul", "", "findings", data_checking=words.CHECKING, **states)
    return element("section", head + _key(writing) + button + _said() + findings, "check")


def dialogs_html(writing: Writing) -> str:
    """What asks before something is removed, and for a mark; nothing for those who may do neither."""
    if writing == "none":
        return ""
    key = _key(writing)
    failing = {
        "data_not_sent": words.NOT_SENT,
        "data_key_missing": words.KEY_MISSING,
        "data_key_unknown": words.KEY_UNKNOWN,
    }
    removing = joined(
        (
            element(
                "h2", escaped(words.REMOVE_TITLE), id="library-removing", data_all=words.REMOVE_ALL_TITLE
            ),
            element("p", "", "named", dir="auto"),
            element("p", escaped(words.REMOVE_NOTE), "note", data_all=words.REMOVE_ALL_NOTE),
            key,
            _said(),
            _ways(words.REMOVE),
        )
    )
    marking = joined(
        (
            element("h2", escaped(words.MARK_TITLE), id="library-marking"),
            element("p", "", "named", dir="auto"),
            element("p", escaped(words.MARK_NOTE), "note"),
            _marks(),
            _labelled(words.NOTE, element("textarea", "", name="note", maxlength="500", rows="2")),
            key,
            _said(),
            _ways(words.SAVE),
        )
    )
    return element("div", _dialog("removing", removing) + _dialog("marking", marking), "dialogs", **failing)


def figures_html(articles: int, passages: int, collections: int, settings: Settings) -> str:
    """What the library holds, in a line."""
    told = words.figures(articles, passages, collections, _size(settings))
    return element("p", joined(element("span", escaped(one)) for one in told), "figures")


def _size(settings: Settings) -> int:
    """Bytes on disk of library and index; an index elsewhere does not count."""
    kept = [*settings.data_dir.glob("library.db*"), *(settings.data_dir / "chroma").rglob("*")]
    sizes = []
    for path in kept:
        try:
            sizes.append(path.stat().st_size)
        except OSError:  # it went while others were looked at
            continue
    return sum(sizes)


def _held(name: str, articles: int, writing: Writing) -> str:
    told = element("span", escaped(name), "name", dir="auto") + element("span", f"{articles:,}", "count")
    if writing == "none":
        return element("li", told)
    remove = element(
        "button",
        escaped(words.all_of(articles)),
        type="button",
        data_act="library-remove",
        data_collection=name,
        data_name=name,
        aria_label=words.about(words.REMOVE, name),
    )
    return element("li", told + remove)


def _key(writing: Writing) -> str:
    """The field for a key, which ``library.js`` remembers until the page is closed."""
    if writing != "key":
        return ""
    field = _void("input", type="password", autocomplete="off", spellcheck="false", data_key="")
    return _labelled(words.KEY, field, words.KEY_NOTE)


def _collection() -> str:
    field = _void(
        "input", name="collection", value=DEFAULT_COLLECTION, list=COLLECTIONS_LIST, maxlength=_NAME_MAX
    )
    return _labelled(words.INTO, field, words.INTO_NOTE)


def _files() -> str:
    field = _void("input", type="file", name="files", multiple="")
    chosen = _labelled(words.FILES, field, words.FILES_NOTE, "drop")
    button = element("button", escaped(words.ADD_FILES), "primary", type="submit", value="files")
    return element("div", chosen + button, "way")


def _address() -> str:
    field = _void("input", type="url", name="url", inputmode="url", placeholder=words.ADDRESS_EXAMPLE)
    button = element("button", escaped(words.ADD_ADDRESS), type="submit", value="address")
    return element("div", _labelled(words.ADDRESS, field) + button, "way")


def _marks() -> str:
    choices = joined(
        element("label", _void("input", type="radio", name="status", value=value) + escaped(said))
        for value, said in words.MARK_CHOICES.items()
    )
    return element("fieldset", element("legend", escaped(words.MARK_AS)) + choices)


def _dialog(name: str, content: str) -> str:
    form = element("form", content, method="dialog", novalidate="")
    return element("dialog", form, id=f"library-{name}-dialog", aria_labelledby=f"library-{name}")


def _ways(act: str) -> str:
    cancel = element("button", escaped(words.CANCEL), type="submit", value="cancel", formnovalidate="")
    return element(
        "p", cancel + element("button", escaped(act), "primary", type="submit", value="do"), "ways"
    )


def _said() -> str:
    return element("p", "", "said", role="status")


def _labelled(name: str, field: str, note: str = "", css_class: str = "") -> str:
    said = element("small", escaped(note)) if note else ""
    return element("label", element("span", escaped(name)) + field + said, css_class)


def _void(tag: str, **attributes: str) -> str:
    """An element that has no content and no end."""
    return element(tag, "", **attributes).removesuffix(f"</{tag}>")
