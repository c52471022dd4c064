"""The endpoint that writes answers, examined with a few small requests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from rag.adapters.endpoint_access import access_of
from rag.adapters.endpoint_probe import EndpointProbe
from rag.adapters.endpoint_profile import EndpointProfile
from rag.doctor.endpoint_answers import answer_as_stream, reasoning_seen, thinking_turned_off
from rag.doctor.endpoint_case import Case
from rag.doctor.endpoint_limits import context_told, formats_taken
from rag.doctor.endpoint_place import find_address, settle_model
from rag.doctor.findings import Finding
from rag.errors import EndpointError
from rag.settings import LlmSettings, Settings, written_as

ENDPOINT_SECONDS = 30.0  # for all requests together
_STEPS = (
    find_address,
    settle_model,
    answer_as_stream,
    reasoning_seen,
    thinking_turned_off,
    formats_taken,
    context_told,
)
_NO_TIME = "There was no time left to find this out."
_NO_WAY = "This cannot be found out before the rest works."


@dataclass(frozen=True, slots=True)
class EndpointReport:
    """What was found, and what later requests need to know, if the model answered."""

    findings: tuple[Finding, ...]
    profile: EndpointProfile | None = None


async def examine_endpoint(settings: Settings, *, seconds: float = ENDPOINT_SECONDS) -> EndpointReport:
    """Examine the endpoint that the settings name.

    A handful of requests are sent, most for an answer of one word; none holds an article. Each has the
    deadline of the settings, all together have ``seconds``; what is known by then is told.

    Raises:
        SettingsError: if the file of certificates cannot be read.
    """
    llm = settings.llm
    if llm.base_url is None and llm.model:
        return EndpointReport((_local_model(llm),))
    if llm.base_url is None:
        told = "No endpoint is set: answers are made of quotations."
        cure = "Set BYLINE_LLM_BASE_URL to have a language model write them."
        return EndpointReport((Finding("endpoint", "skipped", told, cure),))
    probe = EndpointProbe(access_of(llm), deadline_seconds=llm.deadline)
    case = Case(llm, probe, llm.base_url, written_as(settings, "llm.base_url"))
    reason = _NO_WAY
    try:
        async with asyncio.timeout(seconds):
            await _take_steps(case)
    except TimeoutError:
        reason = _NO_TIME
        _tell_late(case, seconds)
    except EndpointError as error:  # one that answered before, and now does not
        case.say("requests", "warning", error.message, error.hint)
    _tell_sums(case)
    return EndpointReport(tuple(case.findings(reason)), case.profile())


def _local_model(llm: LlmSettings) -> Finding:
    """A model of this machine needs no requests; whether it is there can be told without loading it."""
    from rag.adapters.local_model import build_local_model

    assert llm.model is not None
    build_local_model(llm.model, context_tokens=llm.context, deadline_seconds=llm.deadline)
    return Finding("endpoint", "ok", f"No endpoint is set; {llm.model} is run on this machine.")


async def _take_steps(case: Case) -> None:
    for step in _STEPS:
        if not await step(case):
            return


def _tell_late(case: Case, seconds: float) -> None:
    cure = "Run `byline doctor` again: a server that loads its model first is faster the next time."
    if case.has_answered:
        told = f"{seconds:g} seconds were not enough to find out everything."
        case.say("requests", "warning", told, cure)
    else:
        name = "chat" if "reachable" in case.found else "reachable"
        case.say(name, "problem", f"{case.host} did not answer within {seconds:g} seconds.", cure)


def _tell_sums(case: Case) -> None:
    probe = case.probe
    if case.has_answered:
        refused = ", ".join(sorted(probe.refused))
        told = f"It refuses {refused}; they are left out." if refused else "It takes every parameter."
        case.say("parameters", "ok", told)
    tokens = f", {probe.tokens:,} tokens used" if probe.tokens else ""
    case.say("requests", "ok", f"Requests sent: {probe.requests}{tokens}.")
