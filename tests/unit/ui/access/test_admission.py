"""Who may do what: with keys and without, from here and from elsewhere."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from rag.errors import KeysError, SettingsError
from rag.settings import Settings
from ui.access.admission import Admission, Asked, RefusedError
from ui.access.binding import require_keys
from ui.access.caller import SCOPES, Caller, Scope
from ui.access.keys import FILE, KeyFile
from ui.access.needs import NEEDS

HERE = "127.0.0.1:7860"
READ = Asked("GET", "/api/articles", "127.0.0.1", HERE)
ASK = Asked("POST", "/api/ask", "127.0.0.1", HERE)
WRITE = Asked("POST", "/api/articles", "127.0.0.1", HERE)
METRICS = Asked("GET", "/metrics", "127.0.0.1", HERE)
PAGE = Asked("GET", "/", "127.0.0.1", HERE)
JOIN = Asked("POST", "/gradio_api/queue/join", "127.0.0.1", HERE)
UPLOAD = Asked("POST", "/gradio_api/upload", "127.0.0.1", HERE)
HEALTH = Asked("GET", "/healthz", "203.0.113.9", "evil.example")
BY_SCOPE: dict[Scope, Asked] = {"read": READ, "ask": ASK, "write": WRITE, "admin": METRICS}


def admission(folder: Path, **given: Any) -> Admission:
    return Admission.of(Settings.model_validate({"data_dir": folder, **given}))


def status(rules: Admission, asked: Asked) -> int:
    try:
        rules.caller(asked)
    except RefusedError as refused:
        return refused.status
    return 200


def bearer(asked: Asked, key: str) -> Asked:
    return replace(asked, authorization=f"Bearer {key}")


def basic(asked: Asked, key: str) -> Asked:
    return replace(asked, authorization="Basic " + base64.b64encode(f"me:{key}".encode()).decode())


@pytest.fixture
def reader(tmp_path: Path) -> str:
    return KeyFile(tmp_path).add("reader", ("read", "ask"))


@pytest.mark.parametrize("asked", [READ, ASK, WRITE, METRICS, PAGE, JOIN, UPLOAD])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("host", [HERE, "localhost:7860", "[::1]:7860"])
def test_without_keys_this_machine_may_do_everything(
    tmp_path: Path, asked: Asked, address: str, host: str
) -> None:
    assert admission(tmp_path).caller(replace(asked, address=address, host=host)).may("admin")


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"address": "203.0.113.9"},
        {"address": "unknown"},
        {"is_forwarded": True},
        {"host": "news.example"},
    ],
)
def test_without_keys_the_rest_reads_and_asks_but_does_not_write(
    tmp_path: Path, elsewhere: dict[str, Any]
) -> None:
    rules = admission(tmp_path, public_url="https://news.example")
    allowed = [status(rules, replace(one, **elsewhere)) for one in (READ, ASK, PAGE, JOIN)]
    refused = [status(rules, replace(one, **elsewhere)) for one in (WRITE, METRICS, UPLOAD)]
    assert (allowed, refused) == ([200] * 4, [403] * 3)


@pytest.mark.parametrize("asked", [READ, ASK, WRITE, PAGE, JOIN])
def test_a_name_that_was_rebound_to_this_machine_is_misdirected(tmp_path: Path, asked: Asked) -> None:
    assert status(admission(tmp_path), replace(asked, host="evil.example:7860")) == 421


def test_what_says_that_it_runs_is_open_to_everyone(tmp_path: Path, reader: str) -> None:
    assert status(admission(tmp_path), HEALTH) == 200
    assert status(admission(tmp_path), replace(HEALTH, path="/readyz")) == 200
    assert admission(tmp_path).caller(HEALTH).scopes == frozenset()


def test_a_key_that_every_client_sends_is_ignored_where_there_are_none(tmp_path: Path) -> None:
    assert status(admission(tmp_path), bearer(ASK, "sk-anything")) == 200


@pytest.mark.parametrize("asked", [READ, ASK, WRITE, METRICS, replace(READ, path="/docs")])
def test_with_keys_nobody_passes_without_one(tmp_path: Path, reader: str, asked: Asked) -> None:
    rules = admission(tmp_path)
    shown = [asked, bearer(asked, reader + "x"), replace(asked, x_api_key="x"), bearer(asked, "")]
    assert [status(rules, one) for one in shown] == [401] * 4


def test_the_refusal_says_how_to_send_a_key(tmp_path: Path, reader: str) -> None:
    with pytest.raises(RefusedError, match="needs an API key") as missing:
        admission(tmp_path).caller(ASK)
    assert missing.value.headers["WWW-Authenticate"] == 'Bearer realm="Byline"'
    with pytest.raises(RefusedError, match="not known") as unknown:
        admission(tmp_path).caller(bearer(ASK, "x"))
    assert "invalid_token" in unknown.value.headers["WWW-Authenticate"]


def test_a_key_is_taken_from_either_header(tmp_path: Path, reader: str) -> None:
    rules = admission(tmp_path)
    expected = Caller("127.0.0.1", "reader", frozenset({"read", "ask"}))
    assert rules.caller(bearer(ASK, reader)) == expected
    assert rules.caller(replace(ASK, x_api_key=reader)) == expected
    assert rules.caller(replace(ASK, authorization=f"bearer  {reader} ")) == expected


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_may_do_what_its_scopes_say_and_no_more(tmp_path: Path, scope: Scope) -> None:
    secret = KeyFile(tmp_path).add("one", (scope,))
    rules = admission(tmp_path)
    found = {name: status(rules, bearer(asked, secret)) for name, asked in BY_SCOPE.items()}
    assert found == {name: 200 if scope in (name, "admin") else 403 for name in SCOPES}


def test_a_lacking_scope_is_named_with_the_command_that_gives_it(tmp_path: Path, reader: str) -> None:
    with pytest.raises(RefusedError, match="'write', which the key 'reader' lacks") as refused:
        admission(tmp_path).caller(bearer(WRITE, reader))
    assert "byline keys add NAME --scope write" in refused.value.hint


def test_with_keys_the_page_still_reads_and_asks_but_takes_no_files(tmp_path: Path, reader: str) -> None:
    rules = admission(tmp_path)
    assert [status(rules, one) for one in (PAGE, JOIN, UPLOAD)] == [200, 200, 403]


def test_a_closed_page_asks_the_browser_for_a_password(tmp_path: Path, reader: str) -> None:
    rules = admission(tmp_path, api={"open_page": False})
    with pytest.raises(RefusedError) as refused:
        rules.caller(PAGE)
    assert refused.value.status == 401
    assert refused.value.headers["WWW-Authenticate"].startswith("Basic ")
    assert [status(rules, basic(one, reader)) for one in (PAGE, JOIN, UPLOAD)] == [200, 200, 403]
    assert status(rules, basic(PAGE, "wrong")) == 401
    assert status(rules, replace(PAGE, authorization="Basic ?")) == 401


@pytest.mark.parametrize("open_page", [True, False])
def test_programs_never_get_in_by_password(tmp_path: Path, reader: str, open_page: bool) -> None:
    rules = admission(tmp_path, api={"open_page": open_page})
    assert [status(rules, basic(one, reader)) for one in (READ, ASK, WRITE)] == [401] * 3


def test_the_description_opens_in_a_browser_by_password(tmp_path: Path, reader: str) -> None:
    assert status(admission(tmp_path), basic(replace(READ, path="/docs"), reader)) == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:3000"])
@pytest.mark.parametrize("asked", [ASK, WRITE, JOIN, UPLOAD])
def test_a_foreign_page_changes_nothing_whatever_key_it_has(
    tmp_path: Path, asked: Asked, origin: str
) -> None:
    foreign = replace(asked, origin=origin, fetch_site="cross-site")
    assert status(admission(tmp_path), foreign) == 403
    secret = KeyFile(tmp_path).add("all", ("admin",))
    assert status(admission(tmp_path), bearer(foreign, secret)) == 403


def test_a_page_whose_origin_is_named_may_call(tmp_path: Path) -> None:
    rules = admission(tmp_path, api={"origins": ["https://desk.example"]})
    assert status(rules, replace(ASK, origin="https://desk.example", fetch_site="cross-site")) == 200


def test_of_a_damaged_key_file_nobody_gets_in(tmp_path: Path, reader: str) -> None:
    (tmp_path / FILE).write_text("{")
    rules = admission(tmp_path)
    for asked in (READ, bearer(ASK, reader), PAGE, JOIN, WRITE):
        with pytest.raises(KeysError):
            rules.caller(asked)
    assert status(rules, HEALTH) == 200


def test_where_others_are_served_the_last_revoked_key_closes_everything(tmp_path: Path, reader: str) -> None:
    rules = admission(tmp_path, host="0.0.0.0")
    asked = replace(ASK, host="byline.lan", address="10.0.0.7")
    assert status(rules, bearer(asked, reader)) == 200
    KeyFile(tmp_path).revoke("reader")
    here = replace(ASK, host=HERE)
    assert [status(rules, one) for one in (here, replace(here, method="GET", path="/"))] == [401, 401]


def test_serving_others_without_keys_is_refused_with_the_command_that_makes_one(tmp_path: Path) -> None:
    settings = Settings(host="0.0.0.0", data_dir=tmp_path)
    with pytest.raises(SettingsError) as refused:
        require_keys(settings)
    assert "byline keys add NAME --scope read --scope ask" in refused.value.hint
    KeyFile(tmp_path).add("reader", ("read",))
    require_keys(settings)


@pytest.mark.parametrize(
    "path",
    [
        "//api/articles",
        "/API/articles",
        "/api//articles",
        "/api/articles/",
        "/api/./articles",
        "/api/../api/articles",
        "/x/../api/articles",
        "/%61pi/articles",  # still encoded after the server decoded it once
        "/api%2Farticles",
        "/api\\articles",
        "/api/articles;x",
        "/api/articles\x00",
        " /api/articles",
        "/mcp//",
        "//mcp",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://localhost",
        "/gradio_api/run-history/records",
        "/gradio_api/call/predict",
        "/monitoring",
        "/login",
        "/redoc",
        "",
        "api/articles",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_is_not_in_the_table_is_not_there_whoever_asks(tmp_path: Path, path: str, method: str) -> None:
    assert status(admission(tmp_path), replace(READ, path=path, method=method)) == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "TRACE", "CONNECT", "get", "BYLINE"])
def test_a_method_that_is_not_in_the_table_is_refused_with_those_that_are(
    tmp_path: Path, method: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        admission(tmp_path).caller(replace(READ, method=method))
    assert refused.value.status == 405
    assert refused.value.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, POST"


def test_head_needs_what_get_needs_and_options_nothing(tmp_path: Path, reader: str) -> None:
    rules = admission(tmp_path)
    assert status(rules, replace(READ, method="HEAD")) == 401
    assert status(rules, replace(WRITE, method="OPTIONS")) == 200
    assert rules.caller(replace(WRITE, method="OPTIONS")).scopes == frozenset()


def test_the_table_leaves_nothing_to_chance() -> None:
    assert {need.scope for need in NEEDS if need.place != "open"} <= set(get_args(Scope))
    assert not [need for need in NEEDS if need.place == "page" and need.scope == "admin"]
