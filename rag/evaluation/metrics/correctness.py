"""Whether an answer says what was expected of it, without a judge model.

Expected facts are compared as words and as figures with their units; patterns as they stand. A gold
answer by itself is compared by the verifier: does the answer say what the gold answer says?
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rag.evaluation.metrics.cited_sources import supports
from rag.text.figures import find_figures
from rag.text.sentences import split_sentences
from rag.text.words import tokens
from rag.trust.claims import claims_something
from rag.trust.support import Verifier

_MARKER = re.compile(r"\s?\[\d{1,3}\]")


def holds_fact(text: str, alternatives: Sequence[str]) -> bool:
    """Whether one of the alternatives occurs: words as words, figures as figures.

    "$6 million" is not found inside "$5.576 million"; "$0.6 billion" is "$600 million".
    """
    return any(_holds(text, alternative) for alternative in alternatives)


def expected_and_present(question: Mapping[str, Any], text: str) -> tuple[int, int]:
    """How many facts and patterns a row of a question set expects, and how many of them a text has."""
    facts, patterns = question.get("facts") or (), question.get("patterns") or ()
    bare = _MARKER.sub("", text)
    present = sum(holds_fact(text, fact) for fact in facts)
    present += sum(bool(re.search(pattern, bare)) for pattern in patterns)
    return len(facts) + len(patterns), present


def says_gold_answer(gold: str, text: str, verifier: Verifier) -> bool:
    """Whether each claim of the gold answer is supported by the text as its only source."""
    said = _MARKER.sub("", text)
    spans = [gold[span.start : span.end] for span in split_sentences(gold)]
    claims = [span for span in spans if claims_something(span, "")] or [gold]
    return all(holds_fact(said, [claim]) or supports(verifier, claim, [said]) for claim in claims)


def _holds(text: str, wanted: str) -> bool:
    figures = find_figures(wanted)
    if len(figures) == 1 and len(wanted) <= figures[0].end - figures[0].start + 1:
        target = figures[0]
        return any(
            figure.value == target.value and (not target.unit or figure.unit.split(" per ")[0] == target.unit)
            for figure in find_figures(text)
        )
    return _as_words(wanted) in _as_words(text)


def _as_words(text: str) -> str:
    """Folded words with a space around each, so that "trust" is not found in "antitrust"."""
    return f" {' '.join(token.folded for token in tokens(text.replace('-', ' ')))} "
