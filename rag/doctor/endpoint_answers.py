"""The further steps at an endpoint: does the model answer, as a stream, and with what before the answer?"""

from __future__ import annotations

from dataclasses import replace

from rag.adapters.endpoint_chunks import GIVEN_UP
from rag.adapters.endpoint_parameters import THINKING_OFF, WITH_USAGE
from rag.adapters.endpoint_probe import Observed, Request
from rag.doctor.endpoint_case import Case
from rag.doctor.endpoint_place import RETIRED, refused_key, tell_no_api, tell_retired
from rag.doctor.reasoning_style import IN_WORDS, begins_with, style_of
from rag.errors import (
    EndpointBalanceError,
    EndpointBusyError,
    EndpointDeadlineError,
    EndpointError,
    EndpointKeyError,
    EndpointModelError,
    NotAnEndpointError,
)

WORD = "yes"
PLAIN = Request("Reply with one word only: yes", optional=WITH_USAGE)
_TO_THE_END = 512  # tokens, where reasoning has to be seen ending
_SLOW_SECONDS = 10.0
# Asking once more, without streaming, would bring the same.
_SURE = (
    EndpointBalanceError,
    EndpointBusyError,
    EndpointDeadlineError,
)


async def answer_as_stream(case: Case) -> bool:
    """One word, streamed."""
    assert case.model is not None
    try:
        observed = await case.probe.answer(case.model, PLAIN)
    except EndpointError as error:
        await _no_answer(case, error)
        return False
    _tell_model(case)
    if observed.finish is None or observed.finish in GIVEN_UP:
        ended = f"ends with {observed.finish}" if observed.finish else "breaks off without saying why"
        cure = "Run `byline doctor` again; the server's log may tell more."
        case.say("streaming", "problem", f"The stream {ended}.", cure)
        return False
    case.has_answered = True
    case.style = style_of(observed, WORD)
    _tell_chat(case, observed)
    _tell_stream(case, observed)
    return True


async def reasoning_seen(case: Case) -> bool:
    """Whether and how the model reasons first; where its answer was cut, it is given more room."""
    assert case.model is not None
    if case.style is None:
        longer = await case.probe.answer(case.model, replace(PLAIN, most_tokens=_TO_THE_END))
        case.style = style_of(longer, WORD)
    if case.style is None:
        told = "The answer is long, and it cannot be told whether it is reasoning."
        case.say("reasoning", "warning", told, "Choose a model that follows instructions.")
    else:
        case.say("reasoning", "ok", IN_WORDS[case.style])
    return True


async def thinking_turned_off(case: Case) -> bool:
    """Which parameter keeps the model from reasoning first."""
    assert case.model is not None
    if case.style == "none":
        await case.probe.answer(case.model, replace(PLAIN, optional={**WITH_USAGE, **THINKING_OFF}))
        case.switches = tuple(name for name in THINKING_OFF if name not in case.probe.refused)
        case.say("thinking", "ok", "There is no reasoning to turn off.")
        return True
    for name, value in THINKING_OFF.items():
        observed = await case.probe.answer(case.model, replace(PLAIN, optional={**WITH_USAGE, name: value}))
        is_refused = name in case.probe.refused
        if not is_refused and style_of(observed, WORD) == "none" and begins_with(_after_tags(observed), WORD):
            case.switches = (name,)
            case.say("thinking", "ok", f"Reasoning can be turned off, by `{name}`.")
            return True
    case.switches = ()
    cure = "Answers begin late: raise BYLINE_LLM_DEADLINE if they are cut, or choose another model."
    case.say("thinking", "warning", "Reasoning cannot be turned off in any of the known ways.", cure)
    return True


async def _no_answer(case: Case, error: EndpointError) -> None:
    """Say what kept the model from answering."""
    match error:
        case EndpointKeyError():
            case.say("key", "problem", *(refused_key(case) if "refuses" in error.message else _told(error)))
        case EndpointModelError() if case.model in RETIRED:
            tell_retired(case, case.model)
        case EndpointModelError() if case.model in case.probe.listed:
            told = f"{case.host} lists {case.model}, but does not know it when it is asked."
            case.say("model", "problem", told, "Check BYLINE_LLM_BASE_URL, and that the model is loaded.")
        case EndpointModelError():
            case.say("model", "problem", *_told(error))
        case NotAnEndpointError():
            tell_no_api(case)
        case _ if isinstance(error, _SURE):
            case.say("chat", "problem", *_told(error))
        case _:
            await _try_without_stream(case, error)


async def _try_without_stream(case: Case, error: EndpointError) -> None:
    assert case.model is not None
    try:
        await case.probe.answer(case.model, replace(PLAIN, optional={}, is_stream=False))
    except EndpointError:
        case.say("chat", "problem", *_told(error))
        return
    case.say("chat", "ok", f"{case.model} answers when no stream is asked for.")
    cure = "Byline needs a stream: check the server, and proxies before it that hold answers back."
    case.say("streaming", "problem", error.message, cure)


def _tell_model(case: Case) -> None:
    """A model that answers is one that is known, listed or not."""
    key = "The key is accepted." if case.llm.api_key else "No key is set, and none is asked for."
    case.say("key", "ok", key)
    case.say("address", "ok", "The API is where BYLINE_LLM_BASE_URL says.")
    if case.listed and case.model not in case.probe.listed:
        cure = "Some servers take any name: look whether the one that is meant answers."
        case.say("model", "warning", f"{case.model} answers, although it is not listed.", cure)
    else:
        case.say("model", "ok", f"{case.model} answers.")


def _tell_chat(case: Case, observed: Observed) -> None:
    if observed.text.strip() or case.style != "none":
        case.say("chat", "ok", f"{case.model} answers.")
    else:
        cure = "Ask it something; if it stays silent, check the server's chat template."
        case.say("chat", "warning", f"{case.model} answered nothing to a question for one word.", cure)
    case.tells_usage = observed.usage is not None
    if case.tells_usage:
        case.say("usage", "ok", "The tokens used are told.")
    else:
        case.say("usage", "warning", "The tokens used are not told; `usage` of answers stays empty.")


def _tell_stream(case: Case, observed: Observed) -> None:
    if observed.is_stream:
        case.say("streaming", "ok", f"Answers are streamed; this one came in {_pieces(observed.pieces)}.")
    else:
        told = "A stream was asked for, and the whole answer came at once."
        case.say("streaming", "warning", told, "Sentences appear late; a newer server may stream.")
    if observed.seconds_to_first is not None:
        told = f"The first token came after {observed.seconds_to_first * 1000:,.0f} ms."
        is_slow = observed.seconds_to_first > _SLOW_SECONDS
        cure = "A server that loads its model first is faster the next time." if is_slow else ""
        case.say("first_token", "warning" if is_slow else "ok", told, cure)


def _pieces(count: int) -> str:
    return "one piece" if count == 1 else f"{count} pieces"


def _after_tags(observed: Observed) -> str:
    return observed.text.rpartition("</think>")[2]


def _told(error: EndpointError) -> tuple[str, str]:
    return error.message, error.hint
