"""Bad input for a verifier: always a verdict, never an exception, whatever stands behind the Protocol."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.checking import MAX_SOURCE_TEXT, GivenSource, TextChecking
from rag.reading.candidates import candidates_of
from rag.reading.excerpts import Excerpt
from rag.reading.sentence_vectors import SentenceVectors
from rag.retrieval.retrieval import Retrieval
from rag.searching import Search
from rag.trust.evidence import Evidence, evidence_of
from rag.trust.letters import check_as_read
from rag.trust.support import Support, Verifier
from rag.trust.verifier import WeighedCheck
from tests.builders import article, hit
from tests.fakes import DictLibrary, HashEmbedder, ListIndex

VERIFIERS: list[Verifier] = [WeighedCheck()]
SOURCE = (
    "Liang Wenfeng founded DeepSeek in Hangzhou in 2023. Nvidia shares sank 17 percent on January 27, 2025."
)
TRUE = "Liang Wenfeng founded DeepSeek in Hangzhou in 2023."
RUBBISH = {
    "a very long sentence": "The share of Nvidia fell by 17 percent, and " * 230,
    "one word without end": "a" * 10_000,
    "digits without end": "7" * 10_000,
    "only numbers": "17 2023 5.576 1,300,000 10^9 -4 0 3/4 1e309 ١٧ १७ 十七",
    "many numbers": " ".join(str(n) for n in range(600)),
    "many dates": "on January 27, 2025, " * 300,
    "many quotations": "“a” " * 800,
    "quotation marks only": "“" * 3000,
    "brackets only": "([{" * 2000,
    "dots only": "…" * 5000,
    "Chinese": "梁文锋于2023年在杭州创立了深度求索公司，英伟达股价下跌了17%。",
    "Arabic": "أسس ليانغ ونفنغ شركة ديب سيك في هانغتشو عام ٢٠٢٣.",
    "Hindi": "लियांग वेनफेंग ने २०२३ में हांगझोऊ में डीपसीक की स्थापना की।",
    "Persian with joiners": "نمی\u200cخواهم که DeepSeek در سال ۱۴۰۲ تأسیس شده باشد.",
    "code": "def f(x: int) -> str:\n    return f'{x!r}' if x > 17 else \"\\n\" * 2023  # DeepSeek",
    "a Markdown table": "| Company | Founded |\n| --- | --- |\n| DeepSeek | 2023 |\n| Nvidia | 1993 |",
    "emoji": "DeepSeek 🚀🚀🚀 was founded 👨‍👩‍👧‍👦 in 2️⃣0️⃣2️⃣3️⃣ 🇨🇳.",
    "look-alikes": "Ореn AI fоundеd DеерSееk in 2023.",
    "zero-width characters": "\u200b".join(TRUE),
    "full-width": TRUE.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}),
    "combining marks": "D" + "\u0301" * 2000 + "eepSeek was founded in 2023.",
    "direction overrides": "\u202e" + TRUE + "\u202c",
    "NULs": "\0".join(TRUE),
    "lone surrogates": f"{TRUE[:-1]} \ud83d and \udc00.",
    "nothing": "",
    "white space": " \n\t\u3000\u2028 ",
}
EVIDENCE = {
    "none": [],
    "what is known": [SOURCE],
    "one empty text": [""],
    "only punctuation": ["…! ?? -- “” () ;;; ***"],
    "one line without end": [("Nvidia shares sank 17 percent and " * 6000)[:MAX_SOURCE_TEXT]],
    "one word without end": ["x" * MAX_SOURCE_TEXT],
    "numbers without end": [" ".join(str(n) for n in range(30_000))[:MAX_SOURCE_TEXT]],
    "other scripts": [RUBBISH["Chinese"], RUBBISH["Arabic"], RUBBISH["Hindi"]],
    "a table": [RUBBISH["a Markdown table"]],
    "zero-width characters": [RUBBISH["zero-width characters"]],
}


def evidence(*texts: str) -> Evidence:
    sources = [article(text, key=f"s{n}") for n, text in enumerate(texts)]
    excerpts = [Excerpt((hit(source),)) for source in sources if source.text.strip()]
    return evidence_of([one for excerpt in excerpts for one in candidates_of(excerpt)], ())


def text_checking(verifier: Verifier) -> TextChecking:
    """Checks against given sources; its library is empty."""
    library, embedder = DictLibrary(), HashEmbedder()
    retrieval = Retrieval(library, ListIndex(), embedder)
    search = Search(
        library, retrieval, SentenceVectors(embedder), now=lambda: datetime(2025, 3, 1, tzinfo=UTC)
    )
    return TextChecking(search, verifier)


def assert_sound(support: Support, verifier: Verifier) -> None:
    assert support.verdict in {"supported", "partial", "unsupported", "contradicted"}
    assert 0 <= support.score <= 1
    assert (support.verdict == "supported") <= (support.score >= verifier.threshold)
    for one in support.evidence:
        assert one.hit.article.text[one.start : one.end]
    "".join(support.issues).encode("utf-8")  # can be sent and printed


@pytest.fixture(params=VERIFIERS, ids=lambda one: one.name)
def verifier(request: pytest.FixtureRequest) -> Verifier:
    made: Verifier = request.param
    return made


@pytest.mark.parametrize("sentence", RUBBISH.values(), ids=RUBBISH)
def test_every_sentence_has_a_verdict(verifier: Verifier, sentence: str) -> None:
    assert_sound(check_as_read(verifier, sentence, evidence(SOURCE)), verifier)


@pytest.mark.parametrize("texts", EVIDENCE.values(), ids=EVIDENCE)
def test_every_evidence_has_a_verdict(verifier: Verifier, texts: list[str]) -> None:
    read = evidence(*texts)
    for sentence in (TRUE, "It fell.", "17 percent", RUBBISH["only numbers"]):
        assert_sound(check_as_read(verifier, sentence, read), verifier)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_a_check(sentence: str, source: str) -> None:
    for verifier in VERIFIERS:
        assert_sound(check_as_read(verifier, sentence, evidence(source)), verifier)


@pytest.mark.parametrize("disguise", ["full-width", "zero-width characters", "NULs", "direction overrides"])
def test_a_true_sentence_in_disguise_has_the_verdict_that_it_has_without(
    verifier: Verifier, disguise: str
) -> None:
    plain = verifier.check(TRUE, evidence(SOURCE))
    assert plain.verdict == "supported"
    assert check_as_read(verifier, RUBBISH[disguise], evidence(SOURCE)) == plain


@pytest.mark.parametrize("year", ["2021", "２０２１", "20\u200b21", "20\u200d21"])
def test_a_false_figure_in_disguise_is_found(verifier: Verifier, year: str) -> None:
    said = TRUE.replace("2023", year)
    found = check_as_read(verifier, said, evidence(SOURCE))
    assert found.verdict in {"unsupported", "contradicted"}
    assert any("2021" in issue for issue in found.issues)


def test_without_evidence_nothing_is_supported(verifier: Verifier) -> None:
    for texts in ([], [""], EVIDENCE["only punctuation"]):
        found = check_as_read(verifier, TRUE, evidence(*texts))
        assert (found.verdict, found.evidence) == ("unsupported", ())


@pytest.mark.parametrize("sentence", [one for one in RUBBISH.values() if one.strip()], ids=lambda _: "")
def test_a_whole_text_of_it_is_checked(verifier: Verifier, sentence: str) -> None:
    text = re.sub(r"[\ud800-\udfff]", "\ufffd", sentence)
    checked = text_checking(verifier).against_sources(text, [GivenSource(SOURCE)])
    assert not checked.unchecked
    for one in checked.sentences:
        assert text[one.start : one.end] == one.text


@pytest.mark.parametrize("name", [name for name, texts in EVIDENCE.items() if "".join(texts).strip()])
def test_a_text_is_checked_against_any_sources(verifier: Verifier, name: str) -> None:
    sources = [GivenSource(text) for text in EVIDENCE[name]]
    (checked,) = text_checking(verifier).against_sources(TRUE, sources).sentences
    is_there = name in {"what is known", "zero-width characters"}
    assert (checked.verdict == "supported") == is_there
    for one in checked.evidence:
        assert one.hit.article.text[one.start : one.end]
