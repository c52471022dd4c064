"""The gate on a real server: keys, names, origins, path tricks, and every route that there is."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import BaseRoute, Match, Mount

from rag.settings import Settings
from tests.fakes_ui import FakeByline, demo_byline
from tests.mcp_greeting import ACCEPTED, GREETING
from tests.served import running
from ui.access.keys import FILE, KeyFile
from ui.access.needs import needs_at
from ui.api.app import create_app
from ui.api.unanswered import Unanswered

QUESTION = {"question": "What did it cost?"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What Gradio mounts and this page does not use: functions by name, files, addresses, sign-in, insights.
# Each is there with a slash at its end, too.
UNUSED = {
    "/gradio_api/api/{api_name}",
    "/gradio_api/app_id",
    "/gradio_api/call/v2/{api_name}",
    "/gradio_api/call/v2/{api_name}/{event_id}",
    "/gradio_api/call/{api_name}",
    "/gradio_api/call/{api_name}/{event_id}",
    "/gradio_api/component_server",
    "/gradio_api/custom_component/{id}/{environment}/{type}/{file_name}",
    "/gradio_api/deep_link",
    "/gradio_api/dev/reload",
    "/gradio_api/file/{path:path}",
    "/gradio_api/file={path_or_url:path}",
    "/gradio_api/login_check",
    "/gradio_api/openapi.json",
    "/gradio_api/process_recording",
    "/gradio_api/proxy={url_path:path}",
    "/gradio_api/queue/status",
    "/gradio_api/run-history/buckets",
    "/gradio_api/run-history/connect",
    "/gradio_api/run-history/records",
    "/gradio_api/run-history/records/{endpoint}/{record_id}/assets/{asset_id}",
    "/gradio_api/runs",
    "/gradio_api/stream/{event_id}",
    "/gradio_api/stream/{event_id}/close",
    "/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file",
    "/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8",
    "/gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}",
    "/gradio_api/theme.css",
    "/gradio_api/token",
    "/gradio_api/undo-vibe-edit",
    "/gradio_api/user",
    "/gradio_api/vibe-code",
    "/gradio_api/vibe-edit",
    "/gradio_api/vibe-starter-queries",
    "/login",
    "/pwa_icon",
    "/pwa_icon/{size}",
    "/logout",
    "/monitoring",
    "/monitoring/summary",
    "/monitoring/{key}",
}


def byline_in(folder: Path, **settings: Any) -> FakeByline:
    byline = demo_byline()
    byline.settings = Settings.model_validate({"data_dir": folder, **settings})
    return byline


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (
        running(byline_in(tmp_path_factory.mktemp("open"))) as address,
        httpx.Client(base_url=address) as client,
    ):
        yield client


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[tuple[httpx.Client, KeyFile]]:
    keys = KeyFile(tmp_path)
    keys.add("first", ("read",))
    with running(byline_in(tmp_path)) as address, httpx.Client(base_url=address) as client:
        yield client, keys


def raw_status(client: httpx.Client, request: str) -> int:
    """The status of a request line and headers that no client would send."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=10) as sent:
        sent.sendall(f"{request}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        return int(sent.makefile("rb").readline().split()[1])


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_without_keys_this_machine_asks_and_a_proxy_does_not_write(open_server: httpx.Client) -> None:
    assert open_server.post("/api/ask", json=QUESTION).status_code == 200
    assert open_server.post("/v1/chat/completions", json={}, headers=bearer("sk-any")).status_code == 400
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        refused = open_server.delete("/api/articles/x", headers={header: "127.0.0.1"})
        assert refused.status_code == 403
        assert refused.json()["error"]["code"] == "scope"


def test_a_rebound_name_is_misdirected(open_server: httpx.Client) -> None:
    refused = open_server.post("/api/ask", json=QUESTION, headers={"Host": "evil.example:7860"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (421, "host")
    assert "BYLINE_PUBLIC_URL" in refused.json()["error"]["hint"]


def test_two_host_headers_are_no_name(open_server: httpx.Client) -> None:
    assert raw_status(
        open_server, "GET /api/answers/x HTTP/1.1\r\nHost: localhost\r\nHost: evil.example"
    ) in {
        400,
        421,
    }


def test_a_form_that_a_foreign_page_sends_is_refused(open_server: httpx.Client) -> None:
    foreign = {"Origin": "https://evil.example"}
    sent = open_server.post("/api/articles", files={"file": ("a.txt", b"text")}, headers=foreign)
    assert (sent.status_code, sent.json()["error"]["code"]) == (403, "origin")
    assert "access-control-allow-origin" not in sent.headers


def test_keys_come_and_go_while_the_server_runs(keyed: tuple[httpx.Client, KeyFile]) -> None:
    client, keys = keyed
    assert client.post("/api/ask", json=QUESTION).status_code == 401
    secret = keys.add("second", ("ask",))
    assert client.post("/api/ask", json=QUESTION, headers=bearer(secret)).status_code == 200
    assert client.post("/api/ask", json=QUESTION, headers={"X-API-Key": secret}).status_code == 200
    assert client.get("/v1/models", headers=bearer(secret)).status_code == 403
    keys.revoke("second")
    assert client.post("/api/ask", json=QUESTION, headers=bearer(secret)).status_code == 401


def test_cookies_and_addresses_carry_no_key(keyed: tuple[httpx.Client, KeyFile]) -> None:
    client, keys = keyed
    secret = keys.add("second", ("admin",))
    for name in ("key", "api_key", "token", "access_token", "Authorization"):
        asked = client.get("/v1/models", params={name: secret}, headers={"Cookie": f"{name}={secret}"})
        assert asked.status_code == 401


def test_under_v1_a_refusal_is_openais_error(keyed: tuple[httpx.Client, KeyFile]) -> None:
    client, _ = keyed
    refused = client.post("/v1/chat/completions", json={}, headers=bearer("sk-wrong"))
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer ")
    assert set(refused.json()["error"]) >= {"message", "type", "param", "code"}


def test_articles_stay_open_to_readers_of_the_page(keyed: tuple[httpx.Client, KeyFile]) -> None:
    client, _ = keyed
    assert client.get("/articles/nothing").status_code == 404
    assert client.get("/api/articles/nothing").status_code == 401


def test_a_damaged_key_file_closes_the_server_and_tells_no_path(
    keyed: tuple[httpx.Client, KeyFile], tmp_path: Path
) -> None:
    client, keys = keyed
    secret = keys.add("second", ("admin",))
    (tmp_path / FILE).write_text("{")
    closed = client.get("/v1/models", headers=bearer(secret))
    assert closed.status_code == 503
    assert str(tmp_path) not in closed.text
    assert client.get("/healthz").status_code == 200


def test_a_session_of_tools_belongs_to_the_key_that_opened_it(keyed: tuple[httpx.Client, KeyFile]) -> None:
    client, keys = keyed
    mine, yours = keys.add("mine", ("ask",)), keys.add("yours", ("ask",))
    assert client.post("/mcp", json=GREETING, headers=ACCEPTED).status_code == 401
    opened = client.post("/mcp/", json=GREETING, headers=ACCEPTED | bearer(mine))
    assert opened.status_code == 200
    listing = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
    session = ACCEPTED | {"Mcp-Session-Id": opened.headers["Mcp-Session-Id"]}
    shown = [
        client.post("/mcp", json=listing, headers=session | headers).status_code
        for headers in ({}, bearer(yours), bearer(mine))
    ]
    assert shown == [401, 404, 200]
    keys.revoke("mine")
    assert client.post("/mcp", json=listing, headers=session | bearer(mine)).status_code == 401


TRICKS = (
    "//api/answers/x",
    "/API/answers/x",
    "/api//answers/x",
    "/./api/answers/x",
    "/x/../api/answers/x",
    "/%2fapi/answers/x",
    "/api%2fanswers%2fx",
    "/%61%70%69/answers/x",
    "/api/answers/x?/healthz",
    "/healthz/../api/answers/x",
    "/healthz%2f..%2fapi/answers/x",
    "/articles/..%2f..%2fapi/answers/x",
    "/byline/../api/answers/x",
    "http://127.0.0.1/api/answers/x",
    "/v1/models/",
    "/mcp/",
    "/gradio_api/file=/etc/passwd",
)


def test_no_way_of_writing_a_path_passes_the_gate(keyed: tuple[httpx.Client, KeyFile]) -> None:
    client, _ = keyed
    for method in ("GET", "HEAD", "POST", "DELETE"):
        for target in TRICKS:
            found = raw_status(client, f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0")
            assert found in {400, 401, 404, 405}, (method, target)


def test_named_origins_may_read_and_no_others(tmp_path: Path) -> None:
    byline = byline_in(tmp_path, api={"origins": ["https://desk.example"]})
    with running(byline) as address, httpx.Client(base_url=address) as client:
        wish = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        allowed = client.options("/api/ask", headers={"Origin": "https://desk.example"} | wish)
        refused = client.options("/api/ask", headers={"Origin": "https://evil.example"} | wish)
        asked = client.post("/api/ask", json=QUESTION, headers={"Origin": "https://desk.example"})
    assert (allowed.status_code, refused.status_code) == (200, 400)
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://desk.example"
    assert "Access-Control-Allow-Origin" not in refused.headers
    assert "Access-Control-Allow-Credentials" not in allowed.headers
    assert asked.headers["Access-Control-Allow-Origin"] == "https://desk.example"


def test_every_response_keeps_browsers_in_bounds(open_server: httpx.Client) -> None:
    for path in ("/healthz", "/api/answers/x", "/nothing", "/articles/x", "/docs"):
        headers = open_server.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "default-src" in headers["Content-Security-Policy"]
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert open_server.get("/api/answers/x").headers["Cache-Control"] == "no-store"


@pytest.fixture(scope="module")
def api() -> FastAPI:
    return create_app(demo_byline(), with_page=False)


def routes_of(routes: Iterable[BaseRoute], before: str = "") -> Iterator[tuple[str, list[str]]]:
    """The path and methods of every route, those that routers and mounts hold included."""
    for route in routes:
        if isinstance(route, Mount):
            path = f"{before}{route.path}"
            yield from routes_of(route.routes, path)
            if not route.routes:
                yield f"{path}/{{file:path}}", ["GET"]
        elif contexts := getattr(route, "effective_route_contexts", None):
            for one in contexts():
                yield f"{before}{one.path}", sorted(one.methods or METHODS)
        elif path := getattr(route, "path", None):
            yield f"{before}{path}", sorted(getattr(route, "methods", None) or METHODS)


def without_need(routes: Iterable[tuple[str, list[str]]]) -> set[str]:
    """The paths of which the table knows nothing, or not with their methods."""
    return {
        path
        for path, methods in routes
        if not any(need.methods.intersection(methods) for need in needs_at(example(path)))
    }


def example(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "x", path)


def test_every_route_of_the_api_is_in_the_table(api: FastAPI) -> None:
    routes = list(routes_of(api.router.routes))
    assert {"/api/ask", "/v1/models", "/mcp", "/healthz"} <= {path for path, _ in routes}
    assert without_need(routes) == set()


def test_every_route_of_gradio_is_in_the_table_or_known_to_be_unused() -> None:
    # Apart, because Gradio leaves event loops behind.
    listing = (
        "import json; from tests.fakes_ui import demo_byline; from ui.api.app import create_app;"
        "from tests.integration.test_access import routes_of;"
        "print(json.dumps(list(routes_of(create_app(demo_byline()).router.routes))))"
    )
    listed = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    routes = [(path, methods) for path, methods in json.loads(listed.stdout)]
    assert "/gradio_api/queue/join" in {path for path, _ in routes}
    assert {path for path in without_need(routes) if not path.endswith("/")} == UNUSED


PIECES = st.sampled_from(
    [
        "/",
        "//",
        "api",
        "API",
        "v1",
        "mcp",
        "articles",
        "ask",
        "answers",
        "..",
        ".",
        "%2e",
        "metrics",
        "docs",
        "x",
    ]
)


@given(st.lists(PIECES, max_size=8).map(lambda pieces: "/" + "".join(pieces)), st.sampled_from(METHODS))
def test_what_a_route_answers_has_a_need_however_it_is_written(api: FastAPI, path: str, method: str) -> None:
    scope = {"type": "http", "path": path, "root_path": "", "method": method, "headers": []}
    routes = [route for route in api.router.routes if not isinstance(route, Unanswered)]
    answered = any(route.matches(scope)[0] is Match.FULL for route in routes)
    assert needs_at(path) or not answered
    for need in needs_at(path):
        if path.startswith(("/api", "/v1", "/mcp", "/metrics")):
            assert need.place == "api"
            assert need.scope is not None
