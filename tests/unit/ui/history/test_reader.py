"""Who reads the page: a key, or a browser that shows its cookie."""

from __future__ import annotations

import asyncio
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ui.access.caller import Caller
from ui.web.reader import COOKIE, NOBODY, ReaderCookie, reader_of

SCRIPT = "/byline/script.js"
SECRET = "0123456789abcdef" * 2


def requested(cookie: str | None = None, caller: Caller | None = None) -> Any:
    headers = [(b"cookie", f"{COOKIE}={cookie}".encode())] if cookie is not None else []
    sent = Request({"type": "http", "headers": headers, "state": {"caller": caller} if caller else {}})
    return SimpleNamespace(request=sent)


def fetched(path: str, scheme: str = "http", cookie: str | None = None) -> httpx.Response:
    async def page(_: Request) -> PlainTextResponse:
        return PlainTextResponse("served")

    app = ReaderCookie(Starlette(routes=[Route("/", page), Route(SCRIPT, page)]), SCRIPT)
    given = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"{scheme}://h") as http:
            return await http.get(path, headers=given)

    return asyncio.run(send())


def test_a_browser_is_known_by_its_cookie_and_what_is_kept_does_not_give_it_away() -> None:
    reader = reader_of(requested(SECRET))
    assert reader == reader_of(requested(SECRET))
    assert reader != reader_of(requested(SECRET[::-1]))
    assert SECRET not in reader


@pytest.mark.parametrize("cookie", [None, "", "x", SECRET + "0", SECRET.upper(), f"{SECRET[:-1]}g"])
def test_without_a_cookie_of_ours_nobody_reads(cookie: str | None) -> None:
    assert reader_of(requested(cookie)) == NOBODY


def test_a_key_is_the_reader_whatever_the_browser_and_an_address_is_none() -> None:
    anna = Caller("10.0.0.1", "anna")
    assert reader_of(requested(SECRET, anna)) == reader_of(requested(None, anna)) == "key anna"
    assert reader_of(requested(None, Caller("10.0.0.1"))) == NOBODY


def test_the_script_brings_a_cookie_that_no_script_reads_and_no_other_site_sends() -> None:
    response = fetched(SCRIPT)
    cookie = SimpleCookie(response.headers["set-cookie"])[COOKIE]
    assert reader_of(requested(cookie.value)) != NOBODY
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert (cookie["path"], cookie["max-age"], cookie["secure"]) == ("/", "31536000", "")
    assert response.headers["cache-control"] == "no-cache"
    assert SimpleCookie(fetched(SCRIPT).headers["set-cookie"])[COOKIE].value != cookie.value


def test_over_https_the_cookie_is_sent_over_nothing_else() -> None:
    assert "Secure" in fetched(SCRIPT, "https").headers["set-cookie"]


def test_a_known_browser_keeps_its_cookie_and_other_paths_bring_none() -> None:
    assert "set-cookie" not in fetched(SCRIPT, cookie=SECRET).headers
    assert "set-cookie" in fetched(SCRIPT, cookie="made up").headers
    assert "set-cookie" not in fetched("/").headers
