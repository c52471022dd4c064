"""Which models an endpoint lists, and which of them is meant."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import openai

from rag.adapters import endpoint_errors as errors
from rag.adapters.endpoint_access import Access
from rag.errors import EndpointError, EndpointModelError, SettingsError

_START_SECONDS = 3.0  # a slow endpoint does not hold up a start
_CONTEXT_FIELDS = ("max_model_len", "context_length", "max_context_length", "n_ctx")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model of ``GET /models``."""

    name: str
    context_tokens: int | None = None  # vLLM, SGLang, llama.cpp and some others tell it


def choose_model(access: Access, wanted: str | None) -> ListedModel | None:
    """The model to ask for, settled once at the start; None while the endpoint cannot be asked.

    A wanted model is taken at its word, without a request: some servers list nothing and some take
    any name. With none wanted it is the only one that is listed. An endpoint that does not answer
    does not prevent the start: it is asked again with the first question, and until it answers every
    answer says that it fell back, and why.

    Raises:
        SettingsError: if several models are listed and none is wanted.
    """
    if wanted:
        return ListedModel(wanted)
    place = access.place()
    try:
        with httpx.Client(timeout=_START_SECONDS, verify=access.certificates) as http:
            client = openai.OpenAI(timeout=_START_SECONDS, http_client=http, **access.client_options())
            return only_model(_read(client.models.with_raw_response.list().content), place.host)
    except errors.RAISED as error:
        reason: EndpointError = errors.as_endpoint_error(error, place)
    except EndpointModelError as error:
        raise SettingsError(error.message, error.hint) from error
    except EndpointError as error:
        reason = error
    logger.warning("No model is known yet: %s", reason.message)
    return None


def only_model(listed: Sequence[ListedModel], host: str) -> ListedModel:
    """The one model that there is.

    Raises:
        EndpointModelError: if there are several or none.
    """
    match listed:
        case [only]:
            return only
        case []:
            raise EndpointError(f"{host} lists no model.", "Load one there, or set BYLINE_LLM_MODEL.")
    told = errors.names([model.name for model in listed])
    raise EndpointModelError(f"{host} offers several models: {told}.", "Set BYLINE_LLM_MODEL to one of them.")


async def tell_models(client: openai.AsyncOpenAI, *, may_fail: bool = False) -> list[ListedModel]:
    """What the endpoint lists; nothing where it cannot be asked, unless that may be raised."""
    try:
        return _read((await client.models.with_raw_response.list()).content)
    except errors.RAISED:
        if may_fail:
            raise
        return []


def models_in(content: object) -> list[ListedModel] | None:
    """The models that the body of a listing names; None where it is no listing."""
    if not isinstance(content, dict) or "data" not in content:
        return None
    entries = content["data"]
    if entries is None and content.get("object") == "list":  # Ollama's way to say that it has none
        return []
    if not isinstance(entries, list):
        return None
    named = [entry for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str)]
    return [ListedModel(entry["id"], _context(entry)) for entry in named]


def _read(body: bytes) -> list[ListedModel]:
    """The listed models; what is no list raises `ValueError`."""
    found = models_in(json.loads(body))
    if found is None:
        raise ValueError("no list of models")
    return found


def _context(fields: Mapping[str, Any]) -> int | None:
    meta = fields.get("meta")  # where llama.cpp tells it
    told = {**(meta if isinstance(meta, dict) else {}), **fields}
    return next((n for name in _CONTEXT_FIELDS if isinstance(n := told.get(name), int) and n > 0), None)
