"""The reranker that the settings name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from rag.errors import SettingsError
from rag.settings import Settings
from rag.text.addresses import mended_endpoint

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    from rag.adapters.rerankers.endpoint import RerankEndpoint
    from rag.rerankers.by_model import ModelReranker


def build_reranker(settings: Settings) -> BaseNodePostprocessor | None:
    """What reranks, None where nothing does; nothing is sent or loaded until it is used.

    Raises:
        SettingsError: if an address is missing, the file of certificates cannot be read, or a package is
            not installed.
    """
    kind = settings.rerank.kind
    match kind:
        case "none":
            return None
        case "endpoint":
            return _endpoint(settings)
        case "llm":
            return _language_model(settings)
        case "local":
            from rag.adapters.rerankers.local import build_local_reranker

            return build_local_reranker(settings.rerank.model, settings.rerank.candidates)
    assert_never(kind)


def _endpoint(settings: Settings) -> RerankEndpoint:
    from rag.adapters.rerankers.endpoint import RerankEndpoint

    rerank = settings.rerank
    if rerank.base_url is None:
        raise SettingsError(
            "BYLINE_RERANK_KIND is endpoint, but no address is set.",
            "Set BYLINE_RERANK_BASE_URL to the address of a server that has /rerank.",
        )
    return RerankEndpoint(
        rerank.base_url,
        rerank.api_key.get_secret_value() if rerank.api_key else None,
        rerank.model,
        candidates=rerank.candidates,
        deadline_seconds=rerank.deadline,
        ca_file=settings.llm.ca_file,
    )


def _language_model(settings: Settings) -> ModelReranker:
    from rag.adapters.endpoint_access import Access, access_of, trusted_certificates
    from rag.adapters.endpoint_model import EndpointModel, Patience
    from rag.adapters.endpoint_profile import read_profile
    from rag.rerankers.by_model import ModelReranker

    rerank, llm = settings.rerank, settings.llm
    is_own = rerank.base_url is not None
    address = mended_endpoint(rerank.base_url) if rerank.base_url else llm.base_url
    if address is None:
        raise SettingsError(
            "BYLINE_RERANK_KIND is llm, but no endpoint is set.",
            "Set BYLINE_RERANK_BASE_URL, or BYLINE_LLM_BASE_URL to use one endpoint for both.",
        )
    # Key and headers of one endpoint are never sent to another.
    own_key = rerank.api_key.get_secret_value() if rerank.api_key else ""
    if is_own:
        access = Access(address, own_key, certificates=trusted_certificates(llm.ca_file))
    else:
        access = access_of(llm)
        access = replace(access, key=own_key or access.key)
    name = rerank.model or (None if is_own else llm.model)
    model = EndpointModel(
        access,
        name,
        context_tokens=None if is_own else llm.context,
        patience=Patience(deadline=rerank.deadline),
        profile=read_profile(settings.data_dir, address, name) if name else None,
    )
    variables = "BYLINE_RERANK_" if is_own else "BYLINE_LLM_"
    return ModelReranker(model, candidates=rerank.candidates, variables=variables)
