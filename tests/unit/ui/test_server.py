"""Where the server listens."""

from __future__ import annotations

import pytest

from rag.errors import ServerError
from rag.settings import Settings
from ui.access.names import is_loopback
from ui.server import address, listening


def test_a_port_in_use_is_said_with_the_way_out() -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"Port {port} is already in use") as refused:
            listening("127.0.0.1", port)
    assert "--port" in refused.value.hint


def test_a_host_that_is_none_is_refused() -> None:
    with pytest.raises(ServerError):
        listening("256.256.256.256", 0)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("10.1.2.3", False)],
)
def test_loopback_is_told_from_the_rest(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:7860"),
        ("0.0.0.0", "http://127.0.0.1:7860"),
        ("::", "http://[::1]:7860"),
        ("::1", "http://[::1]:7860"),
    ],
)
def test_the_address_is_one_that_opens(host: str, expected: str) -> None:
    assert address(Settings(host=host)) == expected
