"""How often a caller may ask: requests and questions in any sixty seconds, and keys that nobody knows."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.events import Failed
from ui.access.caller import Caller, caller
from ui.api.errors import OPENAI_PREFIX, error_response
from ui.limits.counting import counted_as, is_counted, is_local, network_of
from ui.limits.windows import Windows

# What costs something. Health, metrics and the files of the page and of /docs are nobody's business here.
_COUNTED = ("/api/", "/v1/", "/articles/", "/mcp", "/gradio_api/queue/join", "/gradio_api/upload")
_QUESTIONS = ("/api/ask", "/v1/chat/completions", "/mcp")
_UNKNOWN_KEYS_PER_MINUTE = 30


@dataclass(frozen=True, slots=True)
class Quota:
    """What a caller has left of one limit."""

    limit: int  # in any sixty seconds
    remaining: int
    reset_seconds: int  # until there is more
    is_spent: bool = False  # this very request was one too many

    @property
    def headers(self) -> dict[str, str]:
        """As programs read it: the names of the draft that most servers follow."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_seconds),
        }

    @property
    def openai_headers(self) -> dict[str, str]:
        """As OpenAI's clients read it."""
        return {
            "x-ratelimit-limit-requests": str(self.limit),
            "x-ratelimit-remaining-requests": str(self.remaining),
            "x-ratelimit-reset-requests": f"{self.reset_seconds}s",
        }


class Rate:
    """So many in any sixty seconds for each name (a moving window)."""

    def __init__(self, kind: str, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.kind = kind  # "requests" or "questions": what an error calls them
        self._item = RateLimitItemPerMinute(per_minute)
        self._clock = clock
        self._limiter = MovingWindowRateLimiter(Windows(clock))

    def take(self, name: str) -> Quota:
        """Count one; what is left. One too many is not counted."""
        is_taken = self._limiter.hit(self._item, name)
        stats = self._limiter.get_window_stats(self._item, name)
        reset = max(1, math.ceil(stats.reset_time - self._clock()))
        return Quota(self._item.amount, stats.remaining, reset, is_spent=not is_taken)


class RateLimits:
    """ASGI middleware: 429 for who asks too often, and on every counted response what is left.

    It stands behind the check of keys, so the caller is known. Callers on this machine that show no key
    are not counted.
    """

    def __init__(self, app: ASGIApp, requests: Rate | None, questions: Rate | None) -> None:
        """Put it before an application.

        Args:
            app: What is protected.
            requests: How many requests a caller has; None: as many as it likes.
            questions: How many of them may be questions; None: as many as it likes.
        """
        self.app = app
        self._requests = requests
        self._questions = questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        quota = self._quota(scope) if scope["type"] == "http" else None
        if quota is None:
            await self.app(scope, receive, send)
            return
        rate, left = quota
        path = scope["path"]
        headers = left.headers | (left.openai_headers if path.startswith(OPENAI_PREFIX) else {})
        if left.is_spent:
            refusal = _refusal(path, rate, left, headers)
            await refusal(scope, receive, send)
            return

        async def send_with_quota(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self.app(scope, receive, send_with_quota)

    def _quota(self, scope: Scope) -> tuple[Rate, Quota] | None:
        """The limit that leaves least; None where nothing is counted."""
        asking = _caller_of(scope)
        if not scope["path"].startswith(_COUNTED) or not is_counted(asking):
            return None
        is_question = scope["method"] == "POST" and scope["path"].rstrip("/") in _QUESTIONS
        name = counted_as(asking)
        quotas: list[tuple[Rate, Quota]] = []
        for rate in (self._requests, self._questions if is_question else None):
            if rate and not (quotas and quotas[-1][1].is_spent):
                quotas.append((rate, rate.take(name)))
        return min(quotas, key=lambda one: (not one[1].is_spent, one[1].remaining), default=None)


class UnknownKeys:
    """ASGI middleware: who tries one key after the other is told to wait.

    It stands before the check of keys and counts its refusals by address. A key that is known passes all
    the same, so that nobody can shut others out who come from the same address.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self._rate = Rate("unknown keys", _UNKNOWN_KEYS_PER_MINUTE, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; too many refusals become 429."""
        address = (scope.get("client") or ("",))[0]
        if scope["type"] != "http" or not address or is_local(address):
            await self.app(scope, receive, send)
            return
        refused = False

        async def send_or_wait(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] == 401:
                left = self._rate.take(f"address {network_of(address)}")
                if left.is_spent:
                    refused = True
                    path = scope["path"]
                    await _refusal(path, self._rate, left, left.headers)(scope, receive, send)
            if not refused:
                await send(message)

        await self.app(scope, receive, send_or_wait)


def _refusal(path: str, rate: Rate, left: Quota, headers: dict[str, str]) -> ASGIApp:
    wait = left.reset_seconds
    failed = Failed(
        "rate_limit_exceeded",
        f"That were too many {rate.kind}: {left.limit} are allowed in a minute.",
        f"Try again in {wait} s.",
    )
    return error_response(path, failed, 429, headers | {"Retry-After": str(wait)})


def _caller_of(scope: Scope) -> Caller:
    known = scope.get("state", {}).get("caller")
    return known if isinstance(known, Caller) else caller()
