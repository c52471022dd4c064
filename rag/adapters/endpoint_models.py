"""Which models an endpoint lists, and which of them is meant."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import openai

from rag.adapters import endpoint_errors as errors
from rag.errors import EndpointError, EndpointModelError, SettingsError
from rag.text.addresses import host_of

_START_SECONDS = 3.0  # a slow endpoint does not hold up a start
# The client would send the environment's organisation and project to whomever it talks to.
NOT_FROM_ENVIRONMENT: Any = {"OpenAI-Organization": openai.Omit(), "OpenAI-Project": openai.Omit()}
_CONTEXT_FIELDS = ("max_model_len", "context_length", "max_context_length", "n_ctx")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model of ``GET /models``."""

    name: str
    context_tokens: int | None = None  # vLLM, SGLang and some others tell it


def choose_model(
    base_url: str, key: str | None, wanted: str | None, ca_file: Path | None = None
) -> ListedModel | None:
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
    place = errors.Place(host_of(base_url), None, key or "")
    try:
        with httpx.Client(timeout=_START_SECONDS, verify=trusted_certificates(ca_file)) as http:
            client = openai.OpenAI(
                base_url=base_url,
                api_key=key or "none",
                default_headers=NOT_FROM_ENVIRONMENT,
                max_retries=0,
                timeout=_START_SECONDS,
                http_client=http,
            )
            return only_model(_read(client.models.list()), place.host)
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
        return _read(await client.models.list())
    except errors.RAISED:
        if may_fail:
            raise
        return []


def _read(page: Any) -> list[ListedModel]:
    """The listed models; what is no list raises `ValueError`."""
    data = getattr(page, "data", None)
    if not isinstance(data, list):
        raise ValueError("no list of models")
    found = []
    for entry in data:
        fields = entry.to_dict()
        if isinstance(name := fields.get("id"), str):
            found.append(ListedModel(name, _context(fields)))
    return found


def _context(fields: dict[str, Any]) -> int | None:
    return next((n for name in _CONTEXT_FIELDS if isinstance(n := fields.get(name), int) and n > 0), None)


def trusted_certificates(ca_file: Path | None) -> ssl.SSLContext:
    """Whom to trust; made once, since it takes longer than a short answer.

    Raises:
        SettingsError: if the file cannot be read.
    """
    context = httpx.create_ssl_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise SettingsError(
                f"The certificates in {str(ca_file)!r} cannot be read.",
                "BYLINE_LLM_CA_FILE names a PEM file.",
            ) from error
    return context
