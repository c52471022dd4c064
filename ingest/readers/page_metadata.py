"""What a page says about its article: JSON-LD (schema.org), OpenGraph, `<title>`, `<html lang>`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_ARTICLE_TYPES = re.compile(r"(?:\w*Article|\w*Posting|Report\w*|\w*Review|CreativeWork|WebPage)")
_SITE_IN_TITLE = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,40}$")
_DEPTH_MAX = 6


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What was found, as it is written; None where the page does not say."""

    headline: str | None = None  # of the article, as JSON-LD or OpenGraph have it
    title: str | None = None  # of the page, without the site's name
    publisher: str | None = None
    language: str | None = None


def page_metadata(tree: Any) -> PageMetadata:
    """The metadata of a parsed page."""
    linked = _linked_article(tree)
    named = _meta(tree)
    return PageMetadata(
        headline=_text(linked.get("headline")) or named.get("og:title"),
        title=_page_title(tree, named.get("og:site_name")),
        publisher=_name(linked.get("publisher")) or named.get("og:site_name"),
        language=_text(tree.get("lang"))
        or _text(linked.get("inLanguage"))
        or (named.get("og:locale") or "").replace("_", "-")
        or None,
    )


def _linked_article(tree: Any) -> dict[str, Any]:
    """The first article among the page's JSON-LD objects; one with a headline before others."""
    found = [thing for script in _scripts(tree) for thing in _things(script, 0) if _is_article(thing)]
    return next((thing for thing in found if _text(thing.get("headline"))), found[0] if found else {})


def _scripts(tree: Any) -> Iterator[Any]:
    for element in tree.iter("script"):
        if "ld+json" in (element.get("type") or "").lower():
            try:
                yield json.loads(element.text or "", strict=False)
            except (ValueError, RecursionError):  # somebody else's mistake
                continue


def _things(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEPTH_MAX:
        return
    if isinstance(value, list):
        for item in value:
            yield from _things(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _things(value.get("@graph"), depth + 1)
        yield from _things(value.get("mainEntity"), depth + 1)


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and _ARTICLE_TYPES.fullmatch(name) for name in names)


def _meta(tree: Any) -> dict[str, str]:
    named: dict[str, str] = {}
    for element in tree.iter("meta"):
        name, content = element.get("property") or element.get("name"), _text(element.get("content"))
        if name and content:
            named.setdefault(name.lower(), content)
    return named


def _page_title(tree: Any, site: str | None) -> str | None:
    element = next(tree.iter("title"), None)
    title = _text("".join(element.itertext())) if element is not None else None
    if not title or title == site:
        return None
    if site and title.endswith(site):
        title = title.removesuffix(site).rstrip(" |–—·»-")
    return _SITE_IN_TITLE.sub("", title) or title


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None
