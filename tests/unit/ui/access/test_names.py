"""Which names are this server's, and which pages are foreign."""

from __future__ import annotations

from typing import Any

import pytest

from rag.settings import Settings
from ui.access.binding import require_keys
from ui.access.names import Names, is_loopback, name_of, plain_address


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("localhost", True),
        ("LocalHost", True),
        ("::ffff:10.0.0.1", False),
        ("0.0.0.0", False),
        ("::", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
    ],
)
def test_loopback_is_told_from_the_rest(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost:7860", "localhost"),
        ("LOCALHOST.", "localhost"),
        ("[::1]:7860", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost@evil.example", ""),
        ("localhost/evil", ""),
        ("localhost?evil", ""),
        ("localhost:port", ""),
        ("localhost, evil.example", "localhost, evil.example"),
        ("[::1", ""),
        ("", ""),
    ],
)
def test_the_name_is_read_from_a_host_header(host: str, name: str) -> None:
    assert name_of(host) == name


def test_one_address_has_one_way_of_writing_it() -> None:
    assert {plain_address(one) for one in ("::ffff:10.0.0.1", "10.0.0.1")} == {"10.0.0.1"}
    assert plain_address("0:0:0:0:0:0:0:1") == "::1"
    assert plain_address("nobody") == ""


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ({}, "127.0.0.1:7860"),
        ({}, "localhost"),
        ({}, "[::1]:9"),
        ({"host": "10.1.2.3"}, "10.1.2.3:7860"),
        ({"host": "fd00::1"}, "[fd00::1]:7860"),
        ({"host": "0.0.0.0", "public_url": "https://News.example"}, "news.example"),
    ],
)
def test_the_names_of_this_server_are_known(given: dict[str, Any], host: str) -> None:
    assert Names.of(Settings(**given)).know(host)


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ({}, "evil.example"),
        ({}, ""),
        ({}, "testserver"),
        ({}, "localhost.evil.example"),
        ({}, "localhost, evil.example"),
        ({"host": "0.0.0.0"}, "0.0.0.0:7860"),
        ({"host": "::"}, "[::]:7860"),
        ({"public_url": "https://news.example"}, "evil.example"),
    ],
)
def test_another_name_is_not(given: dict[str, Any], host: str) -> None:
    assert not Names.of(Settings(**given)).know(host)


SITE = {"public_url": "https://news.example", "api": {"origins": ["https://desk.example:8443"]}}


@pytest.mark.parametrize(
    ("origin", "fetch_site", "host", "expected"),
    [
        (None, None, "localhost:7860", True),  # a program
        (None, "same-origin", "localhost:7860", True),
        (None, "none", "localhost:7860", True),
        (None, "cross-site", "localhost:7860", False),
        (None, "same-site", "localhost:7860", False),
        ("http://localhost:7860", "same-origin", "localhost:7860", True),
        ("http://LOCALHOST", None, "localhost:80", True),
        ("https://news.example", "same-origin", "127.0.0.1:7860", True),
        ("https://desk.example:8443", "cross-site", "127.0.0.1:7860", True),
        ("http://localhost:3000", "same-site", "localhost:7860", False),
        ("https://evil.example", "cross-site", "localhost:7860", False),
        ("http://news.example", None, "127.0.0.1:7860", False),
        ("https://news.example.evil.example", None, "127.0.0.1:7860", False),
        ("null", None, "localhost:7860", False),
        ("", None, "", False),
        ("http://localhost:7860, https://evil.example", None, "localhost:7860", False),
        ("file://localhost:7860", None, "localhost:7860", False),
    ],
)
def test_pages_of_other_origins_are_foreign(
    origin: str | None, fetch_site: str | None, host: str, expected: bool
) -> None:
    names = Names.of(Settings.model_validate(SITE))
    assert names.allow(origin, fetch_site, host) is expected


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_the_loopback_may_be_served_without_keys(host: str, tmp_path: Any) -> None:
    require_keys(Settings(host=host, data_dir=tmp_path))
