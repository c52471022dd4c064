"""The figures and dates that a sentence gives for the thing asked.

A value counts only where the sentence gives it for the thing in question: a figure in a clause
about somebody else ("while OpenAI spent $78 million") is no answer about DeepSeek.
"""

from __future__ import annotations

from rag.reading.answer_kinds import CURRENCIES
from rag.reading.candidates import Candidate
from rag.reading.matching import WordWeights, coverage
from rag.reading.question import QuestionProfile
from rag.text.counted_nouns import singular
from rag.text.dates import dates_agree
from rag.text.figures import Figure, agree
from rag.text.words import content_stems, stem
from rag.trust.belonging import belongs, clause_of, is_about
from rag.trust.values import Value

_ATTRIBUTE_COVER = 0.2
_MOST_OF_A_SENTENCE = 12  # values; what has more is a table
# "What is the population of X?" asks for a figure, though not with "how many".
_MEASURE_WORDS = "population length height depth width area capacity weight speed age attendance turnout"
_MEASURES = frozenset(stem(word) for word in _MEASURE_WORDS.split())

_MEASURES_OF_PEOPLE = frozenset({stem("population"), stem("attendance")})
_PEOPLE = frozenset({"people", "inhabitants", "residents", "persons", "spectators"})


def figures_given(question: QuestionProfile, candidate: Candidate, weights: WordWeights) -> list[Value]:
    """The figures or dates of the asked kind that the sentence gives for the thing asked."""
    others = [word for word in question.stems if word not in question.names]
    is_measured = bool(_MEASURES & frozenset(others))
    if not is_measured and coverage(others, candidate.reading.stems, weights) < _ATTRIBUTE_COVER:
        return []
    return [
        value
        for value in _values_of_kind(question, candidate)[:_MOST_OF_A_SENTENCE]
        if is_about(question, candidate, _span(value)[0])
        and belongs(question, candidate.reading, _span(value))
        and not restates(question, value)
    ]


def _values_of_kind(question: QuestionProfile, candidate: Candidate) -> list[Value]:
    reading = candidate.reading
    if question.asked == "date":
        return [
            Value(reading.text[d.start : d.end], candidate, date=d) for d in reading.dates if not d.relative
        ]
    wanted = [figure for figure in reading.figures if _is_of_kind(question, figure, reading.text)]
    return [Value(reading.text[f.start : f.end], candidate, figure=f) for f in wanted]


def _is_of_kind(question: QuestionProfile, figure: Figure, text: str) -> bool:
    match question.asked:
        case "money":
            return figure.unit in CURRENCIES
        case "percent":
            return figure.unit == "%"
        case "count":
            return bool(question.counted) and question.counted in {
                stem(word) for word in f"{figure.of} {figure.unit}".casefold().split()
            }
        case "yes_no":
            return any(_is_comparable(figure, stated) for stated in question.figures)
        case "thing":
            return _is_measure(question, figure, text)
        case _:
            return False


def _is_comparable(figure: Figure, stated: Figure) -> bool:
    """Whether a figure is of the kind that the question states ("did it really cost 6 million?")."""
    if stated.unit or stated.of:
        return figure.unit == stated.unit and (
            bool(stated.unit) or singular(figure.of) == singular(stated.of)
        )
    return figure.unit in CURRENCIES


def _is_measure(question: QuestionProfile, figure: Figure, text: str) -> bool:
    """Whether the figure tells the measure that the question asks for, named in the same clause."""
    measures = _MEASURES & frozenset(question.stems)
    if not measures or figure.unit == "%" or figure.unit in CURRENCIES:
        return False
    if figure.of in _PEOPLE:
        return bool(measures & _MEASURES_OF_PEOPLE)
    start, end = clause_of(text, figure.start, figure.end)
    return not figure.of and bool(measures & frozenset(content_stems(text[start:end])))


def restates(question: QuestionProfile, value: Value) -> bool:
    """Whether the question itself states the value; it is an answer only where it asks whether that is so."""
    if question.asked == "yes_no":
        return False
    if value.figure:
        return any(agree(value.figure, figure) for figure in question.figures)
    return value.date is not None and any(dates_agree(value.date, day) for day in question.dates)


def _span(value: Value) -> tuple[int, int]:
    part = value.figure or value.date
    assert part is not None
    return part.start, part.end
