"""The first steps at an endpoint: is it there, is the address right, and which model is meant?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from rag.adapters import endpoint_errors as errors
from rag.adapters.endpoint_errors import names
from rag.adapters.endpoint_probe import Listing
from rag.doctor.addresses import candidate_addresses, is_safe_move, with_other_scheme
from rag.doctor.endpoint_case import Case
from rag.errors import EndpointError, EndpointKeyError
from rag.text.addresses import host_of, is_this_machine

RETIRED = {"deepseek-chat", "deepseek-reasoner"}
_TAKEN_PLACE = "deepseek-flash or deepseek-v4-pro"
_ANSWERING = frozenset({"models", "key_refused"})
_WITHOUT_MODEL = "Set BYLINE_LLM_MODEL to the model that is meant."


async def find_address(case: Case) -> bool:
    """Ask for the models where the settings say, then where the API may be instead."""
    try:
        listing = await case.probe.listing(case.base_url)
    except EndpointError as error:
        await _unreached(case, error)
        return False
    case.say("reachable", "ok", f"{case.host} answers.")
    _tell_tls(case)
    if listing.kind in _ANSWERING:
        _tell_mended(case)
    elif listing.kind in {"moved", "not_here"}:
        listing = await _elsewhere(case, listing)
    return _tell_models(case, listing)


async def settle_model(case: Case) -> bool:
    """Settle which model is asked, as starting Byline would."""
    wanted, listed = case.llm.model, [model.name for model in case.listed]
    case.probe.listed = tuple(listed)
    if wanted in RETIRED and wanted not in listed and host_of(case.base_url).endswith("deepseek.com"):
        tell_retired(case, wanted)
        return False
    match wanted, listed:
        case None, [only]:
            case.say("model", "ok", f"{only} is asked for: it is the only one listed.")
            case.model = only
        case None, []:
            case.say("model", "problem", f"No model is set, and {case.host} lists none.", _WITHOUT_MODEL)
        case None, _:
            told = f"No model is set, and {case.host} lists several: {names(listed)}."
            case.say("model", "problem", told, "Set BYLINE_LLM_MODEL to one of them.")
        case _:
            case.model = wanted
    if wanted in listed:
        case.say("model", "ok", f"{wanted} is listed.")
    known = next((model for model in case.listed if model.name == case.model), None)
    case.context_tokens = known.context_tokens if known else None
    return case.model is not None


def tell_retired(case: Case, wanted: str | None) -> None:
    """Name what has taken a retired model's place."""
    told = f"DeepSeek retired {wanted} on 24 July 2026; {_TAKEN_PLACE} took its place."
    case.say("model", "problem", told, f"Set BYLINE_LLM_MODEL to {_TAKEN_PLACE}.")


async def _unreached(case: Case, error: EndpointError) -> None:
    """Nothing came back: because nobody is there, because of the protocol, or nothing could be sent."""
    if isinstance(error, EndpointKeyError):
        case.say("key", "problem", error.message, error.hint)
        return
    if errors.is_distrusted(error):
        case.say("reachable", "ok", f"{case.host} is there.")
        case.say("tls", "problem", error.message, error.hint)
        return
    if errors.is_other_protocol(error):
        other = with_other_scheme(case.base_url)
        if await _listing_at(case, [other]):
            scheme = urlsplit(other).scheme
            case.say("reachable", "ok", f"{case.host} is there.")
            case.say("tls", "problem", f"{case.host} speaks {scheme}.", _set_address(other))
            return
    case.say("reachable", "problem", error.message, error.hint)


async def _elsewhere(case: Case, listing: Listing) -> Listing:
    """The listing at another address, if there is one; the given address is kept otherwise."""
    tried = list(candidate_addresses(case.base_url))
    if listing.status == 400 and case.base_url.startswith("http:"):  # TLS servers that are asked plainly
        tried.insert(0, with_other_scheme(case.base_url))
    if listing.moved_to and is_safe_move(case.base_url, listing.moved_to):
        tried.insert(0, listing.moved_to)
    elif listing.moved_to:
        told = f"{case.host} sends every request on to {host_of(listing.moved_to)}."
        case.say("address", "problem", told, _set_address(listing.moved_to))
        return listing
    found = await _listing_at(case, tried)
    if found is None:
        return listing
    address, listing = found
    told = f"There is no API at {_shown(case.base_url)}, but there is one at {_shown(address)}."
    case.say("address", "problem", told, _set_address(address))
    case.base_url = address
    case.probe.access = replace(case.probe.access, base_url=address)
    return listing


async def _listing_at(case: Case, addresses: Iterable[str]) -> tuple[str, Listing] | None:
    """The first of these addresses that answers like an API."""
    for address in addresses:
        try:
            # A key that was meant for https is not sent over http.
            listing = await case.probe.listing(address, has_secrets=is_safe_move(case.base_url, address))
        except EndpointError:
            continue
        if listing.kind in _ANSWERING:
            return address, listing
    return None


def _tell_models(case: Case, listing: Listing) -> bool:
    """Say what is listed; returns whether a model could be asked all the same."""
    case.listed = listing.models
    can_go_on = bool(listing.models or case.llm.model)
    match listing.kind:
        case "models" if listing.models:
            listed = [model.name for model in listing.models]
            case.say("models", "ok", f"{case.host} lists {len(listed)}: {names(listed)}.")
        case "models":
            case.say("models", "warning", f"{case.host} lists no model.", "Load one there.")
            return True
        case "key_refused" if not can_go_on:
            case.say("key", "problem", *refused_key(case))
        case "key_refused":
            case.say("models", "warning", f"{case.host} does not list its models with this key.")
        case "busy":
            told = f"{case.host} answers the question for its models with status {listing.status}."
            case.say("models", "warning" if can_go_on else "problem", told, "Ask again later.")
        case _ if can_go_on:
            case.say("models", "warning", f"{case.host} lists no models at {_shown(case.base_url)}.")
        case _:
            tell_no_api(case)
    return can_go_on


def tell_no_api(case: Case) -> None:
    """Nothing like an API was found under the host."""
    told = f"What answers at {_shown(case.base_url)} is no OpenAI-compatible API; other paths were tried too."
    case.say("address", "problem", told, "Set BYLINE_LLM_BASE_URL as the server's documentation says.")


def refused_key(case: Case) -> tuple[str, str]:
    """What is wrong with the key, and what to do."""
    if case.llm.api_key:
        return f"{case.host} refuses the key.", "Check BYLINE_LLM_API_KEY."
    return f"{case.host} wants a key, and none is set.", "Set BYLINE_LLM_API_KEY."


def _tell_tls(case: Case) -> None:
    if case.base_url.startswith("https:"):
        case.say("tls", "ok", f"The certificate of {case.host} is trusted.")
    elif case.llm.api_key and not is_this_machine(case.base_url):
        told = f"The key travels to {case.host} unencrypted."
        case.say("tls", "warning", told, "Use https:// if the server, or a proxy before it, can.")
    else:
        case.say("tls", "ok", "Plain http is used, as the address says.")


def _tell_mended(case: Case) -> None:
    if case.written and case.written.rstrip("/") != _shown(case.base_url):
        told = f"{case.written!r} was understood as {_shown(case.base_url)}."
        case.say("address", "ok", told, _set_address(case.base_url))


def _set_address(base_url: str) -> str:
    return f"Set BYLINE_LLM_BASE_URL={_shown(base_url)}"


def _shown(base_url: str) -> str:
    """An address without a name and password."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{host_of(base_url)}{parts.path}"
