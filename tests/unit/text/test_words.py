"""Words: tokens, stems, content words."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from rag.text.words import STOP_WORDS, content_stems, fold, irregular_forms, stem, tokens


def test_names_numbers_and_acronyms_are_one_token() -> None:
    text = "GPT-4 and DeepSeek-R1 beat o1 in the U.S. for $5.576 million, 2,000 chips."
    words = " ".join(token.text for token in tokens(text))
    assert words == "GPT-4 and DeepSeek-R1 beat o1 in the U.S. for 5.576 million 2,000 chips"


def test_token_at_the_end_of_a_sentence_leaves_the_full_stop() -> None:
    assert [token.text for token in tokens("It fell. OpenAI.com rose.")] == [
        "It",
        "fell",
        "OpenAI.com",
        "rose",
    ]


def test_spellings_of_a_possessive_are_one_word() -> None:
    assert fold("OpenAI's") == fold("OpenAI’s") == fold("OPENAI") == "openai"
    assert fold("companies’") == "companies"
    assert tokens("OpenAI’s model")[0].folded == "openai"


def test_full_width_letters_are_plain_ones() -> None:
    assert [token.folded for token in tokens("Ｒ１")] == ["r1"]


def test_contractions_are_stop_words_with_either_apostrophe() -> None:
    assert content_stems("It’s what it's, don’t you don't") == []


def test_compound_yields_itself_and_its_parts() -> None:
    assert content_stems("DeepSeek-R1") == ["deepseek-r1", "deepseek", "r1"]


def test_content_stems_leave_question_words_out() -> None:
    assert content_stems("What did DeepSeek say about its chips?") == ["deepseek", "say", "chip"]


def test_inflections_share_a_stem() -> None:
    assert stem("training") == stem("trained") == stem("trains")


def test_stop_words_are_folded_already() -> None:
    assert 140 <= len(STOP_WORDS) <= 250
    assert all(fold(word) == word for word in STOP_WORDS)


@given(st.text())
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end
        assert text[token.start : token.end] == token.text
        end = token.end
    assert all(content_stems(text))


def test_a_hundred_thousand_words_take_less_than_a_second() -> None:
    text = "DeepSeek’s low-cost approach is undeniably impressive, and questions remain. " * 10_000
    started = time.perf_counter()
    content_stems(text)
    assert time.perf_counter() - started < 1


def test_a_stem_knows_the_irregular_forms_that_lead_to_it() -> None:
    assert "told" in irregular_forms(stem("tell"))
    assert all(stem(form) == stem("fall") for form in irregular_forms(stem("fall")))
    assert irregular_forms("lisbon") == ()


def test_threads_do_not_disturb_one_anothers_stems() -> None:
    roots = ["".join(letters) for letters in product("bcdfg", "aeiou", "lmnrst", "aeiou")]
    words = [root + ending for root in roots for ending in ("tions", "ling")]
    alone = [_stem_uncached(word) for word in words]
    with ThreadPoolExecutor(max_workers=4) as threads:
        together = list(threads.map(lambda _: [_stem_uncached(word) for word in words], range(8)))
    assert all(stems == alone for stems in together)


def _stem_uncached(word: str) -> str:
    return stem.__wrapped__(word)
