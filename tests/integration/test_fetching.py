"""Fetching from a real server on this machine, polite, mean and broken."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ingest.fetch.fetcher import Fetcher
from ingest.fetch.limits import FetchLimits
from ingest.fetch.memory import Validators
from ingest.readers import Found, RawArticle, Rejected, Unchanged
from ingest.sources import SourceOptions, open_source
from tests.documents import STORY, docx, page, pdf

Answer = tuple[int, dict[str, str], bytes] | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A web server whose pages are a dictionary."""

    port: int = 0
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def html(self, path: str, text: str, **headers: str) -> None:
        self.pages[path] = (200, {"Content-Type": "text/html", **headers}, text.encode())

    def xml(self, path: str, text: str, **headers: str) -> None:
        self.pages[path] = (200, {"Content-Type": "application/xml", **headers}, text.encode())

    def redirect(self, path: str, to: str) -> None:
        self.pages[path] = (302, {"Location": to}, b"")


@pytest.fixture
def site() -> Iterator[Site]:
    shared = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/robots.txt":
                shared.asked.append(self.path)
            answer = shared.pages.get(self.path, (404, {}, b""))
            if callable(answer):
                answer(self)
                return
            status, headers, body = answer
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] - clients hang up on purpose
    shared.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield shared
    server.shutdown()
    server.server_close()
    thread.join()


class DictMemory:
    """Remembers for the length of a test."""

    def __init__(self) -> None:
        self.known: dict[str, Validators] = {}

    def get(self, url: str) -> Validators | None:
        return self.known.get(url)

    def put(self, url: str, validators: Validators) -> None:
        self.known[url] = validators


LIMITS = FetchLimits(delay_seconds=0, deadline_seconds=5, allow_private_hosts=True)


def read(url: str, limits: FetchLimits = LIMITS, memory: DictMemory | None = None) -> list[Found]:
    return list(open_source(url, SourceOptions(fetcher=Fetcher(limits), memory=memory or DictMemory())))


def article(url: str, limits: FetchLimits = LIMITS) -> RawArticle:
    (found,) = read(url, limits)
    assert isinstance(found, RawArticle), found
    return found


def reason(url: str, limits: FetchLimits = LIMITS) -> str:
    (found,) = read(url, limits)
    assert isinstance(found, Rejected), found
    return found.reason


def titles(found: list[Found]) -> list[str | None]:
    return [one.title for one in found if isinstance(one, RawArticle)]


# Pages and files


def test_a_page_is_an_article_at_its_own_address(site: Site) -> None:
    site.html("/a", page(head=f'<link rel="canonical" href="{site.url("/story")}">'))
    found = article(site.url("/a#part"))
    assert found.title == "River floods town"
    assert (found.url, found.source) == (site.url("/story"), site.url("/a#part"))
    assert not found.is_whole_file


def test_files_are_read_by_their_content_type_or_name(site: Site) -> None:
    site.pages["/report"] = (
        200,
        {"Content-Type": "application/pdf"},
        pdf([["The river rose."], ["And fell."]]),
    )
    found = article(site.url("/report"))
    assert (len(found.pages), found.url) == (2, site.url("/report"))
    assert found.original
    site.pages["/a.docx"] = (200, {"Content-Type": "application/octet-stream"}, docx())
    assert article(site.url("/a.docx")).text == "\n\n".join(STORY)
    site.pages["/wire.jsonl"] = (200, {"Content-Type": "text/plain"}, b'{"text": "One."}\n{"text": "Two."}')
    assert len(read(site.url("/wire.jsonl"))) == 2
    site.pages["/video"] = (200, {"Content-Type": "video/mp4"}, b"")
    assert "'video/mp4' is not read" in reason(site.url("/video"))


def test_the_declared_encoding_and_packing_are_used(site: Site) -> None:
    text = page(story=["В субботу река поднялась на три метра, сообщили власти города."]).replace(
        '<meta charset="utf-8">', ""
    )
    headers = {"Content-Type": "text/html; charset=koi8-r", "Content-Encoding": "gzip"}
    site.pages["/a"] = (200, headers, gzip.compress(text.encode("koi8-r")))
    assert "река поднялась" in article(site.url("/a")).text


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500])
def test_a_failing_server_is_a_reason(site: Site, status: int) -> None:
    site.pages["/a"] = (status, {}, b"<p>Sorry.</p>")
    assert str(status) in reason(site.url("/a"))


def test_a_server_that_is_not_there_is_a_reason() -> None:
    assert "cannot be read" in reason("http://127.0.0.1:1/a")
    assert "not known" in reason("http://no-such-host.invalid/a")


# Redirects and addresses


