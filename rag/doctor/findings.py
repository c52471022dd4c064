"""What an examination finds, and how one check is kept from hiding the others."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from rag.errors import BylineError

Status = Literal["ok", "warning", "problem", "skipped"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    status: Status
    message: str  # a sentence
    cure: str = ""  # what to do about it


Check = Callable[[], Iterable[Finding]]


def isolated(name: str, check: Check, seconds: float) -> list[Finding]:
    """What a check finds; its failure, or that it took too long, is a finding too.

    Args:
        name: Of the finding that stands for a check that failed.
        check: Runs in a thread of its own, which is left behind when the time is over.
        seconds: How long is waited.
    """
    found: list[Finding] = []
    thread = threading.Thread(target=lambda: found.extend(_outcome(name, check)), daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        told = f"This was not found out within {seconds:g} seconds."
        return [Finding(name, "warning", told, "Run `byline doctor` again when this machine is less busy.")]
    return found


def _outcome(name: str, check: Check) -> list[Finding]:
    try:
        return list(check())
    except BylineError as error:
        return [Finding(name, "problem", error.message, error.hint)]
    except BaseException as error:  # the border of a check; a panic of Rust code is no Exception
        logger.error("the check of %s failed", name, exc_info=error)
        told = f"The check itself failed ({type(error).__name__})."
        return [Finding(name, "problem", told, "The log in the data folder has the details.")]
