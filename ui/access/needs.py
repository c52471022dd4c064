"""What each request needs. Whatever is not in this table is not there, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from re import Pattern
from typing import Literal

from starlette.routing import compile_path

from ui.access.caller import Scope

# api: programs, with a key in a header. docs: read in a browser, which may send the key as a password.
# page: the chat page and the articles behind its answers. open: whether the server runs.
Place = Literal["api", "docs", "page", "open"]

_GET = frozenset({"GET", "HEAD"})
_POST = frozenset({"POST"})
_DELETE = frozenset({"DELETE"})


@dataclass(frozen=True, slots=True)
class Need:
    """What the methods need at the paths that a pattern matches, as the router itself compares them."""

    place: Place
    scope: Scope | None
    methods: frozenset[str]
    pattern: Pattern[str]


def _needs(place: Place, scope: Scope | None, methods: frozenset[str], *paths: str) -> Iterator[Need]:
    for path in paths:
        yield Need(place, scope, methods, compile_path(path)[0])


_GRADIO = "/gradio_api"
NEEDS: tuple[Need, ...] = (
    *_needs("open", None, _GET, "/healthz", "/readyz"),
    *_needs("api", "read", _GET, "/api/articles", "/api/articles/{id}", "/api/jobs", "/api/jobs/{id}"),
    *_needs("api", "read", _GET, "/api/quarantine"),
    *_needs("api", "read", _GET, "/api/answers/{id}", "/v1/models", "/v1/models/{model:path}"),
    *_needs("api", "read", _GET | _POST, "/api/find-all"),
    *_needs("api", "read", _POST, "/api/search", "/api/verify"),
    *_needs("api", "ask", _POST, "/api/ask", "/v1/chat/completions", "/api/answers/{id}/feedback"),
    *_needs("api", "ask", _POST, "/v1/completions", "/v1/responses", "/v1/embeddings"),  # tell what to use
    *_needs("api", "ask", _GET | _POST | _DELETE, "/mcp", "/mcp/"),
    *_needs("api", "ask", _DELETE, "/api/answers/{id}/feedback"),
    *_needs("api", "write", _POST | _DELETE, "/api/articles"),
    *_needs("api", "write", _POST | _DELETE, "/api/articles/{id}/mark"),
    *_needs("api", "admin", _POST, "/api/doctor"),
    *_needs("api", "write", _DELETE, "/api/articles/{id}", "/api/answers/{id}", "/api/jobs/{id}"),
    *_needs("api", "admin", _GET, "/metrics"),
    *_needs("docs", "read", _GET, "/openapi.json", "/docs", "/docs/{file:path}"),
    *_needs("page", "read", _GET, "/", "/articles/{id}", "/articles/{id}/original", "/byline/{file:path}"),
    # Gradio's own routes, as far as the page uses them. It has more: they run functions by name, serve
    # files, fetch addresses, and show who is connected. What does not wait in its queue it runs at /run.
    *_needs("page", "read", _GET, "/config", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json"),
    *_needs("page", "read", _GET, "/assets/{file:path}", "/static/{file:path}", "/svelte/{file:path}"),
    *_needs("page", "read", _GET, f"{_GRADIO}/queue/data", f"{_GRADIO}/heartbeat/{{session}}"),
    *_needs("page", "read", _GET, f"{_GRADIO}/startup-events", f"{_GRADIO}/info"),
    *_needs("page", "ask", _POST, f"{_GRADIO}/queue/join", f"{_GRADIO}/run/{{name}}", f"{_GRADIO}/cancel"),
    *_needs("page", "ask", _POST, f"{_GRADIO}/reset"),
    *_needs("page", "write", _POST, f"{_GRADIO}/upload"),
    *_needs("page", "write", _GET, f"{_GRADIO}/upload_progress"),
)


def needs_at(path: str) -> tuple[Need, ...]:
    """All that is said of a path, which the server has decoded once; nothing of one that is not there."""
    return tuple(need for need in NEEDS if need.pattern.match(path))
