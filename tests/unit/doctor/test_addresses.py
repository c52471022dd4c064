"""Where an API may be when it is not where it was said to be."""

from __future__ import annotations

import pytest

from rag.doctor.addresses import candidate_addresses, is_safe_move, with_other_scheme


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ("http://host/api", "http://host/api/v1"),
        ("http://host/v1/v1", "http://host/v1"),
        ("http://host:8000/v1", "http://host:8000"),
        ("https://host", "https://host/v1"),
        ("https://me:pass@host/x", "https://me:pass@host/x/v1"),
    ],
)
def test_the_likeliest_address_comes_first(given: str, first: str) -> None:
    found = candidate_addresses(given)
    assert found[0] == first
    assert given not in found
    assert len(found) == len(set(found)) <= 4


def test_the_scheme_is_turned_round() -> None:
    assert with_other_scheme("https://host/v1") == "http://host/v1"
    assert with_other_scheme("http://host/v1") == "https://host/v1"


@pytest.mark.parametrize(
    ("moved_to", "is_safe"),
    [
        ("https://host/v2", True),
        ("https://host:8443/v1", True),
        ("http://host/v1", False),
        ("https://evil.example/v1", False),
    ],
)
def test_a_key_goes_to_no_other_host_and_no_weaker_scheme(moved_to: str, is_safe: bool) -> None:
    assert is_safe_move("https://host/v1", moved_to) is is_safe
    assert is_safe_move("http://host/v1", "https://host/v1")
