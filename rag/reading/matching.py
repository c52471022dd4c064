"""How well a sentence matches a question: the features that the scorer weighs.

Every feature is between 0 and 1 and cheap. None looks at who wrote the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from rag.reading.answer_kinds import holds_asked_kind
from rag.reading.candidates import Candidate, Reading
from rag.reading.question import QuestionProfile
from rag.text.dates import DateMention, dates_agree
from rag.text.figures import agree
from rag.text.synonyms import synonyms_of
from rag.text.words import distinct_stems

# Who or what the subject is stands in the sentence before.
LEANS_ON_BEFORE = re.compile(r"^[“\"‘']?(?:He|She|It|They|His|Her|Its|Their|Both)\b")
_VERSION = re.compile(r"[a-z]{1,3}\d{1,3}")  # r1, v3, o1, h800

# A synonym says less than the word itself.
_SYNONYM_CREDIT = 0.7

FEATURES = (
    "cover_sentence",
    "cover_nearby",
    "cover_passage",
    "missing_rarest",
    "names_sentence",
    "names_nearby",
    "stated_figures",
    "versions",
    "bigrams",
    "asked_kind",
    "asked_kind_known",
    "asked_kind_and_cover",
    "new_words",
    "sentence_similarity",
    "passage_similarity",
    "length",
)


@dataclass(frozen=True, slots=True)
class WordWeights:
    """Inverse document frequency of the question's stems, 0 (in every passage) to 1 (in none)."""

    weights: Mapping[str, float]

    def of(self, stemmed: str) -> float:
        """The weight of a stem; an unseen one weighs most."""
        return self.weights.get(stemmed, 1.0)


def coverage(wanted: Collection[str], present: Collection[str], weights: WordWeights) -> float:
    """Weighted share of the wanted stems that are present, synonyms counting in part; 1 if none is wanted."""
    total = sum(weights.of(word) for word in wanted)
    if not total:
        return 1.0
    return sum(weights.of(word) * _credit(word, present) for word in wanted) / total


def uncovered_words(wanted: Collection[str], present: Collection[str]) -> list[str]:
    """The wanted stems that are not present, not even as a synonym."""
    return [word for word in wanted if not _credit(word, present)]


def _credit(word: str, present: Collection[str]) -> float:
    if word in present:
        return 1.0
    return 0.0 if synonyms_of(word).isdisjoint(present) else _SYNONYM_CREDIT


def match_features(
    question: QuestionProfile,
    candidate: Candidate,
    weights: WordWeights,
    passage_similarity: float,
    sentence_similarity: float,
) -> dict[str, float]:
    """The features of one sentence for one question, by name.

    Args:
        question: What is asked.
        candidate: The sentence, with its neighbours.
        weights: How rare each of the question's words is in the library.
        passage_similarity: Cosine of question and passage.
        sentence_similarity: Cosine of question and sentence.
    """
    sentence = candidate.reading
    title = distinct_stems(candidate.hit.article.title)
    nearby = nearby_stems(candidate) | title
    passage = distinct_stems(candidate.hit.passage.text) | title
    kind = holds_asked_kind(question, sentence)
    kind_known = question.asked not in ("thing", "yes_no")
    cover_nearby = coverage(question.stems, nearby, weights)
    missing = uncovered_words(question.stems, passage)
    wanted = frozenset(question.stems)
    return {
        "cover_sentence": coverage(question.stems, sentence.stems, weights),
        "cover_nearby": cover_nearby,
        "cover_passage": coverage(question.stems, passage, weights),
        "missing_rarest": max((weights.of(word) for word in missing), default=0.0),
        "names_sentence": coverage(question.names, sentence.stems, weights),
        "names_nearby": coverage(question.names, nearby, weights),
        "stated_figures": _stated(question, sentence),
        "versions": float(names_versions(question, candidate)),
        "bigrams": _bigram_share(question.stems, sentence.ordered_stems),
        "asked_kind": float(kind and kind_known),
        "asked_kind_known": float(kind_known),
        "asked_kind_and_cover": cover_nearby * float(kind and kind_known),
        "new_words": len(sentence.stems - wanted) / max(1, len(sentence.stems)),
        "sentence_similarity": max(0.0, sentence_similarity),
        "passage_similarity": max(0.0, passage_similarity),
        "length": min(1.0, len(sentence.ordered_stems) / 40),
    }


def own_stems(candidate: Candidate) -> frozenset[str]:
    """Stems of the sentence, and of the one before it where a pronoun leans on that."""
    if candidate.before and LEANS_ON_BEFORE.match(candidate.text):
        return nearby_stems(candidate)
    return candidate.reading.stems


def nearby_stems(candidate: Candidate) -> frozenset[str]:
    """Stems of the sentence and the one before it."""
    return candidate.reading.stems | (candidate.before.stems if candidate.before else frozenset())


def is_version(stemmed: str) -> bool:
    """Whether a stem names a version or model: "r1", "v3", "h800"."""
    return bool(_VERSION.fullmatch(stemmed))


def names_versions(question: QuestionProfile, candidate: Candidate) -> bool:
    """Whether the sentence is about the versions that the question names, not about their siblings.

    "R1" and "V3" are siblings: what is said of one is no answer about the other.
    """
    wanted = {name for name in question.names if is_version(name)}
    if not wanted or wanted & nearby_stems(candidate):
        return True
    return not any(is_version(stemmed) for stemmed in candidate.reading.stems)


def _stated(question: QuestionProfile, sentence: Reading) -> float:
    """Share of the figures and dates that the question states which the sentence states too; 1 if none."""
    found = [any(agree(f, g) for g in sentence.figures) for f in question.figures]
    found += [any(dates_agree(d, e) for e in sentence.dates if _is_dated(e)) for d in question.dates]
    return sum(found) / len(found) if found else 1.0


def _is_dated(mention: DateMention) -> bool:
    """Whether it states a day: "on Monday" in an article without a date may be any."""
    return not mention.relative or mention.first is not None


def _bigram_share(wanted: tuple[str, ...], ordered: tuple[str, ...]) -> float:
    pairs = set(pairwise(wanted))
    return len(pairs & set(pairwise(ordered))) / len(pairs) if pairs else 0.0
