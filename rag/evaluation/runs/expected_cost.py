"""What a run will cost at an endpoint, before it starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from rag.answering.briefing import PROMPT
from rag.answering.prompts import load_prompt
from rag.evaluation.runs.question_set import GoldenQuestion
from rag.settings import Settings
from rag.text.addresses import is_this_machine

_CHARACTERS_A_TOKEN = 4
_PASSAGE_CHARACTERS = 900
_SENTENCE_TOKENS = 40
_REASONING_TOKENS = 1000  # of a model that thinks first


@dataclass(frozen=True, slots=True)
class ExpectedCost:
    """Tokens, roughly, and who gets them."""

    hosts: tuple[str, ...]
    tokens_in: int
    tokens_out: int


def expected_cost(
    questions: Sequence[GoldenQuestion], settings: Settings, *, writes: bool, has_draft: bool
) -> ExpectedCost:
    """Estimate the tokens of asking these questions; no hosts where every endpoint is near.

    A follow-up is put once more to be made to stand alone; a draft doubles the answer; a language model
    that reranks reads every candidate.
    """
    hosts = outside_hosts(settings, writes=writes)
    asked = sum(1 + len(one.turns) for one in questions)
    follow_ups = sum(len(one.turns) + bool(one.question.history) for one in questions)
    passage = _PASSAGE_CHARACTERS // _CHARACTERS_A_TOKEN
    prompt = len(load_prompt(PROMPT).template) // _CHARACTERS_A_TOKEN
    answers = asked * (1 + has_draft) if writes else 0
    tokens_in = answers * (prompt + settings.answer.passages * passage) + follow_ups * 300 * writes
    if settings.rerank.kind == "llm":
        tokens_in += asked * (1 + has_draft) * settings.rerank.candidates * passage
    each = settings.answer.sentences * _SENTENCE_TOKENS
    if settings.llm.thinking == "on":
        each += _REASONING_TOKENS
    return ExpectedCost(hosts, tokens_in, answers * each)


def outside_hosts(settings: Settings, *, writes: bool) -> tuple[str, ...]:
    """Hosts of endpoints that are asked and may charge: neither this machine nor a private network."""
    addresses = [settings.llm.base_url if writes else None, settings.embed.base_url]
    if settings.rerank.kind in {"llm", "endpoint"}:
        addresses.append(settings.rerank.base_url or settings.llm.base_url)
    found = (urlsplit(address).hostname or "" for address in addresses if address and not _is_near(address))
    return tuple(dict.fromkeys(found))


def _is_near(address: str) -> bool:
    if is_this_machine(address):
        return True
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".lan", ".home.arpa"))
