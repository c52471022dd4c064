"""Sources that give different values for the thing that was asked.

Values agree when the coarser statement's own precision allows it ("$5.576 million", "under $6
million"), when one name is the other in short, and when they are said of different times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.domain import PREFERRED, ArticleId, Claim, Disagreement
from rag.reading.candidates import Candidate
from rag.reading.matching import WordWeights
from rag.reading.question import QuestionProfile
from rag.text.words import content_stems, tokens
from rag.trust.attribution import speaker_of
from rag.trust.directions import direction_asked, direction_of
from rag.trust.given_figures import figures_given, restates
from rag.trust.given_names import names_given
from rag.trust.stances import stance_of
from rag.trust.values import Value, sets_against
from rag.trust.variants import variants


@dataclass(frozen=True, slots=True)
class Side:
    """Values that agree with one another, best sentence first."""

    values: tuple[Value, ...]

    @property
    def preferred(self) -> float:
        """How far one of its articles is what the question prefers; 0 where it prefers nothing."""
        return max(value.candidate.hit.parts.get(PREFERRED, 0.0) for value in self.values)

    @property
    def sources(self) -> frozenset[ArticleId]:
        """The independent sources that stand behind this side: an article and its reprints are one."""
        return frozenset(value.candidate.hit.origin for value in self.values)


def find_sides(
    question: QuestionProfile, candidates: Sequence[Candidate], weights: WordWeights
) -> list[Side]:
    """Group what the sentences give for the thing asked; two sides or more are a disagreement.

    They come as their best sentences do, but what the question prefers ("the latest") before the rest.
    A value as of another time than the best one's is left out: it is another state of the thing.

    Args:
        question: What is asked; a reason, a manner or a place has no sides.
        candidates: Sentences that answer it, best first.
        weights: How rare the question's words are.
    """
    asked = frozenset(content_stems(question.text))
    sides: list[list[Value]] = []
    given = [
        value
        for candidate in candidates
        for value in _without_rivals(question, values_given(question, candidate, weights))
    ]
    known = {id(value.candidate) for value in given}
    given += [
        value
        for value in variants(question, candidates, weights)
        if id(value.candidate) not in known and not restates(question, value)
    ]
    for value in given:
        if sides and value.is_of_another_time(sides[0][0], asked):
            continue
        home = next((side for side in sides if all(value.agrees_with(v) for v in side)), None)
        if home is None:
            sides.append([value])
        else:
            home.append(value)
    return sorted((Side(tuple(side)) for side in sides), key=lambda side: -side.preferred)


def values_given(question: QuestionProfile, candidate: Candidate, weights: WordWeights) -> list[Value]:
    """The values of the asked kind that the sentence gives for the thing asked."""
    match question.asked:
        case "person" | "name":
            return names_given(question, candidate)
        case "yes_no" if not question.figures:
            read = direction_of if direction_asked(question) else stance_of
            return read(question, candidate, weights)
        case _:
            return figures_given(question, candidate, weights)


def _without_rivals(question: QuestionProfile, values: Sequence[Value]) -> Sequence[Value]:
    """Of several values of one sentence the one nearest to the words asked: a sentence rarely denies itself.

    All of them where it sets one against another ("$6 million, but rivals put it at $9 million").
    """
    if len(values) < 2 or sets_against(values[0].candidate.text):
        return values
    asked = frozenset(question.stems) - question.names
    places = [t.start for t in tokens(values[0].candidate.text) if asked & frozenset(content_stems(t.text))]
    return [min(values, key=lambda value: min((abs(value.start - p) for p in places), default=0))]


def as_disagreement(
    question: str, sides: Sequence[Side], numbers: Mapping[tuple[ArticleId, int, int], int]
) -> Disagreement:
    """The sides in the contract's terms.

    Args:
        question: What the sources differ on.
        sides: Two or more, best first.
        numbers: Citation number of each cited span (article, start, end).
    """
    claims = []
    for side in sides:
        shown = [value for value in side.values if place_of(value) in numbers]
        if shown:
            cited = sorted({numbers[place_of(value)] for value in shown})
            claims.append(Claim(shown[0].text, _said_by(shown), tuple(cited)))
    return Disagreement(question.rstrip("? "), tuple(claims))


def place_of(value: Value) -> tuple[ArticleId, int, int]:
    """The span that gives the value: article, start, end."""
    candidate = value.candidate
    return candidate.hit.article.id, candidate.start, candidate.end


def _said_by(values: Sequence[Value]) -> str:
    """Who gives the value first and when, and how many others do; an article and its reprints count once."""
    best = values[0].candidate.hit
    article = best.article
    publisher = article.publisher or article.title
    speaker = speaker_of(values[0].candidate.text)
    first = f"{speaker}, in {publisher}" if speaker and speaker not in publisher else publisher
    when = f", {article.published.in_words()}" if article.published else ""
    others = len({value.candidate.hit.origin for value in values} - {best.origin})
    more = f", and {others} other{'s' if others > 1 else ''}" if others else ""
    return f"{first}{when}{more}"
