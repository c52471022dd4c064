"""Which of the sentences that answer are shown: few, different, from different articles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import zip_longest

from rag.reading.candidates import Candidate, Reading
from rag.reading.matching import nearby_stems, own_stems, uncovered_words
from rag.reading.question import VALUE_KINDS, QuestionProfile
from rag.reading.retrieved_reading import ScoredSentence
from rag.text.figures import agree
from rag.text.names import find_names
from rag.trust.disagreements import Side

_ENOUGH_FOR_A_FACT = 3
_FURTHER = 0.3  # how much less likely a sentence may be that speaks of what the others leave out
_NAMED = 0.1  # the same, where what they leave out is one of the names asked about
_SAME_WORDS = 0.6  # share of the shorter sentence's stems


def select(
    question: QuestionProfile,
    ranked: Sequence[ScoredSentence],
    sides: Sequence[Side],
    limit: int,
    close_to_best: float,
) -> list[ScoredSentence]:
    """Choose the sentences of the answer.

    Args:
        question: A question for one fact gets fewer sentences than one for a list.
        ranked: Candidates, best first.
        sides: Values that sentences give for the thing asked; each side gets its say.
        limit: The most sentences.
        close_to_best: Share of the best probability that a further sentence must reach.
    """
    if not ranked:
        return []
    if len(sides) > 1:
        return _by_turns(ranked, sides)[:limit]
    is_broad = question.wants_list or question.wants_overview or question.asked in ("reason", "manner")
    candidates = _to_the_point(question, ranked, sides)
    floor = candidates[0].probability * close_to_best * (_FURTHER if question.wants_overview else 1)
    chosen: list[ScoredSentence] = []
    for scored in candidates:
        if len(chosen) >= (limit if is_broad else _ENOUGH_FOR_A_FACT) or scored.probability < floor:
            break
        if _adds(scored, chosen):
            chosen.append(scored)
    if is_broad or len(find_names(question.text)) > 1:
        chosen += _for_open_facets(question.names, chosen, ranked, floor * _NAMED, limit - len(chosen))
    if is_broad:
        chosen += _for_open_facets(question.stems, chosen, ranked, floor * _FURTHER, limit - len(chosen))
    return chosen


def _by_turns(ranked: Sequence[ScoredSentence], sides: Sequence[Side]) -> list[ScoredSentence]:
    """Each side's best sentence, then each side's next from another article, and so on."""
    scored_by = {id(scored.candidate): scored for scored in ranked}
    queues = [_one_an_article(side) for side in sides]
    turns = (c for turn in zip_longest(*queues) for c in turn if c is not None)
    return [scored_by[id(candidate)] for candidate in {id(c): c for c in turns}.values()]


def _one_an_article(side: Side) -> list[Candidate]:
    return list({value.candidate.hit.article.id: value.candidate for value in reversed(side.values)}.values())[::-1]


def _for_open_facets(
    facets: Collection[str],
    chosen: Sequence[ScoredSentence],
    ranked: Sequence[ScoredSentence],
    floor: float,
    most: int,
) -> list[ScoredSentence]:
    """Sentences for words of the question that no chosen sentence speaks of: the second of two names."""
    added: list[ScoredSentence] = []
    able = [scored for scored in ranked if scored.probability >= floor]
    while len(added) < most:
        shown = frozenset[str]().union(*(own_stems(s.candidate) for s in (*chosen, *added)))
        still_open = uncovered_words(facets, shown)
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


def _to_the_point(
    question: QuestionProfile, ranked: Sequence[ScoredSentence], sides: Sequence[Side]
) -> list[ScoredSentence]:
    """Without sentences that lack what the best ones have.

    Who asks for a figure, a date or a person wants sentences that give one, and about the same names.
    """
    giving = {id(value.candidate) for side in sides for value in side.values}
    kept = [scored for scored in ranked if id(scored.candidate) in giving] or list(ranked)
    wants_one_kind = question.asked in VALUE_KINDS or question.asked in ("person", "name")
    if wants_one_kind and not question.wants_overview:
        kept = [scored for scored in kept if scored.features["asked_kind"]] or kept
    names = question.names & nearby_stems(kept[0].candidate)
    return [scored for scored in kept if names <= nearby_stems(scored.candidate)]


def says_the_same(one: Reading, other: Reading) -> bool:
    """Whether a reader who has read one learns nothing from the other."""
    shorter = min(len(one.stems), len(other.stems))
    if not shorter:
        return True
    shared = len(one.stems & other.stems) / shorter
    if one.figures and other.figures:
        same_figures = all(any(agree(f, g) for g in other.figures) for f in one.figures)
        return same_figures and shared >= _SAME_WORDS / 2
    return shared >= _SAME_WORDS and not (one.figures or other.figures)
