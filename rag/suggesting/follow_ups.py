"""What to ask next: questions that sentences around the cited ones answer, and the answer did not."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rag.domain import Answer, Article, ArticleId, Question
from rag.interfaces import Library
from rag.suggesting.choosing import Choosing
from rag.suggesting.proposals import Proposal, proposals_of
from rag.suggesting.trial import Trials
from rag.text.names import find_names
from rag.text.words import content_stems

_ARTICLES = 4
_FIRST_WORDS = 4  # by which a sentence is found again
_AROUND = 5000  # characters before and behind a citation
_TRIALS = 10


def find_follow_ups(
    library: Library, trials: Trials, question: Question, answer: Answer, limit: int, seconds: float
) -> list[str]:
    """Questions that the library answers and that were not asked or answered; none rather than bad ones.

    They come from the articles cited, or from the nearest ones where the answer is a refusal.

    Args:
        library: Whose articles.
        trials: Puts a question as the assistant would.
        question: What was asked, with its history; its dates, publishers and collections hold again.
        answer: What was answered.
        limit: How many are wanted.
        seconds: After which no further one is tried.
    """
    until = time.monotonic() + seconds
    shown = frozenset(" ".join(citation.quote.split()) for citation in answer.citations)
    asked = (*(turn.question for turn in question.history), question.text, answer.standalone_question)
    near = _near(answer, asked[-1], library)
    choosing = Choosing(
        put=lambda text: trials.of(text, question),
        is_over=lambda: time.monotonic() > until,
        trials_left=_TRIALS,
        asked=asked,
        shown=shown,
    )
    choosing.take([one for one in near if one.sentence not in shown], limit)
    return choosing.chosen


def _near(answer: Answer, asked: str, library: Library) -> list[Proposal]:
    """What could be asked of the cited articles; what has a name of the question first."""
    cited: dict[ArticleId, int] = {}
    for citation in answer.citations:
        cited.setdefault(citation.article_id, citation.start)
    cited = cited or {near.article_id: 0 for near in answer.nearest}
    told = _stems(find_names(f"x {asked}"))
    ranked = [
        (not _names(proposal) & told, distance, proposal)
        for article in library.articles_by_id(list(cited)[:_ARTICLES])
        for distance, proposal in _around(article, cited[article.id])
    ]
    return [proposal for *_, proposal in sorted(ranked, key=lambda one: one[:2])]


def _around(article: Article, cited: int) -> Iterator[tuple[int, Proposal]]:
    """What could be asked of the text around a citation, and how far from it."""
    start = max(0, cited - _AROUND)
    start = article.text.find("\n", start) + 1 if start else 0
    part = replace(article, text=article.text[start : cited + _AROUND], pages=())
    for proposal in _asked_of(part):
        begins = " ".join(proposal.sentence.split(" ")[:_FIRST_WORDS])
        yield abs(start + max(0, part.text.find(begins)) - cited), proposal


@lru_cache(maxsize=64)
def _asked_of(article: Article) -> Sequence[Proposal]:
    return tuple(proposals_of(article))


def _names(proposal: Proposal) -> frozenset[str]:
    return _stems(find_names(proposal.wordings[0].partition(" ")[2]))


def _stems(names: Iterable[str]) -> frozenset[str]:
    return frozenset(stem for name in names for stem in content_stems(name))
