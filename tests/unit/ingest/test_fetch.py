"""Whom Byline may ask, and what it believes of the answer."""

from __future__ import annotations

import gzip
import io
import zlib

import pytest

from ingest.fetch.addresses import allowed_addresses, is_public
from ingest.fetch.download import gunzip
from ingest.fetch.fetcher import web_address
from ingest.fetch.pages import own_url
from ingest.fetch.robots import Robots
from ingest.overrides import Overrides
from ingest.readers import RawArticle, Rejected, printable
from ingest.sources import SourceOptions, find_places, open_source
from rag.errors import SourceError, UsageError


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "fec0::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "nonsense",
    ],
)
def test_addresses_of_private_networks_are_not_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(SourceError, match="not a public address") as caught:
        allowed_addresses("news.example", 80, lambda *_: ["93.184.216.34", address])
    assert "BYLINE_FETCH_ALLOW_PRIVATE_HOSTS" in caught.value.hint
    assert allowed_addresses("h", 80, lambda *_: [address], allow_private=True) == [address]


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"])
def test_other_addresses_are(address: str) -> None:
    assert allowed_addresses("news.example", 80, lambda *_: [address]) == [address]


@pytest.mark.parametrize(
    "written",
    ["ftp://x.example/", "file:///etc/passwd", "http://", "http://[bad", "http://u:p@x.example/", "x" * 3000],
)
def test_only_web_addresses_without_passwords_are_asked(written: str) -> None:
    with pytest.raises(SourceError):
        web_address(written)


def test_international_names_and_paths_are_written_as_the_network_wants_them() -> None:
    url = web_address("https://bücher.example/größe?q=ä#part")
    assert (url.raw_host, url.raw_path) == (b"xn--bcher-kva.example", b"/gr%C3%B6%C3%9Fe?q=%C3%A4")


@pytest.mark.parametrize(
    ("canonical", "is_believed"),
    [
        ("https://gazette.example/a/1", True),
        ("https://www.gazette.example/a/1", True),
        ("https://other.example/a/1", False),
        ("https://gazette.example/", False),
        ("https://gazette.example:8080/a/1", False),
        ("javascript:alert(1)", False),
        (None, False),
    ],
)
def test_a_page_speaks_for_its_own_site_only(canonical: str | None, is_believed: bool) -> None:
    fetched = "https://m.gazette.example/a/1?x=y"
    assert own_url(canonical, fetched) == (canonical if is_believed else fetched)
    elsewhere = "https://gazette.example/section"
    assert own_url(canonical, elsewhere, is_listed=True) == elsewhere


def test_robots_are_asked_once_and_obeyed() -> None:
    asked: list[str] = []

    def read(url: str) -> tuple[int, str]:
        asked.append(url)
        return 200, "User-agent: byline\nDisallow: /private\nCrawl-delay: 7\n\nUser-agent: *\nDisallow: /"

    robots = Robots(read)
    robots.require_allowed("https://x.example", "https://x.example/a")
    with pytest.raises(SourceError, match=r"robots\.txt forbids"):
        robots.require_allowed("https://x.example", "https://x.example/private/a")
    assert asked == ["https://x.example/robots.txt"]
    assert robots.delay_seconds("https://x.example") == 7


@pytest.mark.parametrize(("status", "is_allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_without_rules_all_is_allowed_and_while_the_host_fails_nothing(status: int, is_allowed: bool) -> None:
    robots = Robots(lambda _: (status, ""))
    if is_allowed:
        robots.require_allowed("https://x.example", "https://x.example/a")
    else:
        with pytest.raises(SourceError, match="cannot be read"):
            robots.require_allowed("https://x.example", "https://x.example/a")


def test_what_is_gzipped_is_unpacked_within_the_limit() -> None:
    assert gunzip(gzip.compress(b"text"), 100) == b"text"
    with pytest.raises(SourceError, match="larger"):
        gunzip(gzip.compress(b" " * 10_000_000), 1_000_000)
    for damaged in (gzip.compress(b"text" * 99)[:-12], b"\x1f\x8b nothing", zlib.compress(b"text")[:-5]):
        with pytest.raises(SourceError, match="damaged"):
            gunzip(damaged, 1000)


def test_what_the_user_says_stands_before_what_is_found() -> None:
    found = RawArticle(text="It fell.", source="a", title="Rain", publisher="P")
    mended = Overrides(publisher="Q", published="2024-05").applied_to(found)
    assert mended == RawArticle(text="It fell.", source="a", title="Rain", publisher="Q", published="2024-05")
    assert Overrides(title="T").applied_to(Rejected("a", "why")) == Rejected("a", "why")
    for wrong in ({"published": "yesterday"}, {"url": "ftp://x"}):
        with pytest.raises(UsageError):
            Overrides(**wrong)


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b'{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."]),
        (b"Just some words.", ["Just some words."]),
        (b"# Head\n\nSome *words*.", ["Some words."]),
        (b"<!DOCTYPE html><html><body><article><p>The river rose by three metres.</p></article></body>",
         ["The river rose by three metres."]),
        (b"", []),
        (b"\x00\x01", []),
    ],
)  # fmt: skip
def test_standard_input_is_read_for_what_it_is(data: bytes, texts: list[str]) -> None:
    stream = io.BufferedReader(io.BytesIO(data))
    found = list(open_source("-", SourceOptions(standard_input=stream)))
    assert [one.text for one in found if isinstance(one, RawArticle)] == texts
    assert texts or [type(one) for one in found] == [Rejected]


def test_names_of_sources_are_harmless_to_a_terminal() -> None:
    assert printable("a\nb\x1b[31m‮.md 🙂 é") == "a\\nb\\x1b[31m\\u202e.md 🙂 é"


def test_places_come_once_and_paths_that_are_not_there_are_refused_at_once() -> None:
    assert find_places(["-", "https://x.example/a", "-", "HTTP://x.example"]) == [
        "-",
        "https://x.example/a",
        "HTTP://x.example",
    ]
    with pytest.raises(SourceError):
        find_places(["https://x.example/a", "gone.md"])
    with pytest.raises(SourceError):
        open_source("gone.md")
