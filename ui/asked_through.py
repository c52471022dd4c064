"""The same parts with something before their assistant: a queue, or somebody who counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.domain import Question
from rag.searching import Searched
from ui.parts import Answering, Parts

if TYPE_CHECKING:
    from rag.checking import TextChecking
    from rag.interfaces import Embedder, PassageIndex, WritableLibrary
    from rag.settings import Settings
    from rag.suggesting.suggestions import Suggestions


@dataclass(frozen=True, slots=True)
class AskedThrough:
    """`Parts` whose questions go to ``assistant``; everything else is as in ``parts``."""

    parts: Parts
    assistant: Answering

    @property
    def settings(self) -> Settings:
        """The settings they were built from."""
        return self.parts.settings

    @property
    def library(self) -> WritableLibrary:
        """The source of truth."""
        return self.parts.library

    @property
    def index(self) -> PassageIndex:
        """The vectors."""
        return self.parts.index

    @property
    def embedder(self) -> Embedder:
        """What makes vectors."""
        return self.parts.embedder

    @property
    def find(self) -> Callable[[Question], Searched]:
        """Finds passages without answering."""
        return self.parts.find

    @property
    def checking(self) -> TextChecking:
        """Checks any text, sentence by sentence."""
        return self.parts.checking

    @property
    def suggestions(self) -> Suggestions:
        """Knows questions that the library can answer."""
        return self.parts.suggestions

    @property
    def receiving_host(self) -> str | None:
        """The hosts that receive questions or passages; None when nothing leaves this machine."""
        return self.parts.receiving_host

    @property
    def models(self) -> tuple[str, ...]:
        """The names under which they can be asked, the default first."""
        return self.parts.models

    def close(self) -> None:
        """Give back files and connections."""
        self.parts.close()
