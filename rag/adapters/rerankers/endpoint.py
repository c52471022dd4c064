"""`RerankEndpoint`: passages ranked by any `/rerank` service."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import NodeWithScore

from rag.adapters.endpoint_access import trusted_certificates
from rag.adapters.endpoint_errors import Place
from rag.adapters.rerankers.order import Reranker, passage_text
from rag.adapters.rerankers.replies import documents_request, scores_in, texts_request
from rag.errors import RerankError
from rag.text.addresses import host_of, rerank_addresses

_NOT_HERE = frozenset({404, 405})
_MISUNDERSTOOD = frozenset({400, 422})
_CHECK_ADDRESS = "Check BYLINE_RERANK_BASE_URL, and that the server runs."
_NO_RERANKER = "BYLINE_RERANK_BASE_URL is the address of a server that has /rerank."


class RerankEndpoint(Reranker):
    """Asks a service once a question; nothing is sent until then.

    Which route and which kind of request the service takes is found out with the first question. Every
    failure is a `RerankError`, and none holds the key.
    """

    _addresses: tuple[str, ...] = PrivateAttr()
    _place: Place = PrivateAttr()
    _deadline_seconds: float = PrivateAttr()
    _certificates: ssl.SSLContext = PrivateAttr()
    _takes_texts: bool = PrivateAttr(default=False)

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        model: str | None = None,
        *,
        candidates: int = 30,
        deadline_seconds: float = 10.0,
        ca_file: Path | None = None,
    ) -> None:
        """Take what is needed to ask.

        Args:
            base_url: With or without a version and ``/rerank``.
            key: None where the service wants none.
            model: None where the service has only one.
            candidates: How many passages it is sent.
            deadline_seconds: For everything that one question takes, connecting included.
            ca_file: Certificates to trust besides the usual ones.

        Raises:
            SettingsError: if the file of certificates cannot be read.
        """
        super().__init__(candidates=candidates)
        self._addresses = rerank_addresses(base_url)
        self._place = Place(host_of(base_url), model, key or "")
        self._deadline_seconds = deadline_seconds
        self._certificates = trusted_certificates(ca_file)

    async def scores(self, question: str, nodes: Sequence[NodeWithScore]) -> Mapping[int, float]:
        """How well passages answer, as the service says; see `Reranker`."""
        host = self._place.host
        try:
            async with asyncio.timeout(self._deadline_seconds), self._client() as client:
                reply = await self._ask(client, question, [passage_text(node) for node in nodes])
                return scores_in(reply.json(), len(nodes))
        except TimeoutError as error:
            raise RerankError(
                f"The reranker at {host} did not answer within {self._deadline_seconds:g} seconds.",
                "Raise BYLINE_RERANK_DEADLINE, or lower BYLINE_RERANK_CANDIDATES.",
            ) from error
        except UnicodeEncodeError as error:
            raise RerankError(
                "The reranker's key has a character that no key has.", "Copy BYLINE_RERANK_API_KEY again."
            ) from error
        except ValueError as error:
            raise RerankError(f"What {host} answers is no ranking.", _NO_RERANKER) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(error) from error

    async def _ask(self, client: httpx.AsyncClient, question: str, texts: Sequence[str]) -> httpx.Response:
        """The reply that is no refusal; route and kind of request are kept once they are known."""
        for address in self._addresses:
            reply = await self._reply(client, address, question, texts)
            if reply.status_code not in _NOT_HERE:
                self._addresses = (address,)
                break
        if not reply.is_success:
            raise self._refused(reply)
        return reply

    async def _reply(
        self, client: httpx.AsyncClient, address: str, question: str, texts: Sequence[str]
    ) -> httpx.Response:
        if not self._takes_texts:
            reply = await _sent(client, address, documents_request(question, texts, self._place.model))
            if reply.status_code not in _MISUNDERSTOOD or "texts" not in reply.text:
                return reply
        reply = await _sent(client, address, texts_request(question, texts))
        self._takes_texts = reply.is_success
        return reply

    def _client(self) -> httpx.AsyncClient:
        key = self._place.key
        return httpx.AsyncClient(
            headers={"Authorization": f"Bearer {key}"} if key else None,
            timeout=self._deadline_seconds,
            verify=self._certificates,
        )

    def _refused(self, reply: httpx.Response) -> RerankError:
        host, status = self._place.host, reply.status_code
        match status:
            case 401 | 403:
                return RerankError(f"{host} refuses the reranker's key.", "Check BYLINE_RERANK_API_KEY.")
            case 402:
                return RerankError(f"The account at {host} has no balance left.", "Top it up there.")
            case 404 | 405 | 424:
                return RerankError(f"There is no reranker at {host}.", _NO_RERANKER)
            case 413:
                return RerankError(
                    f"The passages are more than the reranker at {host} takes.",
                    "Lower BYLINE_RERANK_CANDIDATES.",
                )
            case 429:
                return RerankError(f"{host} has too many requests at the moment.", "Wait a little.")
            case status if status >= 500:
                return RerankError(f"The reranker at {host} fails with status {status}.", _CHECK_ADDRESS)
        told = self._place.told(reply.text)
        return RerankError(
            f"{host} refuses to rerank: {told or f'status {status}'}.",
            "Check BYLINE_RERANK_MODEL and the other settings under [rerank].",
        )

    def _unreachable(self, error: Exception) -> RerankError:
        host = self._place.host
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return RerankError(
                f"The certificate of {host} is not trusted.",
                "Set BYLINE_LLM_CA_FILE to the certificate of whoever issued it.",
            )
        return RerankError(f"The reranker at {host} cannot be reached.", _CHECK_ADDRESS)


async def _sent(client: httpx.AsyncClient, address: str, body: dict[str, Any]) -> httpx.Response:
    """The reply; a connection that breaks is tried once more."""
    try:
        return await client.post(address, json=body)
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
        return await client.post(address, json=body)
