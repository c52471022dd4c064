from __future__ import annotations

import pytest

from rag.text.addresses import host_of, is_this_machine, mended_endpoint, rerank_addresses, with_scheme


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("https://api.deepseek.com", "https://api.deepseek.com/v1"),
        ("https://api.deepseek.com/", "https://api.deepseek.com/v1"),
        ("api.deepseek.com", "https://api.deepseek.com/v1"),
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/models/", "https://api.openai.com/v1"),
        ("http://gpu:8000/chat/completions", "http://gpu:8000/v1"),
        ("localhost:11434", "http://localhost:11434/v1"),
        ("127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"),
        ("192.168.1.7:1234", "http://192.168.1.7:1234/v1"),
        ("gpu.local:8000", "http://gpu.local:8000/v1"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1"),
        ("https://host/some/proxy", "https://host/some/proxy"),
        ("http://[::1]:8000", "http://[::1]:8000/v1"),
        (" https://host/v1?key=1#x ", "https://host/v1"),
    ],
)
def test_a_pasted_address_is_mended(pasted: str, meant: str) -> None:
    assert mended_endpoint(pasted) == meant
    assert mended_endpoint(meant) == meant


@pytest.mark.parametrize("pasted", ["http://[::1", "http://x:99999999", "[::"])
def test_what_is_no_address_comes_back_as_it_is(pasted: str) -> None:
    assert mended_endpoint(pasted) == pasted


def test_a_host_is_told_without_the_password() -> None:
    assert host_of("https://me:secret@host:8000/v1") == "host:8000"


@pytest.mark.parametrize(
    ("address", "stays"),
    [("http://127.0.0.1:1/v1", True), ("http://localhost/v1", True), ("http://[::1]:1/v1", True),
     ("http://192.168.1.7/v1", False), ("https://api.deepseek.com/v1", False)],
)  # fmt: skip
def test_what_goes_to_this_machine_stays_there(address: str, *, stays: bool) -> None:
    assert is_this_machine(address) is stays


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ("https://api.cohere.com", ("https://api.cohere.com/rerank", "https://api.cohere.com/v1/rerank")),
        ("https://api.cohere.com/v2", ("https://api.cohere.com/v2/rerank", "https://api.cohere.com/rerank")),
        ("https://api.jina.ai/v1/rerank", ("https://api.jina.ai/v1/rerank", "https://api.jina.ai/rerank")),
        ("http://tei:8080/rerank/", ("http://tei:8080/rerank", "http://tei:8080/v1/rerank")),
        ("http://host/v1/embeddings", ("http://host/v1/rerank", "http://host/rerank")),
        ("http://host/proxy/reranking", ("http://host/proxy/rerank", "http://host/proxy/v1/rerank")),
    ],
)
def test_a_reranker_is_looked_for_under_its_route_with_and_without_a_version(
    given: str, places: tuple[str, str]
) -> None:
    assert rerank_addresses(given) == places


def test_a_scheme_is_added_where_there_is_none() -> None:
    assert with_scheme("api.jina.ai/v1") == "https://api.jina.ai/v1"
    assert with_scheme("localhost:8080") == "http://localhost:8080"
    assert with_scheme("https://host") == "https://host"
    assert with_scheme("[::") == "[::"
