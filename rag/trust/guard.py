"""The fact guard: what a claim states and a sentence of the evidence does not, or has otherwise.

Deterministic: figures, dates, names, speakers, negations and roles are compared, normalised, with one
sentence of the evidence. Every finding names what is said and, where it can be told, what the source says.
"""

from __future__ import annotations

from rag.reading.candidates import Candidate
from rag.trust.claims import ClaimReading
from rag.trust.finding import Finding
from rag.trust.name_findings import differing_names
from rag.trust.negation_findings import differing_negation
from rag.trust.role_findings import exchanged_roles
from rag.trust.slots import exchanged
from rag.trust.value_findings import differing_days, differing_values

__all__ = ["differing_values", "differing_words"]


def differing_words(claim: ClaimReading, candidate: Candidate, names: frozenset[str]) -> tuple[Finding, ...]:
    """Days, names, speakers and negations of the claim that the evidence has otherwise.

    Args:
        claim: What is checked.
        candidate: The sentence of the evidence that says most of it.
        names: Stems that the evidence writes with a capital only.
    """
    slots = exchanged(claim.text, candidate.text)
    return (
        *differing_days(claim, candidate),
        *differing_names(claim, candidate, slots, names),
        *differing_negation(claim, candidate, slots),
        *exchanged_roles(claim.text, candidate.text),
    )
