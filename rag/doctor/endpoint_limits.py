"""The last steps at an endpoint: system role, JSON mode, and how much the model can read."""

from __future__ import annotations

import json

from rag.adapters.endpoint_errors import told_context
from rag.adapters.endpoint_probe import Observed, Request
from rag.doctor.endpoint_case import Case
from rag.errors import EndpointError

_AS_JSON = {"response_format": {"type": "json_object"}}
_SYSTEM = "You answer in JSON."
_JSON_PROMPT = 'Reply with this JSON and nothing else: {"answer": "yes"}'
_MORE_THAN_ANY = 10_000_000  # tokens; refused at once by servers that count, before anything is computed
_FEW_TOKENS = 4096
_ASSUMED = 8192


async def formats_taken(case: Case) -> bool:
    """System role and JSON mode: in one request, and one by one where that is refused."""
    both = await _tried(case, Request(_JSON_PROMPT, _SYSTEM, fixed=_AS_JSON, is_stream=False))
    if isinstance(both, Observed):
        _tell_system_role(case, both)
        _tell_json(case, both)
    else:
        _tell_system_role(case, await _tried(case, Request(_JSON_PROMPT, _SYSTEM, is_stream=False)))
        _tell_json(case, await _tried(case, Request(_JSON_PROMPT, fixed=_AS_JSON, is_stream=False)))
    return True


async def context_told(case: Case) -> bool:
    """How much the model can read: as it is listed, else as a refusal tells it."""
    if case.context_tokens is None:
        limit = "max_completion_tokens" if "max_tokens" in case.probe.refused else "max_tokens"
        asked = Request(
            "Reply with one word only: yes",
            fixed={limit: _MORE_THAN_ANY},
            most_tokens=None,
            leaves_early=True,
        )
        refusal = await _tried(case, asked)
        case.context_tokens = told_context(refusal) if isinstance(refusal, EndpointError) else None
    _tell_context(case)
    return True


async def _tried(case: Case, request: Request) -> Observed | EndpointError:
    assert case.model is not None
    try:
        return await case.probe.answer(case.model, request)
    except EndpointError as error:
        return error


def _tell_system_role(case: Case, outcome: Observed | EndpointError) -> None:
    if isinstance(outcome, Observed):
        case.say("system_role", "ok", "A system message is taken; Byline sends none.")
    else:
        told = "A system message is refused; Byline sends none, so nothing is lost."
        case.say("system_role", "ok", told)


def _tell_json(case: Case, outcome: Observed | EndpointError) -> None:
    if isinstance(outcome, EndpointError):
        told = "JSON mode is refused; Byline does without it."
    elif _is_json(outcome.text):
        told = "JSON mode works; Byline does without it."
    else:
        told = "JSON mode is taken, but what came is no JSON; Byline does without it."
    case.say("json_mode", "ok", told)


def _tell_context(case: Case) -> None:
    told, wanted = case.context_tokens, case.llm.context
    if told is None and wanted:
        case.say("context", "ok", f"The server does not tell what it can read; {wanted:,} tokens are set.")
    elif told is None:
        message = f"The server does not tell what the model can read; {_ASSUMED:,} tokens are assumed."
        case.say("context", "warning", message, "Set BYLINE_LLM_CONTEXT to the tokens that it really reads.")
    elif wanted and wanted > told:
        message = f"BYLINE_LLM_CONTEXT is {wanted:,}, but the model reads only {told:,} tokens."
        case.say("context", "problem", message, f"Set BYLINE_LLM_CONTEXT={told} or unset it.")
    elif told < _FEW_TOKENS:
        message = f"The model reads {told:,} tokens: few passages fit."
        case.say("context", "warning", message, "Start the server with a longer context.")
    else:
        used = f"; {wanted:,} are used, as set" if wanted else ""
        case.say("context", "ok", f"The model reads {told:,} tokens{used}.")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
