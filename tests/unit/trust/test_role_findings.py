"""Who did it to whom."""

from __future__ import annotations

import pytest

from rag.trust.role_findings import exchanged_roles


def test_names_on_the_other_side_of_a_verb_are_found() -> None:
    (found,) = exchanged_roles("In May Google bought Microsoft.", "Microsoft bought Google for $1 billion.")
    assert found.issue == "says Google bought Microsoft; the source says Microsoft bought Google"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Google bought Microsoft.", "Google bought Microsoft for $1 billion."),
        ("Google was bought by Microsoft.", "Microsoft bought Google."),
        ("Google met Microsoft and Apple.", "Apple and Microsoft met Google."),
        ("Google sued Microsoft.", "Microsoft answered Google."),
        ("Google " * 200, "Microsoft " * 200),
        ("", ""),
    ],
)
def test_the_same_said_otherwise_is_no_finding(claim: str, source: str) -> None:
    assert exchanged_roles(claim, source) == []
