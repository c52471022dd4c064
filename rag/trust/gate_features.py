"""What tells whether passages answer a question: the features that the evidence gate weighs.

Each is between 0 and 1 and made of words, figures and similarities that reading has already found; no
model is asked. "Names" are the question's words that are written like names, "others" the rest of what it
asks; words that only say which kind of thing is wanted ("in which year") are left out of the others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rag.domain import PassageHit
from rag.reading.answer_kinds import holds_asked_kind
from rag.reading.matching import coverage, names_versions, nearby_stems, own_stems, uncovered_words
from rag.reading.persons import names_person
from rag.reading.question import QuestionProfile
from rag.reading.question_kinds import KIND_WORDS, VALUE_KINDS, Asked
from rag.reading.retrieved_reading import ReadPassages, ScoredSentence
from rag.text.words import distinct_stems, stem
from rag.trust.contrasts import is_turned, most_replaced

_CLOSE = 5  # sentences that may each hold a part of the answer
_CLOSE_TO_BEST = 0.4  # share of the best probability

# Asks what is to be known of a person whom the question names itself.
_WHO_IS = re.compile(
    r"(?i:\bwho(?:['’]s| is| was| are| were)) (?:this |that )?(?:[A-Z][\w-]*\b(?!['’]s) ?)+(?!['’])"
)

# Whether the passages speak of what the question is about.
TOPIC_FEATURES = (
    "best",
    "name_unknown",
    "others_lacking",
    "words_anywhere",
    "together",
    "stated_missing",
    "version_missing",
    "kind_missing",
    "best_sentence",
    "best_passage",
)
# Whether what they say of it is what is asked.
ANSWER_FEATURES = (
    "best",
    "name_unknown",
    "others_lacking",
    "together",
    "stated_missing",
    "version_missing",
    "kind_missing",
    "best_passage",
    "never_with_kind",
    "names_missing_with_kind",
    "turned",
    "replaced",
)


def closest(read: ReadPassages) -> list[ScoredSentence]:
    """The best sentence and those that are nearly as likely to answer, five at most."""
    best = max((s.probability for s in read.sentences), default=0.0)
    return [s for s in read.sentences if s.probability >= best * _CLOSE_TO_BEST][:_CLOSE]


def lacking(question: QuestionProfile, scored: ScoredSentence) -> set[str]:
    """The question's names, or all its other words, where the sentence holds none of them."""
    others = [word for word in question.stems if word not in question.names]
    own = own_stems(scored.candidate)
    return {
        word
        for group in (list(question.names), others)
        if group and len(uncovered_words(group, own)) == len(group)
        for word in group
    }


def gate_features(read: ReadPassages, hits: Sequence[PassageHit]) -> dict[str, float]:
    """The features of both models, by name.

    ``together`` is high where one sentence speaks of the names and of what is asked about them;
    ``never_with_kind`` is 1 where no sentence does so and has the kind of thing that is asked for.
    """
    close = closest(read)
    if not close:
        return dict.fromkeys((*TOPIC_FEATURES, *ANSWER_FEATURES), 0.0)
    question, weights = read.question, read.weights
    everything = stems_of(hits)
    best = close[0].candidate
    return {
        "best": _scaled_logit(close[0].probability),
        "name_unknown": float(bool(uncovered_words(question.names, everything))),
        "others_lacking": float(bool(min((lacking(question, s) for s in close), key=len) - question.names)),
        "words_anywhere": coverage(question.stems, everything, weights),
        "stated_missing": float(all(s.features["stated_figures"] < 1.0 for s in close)),
        "version_missing": float(not any(names_versions(question, s.candidate) for s in close)),
        "kind_missing": float(
            question.asked in VALUE_KINDS and not any(s.features["asked_kind"] for s in close)
        ),
        "best_sentence": max(s.features["sentence_similarity"] for s in close),
        "best_passage": max(s.features["passage_similarity"] for s in close),
        "turned": float(is_turned(question.text, best.text)),
        "replaced": most_replaced(question.stems, best.reading.ordered_stems, weights),
        **_joint_features(read, close),
    }


@dataclass(frozen=True, slots=True)
class _Joint:
    """How much of the question one sentence with its surroundings covers."""

    names: float
    others: float
    has_kind: bool


def _joint_features(read: ReadPassages, close: Sequence[ScoredSentence]) -> dict[str, float]:
    question, weights = read.question, read.weights
    plain = [word for word in question.stems if word not in question.names]
    own = [own_stems(s.candidate) for s in close]
    joint = [_joint(read, s) for s in close]
    fitting = [one for one in joint if one.has_kind]
    return {
        "together": max(coverage(plain, o, weights) * coverage(question.names, o, weights) for o in own),
        "never_with_kind": float(not any(one.names * one.others for one in fitting)),
        "names_missing_with_kind": min((1 - one.names for one in fitting), default=1.0),
    }


def _joint(read: ReadPassages, scored: ScoredSentence) -> _Joint:
    question, weights = read.question, read.weights
    unasked = question.names | kind_stems(question.asked)
    others = [word for word in question.stems if word not in unasked]
    present = nearby_stems(scored.candidate) | distinct_stems(scored.candidate.hit.article.title)
    return _Joint(
        names=coverage(question.names, present, weights),
        others=coverage(others, present, weights),
        has_kind=_has_kind(question, scored),
    )


def _has_kind(question: QuestionProfile, scored: ScoredSentence) -> bool:
    """Whether the sentence has the kind of thing asked for, where that can be told."""
    reading = scored.candidate.reading
    if question.asked == "person":
        return bool(_WHO_IS.search(question.text)) or names_person(reading, question.stems)
    if question.asked in VALUE_KINDS or question.asked == "place":
        return holds_asked_kind(question, reading)
    return True


@cache
def kind_stems(asked: Asked) -> frozenset[str]:
    """Stems of the words that only say which kind of thing is asked for: "year" of "in which year"."""
    return frozenset(stem(word) for word in KIND_WORDS.get(asked, "").split())


def _scaled_logit(probability: float) -> float:
    """The log-odds, -6 to 2 brought to 0 to 1."""
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return min(1.0, max(0.0, (math.log(bounded / (1 - bounded)) + 6) / 8))


def stems_of(hits: Sequence[PassageHit]) -> frozenset[str]:
    """The content stems of the passages, their titles and publishers."""
    texts = [text for hit in hits for text in (hit.article.title, hit.article.publisher, hit.passage.text)]
    return frozenset[str]().union(*(distinct_stems(text) for text in texts if text))
