"""JSON that would do harm further in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.limits.strict_json import DEEPEST, UnreadableJsonError, check_json

DEEP = 100_000


@pytest.mark.parametrize(
    "body",
    [
        b"[" * DEEP + b"]" * DEEP,
        b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2),
        b'{"a": NaN}',
        b"[Infinity, -Infinity]",
        b"[1e999]",
        b"[" + b"9" * 5000 + b"]",
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'"\xff\xfe"',
        '{"a": 1}'.encode("utf-16"),
        '{"a": 1}'.encode("utf-16-le"),
        '\ufeff{"a": NaN}'.encode(),
    ],
)
def test_what_would_do_harm_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(UnreadableJsonError, match=r"\.$"):
        check_json(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": 1, "a": 2}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud83d\\ude00"}',
        b'{"a": ["NaN", 1e300, -0.0]}',
        "\ufeff{}".encode(),
        b"[" * DEEPEST + b"]" * DEEPEST,
    ],
)
def test_the_rest_is_left_to_the_route(body: bytes) -> None:
    check_json(body)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=30,
    )
)
def test_whatever_json_can_say_passes(value: object) -> None:
    check_json(json.dumps(value).encode())
