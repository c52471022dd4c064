"""Words of a question that a sentence turns round or puts another of the same kind for.

"Who won the northern league?" is not answered by "the southern league was won by": everything else of the
question may be there, which is what makes such a sentence look like an answer.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cache
from itertools import pairwise

from rag.reading.matching import WordWeights
from rag.text.synonyms import groups_of
from rag.text.words import stem, tokens
from rag.trust.opposites import opposite_in

# Of each line one excludes the others.
_ALTERNATIVES = """
north south east west central
northern southern eastern western
first second third fourth fifth last
primary secondary tertiary
spring summer autumn winter
morning afternoon evening night
monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december
catholic protestant orthodox muslim jewish
liberal conservative labour
democrat republican
land sea air
black white
king queen
prince princess
urban rural
single double triple
single multiple
theory practice
teacher student
employer employee
parent child
theoretical practical
natural artificial
majority minority
"""


def is_turned(question: str, sentence: str) -> bool:
    """Whether the sentence has, for a word of the question that it lacks, the opposite or an alternative."""
    asked = {token.folded for token in tokens(question)}
    said = {token.folded for token in tokens(sentence)}
    ours, theirs = {stem(word) for word in asked - said}, {stem(word) for word in said - asked}
    return any(opposite_in(word, theirs) or _has_alternative(word, theirs) for word in ours)


def most_replaced(wanted: Sequence[str], ordered: Sequence[str], weights: WordWeights) -> float:
    """Weight of the rarest word of a pair of which the sentence has the second after another first.

    "Nobel committee" asked for and "Olympic committee" said: the weight of "Nobel".

    Args:
        wanted: The question's stems, in order.
        ordered: The sentence's stems, in order.
        weights: How rare the question's words are.
    """
    present, follows = set(ordered), set(ordered[1:])
    groups = {group for word in present for group in groups_of(word)}
    return max(
        (
            weights.of(first)
            for first, second in pairwise(wanted)
            if first not in present and second in follows and not groups_of(first) & groups
        ),
        default=0.0,
    )


def _has_alternative(word: str, said: Set[str]) -> bool:
    return any(word != other and _lines_of(word) & _lines_of(other) for other in said)


@cache
def _lines_of(stemmed: str) -> frozenset[int]:
    lines = enumerate(_ALTERNATIVES.split("\n"))
    return frozenset(n for n, line in lines if stemmed in {stem(word) for word in line.split()})