def test_redirects_are_followed_to_a_limit(site: Site) -> None:
    site.redirect("/a", "/b")
    site.redirect("/b", site.url("/c"))
    site.html("/c", page())
    assert article(site.url("/a")).url == site.url("/c")
    site.redirect("/round", "/round")
    assert "redirects" in reason(site.url("/round"))
    site.redirect("/ftp", "ftp://x.example/")
    assert "no web address" in reason(site.url("/ftp"))


def test_private_addresses_are_refused_unless_allowed(site: Site) -> None:
    site.html("/a", page())
    for host in ("127.0.0.1", "localhost"):
        assert "not a public address" in reason(site.url("/a", host), FetchLimits())
    assert site.asked == []


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    """The first host is public by its name; where it leads is looked at again."""
    site.redirect("/a", f"http://localhost:{site.port}/secret")
    site.html("/secret", page())
    answers = {"news.example": ["127.0.0.1"], "localhost": ["127.0.0.1"]}
    checked: list[str] = []

    def resolver(host: str, _: int) -> list[str]:
        checked.append(host)
        return answers[host]

    fetcher = Fetcher(LIMITS, resolver=resolver)
    (found,) = open_source(site.url("/a", "news.example"), SourceOptions(fetcher=fetcher))
    assert isinstance(found, RawArticle)
    assert checked.count("localhost") == 2  # its robots.txt, and the page
    strict = Fetcher(FetchLimits(delay_seconds=0), resolver=lambda host, _: ["127.0.0.1"])
    (found,) = open_source(site.url("/a", "news.example"), SourceOptions(fetcher=strict))
    assert isinstance(found, Rejected)
    assert "127.0.0.1 (the address of 'news.example') is not a public address" in found.reason


def test_the_checked_address_is_the_one_that_is_connected_to(site: Site) -> None:
    """A name whose answer changes between check and use is looked up once for each connection."""
    hosts: list[str] = []
    site.pages["/a"] = lambda handler: _say(handler, hosts)
    lookups: list[str] = []

    def resolver(host: str, _: int) -> list[str]:
        lookups.append(host)
        return ["127.0.0.1"]

    options = SourceOptions(fetcher=Fetcher(LIMITS, resolver=resolver))
    list(open_source(site.url("/a", "rebinding.example"), options))
    assert lookups == ["rebinding.example"] * 2  # robots.txt and the page, no system lookup beside
    assert hosts == [f"rebinding.example:{site.port}"]


def _say(handler: BaseHTTPRequestHandler, hosts: list[str]) -> None:
    hosts.append(handler.headers["Host"])
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.wfile.write(page().encode())


# Servers that mean no good


