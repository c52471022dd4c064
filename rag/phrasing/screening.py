"""What is left out of the questions that were made: the trivial and the doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from rag.domain import Article, ArticleId
from rag.phrasing.question import MadeQuestion
from rag.text.words import content_stems, tokens

_ALIKE = 0.75  # share of the stems of both that are the same


def screened(
    questions: Iterable[MadeQuestion], articles: Mapping[ArticleId, Article], dropped: Counter[str]
) -> list[MadeQuestion]:
    """The questions without those that are trivial or ask the same again, in their order.

    The same question from reprints becomes one that names all of their articles. Two questions in nearly
    the same words with different answers are left out, both: either could be meant.

    Args:
        questions: As they were made.
        articles: Those that they were made of.
        dropped: Counts, by reason, what is left out.
    """
    kept: list[MadeQuestion] = []
    ambiguous: set[int] = set()
    for question in questions:
        if reason := _trivial(question, articles):
            dropped[reason] += 1
            continue
        at = next((n for n, other in enumerate(kept) if _alike(question.question, other.question)), None)
        if at is None:
            kept.append(question)
        elif _same_answer(question, kept[at]):
            dropped["asked already"] += 1
            if question.answer == kept[at].answer:
                kept[at] = kept[at].also_in(question.articles)
        else:
            dropped["ambiguous: the same question has two answers"] += 1
            ambiguous.add(at)
    dropped["ambiguous: the same question has two answers"] += len(ambiguous)
    return [question for n, question in enumerate(kept) if n not in ambiguous]


def _trivial(question: MadeQuestion, articles: Mapping[ArticleId, Article]) -> str:
    asked = _words(question.question)
    for alternatives in question.facts:
        if any(f" {_words(fact).strip()} " in asked for fact in alternatives):
            return "the question holds its answer"
        titles = {_words(articles[one].title) for one in question.articles if one in articles}
        if any(_words(fact) in titles for fact in alternatives):
            return "the answer is the article's title"
    return ""


def _same_answer(one: MadeQuestion, other: MadeQuestion) -> bool:
    ours = {fact for alternatives in one.facts for fact in alternatives}
    return not ours.isdisjoint(fact for alternatives in other.facts for fact in alternatives)


def _alike(one: str, other: str) -> bool:
    ours, theirs = set(content_stems(one)), set(content_stems(other))
    is_same_kind = one.split()[:2] == other.split()[:2]
    return is_same_kind and len(ours & theirs) >= _ALIKE * len(ours | theirs)


def _words(text: str) -> str:
    return f" {' '.join(token.folded for token in tokens(text))} "
