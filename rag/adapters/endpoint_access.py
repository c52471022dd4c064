"""How an endpoint is reached: its address, its key, further headers, and whom to trust."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import openai

from rag.adapters.endpoint_errors import Place
from rag.errors import SettingsError
from rag.settings import LlmSettings
from rag.text.addresses import host_of, is_this_machine

# The client would send the environment's organisation and project to whomever it talks to.
_NOT_FROM_ENVIRONMENT = {"OpenAI-Organization": openai.Omit(), "OpenAI-Project": openai.Omit()}
# Given no key, the client would look for one of the environment's and send that.
_NO_KEY = "none"
_AUTHORIZATION = "Authorization"


@dataclass(frozen=True, slots=True)
class Access:
    """Everything that a request to an endpoint needs besides what it asks."""

    base_url: str
    key: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    certificates: ssl.SSLContext = field(default_factory=httpx.create_ssl_context, repr=False)

    def place(self, model: str | None = None) -> Place:
        """The endpoint as messages name it."""
        return Place(host_of(self.base_url), model, self.key, tuple(self.headers.values()))

    def own_headers(self) -> httpx.Headers:
        """The headers of a request that is made without the openai client."""
        headers = httpx.Headers({_AUTHORIZATION: f"Bearer {self.key or _NO_KEY}"})
        headers.update(self.headers)
        return headers

    def client_options(self) -> dict[str, Any]:
        """What any openai client is made with; nothing retries on top of us."""
        return {
            "base_url": self.base_url,
            "api_key": self.key or _NO_KEY,
            "default_headers": {**_NOT_FROM_ENVIRONMENT, **self.headers},
            "max_retries": 0,
        }

    @asynccontextmanager
    async def client(self, patience: httpx.Timeout) -> AsyncGenerator[openai.AsyncOpenAI, None]:
        """A client with connections of its own, closed at the end: a request surely ends with it."""
        # What is meant for this machine does not go through a proxy that the environment names.
        goes_out = not is_this_machine(self.base_url)
        async with httpx.AsyncClient(timeout=patience, verify=self.certificates, trust_env=goes_out) as http:
            yield openai.AsyncOpenAI(timeout=patience, http_client=http, **self.client_options())


def access_of(llm: LlmSettings) -> Access:
    """How the endpoint that writes answers is reached; its address must be set.

    Raises:
        SettingsError: if the file of certificates cannot be read.
    """
    key = llm.api_key.get_secret_value() if llm.api_key else ""
    headers = {_spelt(name): value.get_secret_value() for name, value in llm.headers.items()}
    return Access(llm.base_url or "", key, headers, trusted_certificates(llm.ca_file))


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


def _spelt(name: str) -> str:
    """A header's name; the one that replaces the key as the client spells it, lest both are sent."""
    return _AUTHORIZATION if name.lower() == _AUTHORIZATION.lower() else name
