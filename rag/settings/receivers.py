"""Who is sent something, by what is set."""

from __future__ import annotations

from rag.settings.tree import Settings
from rag.text.addresses import host_of, is_this_machine


def receiving_hosts(settings: Settings) -> tuple[str, ...]:
    """The hosts that are sent passages or questions, each once; none while all stays on this machine."""
    return _outside(settings.llm.base_url, *_searching(settings))


def searching_hosts(settings: Settings) -> tuple[str, ...]:
    """Those of them that are asked when passages are searched for, and no answer is written."""
    return _outside(*_searching(settings))


def embedding_hosts(settings: Settings) -> tuple[str, ...]:
    """Those that are sent the passages of articles that come into the library."""
    return _outside(settings.embed.base_url)


def judging_hosts(settings: Settings) -> tuple[str, ...]:
    """Those that are sent answers and their passages where a language model judges them."""
    return _outside(settings.judge.base_url)


def _searching(settings: Settings) -> tuple[str | None, ...]:
    embed, rerank, llm = settings.embed, settings.rerank, settings.llm
    match rerank.kind:
        case "llm":
            reranker = rerank.base_url or llm.base_url
        case "endpoint":
            reranker = rerank.base_url
        case _:  # the address of a reranker that is switched off means nothing
            reranker = None
    return embed.base_url, reranker


def _outside(*addresses: str | None) -> tuple[str, ...]:
    hosts = (host_of(address) for address in addresses if address and not is_this_machine(address))
    return tuple(dict.fromkeys(hosts))
