"""Rerankers over HTTP, against real servers on the loopback: every shape, and every way to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.schema import NodeWithScore, TextNode

from rag.adapters.rerankers.endpoint import RerankEndpoint
from rag.errors import RerankError, SettingsError
from rag.rerankers.building import build_reranker
from rag.settings import Settings, load_settings
from tests.scripted_endpoint import MODEL, Reply, failing, running, saying, scripted

KEY = "key-secret-123"
HANG_UP = (0, "")
Answer = tuple[int, str]
Answers = Callable[[str, dict[str, Any]], Answer]  # from path and request


class Server(ThreadingHTTPServer):
    """A service that answers as it is told, and keeps what it was sent."""

    daemon_threads = True

    def __init__(self, reply: Answers) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply = reply
        self.paths: list[str] = []
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.paths.append(self.path)
        self.server.requests.append(request)
        self.server.keys.append(self.headers["Authorization"])
        status, body = self.server.reply(self.path, request)
        if (status, body) == HANG_UP:
            return
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serving(reply: Answers) -> Iterator[Server]:
    with running(Server(reply)) as server:
        yield server


def reranker(server: Server, path: str = "/v1", **options: Any) -> RerankEndpoint:
    return RerankEndpoint(server.url + path, KEY, "model-x", **{"deadline_seconds": 5.0} | options)


def nodes(count: int = 3) -> list[NodeWithScore]:
    return [
        NodeWithScore(node=TextNode(id_=str(n), text=f"Text {n}.", metadata={"title": f"Title {n}"}))
        for n in range(count)
    ]


def order(asked: Any, count: int = 3) -> list[str]:
    return [node.node_id for node in asked.postprocess_nodes(nodes(count), query_str="Why?")]


def scores(*values: float) -> Answer:
    rows = [{"index": n, "relevance_score": value} for n, value in enumerate(values)]
    return 200, json.dumps({"results": rows})


def last_first(path: str, request: dict[str, Any]) -> Answer:
    return scores(*range(len(request["documents"])))


def text_embeddings_inference(path: str, request: dict[str, Any]) -> Answer:
    if path != "/rerank":
        return 404, ""
    if "texts" not in request:
        return 422, "Failed to deserialize the JSON body into the target type: missing field `texts`"
    return 200, json.dumps([{"index": n, "score": float(n)} for n in reversed(range(len(request["texts"])))])


def test_passages_come_back_in_the_order_of_their_scores() -> None:
    with serving(last_first) as server:
        assert order(reranker(server)) == ["2", "1", "0"]
        assert server.paths == ["/v1/rerank"]
        assert server.keys == [f"Bearer {KEY}"]
        assert server.requests == [
            {
                "query": "Why?",
                "documents": ["Title 0\nText 0.", "Title 1\nText 1.", "Title 2\nText 2."],
                "model": "model-x",
            }
        ]


def test_without_a_key_none_is_sent() -> None:
    with serving(last_first) as server:
        assert order(RerankEndpoint(server.url)) == ["2", "1", "0"]
        assert server.keys == [None]


def test_only_the_candidates_are_sent() -> None:
    with serving(last_first) as server:
        assert order(reranker(server, candidates=2)) == ["1", "0", "2"]
        assert len(server.requests[0]["documents"]) == 2


def test_invented_indexes_are_dropped_and_missing_ones_stay_behind() -> None:
    rows = [{"index": 9, "relevance_score": 1.0}, {"index": 2, "relevance_score": 0.5}]
    with serving(lambda path, request: (200, json.dumps({"data": rows}))) as server:
        assert order(reranker(server)) == ["2", "0", "1"]


@pytest.mark.parametrize("path", ["", "/v1", "/rerank", "/v1/rerank"])
def test_text_embeddings_inference_is_recognised_once(path: str) -> None:
    with serving(text_embeddings_inference) as server:
        asked = reranker(server, path)
        assert order(asked) == ["2", "1", "0"]
        before = len(server.requests)
        assert order(asked) == ["2", "1", "0"]
        assert len(server.requests) == before + 1
        assert server.requests[-1] == {
            "query": "Why?",
            "texts": ["Title 0\nText 0.", "Title 1\nText 1.", "Title 2\nText 2."],
            "truncate": True,
        }


def test_a_route_with_a_version_is_found_from_the_bare_host() -> None:
    def versioned(path: str, request: dict[str, Any]) -> Answer:
        return last_first(path, request) if path == "/v1/rerank" else (404, "")

    with serving(versioned) as server:
        asked = reranker(server, "")
        assert order(asked) == order(asked) == ["2", "1", "0"]
        assert server.paths == ["/rerank", "/v1/rerank", "/v1/rerank"]


def test_a_connection_that_breaks_is_tried_once_more() -> None:
    answers = iter([HANG_UP])
    with serving(lambda path, request: next(answers, None) or last_first(path, request)) as server:
        assert order(reranker(server)) == ["2", "1", "0"]
    with serving(lambda path, request: HANG_UP) as server:
        with pytest.raises(RerankError, match="cannot be reached"):
            order(reranker(server))
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("answer", "told", "hint"),
    [
        ((401, f"bad key {KEY}"), "refuses the reranker's key", "BYLINE_RERANK_API_KEY"),
        ((403, ""), "refuses the reranker's key", "BYLINE_RERANK_API_KEY"),
        ((402, ""), "no balance", "Top it up"),
        ((404, ""), "no reranker", "BYLINE_RERANK_BASE_URL"),
        ((405, ""), "no reranker", "BYLINE_RERANK_BASE_URL"),
        ((424, '{"error": "model is not a re-ranker model"}'), "no reranker", "BYLINE_RERANK_BASE_URL"),
        ((413, ""), "more than the reranker", "BYLINE_RERANK_CANDIDATES"),
        ((429, ""), "too many requests", "Wait"),
        ((500, f"oops {KEY}"), "fails with status 500", "BYLINE_RERANK_BASE_URL"),
        ((400, f'{{"message": "model is required for {KEY}"}}'), "model is required", "BYLINE_RERANK_MODEL"),
        ((302, ""), "status 302", "BYLINE_RERANK_MODEL"),
        ((200, f"<html>{KEY}</html>"), "no ranking", "BYLINE_RERANK_BASE_URL"),
        ((200, '{"choices": []}'), "no ranking", "BYLINE_RERANK_BASE_URL"),
        ((200, '{"results": [{"index": 99, "relevance_score": 1}]}'), "no ranking", "BYLINE_RERANK_BASE_URL"),
    ],
)
def test_every_failure_is_told_with_what_to_do_and_without_the_key(
    answer: Answer, told: str, hint: str
) -> None:
    with serving(lambda path, request: answer) as server:
        asked = reranker(server)
        with pytest.raises(RerankError, match=told) as failed:
            order(asked)
        assert hint in failed.value.hint
        assert KEY not in failed.value.message + failed.value.hint
        assert KEY not in repr(asked) + str(asked.to_dict())


def test_the_deadline_holds_for_the_whole_question() -> None:
    hold = threading.Event()

    def slowly(path: str, request: dict[str, Any]) -> Answer:
        hold.wait(3)
        return last_first(path, request)

    with serving(slowly) as server:
        with pytest.raises(RerankError, match=r"within 0\.2 seconds") as failed:
            order(reranker(server, deadline_seconds=0.2))
        hold.set()
    assert "BYLINE_RERANK_DEADLINE" in failed.value.hint


def test_an_endpoint_that_is_not_there_is_told_without_the_password_in_its_address() -> None:
    with pytest.raises(RerankError, match=r"at 127\.0\.0\.1:9 cannot be reached") as failed:
        order(RerankEndpoint("http://me:secret@127.0.0.1:9/v1"))
    assert "secret" not in failed.value.message


def test_a_key_with_a_letter_that_no_key_has_is_told() -> None:
    with pytest.raises(RerankError, match="character that no key has"):
        order(RerankEndpoint("http://127.0.0.1:9", "kéy"))


def settings(folder: Path, **values: str) -> Settings:
    return load_settings(
        cwd=folder, environ={f"BYLINE_{name.upper()}": value for name, value in values.items()}
    )


def test_by_default_nothing_reranks(tmp_path: Path) -> None:
    assert build_reranker(settings(tmp_path)) is None


def test_the_settings_choose_an_endpoint(tmp_path: Path) -> None:
    with serving(last_first) as server:
        built = build_reranker(
            settings(tmp_path, rerank_kind="endpoint", rerank_base_url=server.url, rerank_api_key=KEY,
                     rerank_model="m", rerank_candidates="2")
        )  # fmt: skip
        assert order(built) == ["1", "0", "2"]
        assert server.requests[0]["model"] == "m"
        assert server.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    ("kind", "needed"), [("endpoint", "BYLINE_RERANK_BASE_URL"), ("llm", "BYLINE_LLM_BASE_URL")]
)
def test_a_kind_without_an_address_is_refused(kind: str, needed: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"is {kind}") as refused:
        build_reranker(settings(tmp_path, rerank_kind=kind))
    assert needed in refused.value.hint


def test_the_language_model_that_writes_can_rerank_too(tmp_path: Path) -> None:
    with scripted(saying("3, ", "1", thought="Let me see: 1, 2")) as server:
        built = build_reranker(
            settings(
                tmp_path, rerank_kind="llm", llm_base_url=server.url, llm_api_key="sk-1", llm_model=MODEL
            )
        )
        assert order(built) == ["2", "0", "1"]
        assert server.keys == ["Bearer sk-1"]
        assert "Title 1 | publisher unknown | undated\nText 1." in server.prompts[0]


def test_another_language_model_is_not_sent_the_writers_key(tmp_path: Path) -> None:
    with scripted(saying("2, 1, 3"), models=["ranker"]) as server:
        built = build_reranker(
            settings(tmp_path, rerank_kind="llm", rerank_base_url=server.url,
                     llm_base_url="https://api.example.com/v1", llm_api_key="sk-1", llm_model="writer")
        )  # fmt: skip
        assert order(built) == ["1", "0", "2"]
        assert server.requests[0]["model"] == "ranker"
        assert "sk-1" not in str(server.keys)


@pytest.mark.parametrize(
    ("reply", "told", "hint"),
    [
        (failing(401), "refuses the key", "BYLINE_LLM_API_KEY"),
        (failing(404, "not found"), "does not know the model", "BYLINE_RERANK_MODEL"),
        (saying("I would rather not."), "something else than a ranking", "BYLINE_RERANK_MODEL"),
    ],
)
def test_a_language_model_that_fails_to_rank_is_told(
    reply: Reply, told: str, hint: str, tmp_path: Path
) -> None:
    with scripted(reply) as server:
        built = build_reranker(
            settings(tmp_path, rerank_kind="llm", llm_base_url=server.url, llm_model=MODEL)
        )
        with pytest.raises(RerankError, match=told) as failed:
            order(built)
        assert hint in failed.value.hint


def test_a_language_model_that_is_late_is_told(tmp_path: Path) -> None:
    with scripted(Reply([5.0])) as server:
        built = build_reranker(
            settings(
                tmp_path, rerank_kind="llm", llm_base_url=server.url, llm_model=MODEL, rerank_deadline="0.3"
            )
        )
        with pytest.raises(RerankError, match=r"within 0\.3 seconds") as failed:
            order(built)
    assert "BYLINE_RERANK_DEADLINE" in failed.value.hint
