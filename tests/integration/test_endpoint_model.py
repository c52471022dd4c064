"""The adapter against a scripted server: every row of how endpoints fail, and how they stream."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.adapters.endpoint_access import Access, trusted_certificates
from rag.adapters.endpoint_model import EndpointModel, Patience
from rag.adapters.endpoint_models import ListedModel, choose_model
from rag.errors import (
    EndpointBalanceError,
    EndpointBusyError,
    EndpointDeadlineError,
    EndpointError,
    EndpointKeyError,
    EndpointModelError,
    EndpointTooLongError,
    EndpointUnreachableError,
    NotAnEndpointError,
    SettingsError,
    StreamCutError,
)
from rag.interfaces import ModelDone, ModelPart, ModelText, ModelThinking
from tests.scripted_endpoint import (
    DONE,
    KEEP_ALIVE,
    KEY,
    KILL,
    MODEL,
    Reply,
    ScriptedEndpoint,
    Step,
    chunk,
    failing,
    saying,
    scripted,
    stream_error,
)

HASTE = Patience(deadline=10, silence=0.3, first_pause=0.01, longest_pause=1.0)
GREAT_HASTE = replace(HASTE, deadline=0.6)
TWO = (chunk(content="One "), chunk(content="two"))


def model(server: ScriptedEndpoint, name: str | None = MODEL, patience: Patience = HASTE) -> EndpointModel:
    return EndpointModel(Access(server.url, KEY), name, patience=patience)


async def drained(asked: EndpointModel, *, is_thinking_off: bool = False) -> list[ModelPart]:
    async with aclosing(asked.stream("Why?", is_thinking_off=is_thinking_off)) as parts:
        return [part async for part in parts]


def parts(asked: EndpointModel, *, is_thinking_off: bool = False) -> list[ModelPart]:
    return asyncio.run(drained(asked, is_thinking_off=is_thinking_off))


def text_of(found: Sequence[ModelPart]) -> str:
    return "".join(part.text for part in found if isinstance(part, ModelText))


def failure(
    *replies: Reply, models: Sequence[str] = (MODEL,), patience: Patience = HASTE
) -> tuple[EndpointError, ScriptedEndpoint]:
    with scripted(*replies, models=models) as server:
        with pytest.raises(EndpointError) as caught:
            parts(model(server, patience=patience))
        assert KEY not in caught.value.message + caught.value.hint
        assert caught.value.hint
        return caught.value, server


def test_text_comes_in_pieces_and_ends_with_its_usage() -> None:
    with scripted(saying("One ", "two.")) as server:
        *said, done = parts(model(server))
        assert said == [ModelText("One "), ModelText("two.")]
        assert isinstance(done, ModelDone)
        assert done.reason == "stop"
        assert done.usage is not None
        assert done.usage["prompt_tokens"] == 100
        assert server.keys == [f"Bearer {KEY}"]
        assert server.requests[0]["messages"] == [{"role": "user", "content": "Why?"}]


@pytest.mark.parametrize("field_name", ["reasoning_content", "reasoning"])
def test_reasoning_is_told_apart_whatever_its_field_is_called(field_name: str) -> None:
    with scripted(saying("Two.", thought="One |or two", field_name=field_name)) as server:
        assert parts(model(server))[:3] == [ModelThinking("One "), ModelThinking("or two"), ModelText("Two.")]


def test_without_a_key_none_of_the_environments_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-someone-else")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-someone-else")
    with scripted(saying("Yes.")) as server:
        parts(EndpointModel(Access(server.url), MODEL, patience=HASTE))
        assert server.keys == ["Bearer none"]
        assert "someone-else" not in str(server.headers_seen)


@pytest.mark.parametrize(
    ("reply", "kind", "told"),
    [
        (failing(401, f"Incorrect API key provided: {KEY}"), EndpointKeyError, "key"),
        (failing(403), EndpointKeyError, "key"),
        (failing(402, "Insufficient Balance"), EndpointBalanceError, "balance"),
        (failing(429, "quota", "insufficient_quota"), EndpointBalanceError, "quota"),
        (failing(400, "The maximum context length is 4096 tokens"), EndpointTooLongError, "more than"),
        (failing(400, "n_prompt too big", "exceed_context_size_error"), EndpointTooLongError, "more than"),
        (failing(413), EndpointTooLongError, "more than"),
        (failing(400, "Model Not Exist"), EndpointModelError, MODEL),
        (failing(400, f"bad thing {KEY}"), EndpointError, "bad thing"),
        (failing(418, "teapot"), EndpointError, "teapot"),
        (Reply(["<html>It works!</html>"], kind="text/html"), NotAnEndpointError, "no OpenAI"),
        (Reply(["<html>It works!</html>"], 404, "text/html"), EndpointModelError, MODEL),
        (Reply(['{"error": {"message": "no GPU"}}'], kind="application/json"), EndpointError, "no GPU"),
        (Reply(['{"error": "no GPU"}'], kind="application/json"), EndpointError, "no GPU"),
        (Reply(['{"choices": null}'], kind="application/json"), NotAnEndpointError, "no OpenAI"),
        (Reply(['{"choices": []}'], kind="application/json"), NotAnEndpointError, "no OpenAI"),
        (Reply([stream_error(f"overloaded {KEY}")]), EndpointError, "overloaded"),
        (Reply([*TWO, stream_error("overloaded")]), StreamCutError, "overloaded"),
        (Reply([*TWO, "data: {broken\n\n"]), StreamCutError, "broke off"),
        (Reply(["data: {broken\n\n"]), NotAnEndpointError, "no OpenAI"),
        (Reply([*TWO, KILL]), StreamCutError, "broke off"),
        (Reply([*TWO, DONE]), StreamCutError, "broke off"),
        (Reply([DONE]), StreamCutError, "sent nothing"),
        (Reply([]), StreamCutError, "sent nothing"),
        (Reply([*TWO, chunk("insufficient_system_resource"), DONE]), StreamCutError, "insufficient_system"),
        (Reply([*TWO, 5.0]), StreamCutError, "sent nothing for 0.3 seconds"),
        (Reply([5.0]), EndpointDeadlineError, "within 0.6 seconds"),
        (Reply([KEEP_ALIVE, 0.1] * 40), EndpointDeadlineError, "within 0.6 seconds"),
        (Reply([chunk(content="a "), 0.1] * 40), EndpointDeadlineError, "within 0.6 seconds"),
    ],
)  # fmt: skip
def test_each_failure_is_told_in_a_sentence_with_a_hint(
    reply: Reply, kind: type[EndpointError], told: str
) -> None:
    is_slow = kind is EndpointDeadlineError
    error, _ = failure(reply, patience=GREAT_HASTE if is_slow else HASTE)
    assert type(error) is kind
    assert told in error.message


def test_an_unknown_model_is_told_with_those_that_are_listed() -> None:
    error, _ = failure(failing(404, "The model `scripted` does not exist"), models=["small", "large"])
    assert isinstance(error, EndpointModelError)
    assert "small, large" in error.hint


def test_a_path_that_leads_nowhere_is_no_unknown_model() -> None:
    with scripted(saying("x"), models=[]) as server:
        wrong = EndpointModel(Access(server.url + "/other", KEY), MODEL, patience=HASTE)
        with pytest.raises(NotAnEndpointError):
            parts(wrong)


def test_what_may_pass_is_tried_again_before_the_first_word() -> None:
    with scripted(failing(503), failing(503), saying("Fine.")) as server:
        assert text_of(parts(model(server))) == "Fine."
        assert len(server.requests) == 3


def test_a_server_that_asks_for_patience_gets_it() -> None:
    with scripted(failing(429, Retry_After="0.2"), saying("Fine.")) as server:
        began = time.perf_counter()
        assert text_of(parts(model(server))) == "Fine."
        assert time.perf_counter() - began >= 0.2


def test_a_server_that_asks_for_too_much_patience_is_quoted() -> None:
    error, server = failure(failing(429, Retry_After="30"))
    assert isinstance(error, EndpointBusyError)
    assert "30 seconds" in error.hint
    assert len(server.requests) == 1


@pytest.mark.parametrize(("reply", "requests"), [(failing(503), 3), (failing(401), 1), (failing(402), 1)])
def test_tries_are_few_and_only_where_they_may_help(reply: Reply, requests: int) -> None:
    _, server = failure(reply)
    assert len(server.requests) == requests


def test_a_connection_that_dies_before_the_first_word_is_tried_again_and_never_after_it() -> None:
    with scripted(Reply([KILL]), saying("Fine.")) as server:
        assert text_of(parts(model(server))) == "Fine."
    _, server = failure(Reply([*TWO, KILL]), saying("Fine."))
    assert len(server.requests) == 1


def test_keep_alives_do_not_end_an_answer_that_goes_on() -> None:
    steps: list[Step] = [KEEP_ALIVE, 0.1, KEEP_ALIVE, chunk(content="Fine."), chunk("stop"), DONE]
    with scripted(Reply(steps)) as server:
        assert text_of(parts(model(server))) == "Fine."


def test_a_server_that_does_not_stream_is_understood() -> None:
    body = '{"choices": [{"message": {"content": "All.", "reasoning": "Hm."}, "finish_reason": "stop"}]}'
    with scripted(Reply([body], kind="application/json")) as server:
        assert parts(model(server)) == [ModelThinking("Hm."), ModelText("All."), ModelDone("stop", None)]


def test_parameters_that_are_refused_are_left_out_and_remembered() -> None:
    refusal = failing(400, "Unrecognized request argument supplied: thinking")
    refusal_too = failing(422, "extra fields not permitted: chat_template_kwargs, reasoning_effort")
    with scripted(refusal, refusal_too, saying("Fine.")) as server:
        asked = model(server)
        assert text_of(parts(asked, is_thinking_off=True)) == "Fine."
        assert text_of(parts(asked, is_thinking_off=True)) == "Fine."
    sent = [
        sorted(set(request) & {"thinking", "chat_template_kwargs", "reasoning_effort"})
        for request in server.requests
    ]
    assert sent == [
        ["chat_template_kwargs", "reasoning_effort", "thinking"],
        ["chat_template_kwargs", "reasoning_effort"],
        [],
        [],
    ]
    assert all("stream_options" in request for request in server.requests)


def test_leaving_early_ends_the_request() -> None:
    async def leave() -> None:
        async with aclosing(model(server).stream("Why?")) as stream:
            assert await anext(stream) == ModelText("One ")

    with scripted(Reply([*TWO, 5.0, chunk("stop")])) as server:
        asyncio.run(leave())
        assert server.hung_up.wait(3)


def test_a_cancelled_task_ends_the_request_while_it_waits_for_the_first_word() -> None:
    async def cancel() -> None:
        task = asyncio.create_task(drained(model(server)))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with scripted(Reply([5.0])) as server:
        asyncio.run(cancel())
        assert server.hung_up.wait(3)


def test_many_streams_run_beside_one_another() -> None:
    async def all_at_once() -> list[list[ModelPart]]:
        asked = model(server, patience=Patience(deadline=5))
        return await asyncio.gather(*(drained(asked) for _ in range(20)))

    with scripted(Reply([chunk(content="a "), 0.2, chunk(content="b"), chunk("stop"), DONE])) as server:
        began = time.perf_counter()
        assert {text_of(found) for found in asyncio.run(all_at_once())} == {"a b"}
        assert time.perf_counter() - began < 3


def test_a_key_that_no_header_can_hold_is_told() -> None:
    with scripted(saying("x")) as server, pytest.raises(EndpointKeyError):
        parts(EndpointModel(Access(server.url, "schlüssel"), MODEL, patience=HASTE))


def test_nobody_there_is_told_soon() -> None:
    nobody = EndpointModel(Access("http://127.0.0.1:9/v1", KEY), MODEL, patience=HASTE)
    with pytest.raises(EndpointUnreachableError, match=r"127\.0\.0\.1:9 cannot be reached"):
        parts(nobody)


def test_the_only_model_is_taken_at_the_start_with_its_context() -> None:
    with scripted(models=[{"id": "only", "object": "model", "max_model_len": 4096}]) as server:
        assert choose_model(Access(server.url, KEY), None) == ListedModel("only", 4096)
        assert choose_model(Access(server.url, KEY), "wanted") == ListedModel("wanted")
        assert server.listings == 1


def test_the_context_of_llama_cpp_is_what_it_serves_not_what_the_model_was_trained_for() -> None:
    listed = {"id": "only", "meta": {"n_ctx_train": 8192, "n_ctx": 2048}}
    with scripted(models=[listed]) as server:
        assert choose_model(Access(server.url, KEY), None) == ListedModel("only", 2048)


@pytest.mark.parametrize("body", ["[]", "{}", '{"data": 5}', "<html>"])
def test_what_is_no_listing_at_the_start_is_no_model(body: str) -> None:
    with scripted() as server:
        server.listing = lambda _: Reply([body], kind="application/json")
        assert choose_model(Access(server.url, KEY), None) is None


def test_several_models_are_listed_and_the_start_fails() -> None:
    with scripted(models=["small", "large"]) as server, pytest.raises(SettingsError, match="small, large"):
        choose_model(Access(server.url, KEY), None)


@pytest.mark.parametrize("models", [[], ["only"]])
def test_an_endpoint_that_does_not_answer_at_the_start_is_asked_again_with_the_first_question(
    models: list[str],
) -> None:
    assert choose_model(Access("http://127.0.0.1:9/v1", KEY), None) is None
    with scripted(saying("Fine."), models=models) as server:
        late = model(server, name=None)
        if models:
            assert text_of(parts(late)) == "Fine."
            assert late.name == "only"
        else:
            with pytest.raises(EndpointError, match="lists no model"):
                parts(late)


def test_a_file_without_certificates_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="certificates"):
        trusted_certificates(tmp_path / "none.pem")
