"""One check is kept from hiding the others."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable

import pytest

from rag.doctor.findings import Finding, isolated
from rag.errors import LibraryError

GOOD = Finding("disk", "ok", "There is room.")


def test_what_a_check_finds_comes_back() -> None:
    assert isolated("disk", lambda: [GOOD], 5) == [GOOD]


def test_an_error_of_ours_becomes_a_finding_with_its_hint() -> None:
    def check() -> Iterable[Finding]:
        raise LibraryError("It is damaged.", "Put a copy back.")

    assert isolated("library", check, 5) == [
        Finding("library", "problem", "It is damaged.", "Put a copy back.")
    ]


class PanicError(BaseException):
    """What Chroma raises when its own code fails."""


@pytest.mark.parametrize("error", [RuntimeError("secret words"), PanicError("secret words")])
def test_any_other_error_becomes_a_finding_and_a_line_of_the_log(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    def check() -> Iterable[Finding]:
        raise error

    with caplog.at_level(logging.ERROR):
        (finding,) = isolated("index", check, 5)
    assert finding.status == "problem"
    assert type(error).__name__ in finding.message
    assert "secret" not in finding.message + finding.cure
    assert "index" in caplog.text


def test_a_check_that_does_not_end_is_left_behind() -> None:
    over = threading.Event()

    def check() -> Iterable[Finding]:
        over.wait(20)
        return [GOOD]

    (finding,) = isolated("disk", check, 0.05)
    over.set()
    assert (finding.name, finding.status) == ("disk", "warning")
