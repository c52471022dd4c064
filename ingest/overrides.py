"""What the user says about the articles of a source, whatever the source says itself."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from ingest.identity import canonical_url
from ingest.readers import Found, RawArticle
from rag.errors import UsageError
from rag.text.publication import PublicationDate


@dataclass(frozen=True, slots=True)
class Overrides:
    """Metadata that stands before what readers find; None leaves it to them."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None  # YYYY, YYYY-MM or YYYY-MM-DD
    language: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        """Check what can be checked before any work.

        Raises:
            UsageError: the date is none, or the address is none.
        """
        if self.published is not None:
            try:
                PublicationDate.parse(self.published)
            except ValueError as error:
                raise UsageError(
                    f"The date {self.published!r} cannot be read.", "Write YYYY, YYYY-MM or YYYY-MM-DD."
                ) from error
        if self.url is not None and canonical_url(self.url) is None:
            raise UsageError(
                f"{self.url!r} is no web address.", "It needs to start with http:// or https://."
            )

    def applied_to(self, found: Found) -> Found:
        """The article with these in place of its own; anything else as it is."""
        if not isinstance(found, RawArticle):
            return found
        given = {field.name: value for field in fields(self) if (value := getattr(self, field.name))}
        return replace(found, **given)
