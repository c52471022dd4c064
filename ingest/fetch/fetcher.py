"""Fetches pages as a polite guest: one request at a time, at its own pace, within limits."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import httpx

from ingest.fetch.addresses import Resolve, allowed_addresses, resolve
from ingest.fetch.download import Response, download
from ingest.fetch.limits import USER_AGENT, FetchLimits
from ingest.fetch.memory import Validators
from ingest.fetch.network import Clock, GuardedBackend
from ingest.fetch.robots import SIZE_MAX_BYTES as ROBOTS_MAX_BYTES
from ingest.fetch.robots import Robots
from ingest.identity import canonical_url
from rag.errors import SourceError

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_URL_LENGTH_MAX = 2000
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_FAILURES = {
    401: "wants a password",
    403: "refuses it",
    404: "does not have it",
    410: "has it no longer",
    429: "says that it is asked too often",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What stands at an address."""

    url: str  # after redirects
    media_type: str  # in small letters, without parameters; empty where the server does not say
    charset: str | None
    data: bytes
    validators: Validators


class Fetcher:
    """One for a whole run, so that its pace and the hosts' rules are kept across sources."""

    def __init__(
        self,
        limits: FetchLimits | None = None,
        *,
        resolver: Resolve = resolve,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits or FetchLimits()
        self._resolver = resolver
        self._clock = clock
        self._sleep = sleep
        self._asked: dict[str, float] = {}  # host -> when it was last asked
        self._robots = Robots(self._rules)

    def get(self, url: str, known: Validators | None = None) -> Page | None:
        """The page at an address; None if it is still the known version.

        Raises:
            SourceError: it cannot be had, or must not be asked for.
        """
        deadline: float | None = None
        headers = _headers(known)
        for hop in self._hops(url):
            self._robots.require_allowed(origin_of(hop.url), str(hop.url))
            self._wait(hop.url)
            deadline = deadline or self._clock() + self.limits.deadline_seconds
            response = self._ask(hop.url, headers, deadline, self.limits.size_bytes)
            if response.status not in _REDIRECTS:
                is_known = response.status == httpx.codes.NOT_MODIFIED and known is not None
                return None if is_known else _page(hop.url, response)
            hop.next = response.headers.get("location")
        raise AssertionError("a chain of redirects ends with an answer or an error")

    def _hops(self, url: str) -> Iterator[_Hop]:
        """The address, then each that a server sends us on to."""
        hop = _Hop(web_address(url))
        for _ in range(self.limits.redirects + 1):
            yield hop
            if not hop.next:
                raise SourceError("the server redirects to nowhere")
            hop = _Hop(web_address(str(_joined(hop.url, hop.next))))
        raise SourceError(f"more than {self.limits.redirects} redirects")

    def _rules(self, url: str) -> tuple[int, str]:
        """robots.txt, its redirects followed."""
        deadline = self._clock() + self.limits.deadline_seconds
        for hop in self._hops(url):
            response = self._ask(hop.url, _headers(None), deadline, ROBOTS_MAX_BYTES)
            if response.status not in _REDIRECTS:
                return response.status, response.body.decode("utf-8-sig", "replace")
            hop.next = response.headers.get("location")
        raise AssertionError("a chain of redirects ends with an answer or an error")

    def _ask(self, url: httpx.URL, headers: dict[str, str], deadline: float, bytes_max: int) -> Response:
        allowed = partial(
            allowed_addresses, resolver=self._resolver, allow_private=self.limits.allow_private_hosts
        )
        backend = GuardedBackend(allowed, deadline, self._clock)
        headers = headers | {"Host": url.netloc.decode("ascii")}
        return download(url, headers, backend, self.limits.connect_seconds, bytes_max)

    def _wait(self, url: httpx.URL) -> None:
        """Let the host rest since its last page; robots.txt, read once, does not count."""
        wanted = min(self._robots.delay_seconds(origin_of(url)), self.limits.delay_max_seconds)
        delay = max(wanted, self.limits.delay_seconds)
        if url.host in self._asked:
            left = self._asked[url.host] + delay - self._clock()
            if left > 0:
                self._sleep(left)
        self._asked[url.host] = self._clock()


@dataclass(slots=True)
class _Hop:
    url: httpx.URL
    next: str | None = None


def web_address(written: str) -> httpx.URL:
    """An address that may be asked, without its fragment.

    Raises:
        SourceError: it is none.
    """
    try:
        url = httpx.URL(written.strip()).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise SourceError(f"{written[:80]!r} is no address") from error
    if canonical_url(written) is None or not url.host or len(str(url)) > _URL_LENGTH_MAX:
        raise SourceError(f"{written[:80]!r} is no web address")
    if url.userinfo:
        raise SourceError("an address with a password in it is not fetched")
    return url


def origin_of(url: httpx.URL) -> str:
    """Scheme, host and port."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _joined(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return url.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceError("the server redirects to no address") from error


def _headers(known: Validators | None) -> dict[str, str]:
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _page(url: httpx.URL, response: Response) -> Page:
    if response.status != httpx.codes.OK:
        what = _FAILURES.get(response.status, "fails")
        raise SourceError(f"the server {what} ({response.status})")
    media_type, _, parameters = response.headers.get("content-type", "").partition(";")
    charset = _CHARSET.search(parameters)
    validators = Validators(response.headers.get("etag"), response.headers.get("last-modified"))
    return Page(str(url), media_type.strip().lower(), charset and charset.group(1), response.body, validators)
