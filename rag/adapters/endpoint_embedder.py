"""`EndpointEmbedding`: embeddings from any OpenAI-compatible `/embeddings` endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import openai
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.embeddings.openai_like import (  # type: ignore[import-untyped]  # ships no types
    OpenAILikeEmbedding,
)

from rag.errors import EmbedderError
from rag.interfaces import Vectors

MAX_RETRIES = 2
BATCH = 64
_HINT = "Check BYLINE_EMBED_BASE_URL, or unset it to use the built-in embedder."


def build_endpoint_embedder(
    base_url: str, model: str, api_key: str | None, timeout_seconds: float
) -> EndpointEmbedding:
    """An embedder that asks an endpoint; nothing is sent until it is used."""
    vendor = _OnceRetried(
        model_name=model,
        embed_batch_size=BATCH,
        api_base=base_url,
        # Given nothing, the client would look for a key of the environment's and send that.
        api_key=api_key or "none",
        max_retries=MAX_RETRIES,
        timeout=timeout_seconds,
    )
    return EndpointEmbedding(vendor, place=_place(base_url), timeout_seconds=timeout_seconds)


class EndpointEmbedding(BaseEmbedding):
    """Vectors of length one from an endpoint.

    Every method raises `EmbedderError` if the endpoint cannot be reached, refuses, or sends
    something else than finite vectors of one dimension. No message holds the key.
    """

    _vendor: OpenAILikeEmbedding = PrivateAttr()
    _place: str = PrivateAttr()
    _timeout_seconds: float = PrivateAttr()
    _dimension: int | None = PrivateAttr(default=None)

    def __init__(self, vendor: OpenAILikeEmbedding, *, place: str, timeout_seconds: float) -> None:
        super().__init__(model_name=vendor.model_name, embed_batch_size=BATCH)
        self._vendor = vendor
        self._place = place
        self._timeout_seconds = timeout_seconds

    @classmethod
    def class_name(cls) -> str:
        """The name LlamaIndex reports."""
        return "EndpointEmbedding"

    @property
    def dimension(self) -> int:
        """Length of every vector; asks the endpoint once if nothing has been embedded yet."""
        if self._dimension is None:
            self.embed(["dimension"])
        assert self._dimension is not None
        return self._dimension

    def embed(self, texts: list[str]) -> Vectors:
        """The vectors of texts, in their order, as one array of shape (n, dimension)."""
        if not texts:
            return np.zeros((0, self._dimension or 0), dtype=np.float32)
        return self._checked(texts, self._ask(lambda: self._vendor.get_text_embedding_batch(texts)))

    def _get_query_embedding(self, query: str) -> list[float]:
        # A model may embed questions unlike passages, so the vendor is told which it is.
        vectors = self._checked([query], [self._ask(lambda: self._vendor.get_query_embedding(query))])
        return _listed(vectors)[0]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return _listed(self.embed(texts))

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)

    def _ask(self, request: Callable[[], Any]) -> Any:
        """Make a request; the only place where the vendor's errors are translated."""
        try:
            return request()
        except openai.APITimeoutError as error:
            raise EmbedderError(
                f"The embedding endpoint {self._place} did not answer within"
                f" {self._timeout_seconds:g} seconds.",
                hint=_HINT,
            ) from error
        except openai.APIStatusError as error:
            raise self._refused(error.status_code) from error
        except (openai.APIConnectionError, httpx.HTTPError) as error:
            raise EmbedderError(
                f"The embedding endpoint {self._place} cannot be reached.", hint=_HINT
            ) from error
        except (openai.OpenAIError, ValueError, TypeError, AttributeError, LookupError) as error:
            # A page of HTML or an error object with status 200 ends here, in whatever it breaks.
            raise self._unusable("no list of vectors") from error

    def _refused(self, status: int) -> EmbedderError:
        # The server's own words are left out: some repeat the key.
        told = f"The embedding endpoint {self._place} answered with status {status}"
        match status:
            case 401 | 403:
                return EmbedderError(f"{told}: it refuses the key.", hint="Check BYLINE_EMBED_API_KEY.")
            case 404:
                return EmbedderError(
                    f"{told}: it does not know the model {self.model_name!r}, or has no /embeddings.",
                    hint="Check BYLINE_EMBED_MODEL, and that BYLINE_EMBED_BASE_URL ends as the server's"
                    " documentation says, often in /v1.",
                )
            case 429:
                return EmbedderError(f"{told}: too many requests.", hint="Wait a little, then try again.")
        return EmbedderError(f"{told}.", hint=_HINT)

    def _checked(self, texts: list[str], vectors: Any) -> Vectors:
        try:
            array = np.asarray(vectors, dtype=np.float32)
        except (ValueError, TypeError) as error:
            raise self._unusable("vectors that are not all numbers of one dimension") from error
        if array.ndim != 2 or len(array) != len(texts) or array.shape[1] == 0:
            raise self._unusable(f"an array of shape {array.shape} for {len(texts)} texts")
        if self._dimension not in (None, array.shape[1]):
            raise self._unusable(f"vectors of dimension {array.shape[1]} after {self._dimension}")
        lengths = np.linalg.norm(array, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not lengths.all():
            raise self._unusable("a vector without a direction")
        self._dimension = array.shape[1]
        unit: Vectors = array / lengths
        return unit

    def _unusable(self, what: str) -> EmbedderError:
        return EmbedderError(
            f"The embedding endpoint {self._place} sent {what}.",
            hint=f"Check that {self.model_name!r} is an embedding model and BYLINE_EMBED_BASE_URL is right.",
        )


class _OnceRetried(OpenAILikeEmbedding):  # type: ignore[misc]  # the package ships no types
    """Without LlamaIndex's retries around the client's own, which multiply to a dozen attempts."""

    def _create_retry_decorator(self) -> Callable[[Any], Any]:
        return lambda function: function


def _listed(vectors: Vectors) -> list[list[float]]:
    rows: list[list[float]] = vectors.tolist()
    return rows


def _place(base_url: str) -> str:
    """The URL without a name and password that it may hold."""
    url = urlsplit(base_url)
    host = url.hostname or ""
    return f"{url.scheme}://{host}{f':{url.port}' if url.port else ''}{url.path}"
