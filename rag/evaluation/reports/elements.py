"""HTML and SVG elements whose every text is escaped, because it comes from articles, models and strangers."""

from __future__ import annotations

from html import escape

_EMPTY = frozenset({"meta", "input", "br", "line", "rect", "circle"})


class Html(str):
    """Text that is HTML already. Only `element` and `raw` make it."""

    __slots__ = ()


Child = str | None
Attribute = str | int | float | bool | None


def element(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """An element.

    Args:
        name: Its name.
        children: Texts, which are escaped; elements, which are not; None, which is left out.
        attributes: Underscores become hyphens, one at the end is dropped (``class_``). True stands alone,
            None and False are left out; everything else is escaped.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _EMPTY:
        return Html(f"<{name}{written}>" if name in {"meta", "input", "br"} else f"<{name}{written}/>")
    return Html(f"<{name}{written}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Html:
    """Children side by side, each escaped unless it is an element."""
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children if child))


def raw(markup: str) -> Html:
    """Markup that we wrote ourselves, as it is. Nothing that was read may come here."""
    return Html(markup)


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.removesuffix("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(_number(value))}"'


def _number(value: str | float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
