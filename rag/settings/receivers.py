"""Who is sent something, by what is set."""

from __future__ import annotations

from rag.settings.tree import Settings
from rag.text.addresses import host_of, is_this_machine


def receiving_hosts(settings: Settings) -> tuple[str, ...]:
    """The hosts that are sent passages or questions, each once; none while all stays on this machine."""
    llm, embed, rerank = settings.llm, settings.embed, settings.rerank
    # The address of a reranker that is switched off means nothing.
    reranker = rerank.base_url if rerank.kind in {"endpoint", "llm"} else None
    addresses = (llm.base_url, embed.base_url, reranker)
    outside = (host_of(address) for address in addresses if address and not is_this_machine(address))
    return tuple(dict.fromkeys(outside))
