"""Rates: who asks too often waits, and nobody else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ui.access.caller import Caller
from ui.limits.counting import is_counted, network_of
from ui.limits.rates import Rate, RateLimits, UnknownKeys
from ui.limits.windows import Windows

AWAY = Caller("203.0.113.7")


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Route:
    """Answers everything with one status."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.requests = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.requests += 1
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def asked(app: Any, path: str = "/api/search", asking: Caller = AWAY, method: str = "POST") -> Any:
    """Status and headers of a response."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [],
        "client": (asking.address, 1),
        "state": {"caller": asking},
    }
    asyncio.run(app(scope, None, send))
    starts = [one for one in sent if one["type"] == "http.response.start"]
    assert len(starts) == 1
    headers = {name.decode(): value.decode() for name, value in starts[0]["headers"]}
    return starts[0]["status"], headers


def test_a_window_moves_so_that_requests_come_back_one_by_one() -> None:
    clock = Clock()
    rate = Rate("requests", 3, clock)
    assert [rate.take("a").remaining for _ in range(3)] == [2, 1, 0]
    clock.now += 20
    spent = rate.take("a")
    assert (spent.is_spent, spent.reset_seconds) == (True, 40)
    assert not rate.take("b").is_spent
    clock.now += 41
    assert rate.take("a").remaining == 2


def test_what_is_left_is_told_and_one_too_many_is_429() -> None:
    clock = Clock()
    app = RateLimits(Route(), Rate("requests", 2, clock), None)
    status, headers = asked(app)
    assert (status, headers["ratelimit-limit"], headers["ratelimit-remaining"]) == (200, "2", "1")
    asked(app)
    status, headers = asked(app)
    assert (status, headers["retry-after"], headers["ratelimit-remaining"]) == (429, "60", "0")
    clock.now += 61
    assert asked(app)[0] == 200


def test_questions_have_a_limit_of_their_own() -> None:
    clock = Clock()
    route = Route()
    app = RateLimits(route, Rate("requests", 100, clock), Rate("questions", 1, clock))
    status, headers = asked(app, "/v1/chat/completions")
    assert (status, headers["ratelimit-limit"]) == (200, "1")
    assert headers["x-ratelimit-limit-requests"] == "1"
    assert asked(app, "/api/ask")[0] == 429
    assert asked(app, "/mcp/")[0] == 429
    assert asked(app, "/api/ask", method="GET")[0] == 200
    assert asked(app, "/api/search")[0] == 200
    assert route.requests == 3


def test_keys_are_counted_apart_from_addresses_and_from_each_other() -> None:
    app = RateLimits(Route(), Rate("requests", 1, Clock()), None)
    notebook, editor = (Caller(AWAY.address, key=key) for key in ("notebook", "editor"))
    assert [asked(app, asking=one)[0] for one in (AWAY, notebook, editor)] == [200, 200, 200]
    assert [asked(app, asking=one)[0] for one in (AWAY, notebook, editor)] == [429, 429, 429]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/byline/frame.css", "/docs", "/"])
def test_health_and_the_files_of_the_page_are_not_counted(path: str) -> None:
    app = RateLimits(Route(), Rate("requests", 1, Clock()), None)
    assert {asked(app, path, method="GET")[0] for _ in range(3)} == {200}


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "local"])
def test_this_machine_is_counted_only_where_it_shows_a_key(address: str) -> None:
    assert not is_counted(Caller(address))
    assert is_counted(Caller(address, key="notebook"))


def test_an_ipv6_network_counts_as_one() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
    assert network_of("::ffff:203.0.113.7") == "203.0.113.7"
    assert network_of("testclient") == "testclient"


def test_only_so_many_callers_are_remembered() -> None:
    clock = Clock()
    windows = Windows(clock, most_callers=100)
    for n in range(1000):
        clock.now += 0.01
        assert windows.acquire_entry(f"caller {n}", 5, 60)
    assert len(windows) == 100
    assert windows.get_moving_window("caller 999", 5, 60)[1] == 1


def test_who_tries_key_after_key_is_told_to_wait_but_a_good_key_passes() -> None:
    clock, route = Clock(), Route(401)
    app = UnknownKeys(route, clock)
    assert {asked(app)[0] for _ in range(30)} == {401}
    status, headers = asked(app)
    assert status == 429
    assert int(headers["retry-after"]) >= 1
    assert asked(app, asking=Caller("203.0.113.8"))[0] == 401
    route.status = 200
    assert asked(app)[0] == 200
