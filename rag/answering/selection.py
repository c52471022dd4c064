"""Which of the sentences that answer are shown: few, different, from different articles."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import zip_longest

from rag.reading.candidates import Candidate, Reading
from rag.reading.matching import own_stems, uncovered_words
from rag.reading.question import QuestionProfile
from rag.reading.retrieved_reading import ScoredSentence
from rag.text.figures import Figure, agree
from rag.text.names import find_names
from rag.trust.disagreements import Side

_CLOSE_TO_BEST = 0.2  # share of the best probability below which nothing is shown
_CLOSE_UNNAMED = 0.5  # the same for a sentence that speaks of none of the names asked about
_NAMED = 0.1  # share of the best probability for a sentence that speaks of a name the others leave out
_JOINED = re.compile(r"\s+and\s+")
_SAME_WORDS = 0.6  # share of the shorter sentence's stems


def select(
    question: QuestionProfile,
    ranked: Sequence[ScoredSentence],
    sides: Sequence[Side],
    limit: int,
    share: float,
) -> list[ScoredSentence]:
    """Choose the sentences of the answer: few where the best stands out, more where it does not.

    Args:
        question: What is asked; each of several names in it is spoken of.
        ranked: Candidates, best first.
        sides: Values that sentences give for the thing asked; each side gets its say.
        limit: The most sentences.
        share: How much of the candidates' summed probability the chosen ones must hold, and those that
            give their figures once more.
    """
    if not ranked:
        return []
    if len(sides) > 1:
        return _by_turns(ranked, sides)[:limit]
    candidates = [s for s in ranked if s.probability >= ranked[0].probability * _closeness(question, s)]
    wanted = share * sum(scored.probability for scored in candidates)
    chosen: list[ScoredSentence] = []
    held = 0.0
    for scored in candidates:
        if len(chosen) >= limit or held >= wanted:
            break
        adds = _adds(scored, chosen)
        if adds or scored.candidate.reading.figures:  # a figure said again needs no further sentence
            held += scored.probability
        if adds:
            chosen.append(scored)
    if question.wants_list or names_several(question.text):
        chosen += _for_open_names(question.names, chosen, ranked, limit - len(chosen))
    return chosen


def _closeness(question: QuestionProfile, scored: ScoredSentence) -> float:
    """Share of the best probability that the sentence must reach; more if it names nothing asked about."""
    is_off = question.names and len(uncovered_words(question.names, own_stems(scored.candidate))) == len(
        question.names
    )
    return _CLOSE_UNNAMED if is_off else _CLOSE_TO_BEST


def names_several(question: str) -> bool:
    """Whether the question names more than one: "Altman and Musk" are two."""
    return sum(len(_JOINED.split(name)) for name in find_names(question)) > 1


def _by_turns(ranked: Sequence[ScoredSentence], sides: Sequence[Side]) -> list[ScoredSentence]:
    """Each side's best sentence, then each side's next from another article, and so on."""
    scored_by = {id(scored.candidate): scored for scored in ranked}
    queues = [_one_an_article(side) for side in sides]
    turns = (c for turn in zip_longest(*queues) for c in turn if c is not None)
    return [scored_by[id(candidate)] for candidate in {id(c): c for c in turns}.values()]


def _one_an_article(side: Side) -> list[Candidate]:
    return list(
        {value.candidate.hit.article.id: value.candidate for value in reversed(side.values)}.values()
    )[::-1]


def _for_open_names(
    names: Collection[str], chosen: Sequence[ScoredSentence], ranked: Sequence[ScoredSentence], most: int
) -> list[ScoredSentence]:
    """Sentences for names that no chosen one speaks of: the second of "Altman and Musk"."""
    added: list[ScoredSentence] = []
    able = [scored for scored in ranked if scored.probability >= ranked[0].probability * _NAMED]
    while len(added) < most:
        shown = frozenset[str]().union(*(own_stems(s.candidate) for s in (*chosen, *added)))
        still_open = uncovered_words(names, shown)
        able = [scored for scored in able if _adds(scored, [*chosen, *added])]
        best = max(able, key=lambda s: (_covers(s, still_open), s.probability), default=None)
        if best is None or not _covers(best, still_open):
            break
        added.append(best)
    return added


def _covers(scored: ScoredSentence, words: Collection[str]) -> int:
    return len(words) - len(uncovered_words(words, scored.candidate.reading.stems))


def _adds(scored: ScoredSentence, chosen: Sequence[ScoredSentence]) -> bool:
    return not any(
        scored.candidate is c.candidate or says_the_same(scored.candidate.reading, c.candidate.reading)
        for c in chosen
    )


def says_the_same(one: Reading, other: Reading) -> bool:
    """Whether a reader who has read the other learns nothing from the one.

    "$5.576 million" is news to a reader of "some $6 million", and not the other way round.
    """
    shorter = min(len(one.stems), len(other.stems))
    if not shorter:
        return True
    shared = len(one.stems & other.stems) / shorter
    if one.figures and other.figures:
        same_figures = all(
            any(agree(f, g) and not _is_finer(f, g) for g in other.figures) for f in one.figures
        )
        return same_figures and shared >= _SAME_WORDS / 2
    return shared >= _SAME_WORDS and not (one.figures or other.figures)


def _is_finer(one: Figure, other: Figure) -> bool:
    """Whether it is another value, and given more exactly."""
    return one.value != other.value and one.step < other.step
