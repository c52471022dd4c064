"""When an event was, told by the articles: asked and read like any question."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

from rag.reading.matching import WordWeights, coverage, is_version
from rag.reading.retrieved_reading import ReadPassages, ScoredSentence
from rag.text.dates import DateMention, covered_days, find_dates
from rag.text.publication import PublicationDate
from rag.text.words import content_stems

_LEAST_PROBABILITY = 0.3  # of answering, for a sentence to have a say
_LEAST_COVERAGE = 0.8  # of the event's words by the sentence itself
_LEAST_SHARE = 0.6  # of what all the days weigh, for the one that is believed
_NOUN_PHRASE = re.compile(r"\A(?:the|its|their|his|her)\s|\A[\w.’'-]+['’]s?\s", re.IGNORECASE)


def event_date(event: str, read: Callable[[str], ReadPassages]) -> date | None:
    """The day of an event on which the best sentences agree; None when they are unsure.

    Args:
        event: In a question's words, "the release of R1" or "DeepSeek launched its app".
        read: Retrieves and reads passages for a question.
    """
    found = read(_question_about(event))
    wanted = content_stems(event)
    weights: dict[date, float] = defaultdict(float)
    for sentence in found.sentences:
        stems = sentence.candidate.reading.stems
        if sentence.probability < _LEAST_PROBABILITY or not _tells_of(wanted, stems, found.weights):
            continue
        days = set(_days_in(sentence))
        for day in days:
            weights[day] += sentence.probability / len(days)
    likeliest = max(weights, key=lambda day: weights[day], default=None)
    is_sure = likeliest is not None and weights[likeliest] >= _LEAST_SHARE * sum(weights.values())
    return likeliest if is_sure else None


def _tells_of(wanted: Sequence[str], stems: Collection[str], weights: WordWeights) -> bool:
    """Whether a sentence is about the event itself, and not another of the same people or things."""
    versions = [word for word in wanted if is_version(word)]
    return coverage(wanted, stems, weights) >= _LEAST_COVERAGE and set(versions) <= set(stems)


def _question_about(event: str) -> str:
    if _NOUN_PHRASE.match(event):
        return f"When was {event}?"
    return f"On what date was it that {event}?"


def _days_in(sentence: ScoredSentence) -> Iterator[date]:
    """The single days that a sentence names, as its article's date resolves them."""
    published = sentence.candidate.hit.article.published
    reference = published.first if published and published.precision == "day" else None
    for mention in find_dates(sentence.candidate.text, reference):
        first = mention.first or _in_year_of(published, mention)
        if mention.precision == "day" and first and (mention.last or first) == first:
            yield first


def _in_year_of(published: PublicationDate | None, mention: DateMention) -> date | None:
    """A day without a year, of an article whose year is all that is known: in that year."""
    if not published or mention.relative:
        return None
    days = covered_days(mention, published.first.year)
    return days[0] if days and days[0] == days[1] else None
