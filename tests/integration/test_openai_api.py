"""What OpenAI's clients get, asked with the official one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest

from rag.answering.release import Judgement
from rag.domain import Question
from rag.errors import EndpointError, QuestionError
from rag.events import AnswerEvent, Finished, Thinking
from tests.fakes_ui import (
    FakeByline,
    ListLibrary,
    ScriptedAssistant,
    builtin_articles,
    cost_script,
    make_article,
    quotation,
    script_of,
)
from tests.served import running
from ui.api.openai.replies import Completion

COST = "What did it cost?"
MODELS = ("byline", "byline/extractive", "byline/deepseek/deepseek-r1")
PIXEL = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def thinking_script(question: Question) -> Iterable[AnswerEvent]:
    started, *rest, finished = [
        e for e in cost_script()(question) if not isinstance(e, float | BaseException)
    ]
    assert isinstance(finished, Finished)
    answer = replace(
        finished.answer, thinking="Two say so.", usage={"prompt_tokens": 7, "completion_tokens": 5}
    )
    return [started, Thinking("Two "), Thinking("say so."), *rest, Finished(answer)]


def doubted_script(question: Question) -> Iterable[AnswerEvent | BaseException | float]:
    article = make_article("It cost $600 million.")
    drafts = [quotation(article, "It cost $600 million.")]
    return script_of(drafts, judgement=Judgement("contradicted", 0.1, "verified"))(question)


def script(question: Question) -> Iterable[AnswerEvent | BaseException | float]:
    match question.text:
        case "":
            return [QuestionError("There is no question.")]
        case "crash":
            return [ZeroDivisionError("secret detail")]
        case "endpoint":
            return [EndpointError("The endpoint is gone.")]
        case "late":
            first, *_ = cost_script()(question)
            return [first, EndpointError("The endpoint broke off.")]
        case "think":
            return thinking_script(question)
        case "doubt":
            return doubted_script(question)
        case _:
            return cost_script()(question)


@pytest.fixture(scope="module")
def byline() -> FakeByline:
    return FakeByline(ListLibrary(builtin_articles()), ScriptedAssistant(script), models=MODELS)


@pytest.fixture(scope="module")
def server(byline: FakeByline) -> Iterator[str]:
    with running(byline) as address:
        yield address


@pytest.fixture
def client(server: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server}/v1", api_key="none", max_retries=0) as opened:
        yield opened


@pytest.fixture
def http(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server) as opened:
        yield opened


def asked(content: object) -> list[Any]:
    return [{"role": "user", "content": content}]


def completed(http: httpx.Client, content: object, **wishes: object) -> dict:
    body = {"model": "byline", "messages": asked(content)} | wishes
    response = http.post("/v1/chat/completions", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def chunks(http: httpx.Client, content: object, **wishes: object) -> list[dict]:
    body = {"model": "byline", "messages": asked(content), "stream": True} | wishes
    lines = http.post("/v1/chat/completions", json=body).text.splitlines()
    sent = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    assert sent.pop() == "[DONE]"
    return [json.loads(one) for one in sent]


def deltas(sent: list[dict], part: str) -> str:
    return "".join(chunk["choices"][0]["delta"].get(part) or "" for chunk in sent if chunk["choices"])


def refused(http: httpx.Client, **wishes: object) -> tuple[int, str | None]:
    """Status and parameter of a refusal."""
    body = json.dumps({"model": "byline", "messages": asked(COST)} | wishes)  # may hold half a surrogate
    response = http.post("/v1/chat/completions", content=body, headers={"content-type": "application/json"})
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error"
    assert error["message"]
    return response.status_code, error["param"]


def test_the_models_are_listed_and_found_by_name(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == list(MODELS)
    assert [client.models.retrieve(name).id for name in MODELS] == list(MODELS)
    with pytest.raises(openai.NotFoundError, match="There is no model"):
        client.models.retrieve("gpt-4")


@pytest.mark.parametrize("name", MODELS)
def test_each_model_reaches_its_writer(client: openai.OpenAI, byline: FakeByline, name: str) -> None:
    completion = client.chat.completions.create(model=name, messages=asked(COST))
    assert completion.model == name
    assert byline.assistant.questions[-1].model == (
        None if name == "byline" else name.removeprefix("byline/")
    )


def test_an_answer_comes_with_its_sources_three_ways(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(model="byline", messages=asked(COST))
    message = completion.choices[0].message
    assert message.content
    assert "\n\nSources:\n- [1] " in message.content
    assert message.annotations
    for annotation in message.annotations:
        span = annotation.url_citation
        assert message.content[span.start_index : span.end_index].strip("[]").isdigit()
        assert span.url.startswith("http://127.0.0.1:7860/articles/")
    assert completion.byline["id"] == "answer-1"  # type: ignore[attr-defined]  # an extra field of ours
    assert completion.byline["sentences"][2]["verdict"] == "supported"  # type: ignore[attr-defined]
    assert completion.byline["disagreements"]  # type: ignore[attr-defined]
    assert completion.usage
    assert completion.usage.total_tokens == 0


def test_the_reply_is_what_the_openapi_document_says(http: httpx.Client) -> None:
    reply = completed(http, COST)
    assert Completion.model_validate_json(json.dumps(reply)).byline
    answered = http.get("/openapi.json").json()["paths"]["/v1/chat/completions"]["post"]["responses"]
    assert answered["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/Completion")
    assert answered["404"]["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorReply")


def test_a_stream_is_the_same_answer_a_sentence_a_chunk(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="byline", messages=asked(COST))
    sent = list(
        client.chat.completions.create(
            model="byline",
            messages=asked(COST),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    pieces = [chunk.choices[0].delta.content for chunk in sent if chunk.choices]
    assert "".join(piece or "" for piece in pieces) == whole.choices[0].message.content
    assert pieces[1] == "Sources differ on this."
    last = sent[-2]
    assert last.choices[0].finish_reason == "stop"
    annotations = whole.choices[0].message.annotations or []
    assert last.choices[0].delta.annotations == [a.model_dump() for a in annotations]  # type: ignore[attr-defined]
    assert last.byline == whole.byline  # type: ignore[attr-defined]
    assert sent[-1].usage
    assert len({chunk.id for chunk in sent}) == 1


def test_usage_is_streamed_only_to_those_who_ask(http: httpx.Client) -> None:
    assert all("usage" not in chunk for chunk in chunks(http, "think"))
    *before, last = chunks(http, "think", stream_options={"include_usage": True})
    assert all(chunk["usage"] is None for chunk in before)
    assert last["choices"] == []
    assert last["usage"] == {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}


def test_the_clients_own_stream_helper_understands_it(client: openai.OpenAI) -> None:
    with client.chat.completions.stream(model="byline", messages=asked(COST)) as stream:
        completion = stream.get_final_completion()
    assert "Sources:" in (completion.choices[0].message.content or "")


def test_reasoning_has_its_own_place(http: httpx.Client) -> None:
    message = completed(http, "think")["choices"][0]["message"]
    sent = chunks(http, "think")
    assert message["reasoning_content"] == deltas(sent, "reasoning_content") == "Two say so."
    assert message["content"] == deltas(sent, "content")
    assert "say so" not in message["content"]
    assert "reasoning_content" not in completed(http, COST)["choices"][0]["message"]


def test_a_sentence_that_a_source_denies_is_marked_in_the_text(http: httpx.Client) -> None:
    content = completed(http, "doubt")["choices"][0]["message"]["content"]
    assert content.startswith(" “It cost $600 million.” [1] (⚠ contradicted by a source)\n\nSources:\n")
    assert deltas(chunks(http, "doubt"), "content") == content


@pytest.mark.parametrize("stop", ["$6 million", ["$6 million", "\n\nSources:"]])
def test_a_stop_ends_the_text_streamed_or_not(http: httpx.Client, stop: object) -> None:
    choice = completed(http, COST, stop=stop)["choices"][0]
    assert choice["message"]["content"].endswith("trained R1 for just ")
    assert choice["message"]["annotations"] == []
    assert choice["finish_reason"] == "stop"
    assert deltas(chunks(http, COST, stop=stop), "content") == choice["message"]["content"]


@pytest.mark.parametrize("limit", ["max_tokens", "max_completion_tokens"])
def test_a_limit_leaves_sentences_out_and_says_so(http: httpx.Client, limit: str) -> None:
    choice = completed(http, COST, **{limit: 60})["choices"][0]
    assert "for just $6 million.” [1]" in choice["message"]["content"]
    assert "SemiAnalysis" not in choice["message"]["content"]
    assert choice["finish_reason"] == "length"
    sent = chunks(http, COST, **{limit: 60})
    assert deltas(sent, "content") == choice["message"]["content"]
    assert sent[-1]["choices"][0]["finish_reason"] == "length"


def test_the_history_comes_without_what_we_put_around_it(client: openai.OpenAI, byline: FakeByline) -> None:
    first = client.chat.completions.create(model="byline", messages=asked("doubt"))
    earlier = {
        "role": "assistant",
        "content": f"<think>Hm.</think>{first.choices[0].message.content}",
        "reasoning_content": "Hm.",
    }
    parts = asked([{"type": "text", "text": "And then?"}])
    rules = [{"role": "system", "content": "Obey me."}, {"role": "developer", "content": "Cite nothing."}]
    client.chat.completions.create(
        model="byline",
        messages=[*rules, *asked(COST), earlier, *parts],
    )
    question = byline.assistant.questions[-1]
    assert question.text == "And then?"
    assert question.style == "Obey me.\nCite nothing."
    (turn,) = question.history
    assert (turn.question, turn.answer) == (COST, "“It cost $600 million.”")


def test_filters_reach_the_assistant(client: openai.OpenAI, byline: FakeByline) -> None:
    filters = {
        "collection": "demo",
        "since": "2024-01-01",
        "as_of": "2025-02-01",
        "publisher": ["CGTN"],
        "top_k": 4,
        "on_unsupported": "withhold",
    }
    client.chat.completions.create(model="byline", messages=asked(COST), extra_body={"byline": filters})
    question = byline.assistant.questions[-1]
    assert (question.collections, question.publishers, question.top_k) == (("demo",), ("CGTN",), 4)
    assert (question.since, question.as_of) == ("2024-01-01", "2025-02-01")
    assert question.on_unsupported == "withhold"


def test_what_has_no_meaning_here_is_ignored(http: httpx.Client) -> None:
    tool = {"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}
    plain = completed(http, COST)["choices"]
    ignored = {"temperature": 0.2, "seed": 1, "user": "x", "min_p": 0.1, "tools": [tool], "stop": None}
    allowed = {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [tool]}}
    assert completed(http, COST, tool_choice="auto", **ignored)["choices"] == plain
    assert completed(http, COST, tool_choice=allowed, tools=[tool])["choices"] == plain
    assert completed(http, COST, n=1, response_format={"type": "text"}, stop="")["choices"] == plain
    more = {"logprobs": True, "store": True, "metadata": {"a": "b"}, "modalities": ["text"], "stop": []}
    assert completed(http, COST, parallel_tool_calls=False, **more)["choices"] == plain


@pytest.mark.parametrize(
    ("wishes", "parameter"),
    [
        ({"n": 2}, "n"),
        ({"n": 0}, "n"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "stop"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"tool_choice": {"type": "function", "function": {"name": "look_up"}}}, "tool_choice"),
        ({"function_call": {"name": "look_up"}}, "function_call"),
        ({"response_format": {"type": "json_schema", "json_schema": {"name": "x"}}}, "response_format"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages"),
        ({"messages": [{"role": "nobody", "content": "x"}]}, "messages.0.role"),
        ({"messages": asked([{"type": "text", "text": COST}, PIXEL])}, "messages.0.content.1"),
        ({"modalities": ["text", "audio"]}, "modalities"),
        ({"messages": [*asked(COST), {"role": "assistant", "content": "It cost"}]}, "messages"),
        ({"byline": {"collections": ["demo"]}}, "byline.collections"),
        ({"byline": {"\ud800": 1}}, "byline"),
        ({"byline": {"top_k": 0}}, "byline.top_k"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_refusal_names_its_parameter(
    http: httpx.Client, wishes: dict[str, object], parameter: str, stream: bool
) -> None:
    assert refused(http, stream=stream, **wishes) == (400, parameter)


def test_a_stream_has_options_and_one_object_has_none(http: httpx.Client) -> None:
    assert refused(http, stream_options={"include_usage": True}) == (400, "stream_options")
    assert completed(http, COST, stream_options=None)["choices"]


@pytest.mark.parametrize("path", ["completions", "responses", "embeddings"])
def test_what_is_elsewhere_is_told(http: httpx.Client, path: str) -> None:
    response = http.post(f"/v1/{path}", json={"model": "byline", "prompt": COST})
    assert response.status_code == 404
    assert "/v1/chat/completions" in response.json()["error"]["message"]


def test_a_schema_to_parse_into_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="not JSON of a given form"):
        client.chat.completions.parse(model="byline", messages=asked(COST), response_format=Completion)


def test_the_raw_response_has_its_headers(client: openai.OpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(model="byline", messages=asked(COST))
    assert raw.headers["content-type"] == "application/json"
    assert raw.parse().choices[0].message.content


def test_the_asynchronous_client_chats_and_streams(server: str) -> None:
    async def asking() -> None:
        async with openai.AsyncOpenAI(base_url=f"{server}/v1", api_key="none", max_retries=0) as client:
            whole = await client.chat.completions.create(model="byline", messages=asked(COST))
            stream = await client.chat.completions.create(model="byline", messages=asked(COST), stream=True)
            pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
            assert "".join(pieces) == whole.choices[0].message.content
            assert [model.id async for model in client.models.list()] == list(MODELS)

    asyncio.run(asking())


def test_a_body_that_is_no_json_is_refused(http: httpx.Client) -> None:
    response = http.post("/v1/chat/completions", content=b"{", headers={"content-type": "application/json"})
    assert response.status_code == 400
    assert response.json()["error"]["param"] is None


def test_errors_are_the_clients_own(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="There is no model") as missing:
        client.chat.completions.create(model="gpt-4", messages=asked(COST))
    assert (missing.value.code, missing.value.param) == ("model_not_found", "model")
    for stream in (False, True):
        with pytest.raises(openai.BadRequestError, match="There is no question"):
            client.chat.completions.create(model="byline", messages=asked(""), stream=stream)
        with pytest.raises(openai.InternalServerError, match="The endpoint is gone"):
            client.chat.completions.create(model="byline", messages=asked("endpoint"), stream=stream)
    with pytest.raises(openai.InternalServerError) as crashed:
        client.chat.completions.create(model="byline", messages=asked("crash"))
    assert "secret" not in str(crashed.value)


def test_a_failure_in_mid_stream_is_an_error_of_the_client(client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(model="byline", messages=asked("late"), stream=True)
    with pytest.raises(openai.APIError, match="broke off"):
        list(stream)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ('{ "title": "a title" }', {"title": COST}),
        ('{ "tags": ["tag1"] }', {"tags": ["General"]}),
        ('{ "follow_ups": ["A?", "B?"] }', {"follow_ups": []}),
        ('{ "queries": ["a", "b"] }', {"queries": [COST]}),
    ],
)
def test_what_open_webui_asks_on_the_side_is_answered_without_the_assistant(
    http: httpx.Client, byline: FakeByline, wish: str, expected: object
) -> None:
    before = len(byline.assistant.questions)
    message = (
        f"### Task:\nDo this for the chat.\n### Output:\nJSON format: {wish}\n"
        f"### Chat History:\n<chat_history>\nUSER: {COST}\nASSISTANT: $6 million. [1]\n</chat_history>"
    )
    reply = completed(http, message)
    content = reply["choices"][0]["message"]["content"]
    assert json.loads(content[content.find("{") : content.rfind("}") + 1]) == expected
    assert Completion.model_validate_json(json.dumps(reply)).byline is None
    *_, ended, usage = chunks(http, message, stream_options={"include_usage": True})
    assert ended["choices"][0]["finish_reason"] == "stop"
    assert usage["usage"]["total_tokens"] == 0
    assert deltas(chunks(http, message), "content") == content
    assert len(byline.assistant.questions) == before
