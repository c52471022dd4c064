"""Whether questions can be answered now: each part is asked for what an answer would ask of it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import BylineError, LibraryError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ui.parts import Parts

logger = logging.getLogger(__name__)


class Readiness:
    """The parts of a running Byline; not the endpoint, since without it answers are quotations."""

    def __init__(self, byline: Parts) -> None:
        """Look at these parts."""
        self._byline = byline

    def problems(self) -> dict[str, str]:
        """Each part with the code of what is wrong with it, or "ok".

        The words go to the log alone: they name folders.
        """
        checks = {"library": self._library, "embedder": self._embedder, "index": self._index}
        return {part: _outcome(part, check) for part, check in checks.items()}

    def _library(self) -> None:
        """Readable; and its folder writable, since answers are kept there by every process."""
        self._byline.library.generation()
        if not os.access(self._byline.settings.data_dir, os.W_OK | os.X_OK):
            raise LibraryError("The data folder cannot be written any more, or is gone.")

    def _embedder(self) -> None:
        _ = self._vector

    def _index(self) -> None:
        self._byline.index.search(self._vector, 1)

    @cached_property
    def _vector(self) -> NDArray[np.float32]:
        """Made once: an embedder behind an endpoint is not asked again for every probe."""
        return np.asarray(self._byline.embedder.get_query_embedding("ready"), dtype=np.float32)


def _outcome(part: str, check: Callable[[], None]) -> str:
    try:
        check()
    except BylineError as error:
        logger.warning("not ready: %s: %s", part, error.message)
        return error.code
    return "ok"
