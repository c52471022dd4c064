"""The border before every verifier: a sentence is judged as it is read, whatever its characters hide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.text.invisible import without_invisible
from rag.text.lookalikes import disguised_words
from rag.trust.evidence import Evidence
from rag.trust.support import Support, Verifier

LONGEST_SENTENCE = 1500  # characters; nobody writes longer ones, and the time grows with their figures
TOO_LONG = f"is longer than {LONGEST_SENTENCE:,} characters, so it was not compared"

# Between Latin letters and digits a joiner joins nothing; Persian and Indic scripts and emoji need theirs.
_IDLE_JOINERS = re.compile(r"(?<=[A-Za-z0-9])[\u200c\u200d]+(?=[A-Za-z0-9])")
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")
_LEAST = 0.01  # by which the score stays below that of a supported sentence
# Full-width forms of ASCII, each one character for one.
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def as_read(sentence: str) -> str:
    """The sentence as it is read: no characters that show nothing, full-width forms as ASCII.

    Half a character, as no Unicode text has it, becomes U+FFFD.
    """
    if sentence.isascii() and sentence.isprintable():
        return sentence
    seen = _IDLE_JOINERS.sub("", without_invisible(sentence)).translate(_FULL_WIDTH)
    return _HALF_CHARACTER.sub("\ufffd", seen)


def check_as_read(
    verifier: Verifier, sentence: str, evidence: Evidence, marked: Sequence[int] = ()
) -> Support:
    """The verifier's verdict on a sentence as it is read.

    A sentence with words that only look like Latin ones is supported in part at best, and an issue names
    them, unless the sources write them in the same way. One longer than `LONGEST_SENTENCE` is unsupported.

    Args:
        verifier: Judges the sentence.
        sentence: Without markers.
        evidence: What was read.
        marked: Positions of the passages that the writer says it rests on.
    """
    seen = as_read(sentence)
    if len(seen) > LONGEST_SENTENCE:
        return Support("unsupported", 0.0, (), (TOO_LONG,))
    support = verifier.check(seen, evidence, marked)
    strange = [word for word in disguised_words(seen) if not _is_in(word, evidence)]
    if not strange:
        return support
    words = ", ".join(f"“{word}”" for word in strange[:4])
    issue = f"writes {words} with letters that only look like Latin ones"
    issues = (*support.issues, issue)
    if support.verdict != "supported":
        return replace(support, issues=issues)
    score = max(0.0, min(support.score, verifier.threshold - _LEAST))
    return replace(support, verdict="partial", score=score, issues=issues)


def _is_in(word: str, evidence: Evidence) -> bool:
    return any(word in candidate.text for candidate in evidence.candidates)
