"""A sentence is judged as a reader sees it, and disguised words are named."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.trust.evidence import Evidence, evidence_of
from rag.trust.letters import TOO_LONG, as_read, check_as_read
from rag.trust.support import Support
from rag.trust.verifier import WeighedCheck
from tests.builders import candidate

FOUNDED = "Liang Wenfeng founded DeepSeek in Hangzhou in 2023."
IN_DISGUISE = FOUNDED.replace("Wenfeng", "Wеnfеng")  # with two Cyrillic letters
CHECK = WeighedCheck()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Plain.", "Plain."),
        ("Deep\u200bSeek, Deep\u00adSeek, Deep\u200dSeek\ufeff.", "DeepSeek, DeepSeek, DeepSeek."),
        ("In ２０２３ ＤｅｅｐＳｅｅｋ！", "In 2023 DeepSeek!"),
        ("می\u200cشود 👨\u200d👩", "می\u200cشود 👨\u200d👩"),
        ("½ of 10² is no 1⁄2102.", "½ of 10² is no 1⁄2102."),
        ("half \ud83d of it", "half \ufffd of it"),
    ],
)
def test_what_shows_nothing_is_not_read(written: str, read: str) -> None:
    assert as_read(written) == read


def test_a_sentence_with_a_word_in_disguise_is_not_supported_and_says_why() -> None:
    found = check_as_read(CHECK, IN_DISGUISE, evidence_of([candidate(FOUNDED)], ()))
    assert found.verdict != "supported"
    assert found.score < CHECK.threshold
    assert "writes “Wеnfеng” with letters that only look like Latin ones" in found.issues


class Gullible:
    """Supports whatever is said."""

    name = "gullible"
    threshold = 0.6

    def check(self, sentence: str, evidence: Evidence, marked: Sequence[int] = ()) -> Support:
        return Support("supported", 0.9, evidence.candidates)


def test_a_disguise_that_the_verifier_does_not_see_is_partly_supported_at_best() -> None:
    source = candidate(FOUNDED)
    found = check_as_read(Gullible(), IN_DISGUISE, evidence_of([source], ()))
    assert (found.verdict, found.evidence) == ("partial", (source,))
    assert found.score < Gullible.threshold


def test_what_nobody_would_read_is_not_compared() -> None:
    found = check_as_read(Gullible(), "word " * 301, evidence_of([candidate(FOUNDED)], ()))
    assert (found.verdict, found.score, found.issues) == ("unsupported", 0.0, (TOO_LONG,))


def test_a_word_that_the_sources_write_in_the_same_way_is_no_disguise() -> None:
    found = check_as_read(CHECK, IN_DISGUISE, evidence_of([candidate(IN_DISGUISE)], ()))
    assert (found.verdict, found.issues) == ("supported", ())
