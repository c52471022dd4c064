"""What a sentence may be held against: the sentences that were read, and how rare their words are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rag.domain import PassageId
from rag.reading.candidates import Candidate
from rag.reading.matching import WordWeights
from rag.text.names import names_only_capitalised


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences that a check may rest on, and how rare each of their words is among them."""

    candidates: tuple[Candidate, ...]
    weights: WordWeights
    positions: Mapping[PassageId, int]  # of the passages in the prompt, by id
    names: frozenset[str] = frozenset()  # stems that are written with a capital only


def evidence_of(candidates: Sequence[Candidate], numbered: Sequence[Collection[PassageId]]) -> Evidence:
    """Prepare the sentences of an answer's passages.

    Args:
        candidates: All sentences that were retrieved.
        numbered: The passages that the writer saw under each number, the first under 1.
    """
    counts = Counter(word for candidate in candidates for word in candidate.reading.stems)
    most = math.log(2 + len(candidates))
    weights = {word: math.log(1 + (1 + len(candidates)) / (1 + n)) / most for word, n in counts.items()}
    positions = {passage: n for n, passages in enumerate(numbered, 1) for passage in passages}
    names = names_only_capitalised(candidate.text for candidate in candidates)
    return Evidence(tuple(candidates), WordWeights(weights), positions, names)
