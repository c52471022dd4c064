"""The fields of an article in JSON Lines and tables, and what a source calls them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.readers.raw import wrong_fields
from rag.domain import ArticleKind
from rag.errors import SourceError, UsageError


class Record(BaseModel):
    """One article. Fields that we do not know are somebody else's."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, hide_input_in_errors=True)

    text: str = Field(min_length=1)
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    id: str | None = None
    kind: ArticleKind | None = None
    provenance: str | None = None


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """What a source calls our fields; those that are not named here are called as we call them."""

    names: Mapping[str, str] = field(default_factory=dict)  # our name -> theirs

    @classmethod
    def parse(cls, written: Iterable[str]) -> FieldMapping:
        """From the command line: ``["title=headline,text=body", "url=link"]``.

        Raises:
            UsageError: a pair is no pair, or names a field that articles do not have.
        """
        names = {}
        for pair in (part.strip() for argument in written for part in argument.split(",")):
            ours, equals, theirs = (part.strip() for part in pair.partition("="))
            if not (ours and equals and theirs):
                raise UsageError(
                    f"{pair!r} maps nothing.", "Write --map FIELD=COLUMN, as in --map title=headline."
                )
            if ours not in Record.model_fields:
                known = ", ".join(Record.model_fields)
                raise UsageError(f"Articles have no field {ours!r}.", f"The fields are {known}.")
            names[ours] = theirs
        return cls(names)

    def name_of(self, ours: str) -> str:
        """What the source calls one of our fields."""
        return self.names.get(ours, ours)

    def record(self, theirs: Mapping[str, Any]) -> Record:
        """The article's fields out of the source's. ``a.b`` finds the key b of the object a.

        Raises:
            SourceError: a field is missing or holds something wrong.
        """
        values = {ours: _find(theirs, self.name_of(ours)) for ours in Record.model_fields}
        try:
            return Record.model_validate({ours: value for ours, value in values.items() if value is not None})
        except ValidationError as error:
            raise SourceError(wrong_fields(error)) from error


def _find(record: Mapping[str, Any], name: str) -> Any:
    if name in record or "." not in name:
        return record.get(name)
    outer, _, inner = name.partition(".")
    inside = record.get(outer)
    return _find(inside, inner) if isinstance(inside, Mapping) else None
