"""Metadata at the head of a Markdown file, validated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.readers.raw import wrong_fields
from rag.domain import ArticleKind
from rag.errors import SourceError


class FrontMatter(BaseModel):
    """What an article may say about itself. Keys that we do not know are somebody else's."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, hide_input_in_errors=True)

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None  # as written; its meaning is checked where the article is made
    language: str | None = None
    url: str | None = None
    kind: ArticleKind | None = None
    provenance: str | None = None
    id: str | None = None


class _Loader(yaml.SafeLoader):
    """YAML without its own idea of dates: 2025-02-30 is a bad date, not a bad file."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def split_front_matter(document: str) -> tuple[FrontMatter, str]:
    """Front matter and what follows; a document without any is all content.

    Raises:
        SourceError: the front matter is no YAML, or holds values of the wrong type.
    """
    written, content = _split(document.lstrip())
    try:
        return FrontMatter.model_validate(written), content
    except ValidationError as error:
        raise SourceError(f"front matter: {wrong_fields(error)}") from error


def _split(document: str) -> tuple[Mapping[str, Any], str]:
    handler = YAMLHandler()
    if not handler.detect(document):
        return {}, document
    try:
        written, content = handler.split(document)
    except ValueError:  # a thematic break, never closed
        return {}, document
    try:
        values = handler.load(written, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark else ""
        raise SourceError(f"front matter is not valid YAML{line}") from error
    except (RecursionError, ValueError) as error:  # nested too deep; an impossible number
        raise SourceError("front matter is not valid YAML") from error
    if values is None:
        return {}, content
    if not isinstance(values, dict):  # a paragraph between two thematic breaks
        return {}, document
    return {str(key): value for key, value in values.items()}, content
