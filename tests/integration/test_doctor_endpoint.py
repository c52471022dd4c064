"""What `byline doctor` finds at endpoints of every character, and that it never tells the key."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import trustme

from rag.adapters.endpoint_access import access_of
from rag.adapters.endpoint_models import ListedModel
from rag.adapters.endpoint_probe import EndpointProbe
from rag.adapters.endpoint_profile import EndpointProfile
from rag.doctor.endpoint import EndpointReport, examine_endpoint
from rag.doctor.endpoint_case import Case
from rag.doctor.endpoint_place import settle_model
from rag.settings import Settings, load_settings
from tests.endpoint_characters import SWITCHES, Character
from tests.scripted_endpoint import (
    DONE,
    KEEP_ALIVE,
    KEY,
    KILL,
    MODEL,
    Reply,
    ScriptedEndpoint,
    chunk,
    failing,
    saying,
    scripted,
    stream_error,
)

HEADER = "team-secret-9"
AUTHORITY = trustme.CA()
HTML = Reply(["<html>It works!</html>"], kind="text/html")
NOTHING_HERE = Reply(["<html>Not found</html>"], 404, "text/html")


def settings(url: str, **given: str) -> Settings:
    variables = {"BASE_URL": url, "API_KEY": KEY, "HEADERS": f"X-Team: {HEADER}", "DEADLINE": "5"} | given
    environ = {f"BYLINE_LLM_{name}": value for name, value in variables.items()}
    return load_settings(cwd=Path("/nowhere"), environ=environ)


def examined(url: str, seconds: float = 20, **given: str) -> EndpointReport:
    report = asyncio.run(examine_endpoint(settings(url, **given), seconds=seconds))
    for secret in (KEY, HEADER):
        assert secret not in str([asdict(finding) for finding in report.findings])
        assert secret not in str(report.profile)
    assert all(finding.message.endswith((".", "…")) for finding in report.findings)
    problems = [finding for finding in report.findings if finding.status == "problem"]
    assert all(finding.cure for finding in problems)
    assert problems or report.profile, "an examination that stops says why"
    return report


def found(report: EndpointReport, name: str) -> tuple[str, str]:
    finding = next(one for one in report.findings if one.name == f"endpoint.{name}")
    return finding.status, f"{finding.message} {finding.cure}"


def profile_of(report: EndpointReport) -> EndpointProfile:
    assert report.profile is not None
    return report.profile


@contextmanager
def endpoint(
    character: Callable[[dict[str, Any]], Reply] | None = None,
    models: Sequence[str | dict[str, Any]] = (MODEL,),
    *replies: Reply,
) -> Iterator[ScriptedEndpoint]:
    with scripted(*replies, models=models) as server:
        server.respond = None if replies else (character or Character())
        yield server


def at(character: Callable[[dict[str, Any]], Reply], **given: str) -> tuple[EndpointReport, ScriptedEndpoint]:
    with endpoint(character) as server:
        return examined(server.url, **given), server


def test_an_endpoint_in_good_order_has_no_problem_and_costs_four_small_requests() -> None:
    with endpoint(models=[{"id": MODEL, "max_model_len": 16384}]) as server:
        report = examined(server.url)
    statuses = {finding.name.removeprefix("endpoint."): finding.status for finding in report.findings}
    assert set(statuses.values()) == {"ok"}, statuses
    assert len(server.requests) + server.listings == 4
    assert all(request["max_tokens"] <= 32 for request in server.requests)
    assert found(report, "requests")[1].startswith("Requests sent: 4, 30 tokens used.")
    profile = profile_of(report)
    assert (profile.base_url, profile.model, profile.context_tokens) == (server.url, MODEL, 16384)
    assert (profile.reasoning, profile.refused, profile.tells_usage) == ("none", (), True)
    assert profile.thinking_switches == SWITCHES


def test_every_request_carries_the_headers_and_the_key() -> None:
    _, server = at(Character())
    for headers in (*server.headers_seen, *server.listing_headers):
        assert headers["X-Team"] == HEADER
        assert headers["Authorization"] == f"Bearer {KEY}"


def test_without_an_endpoint_there_is_nothing_to_examine() -> None:
    (finding,) = asyncio.run(examine_endpoint(Settings())).findings
    assert (finding.name, finding.status) == ("endpoint", "skipped")
    assert "BYLINE_LLM_BASE_URL" in finding.cure


# Address


def test_nobody_there_is_told_and_the_rest_is_skipped() -> None:
    report = examined("http://127.0.0.1:9/v1")
    assert found(report, "reachable")[0] == "problem"
    assert found(report, "chat")[0] == "skipped"
    assert report.profile is None


def test_a_mended_address_is_shown_as_it_should_be_written() -> None:
    with endpoint() as server:
        pasted = server.url.removeprefix("http://") + "/chat/completions"
        report = examined(pasted)
    status, told = found(report, "address")
    assert status == "ok"
    assert f"Set BYLINE_LLM_BASE_URL={server.url}" in told


@pytest.mark.parametrize("elsewhere", [NOTHING_HERE, HTML])
def test_an_address_without_its_version_is_found(elsewhere: Reply) -> None:
    with endpoint() as server:
        known = Reply(['{"object": "list", "data": [{"id": "scripted"}]}'], kind="application/json")
        server.root = "/gateway/v1"
        server.listing = lambda path: known if path == "/gateway/v1/models" else elsewhere
        report = examined(server.url.removesuffix("/v1") + "/gateway")
    status, told = found(report, "address")
    assert status == "problem"
    assert f"BYLINE_LLM_BASE_URL={server.url.removesuffix('/v1')}/gateway/v1" in told
    assert found(report, "chat")[0] == "ok"
    assert profile_of(report).base_url.endswith("/gateway/v1")


def test_a_redirection_on_the_same_host_is_followed_and_told() -> None:
    with endpoint() as server:
        known = Reply(['{"object": "list", "data": [{"id": "scripted"}]}'], kind="application/json")
        moved = Reply(status=308, headers={"Location": "/v1/models"})
        server.listing = lambda path: known if path == "/v1/models" else moved
        report = examined(server.url.removesuffix("/v1") + "/old")
    assert f"BYLINE_LLM_BASE_URL={server.url}" in found(report, "address")[1]


def test_a_redirection_to_another_host_is_told_and_no_key_is_sent_there() -> None:
    with endpoint() as server, endpoint() as other:
        place = other.url.replace("127.0.0.1", "localhost") + "/models"
        server.listing = lambda _: Reply(status=301, headers={"Location": place})
        report = examined(server.url, MODEL="")
    assert found(report, "address")[0] == "problem"
    assert "localhost" in found(report, "address")[1]
    assert other.listings == 0


def test_a_server_that_is_no_api_is_told() -> None:
    with endpoint(None, (), HTML) as server:
        server.listing = lambda _: HTML
        assert found(examined(server.url), "address")[0] == "problem"
        assert found(examined(server.url, MODEL=MODEL), "address")[0] == "problem"


def test_a_server_without_a_listing_is_asked_for_the_model_that_is_set() -> None:
    with endpoint() as server:
        server.listing = lambda _: NOTHING_HERE
        report = examined(server.url, MODEL=MODEL)
    assert found(report, "models")[0] == "warning"
    assert found(report, "address")[0] == "ok"
    assert found(report, "model") == ("ok", f"{MODEL} answers. ")


@contextmanager
def with_tls(server: ScriptedEndpoint) -> Iterator[ScriptedEndpoint]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    yield server


def https(server: ScriptedEndpoint) -> str:
    return server.url.replace("http:", "https:")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    file = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(str(file))
    return file


def test_a_certificate_is_trusted_only_with_its_file(certificate: Path) -> None:
    with endpoint() as server, with_tls(server):
        status, told = found(examined(https(server)), "tls")
        assert status == "problem"
        assert "BYLINE_LLM_CA_FILE" in told
        assert server.requests == []
        report = examined(https(server), CA_FILE=str(certificate))
        assert found(report, "tls")[0] == "ok"
        assert found(report, "chat")[0] == "ok"


def test_https_where_plain_http_is_spoken_is_told_and_no_key_is_sent_in_clear() -> None:
    with endpoint() as server:
        status, told = found(examined(https(server)), "tls")
        assert status == "problem"
        assert f"BYLINE_LLM_BASE_URL={server.url}" in told
        assert server.listings == 1
        assert "Authorization" not in server.listing_headers[0]
        assert HEADER not in str(server.listing_headers)


def test_a_connection_that_breaks_under_both_schemes_is_told() -> None:
    with endpoint() as server:
        server.listing = lambda _: Reply([KILL])
        assert found(examined(server.url), "reachable")[0] == "problem"


def test_http_where_tls_is_spoken_is_told(certificate: Path) -> None:
    with endpoint() as server, with_tls(server):
        status, told = found(examined(server.url, CA_FILE=str(certificate)), "tls")
    assert status == "problem"
    assert f"BYLINE_LLM_BASE_URL={https(server)}" in told


# Key and model


@pytest.mark.parametrize(("key", "told"), [(KEY, "Check BYLINE_LLM_API_KEY"), ("", "Set BYLINE_LLM_API_KEY")])
def test_a_refused_key_is_told(key: str, told: str) -> None:
    with endpoint(None, (MODEL,), failing(401, f"Incorrect API key provided: {KEY}")) as server:
        server.listing = lambda _: failing(401)
        for model in ("", MODEL):
            status, said = found(examined(server.url, API_KEY=key, MODEL=model), "key")
            assert status == "problem"
            assert told in said


def test_a_key_that_no_header_can_hold_is_told() -> None:
    with endpoint() as server:
        assert found(examined(server.url, API_KEY="schlüssel"), "key")[0] == "problem"


@pytest.mark.parametrize(
    ("models", "told"), [(["small", "large"], "small, large"), ([], "lists none")]
)  # fmt: skip
def test_without_a_model_set_several_or_none_are_a_problem(models: list[str], told: str) -> None:
    with endpoint(models=models) as server:
        status, said = found(examined(server.url), "model")
        assert server.requests == []
    assert status == "problem"
    assert told in said
    assert "BYLINE_LLM_MODEL" in said


def test_a_model_that_is_not_listed_but_answers_is_a_warning() -> None:
    with endpoint(models=["other"]) as server:
        assert found(examined(server.url, MODEL=MODEL), "model")[0] == "warning"


@pytest.mark.parametrize("models", [["small", "large"], [MODEL]])
def test_a_model_that_is_refused_is_a_problem(models: list[str]) -> None:
    with endpoint(None, models, failing(404, "The model does not exist")) as server:
        status, told = found(examined(server.url, MODEL=MODEL), "model")
    assert status == "problem"
    assert ("small, large" in told) is ("small" in models)


@pytest.mark.parametrize("retired", ["deepseek-chat", "deepseek-reasoner"])
def test_a_retired_model_is_told_with_what_took_its_place(retired: str) -> None:
    with endpoint(None, ["deepseek-flash"], failing(400, "Model Not Exist")) as server:
        status, told = found(examined(server.url, MODEL=retired), "model")
    assert status == "problem"
    assert "deepseek-flash" in told
    assert "deepseek-v4-pro" in told


def test_a_retired_model_at_deepseek_itself_is_told_without_a_request() -> None:
    llm = settings("https://api.deepseek.com", MODEL="deepseek-chat").llm
    probe = EndpointProbe(access_of(llm), deadline_seconds=1)
    case = Case(llm, probe, str(llm.base_url), listed=(ListedModel("deepseek-flash"),))
    assert asyncio.run(settle_model(case)) is False
    assert "deepseek-flash" in case.found["model"].cure
    assert probe.requests == 0


# Chat


@pytest.mark.parametrize(
    ("reply", "name", "told"),
    [
        (failing(402), "chat", "balance"),
        (failing(429, Retry_After="7"), "chat", "7 seconds"),
        (failing(503), "chat", "503"),
        (failing(418, f"teapot {KEY}"), "chat", "teapot"),
        (Reply([chunk(content="Yes"), DONE]), "streaming", "breaks off"),
        (Reply([chunk(content="Yes"), chunk("insufficient_system_resource"), DONE]), "streaming", "insuff"),
        (Reply([chunk(content="Yes"), KILL]), "chat", "broke off"),
        (Reply([stream_error("no GPU")]), "chat", "no GPU"),
        (Reply([KEEP_ALIVE, 0.2] * 40), "chat", "within 1 seconds"),
    ],
)  # fmt: skip
def test_what_keeps_the_model_from_answering_is_told(reply: Reply, name: str, told: str) -> None:
    with endpoint(None, (MODEL,), reply) as server:
        report = examined(server.url, DEADLINE="1")
    status, said = found(report, name)
    assert status == "problem"
    assert told in said
    assert report.profile is None


def test_the_whole_examination_has_a_limit_of_its_own() -> None:
    with endpoint(None, (MODEL,), Reply([KEEP_ALIVE, 0.2] * 40)) as server:
        report = examined(server.url, seconds=1)
    assert "within 1 seconds" in found(report, "chat")[1]


def test_what_was_found_before_the_time_was_over_is_kept() -> None:
    slow = Reply([KEEP_ALIVE, 0.2] * 40)
    with endpoint(lambda request: slow if "thinking" in request else Character()(request)) as server:
        report = examined(server.url, seconds=2)
    assert found(report, "requests")[0] == "warning"
    assert found(report, "context")[0] == "skipped"
    assert profile_of(report).reasoning == "none"
    assert profile_of(report).thinking_switches is None


def test_an_endpoint_that_fails_halfway_leaves_what_was_learnt() -> None:
    broken = failing(503)
    with endpoint(lambda request: broken if "thinking" in request else Character()(request)) as server:
        report = examined(server.url)
    assert found(report, "requests")[0] == "warning"
    assert profile_of(report).reasoning == "none"


def test_a_chat_that_works_only_without_a_stream_is_told() -> None:
    broken = Reply([KILL])
    with endpoint(lambda request: broken if request["stream"] else Character()(request)) as server:
        report = examined(server.url)
    assert found(report, "chat")[0] == "ok"
    assert found(report, "streaming")[0] == "problem"


def test_an_answer_that_comes_at_once_is_a_warning() -> None:
    report, _ = at(Character(streams=False))
    assert found(report, "streaming")[0] == "warning"
    assert found(report, "chat")[0] == "ok"


def test_usage_that_is_not_told_is_a_warning() -> None:
    report, _ = at(Character(tells_usage=False))
    assert found(report, "usage")[0] == "warning"
    assert profile_of(report).tells_usage is False


def test_an_answer_without_a_word_is_a_warning() -> None:
    with endpoint(None, (MODEL,), saying("  ")) as server:
        assert found(examined(server.url), "chat")[0] == "warning"


# Reasoning and parameters


@pytest.mark.parametrize("style", ["reasoning_content", "reasoning", "tags", "lone_close", "hidden"])
@pytest.mark.parametrize("switch", SWITCHES)
def test_each_way_of_reasoning_is_seen_and_what_turns_it_off(style: str, switch: str) -> None:
    report, server = at(Character(style=style, switch=switch))
    profile = profile_of(report)
    assert profile.reasoning == style
    assert profile.thinking_switches == (switch,)
    assert f"`{switch}`" in found(report, "thinking")[1]
    assert len(server.requests) <= 9


def test_reasoning_that_cannot_be_turned_off_is_a_warning() -> None:
    report, _ = at(Character(style="reasoning", refuses=("thinking",)))
    assert found(report, "thinking")[0] == "warning"
    assert profile_of(report).thinking_switches == ()
    assert profile_of(report).refused == ("thinking",)


def test_a_model_that_rambles_is_told() -> None:
    with endpoint(None, (MODEL,), saying("Once upon a time", finish="length")) as server:
        report = examined(server.url)
    assert found(report, "reasoning")[0] == "warning"
    assert profile_of(report).reasoning is None


def test_refused_parameters_are_learnt_one_by_one() -> None:
    refuses = ("stream_options", "max_tokens", "chat_template_kwargs", "thinking")
    report, server = at(Character(refuses=refuses))
    profile = profile_of(report)
    assert profile.refused == tuple(sorted(refuses))
    assert profile.thinking_switches == ("reasoning_effort",)
    assert profile.tells_usage is False
    assert all(name in found(report, "parameters")[1] for name in refuses)
    assert server.requests[-1]["max_completion_tokens"] > 1_000_000


def test_system_role_and_json_mode_are_told_apart_when_one_is_refused() -> None:
    report, _ = at(Character(takes_system=False))
    assert "refused" in found(report, "system_role")[1]
    assert "works" in found(report, "json_mode")[1]
    report, _ = at(Character(refuses=("response_format",)))
    assert "taken" in found(report, "system_role")[1]
    assert "refused" in found(report, "json_mode")[1]


def test_json_mode_that_brings_no_json_is_told() -> None:
    with endpoint(None, (MODEL,), saying("Yes.")) as server:
        assert "no JSON" in found(examined(server.url), "json_mode")[1]


# Context


def test_the_context_is_told_by_a_refusal() -> None:
    report, server = at(Character(context=5000))
    assert found(report, "context")[0] == "ok"
    assert profile_of(report).context_tokens == 5000
    assert max(len(str(request["messages"])) for request in server.requests) < 300


@pytest.mark.parametrize(
    ("listed", "wanted", "status", "told"),
    [
        (16384, "", "ok", "16,384"),
        (16384, "8192", "ok", "8,192"),
        (4096, "8192", "problem", "BYLINE_LLM_CONTEXT=4096"),
        (2048, "", "warning", "few passages"),
        (None, "8192", "ok", "8,192"),
        (None, "", "warning", "assumed"),
    ],
)
def test_the_context_is_compared_with_what_is_set(
    listed: int | None, wanted: str, status: str, told: str
) -> None:
    with endpoint(models=[{"id": MODEL, "max_model_len": listed}]) as server:
        found_status, said = found(examined(server.url, CONTEXT=wanted), "context")
    assert found_status == status
    assert told in said


def test_a_key_that_leaves_the_machine_in_clear_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    # A name that leads back here but is not known to be this machine.
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **named: real("127.0.0.1", *rest, **named))
    with endpoint() as server:
        report = examined(server.url.replace("127.0.0.1", "gpu"))
    assert found(report, "tls")[0] == "warning"


def test_a_server_that_is_busy_does_not_hide_the_model_that_is_set() -> None:
    with endpoint() as server:
        server.listing = lambda _: failing(503)
        assert found(examined(server.url, MODEL=MODEL), "models")[0] == "warning"
        assert found(examined(server.url), "models")[0] == "problem"


def test_an_empty_listing_of_ollama_is_a_listing() -> None:
    with endpoint() as server:
        server.listing = lambda _: Reply(['{"object": "list", "data": null}'], kind="application/json")
        assert found(examined(server.url), "model")[0] == "problem"
