"""How endpoints really behave, a scenario each: a right answer, quotations that say why, or an error."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from rag.adapters.endpoint_model import Patience
from rag.domain import Question, ThinkingWish, Turn
from rag.events import Failed, FellBack
from tests.scripted_assistant import FOUNDER, THOUGHT, TRUE, Outcome, assistant, streamed
from tests.scripted_endpoint import (
    DONE,
    KEEP_ALIVE,
    KEY,
    KILL,
    MODEL,
    Reply,
    Step,
    chunk,
    failing,
    saying,
    scripted,
    stream_error,
)

CALM = Patience(deadline=15.0, silence=10.0, first_pause=0.01, longest_pause=0.5)
SOON = 0.4  # seconds; the deadline, and the longest silence, of the scenarios that are about them
LATE = f"within {SOON:g} seconds"
SILENT = f"sent nothing for {SOON:g} seconds"
SAID = f"{TRUE} [1]."
RIGHT = f"{TRUE}. [1]"
FINE = saying(SAID)
END = (chunk("stop"), DONE)
ONE, OTHER = THOUGHT[:30], THOUGHT[30:]
REASONED = saying(thought=THOUGHT)
SWITCHES = {"thinking", "chat_template_kwargs", "reasoning_effort"}
CACHED = {"prompt_tokens": 900, "completion_tokens": 9, "total_tokens": 909, "prompt_cache_hit_tokens": 832}


def outcome(
    replies: Sequence[Reply], question: Question | None = None, patience: Patience = CALM, **given: str
) -> Outcome:
    with scripted(*replies, models=[MODEL, "other"]) as server:
        events = streamed(assistant(server, patience=patience, **given), question or Question(FOUNDER))
    assert KEY not in repr(events)
    return Outcome(events, server)


def patience_for(reason: str) -> Patience:
    return replace(
        CALM, deadline=SOON if reason == LATE else 15.0, silence=SOON if reason == SILENT else 10.0
    )


def data(content: dict[str, Any]) -> str:
    return f"data: {json.dumps(content)}\n\n"


def whole(message: dict[str, Any], **fields: Any) -> Reply:
    """An answer that comes at once, although a stream was asked for."""
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return Reply([json.dumps({"choices": [choice], **fields})], kind="application/json")


def crlf(reply: Reply) -> Reply:
    return Reply([step.replace("\n", "\r\n") if isinstance(step, str) else step for step in reply.steps])


ANSWERED: dict[str, tuple[list[Reply], str, int]] = {
    # What is sent; the reasoning that is shown apart; how many requests it takes.
    "DeepSeek's API, thinking": ([saying(SAID, thought=f"{ONE}|{OTHER}")], THOUGHT, 1),
    "DeepSeek's API, not thinking": ([FINE], "", 1),
    "DeepSeek's API, blank lines to keep alive": ([Reply(["\n", "\n\n", *FINE.steps])], "", 1),
    "DeepSeek's API, comments to keep alive": ([Reply([KEEP_ALIVE, 0.1, KEEP_ALIVE, *FINE.steps])], "", 1),
    "vLLM, older: reasoning_content": ([saying(SAID, thought=THOUGHT)], THOUGHT, 1),
    "vLLM, newer: reasoning": ([saying(SAID, thought=THOUGHT, field_name="reasoning")], THOUGHT, 1),
    "both fields saying the same": (
        [Reply([chunk(reasoning=THOUGHT, reasoning_content=THOUGHT), chunk(content=SAID), *END])],
        THOUGHT,
        1,
    ),
    "reasoning and text in one chunk": (
        [Reply([chunk(reasoning_content=ONE), chunk(reasoning_content=OTHER, content=SAID), *END])],
        THOUGHT,
        1,
    ),
    "null in the fields that are not meant": (
        [Reply([chunk(reasoning=THOUGHT, content=None), chunk(reasoning=None, content=SAID), *END])],
        THOUGHT,
        1,
    ),
    "Ollama, empty after reasoning": (
        [saying("", thought=THOUGHT, field_name="reasoning"), FINE],
        THOUGHT,
        2,
    ),
    "R1 without a parser, a pair of tags": ([saying(f"<think>\n{THOUGHT}</think>\n\n{SAID}")], THOUGHT, 1),
    "R1 without a parser, only the closing tag": ([saying(THOUGHT, f"</think>\n\n{SAID}")], THOUGHT, 1),
    "R1, tags split over chunks": (
        [saying("<", "thi", "nk>", ONE, OTHER, "<", "/think", ">", SAID)],
        THOUGHT,
        1,
    ),
    "R1, the closing tag letter by letter": ([saying(*f"{THOUGHT}</think>{SAID}")], THOUGHT, 1),
    "tags around nothing": ([saying(f"<think>\n\n</think>\n\n{SAID}")], "", 1),
    "tags in capitals": ([saying(f"<THINK>{THOUGHT}</THINK>{SAID}")], THOUGHT, 1),
    "tags in the middle of the text": ([saying(f"{TRUE} [1]", f"<think>{THOUGHT}</think>", ".")], THOUGHT, 1),
    "tags although there is a field": ([saying(f"<think>{OTHER}</think>{SAID}", thought=ONE)], THOUGHT, 1),
    "R1's own form of citing": ([saying(f"{TRUE} [citation:1].")], "", 1),
    "invented and repeated numbers": ([saying(f"{TRUE} [7][1]【9†source】[1, 12].")], "", 1),
    "503 twice, then fine": ([failing(503), failing(503), FINE], "", 3),
    "500, then fine": ([failing(500), FINE], "", 2),
    "429 that says when": ([failing(429, Retry_After="0.05"), FINE], "", 2),
    "408, then fine": ([failing(408), FINE], "", 2),
    "killed before the first word, then fine": ([Reply([KILL]), FINE], "", 2),
    "refuses to tell its usage": ([failing(400, "Unknown parameter: 'stream_options'"), FINE], "", 2),
    "too long, then with half the passages": (
        [failing(400, "maximum context length is 512 tokens"), FINE],
        "",
        2,
    ),
    "does not stream": (
        [whole({"role": "assistant", "content": SAID, "reasoning_content": THOUGHT})],
        THOUGHT,
        1,
    ),
    "empty choices before and after": (
        [Reply([data({"choices": []}), data({"choices": None}), chunk(content=SAID), *END])],
        "",
        1,
    ),
    "chunks without a delta": (
        [Reply([data({"choices": [{"index": 0}]}), chunk(content=SAID), *END])],
        "",
        1,
    ),
    "no end of the stream, but a reason": ([Reply([chunk(content=SAID), chunk("stop")])], "", 1),
    "the reason in the last piece": ([Reply([chunk("stop", content=SAID), DONE])], "", 1),
    "an end by a name of its own": ([Reply([chunk(content=SAID), chunk("eos_token"), DONE])], "", 1),
    "cut by its own limit in the second sentence": (
        [Reply([chunk(content=f"{SAID} It cost $6 mil"), chunk("length"), DONE])],
        "",
        1,
    ),
    "usage in every chunk": (
        [Reply([data({"choices": [{"index": 0, "delta": {"content": SAID}}], "usage": CACHED}), *END])],
        "",
        1,
    ),
    "lines that end as in Windows": ([crlf(FINE)], "", 1),
    "letters beyond ASCII, escaped and not": (
        [
            Reply(
                [
                    'data: {"choices": [{"delta": {"content": "Liang Wenfeng \\u0066ounded"}}]}\n\n',
                    'data: {"choices": [{"delta": {"content": " DeepSeek in Hangzhou【1】."}}]}\n\n',
                    *END,
                ]
            )
        ],
        "",
        1,
    ),
}

FALLEN: dict[str, tuple[list[Reply], str, str, int]] = {
    # What is sent; a part of the reason; the error's code where a fallback is forbidden; requests.
    "400": ([failing(400, "no such thing")], "refuses the request: no such thing", "endpoint", 2),
    "401": ([failing(401, f"bad key {KEY}")], "refuses the key", "endpoint_key", 1),
    "402": ([failing(402, "Insufficient Balance")], "no balance", "endpoint_balance", 1),
    "403": ([failing(403)], "refuses the key", "endpoint_key", 1),
    "404, the model": ([failing(404, "model not found")], "does not know the model", "endpoint_model", 1),
    "400, a retired model": (
        [failing(400, "Model Not Exist")],
        "does not know the model",
        "endpoint_model",
        1,
    ),
    "409": ([failing(409, "conflict")], "refuses the request: conflict", "endpoint", 1),
    "413": ([failing(413)], "more than the model", "endpoint_too_long", 2),
    "422": ([failing(422, "messages: too odd")], "refuses the request: messages", "endpoint", 2),
    "429": ([failing(429)], "too many requests", "endpoint_busy", 3),
    "429, not before long": ([failing(429, Retry_After="60")], "too many requests", "endpoint_busy", 1),
    "429, no quota": ([failing(429, "q", "insufficient_quota")], "quota", "endpoint_balance", 1),
    "500": ([failing(500)], "status 500", "endpoint_busy", 3),
    "503": ([failing(503)], "status 503", "endpoint_busy", 3),
    "too long at once": (
        [Reply([stream_error("the prompt is too long")])],
        "more than",
        "endpoint_too_long",
        2,
    ),
    "a web page with status 200": (
        [Reply(["<html>Hi</html>"], kind="text/html")],
        "no OpenAI",
        "not_an_endpoint",
        1,
    ),
    "a web page as a stream": ([Reply(["<html>Hi</html>\n\n"])], "sent nothing", "endpoint_cut", 1),
    "an error with status 200": (
        [Reply(['{"error": {"message": "no GPU"}}'], kind="application/json")],
        "no GPU",
        "endpoint",
        1,
    ),
    "an error as the first event": ([Reply([stream_error("no GPU")])], "no GPU", "endpoint", 1),
    "another language with status 200": (
        [Reply(['{"answer": "Liang"}'], kind="application/json")],
        "no OpenAI",
        "not_an_endpoint",
        1,
    ),
    "an error in the middle": (
        [Reply([chunk(content="Liang"), stream_error("overloaded")])],
        "overloaded",
        "endpoint_cut",
        1,
    ),
    "a chunk that is no JSON": (
        [Reply([chunk(content="Liang"), "data: {oh\n\n"])],
        "broke off",
        "endpoint_cut",
        1,
    ),
    "killed": ([Reply([chunk(content="Liang"), KILL])], "broke off", "endpoint_cut", 1),
    "killed before the first word, always": ([Reply([KILL])], "cannot be reached", "endpoint_unreachable", 3),
    "ended without a reason": ([Reply([chunk(content="Liang"), DONE])], "broke off", "endpoint_cut", 1),
    "nothing but an end": ([Reply([DONE])], "sent nothing", "endpoint_cut", 1),
    "stalled": ([Reply([chunk(content="Liang"), 5.0])], SILENT, "endpoint_cut", 1),
    "stalled in its reasoning": ([Reply([chunk(reasoning=THOUGHT), 5.0])], SILENT, "endpoint_cut", 1),
    "stalled before the first word": ([Reply([5.0])], LATE, "endpoint_deadline", 1),
    "a drip of keep-alives": ([Reply([KEEP_ALIVE, 0.1] * 60)], LATE, "endpoint_deadline", 1),
    "a drip of empty pieces": ([Reply([chunk(content=""), 0.1] * 60)], LATE, "endpoint_deadline", 1),
    "a drip of letters": ([Reply([chunk(content="a"), 0.1] * 60)], LATE, "endpoint_deadline", 1),
    "reasoning without an end": (
        [Reply([chunk(reasoning="on and on "), 0.1] * 60)],
        LATE,
        "endpoint_deadline",
        1,
    ),
    "given up for want of resources": (
        [Reply([chunk(content="Liang"), chunk("insufficient_system_resource"), DONE])],
        "gave up",
        "endpoint_cut",
        1,
    ),
    "held back by a filter": ([Reply([chunk("content_filter"), DONE])], "gave up", "endpoint_cut", 1),
    "the same words for ever": (
        [Reply([chunk(content="and on " * 20)] * 50 + [5.0])],
        "a sentence that does not end",
        "endpoint_cut",
        1,
    ),
    "blanks only": ([saying("  \n ", "\n\n")], "answered nothing", "endpoint_empty", 1),
    "nothing at all": ([saying()], "answered nothing", "endpoint_empty", 1),
    "a marker only": ([saying("[1]")], "answered nothing", "endpoint_empty", 1),
    "a call of a tool": (
        [
            Reply(
                [
                    chunk(
                        "tool_calls",
                        tool_calls=[{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}}],
                    ),
                    DONE,
                ]
            )
        ],
        "answered nothing",
        "endpoint_empty",
        1,
    ),
    "reasoning only, twice": ([REASONED], "answered nothing", "endpoint_empty", 2),
    "reasoning only, in a tag that stays open": (
        [saying(f"<think>{THOUGHT}")],
        "answered nothing",
        "endpoint_empty",
        2,
    ),
    "reasoning only, cut by its limit": (
        [Reply([chunk(reasoning=THOUGHT), chunk("length"), DONE])],
        "answered nothing",
        "endpoint_empty",
        2,
    ),
}

BROKEN_OFF: dict[str, tuple[list[Step], str]] = {
    "killed": ([KILL], "broke off"),
    "without a reason": ([DONE], "broke off"),
    "stalled": ([5.0], SILENT),
    "an error": ([stream_error("<b>overloaded</b> [503]")], "overloaded (503)"),
    "a sentence without an end": ([chunk(content="and on " * 700), 5.0], "a sentence that does not end"),
    "a chunk that is no JSON": (["data: {oh\n\n"], "broke off"),
    "out of time": ([chunk(content="and "), 0.1] * 60, LATE),
    "given up": ([chunk("insufficient_system_resource"), DONE], "gave up"),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_a_right_answer(name: str) -> None:
    replies, thought, requests = ANSWERED[name]
    found = outcome(replies)
    assert found.answer.text == RIGHT
    assert (found.answer.model, found.answer.fallback) == (MODEL, None)
    assert found.answer.citations[0].article_id == "about"
    assert found.thinking.strip() == thought
    assert len(found.server.requests) == requests


@pytest.mark.parametrize("name", FALLEN)
def test_quotations_that_say_why_or_where_they_are_forbidden_a_clear_error(name: str) -> None:
    replies, reason, code, requests = FALLEN[name]
    found = outcome(replies, patience=patience_for(reason))
    assert reason in found.fallback
    assert found.answer.fallback == {"reason": found.fallback}
    assert found.answer.model == "extractive"
    assert TRUE in found.answer.text
    assert THOUGHT not in found.answer.text
    assert len(found.server.requests) == requests
    strict = Question(FOUNDER, allow_fallback=False)
    failure = outcome(replies, strict, patience_for(reason)).failure
    assert failure.code == code
    assert reason in failure.message
    assert failure.hint


@pytest.mark.parametrize("name", BROKEN_OFF)
def test_what_was_released_stays_and_the_answer_says_that_it_breaks_off(name: str) -> None:
    steps, reason = BROKEN_OFF[name]
    reply = Reply([chunk(content=f"{SAID} It cost $6 "), *steps])
    answer = outcome([reply], patience=patience_for(reason)).answer
    first, last = answer.sentences
    assert (first.text, first.verdict) == (f"{TRUE}.", "supported")
    assert (last.verdict, last.text[:28]) == (None, "The answer breaks off here: ")
    assert reason in last.text
    assert "$6" not in answer.text
    assert answer.fallback is not None
    strict = Question(FOUNDER, allow_fallback=False)
    events = outcome([reply], strict, patience_for(reason)).events
    assert isinstance(events[-1], Failed)
    assert not any(isinstance(event, FellBack) for event in events)


def test_nobody_answers() -> None:
    with scripted() as gone:
        pass
    events = streamed(assistant(gone, patience=CALM))
    assert "cannot be reached" in Outcome(events, gone).fallback


def test_a_key_that_no_header_can_hold() -> None:
    assert "a character that no key has" in outcome([FINE], key="schlüssel").fallback


def test_an_unknown_model_is_told_with_the_names_that_are_listed() -> None:
    found = outcome([failing(404, "model not found")], Question(FOUNDER, allow_fallback=False))
    assert f"{MODEL}, other" in found.failure.hint


def test_usage_is_kept_with_what_the_server_adds_to_it() -> None:
    reply = Reply([chunk(content=SAID), chunk("stop"), data({"choices": [], "usage": CACHED}), DONE])
    assert outcome([reply]).answer.usage == CACHED


@pytest.mark.parametrize(
    ("wish", "sent"), [(None, set()), ("on", set()), ("off", SWITCHES), ("auto", SWITCHES)]
)
def test_a_request_says_whether_the_model_reasons_first(wish: ThinkingWish | None, sent: set[str]) -> None:
    (request,) = outcome([FINE], Question(FOUNDER, thinking=wish)).server.requests
    assert SWITCHES & set(request) == sent


@pytest.mark.parametrize("refused", sorted(SWITCHES))
def test_a_way_of_turning_reasoning_off_that_is_refused_is_left_out(refused: str) -> None:
    found = outcome([failing(400, f"unknown: {refused}"), FINE], Question(FOUNDER, thinking="off"))
    assert found.answer.text == RIGHT
    assert SWITCHES & set(found.server.requests[1]) == SWITCHES - {refused}


def test_after_empty_reasoning_it_is_turned_off_in_every_way_that_servers_know() -> None:
    first, second = outcome([REASONED, FINE]).server.requests
    assert not SWITCHES & set(first)
    assert second["thinking"] == {"type": "disabled"}
    assert second["chat_template_kwargs"] == {"thinking": False, "enable_thinking": False}
    assert second["reasoning_effort"] == "none"


def test_reasoning_is_never_sent_back_and_nothing_is_sent_that_servers_refuse_or_ignore() -> None:
    asked = Question("And where?", history=(Turn(FOUNDER, TRUE),))
    found = outcome([REASONED, REASONED, FINE], asked)
    for request in found.server.requests:
        assert set(request) - SWITCHES == {"model", "messages", "stream", "stream_options"}
        assert [message["role"] for message in request["messages"]] == ["user"]
        assert THOUGHT not in str(request)


def test_what_is_too_long_is_asked_for_with_the_better_half_of_the_passages() -> None:
    long, short = outcome([failing(413), FINE]).server.prompts
    assert (long.count("<passage "), short.count("<passage ")) == (2, 1)
    assert TRUE in short


def test_a_model_by_the_name_of_a_reasoning_one_may_reason_without_an_opening_tag() -> None:
    unusual = "DeepSeek is what this is about, and passage 1 has its founder. No doubt about it. Done."
    found = outcome([saying(*f"{unusual}</think>{SAID}")], model="DeepSeek-R1-Distill-Qwen-7B")
    assert found.answer.text == RIGHT
    assert found.thinking == unusual
