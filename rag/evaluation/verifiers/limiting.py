"""Fewer rows of labelled data, whole sources at a time."""

from __future__ import annotations

import random
from dataclasses import replace

from rag.evaluation.verifiers.formats import Labelled

_SEED = 5


def limited(labelled: Labelled, count: int | None) -> Labelled:
    """At least `count` sentences or questions of sources drawn at random, or all; the same in every run."""
    sources_of_all = [one.source for one in (labelled.cases or labelled.questions)]
    if count is None or count >= len(sources_of_all):
        return labelled
    sources = sorted(set(sources_of_all))
    random.Random(_SEED).shuffle(sources)  # noqa: S311 - no secret is drawn
    kept: set[str] = set()
    for source in sources:
        if sum(source in kept for source in sources_of_all) >= count:
            break
        kept.add(source)
    return replace(
        labelled,
        cases=tuple(one for one in labelled.cases if one.source in kept),
        questions=tuple(one for one in labelled.questions if one.source in kept),
    )