def test_a_server_that_drips_is_cut_off_at_the_deadline(site: Site) -> None:
    stop = threading.Event()

    def drip_body(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while not stop.wait(0.1):
            handler.wfile.write(b"x")

    def drip_head(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        while not stop.wait(0.1):
            handler.wfile.write(b"x")

    site.pages |= {"/body": drip_body, "/head": drip_head, "/silent": lambda _: stop.wait(20) and None}
    try:
        for path in ("/body", "/head", "/silent"):
            started = time.perf_counter()
            limits = FetchLimits(delay_seconds=0, deadline_seconds=1, allow_private_hosts=True)
            assert "too long" in reason(site.url(path), limits)
            assert time.perf_counter() - started < 3
    finally:
        stop.set()


def test_what_is_too_large_is_cut_off(site: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        for _ in range(10_000):
            handler.wfile.write(b"x" * 10_000)

    small = FetchLimits(delay_seconds=0, size_bytes=100_000, allow_private_hosts=True)
    site.pages["/endless"] = endless
    site.html("/declared", "x" * 200_000)
    bomb = gzip.compress(b" " * 50_000_000)
    site.pages["/bomb"] = (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, bomb)
    for path in ("/endless", "/declared", "/bomb"):
        assert "larger than 0.1 MB" in reason(site.url(path), small)


def test_a_server_that_speaks_no_http_is_a_reason(site: Site) -> None:
    site.pages["/a"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n") and None
    assert "cannot be reached" in reason(site.url("/a"))


# Manners


def test_robots_txt_is_obeyed(site: Site) -> None:
    site.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /a")
    site.html("/a", page())
    site.html("/b", page())
    assert "robots.txt forbids" in reason(site.url("/a"))
    assert article(site.url("/b"))
    assert site.asked == ["/b"]


def test_one_host_is_asked_again_only_after_a_while(site: Site) -> None:
    moments, slept = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        moments[0] += seconds

    for path in "ab":
        site.html(f"/{path}", page())
    limits = FetchLimits(delay_seconds=1.5, allow_private_hosts=True)
    fetcher = Fetcher(limits, clock=lambda: moments[0], sleep=sleep)
    fetcher.get(site.url("/a"))
    assert slept == []
    fetcher.get(site.url("/b"))
    assert slept == [1.5]
    moments[0] += 60
    fetcher.get(site.url("/a"))
    assert slept == [1.5]


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.html("/a", page(), ETag='"1"')
    memory = DictMemory()
    assert titles(read(site.url("/a"), memory=memory)) == ["River floods town"]
    assert read(site.url("/a"), memory=memory) == [Unchanged(site.url("/a"))]
    site.html("/a", page("River falls"), ETag='"2"')
    assert titles(read(site.url("/a"), memory=memory)) == ["River falls"]


def test_an_address_is_remembered_after_its_article_was_taken(site: Site) -> None:
    site.html("/a", page(), ETag='"1"')
    memory = DictMemory()
    found = open_source(site.url("/a"), SourceOptions(fetcher=Fetcher(LIMITS), memory=memory))
    next(found)
    assert memory.known == {}
    assert list(found) == []
    assert memory.known == {site.url("/a"): Validators('"1"')}


# Feeds and sitemaps


def rss(*items: str) -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss><channel><title>The Gazette</title>{listed}</channel></rss>"


def test_a_feed_leads_to_its_pages_and_completes_them(site: Site) -> None:
    date = "<pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate>"
    site.xml("/feed", rss(f"<link>/a</link>{date}", "<title>Own</title><description>It fell.</description>",
                          "<link>/gone</link>"))  # fmt: skip
    site.html("/a", page())
    first, own, gone = read(site.url("/feed"))
    assert isinstance(first, RawArticle)
    assert (first.title, first.publisher, first.published) == (
        "River floods town",
        "The Gazette",
        "2024-05-03",
    )
    assert isinstance(own, RawArticle)
    assert (own.text, own.url) == ("It fell.", None)
    assert isinstance(gone, Rejected)
    assert (gone.source, "404" in gone.reason) == (site.url("/gone"), True)


def test_pages_of_a_feed_that_all_claim_one_address_stay_apart(site: Site) -> None:
    same = f'<link rel="canonical" href="{site.url("/section/")}">'
    for name in "ab":
        site.html(f"/{name}", page(f"Story {name}", head=same))
    site.xml("/feed", rss("<link>/a</link>", "<link>/b</link>"))
    addresses = [one.url for one in read(site.url("/feed")) if isinstance(one, RawArticle)]
    assert addresses == [site.url("/a"), site.url("/b")]


def test_an_empty_or_broken_feed_is_a_reason(site: Site) -> None:
    site.xml("/feed", rss())
    assert "lists nothing" in reason(site.url("/feed"))
    site.xml("/feed", "no XML at all")
    assert "XML" in reason(site.url("/feed"))


def sitemap(*pages: str, nested: tuple[str, ...] = ()) -> str:
    if nested:
        return (
            "<sitemapindex>"
            + "".join(f"<sitemap><loc>{n}</loc></sitemap>" for n in nested)
            + "</sitemapindex>"
        )
    return "<urlset>" + "".join(f"<url><loc>{p}</loc></url>" for p in pages) + "</urlset>"


def test_sitemaps_nested_gzipped_and_listing_themselves_are_read_once(site: Site) -> None:
    for name in "ab":
        site.html(f"/{name}", page(f"Story {name}"))
    index = site.url("/sitemap.xml")
    site.xml("/sitemap.xml", sitemap(nested=(index, site.url("/one.xml.gz"), site.url("/gone.xml"))))
    packed = gzip.compress(sitemap(site.url("/a"), site.url("/b"), site.url("/a")).encode())
    site.pages["/one.xml.gz"] = (200, {"Content-Type": "application/gzip"}, packed)
    found = read(index)
    assert titles(found) == ["Story a", "Story b"]
    assert [one.source for one in found if isinstance(one, Rejected)] == [site.url("/gone.xml")]
    assert len(site.asked) == len(set(site.asked))


def test_a_sitemap_without_end_is_cut_off(site: Site) -> None:
    for number in range(9):
        site.xml(f"/{number}", sitemap(nested=(site.url(f"/{number + 1}"),)))
    assert "lists no page" in reason(site.url("/0"))
    assert len(site.asked) == LIMITS.sitemap_depth + 1
    site.xml("/many", sitemap(*(site.url(f"/p{number}") for number in range(50))))
    few = FetchLimits(delay_seconds=0, pages=3, allow_private_hosts=True)
    assert len(read(site.url("/many"), few)) == 3


def test_a_feed_where_a_page_was_expected_is_a_reason(site: Site) -> None:
    site.xml("/feed", rss("<link>/feed</link>"))
    assert "feed or sitemap" in reason(site.url("/feed"))
