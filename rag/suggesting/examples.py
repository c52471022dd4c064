"""Questions to begin with: what the articles differ on first, then what they tell, from several of them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from rag.constraints import requested
from rag.domain import Article, Question
from rag.interfaces import ArticleFilter, Library
from rag.phrasing.statements import prose_of
from rag.suggesting.choosing import Choosing
from rag.suggesting.contested import sides_by_words
from rag.suggesting.proposals import Proposal, ProposalKind, proposals_of
from rag.suggesting.sampling import sampled_articles
from rag.suggesting.trial import Trials
from rag.text.names import find_names, names_only_capitalised

DIFFERING_SHARE = 0.6  # of the examples, at most, are such as the sources differ on
_TRIALS = 40
_SECONDS = 30.0  # only a machine that is very busy comes near
_COMPARED = 120  # proposals that are held against other articles by their words
_PASSAGES = 12  # read for that
_MAY_DIFFER: frozenset[ProposalKind] = frozenset(["cost", "loss", "figure", "date", "announcement", "name"])


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with."""

    text: str
    differs: bool = False  # whether the sources differ on it


def find_examples(
    library: Library,
    trials: Trials,
    wishes: Question,
    limit: int,
    is_unwanted: Callable[[], bool] = lambda: False,
) -> list[Example]:
    """Questions that the library answers, at most ``limit``; none where nothing can be asked of it.

    At most 64 articles are read and 40 questions tried, however large the library is. The same library
    gives the same questions.

    Args:
        library: Whose articles.
        trials: Puts a question as the assistant would.
        wishes: Whose collections hold.
        limit: How many are wanted.
        is_unwanted: Asked between two trials; if true, what was found so far is all.

    Raises:
        UnknownNameError: for a collection that the library does not have.
    """
    collections = requested(wishes, library).collections
    proposals = _proposals(sampled_articles(library, collections))
    until = time.monotonic() + _SECONDS
    choosing = Choosing(
        put=lambda text: trials.of(text, wishes),
        is_over=lambda: time.monotonic() > until or is_unwanted(),
        trials_left=_TRIALS,
    )
    contested = _contested(proposals, library, ArticleFilter(collections=collections), choosing.is_over)
    choosing.take(contested, round(DIFFERING_SHARE * limit), differing=True)
    disputed = len(choosing.chosen)
    choosing.take(proposals, limit)
    return [Example(text, differs=n < disputed) for n, text in enumerate(choosing.chosen)]


def _proposals(articles: Sequence[Article]) -> list[Proposal]:
    """What could be asked, the names that most articles mention first."""
    names = names_only_capitalised(chain.from_iterable(map(prose_of, articles)))
    proposals = [one for article in articles for one in proposals_of(article, names)]
    mentioned = _mentions(proposals)
    return sorted(proposals, key=lambda one: -max((mentioned[n] for n in _names(one)), default=0))


def _mentions(proposals: Iterable[Proposal]) -> Counter[str]:
    """In how many articles' proposals each name occurs."""
    return Counter(name for name, _ in {(name, one.article) for one in proposals for name in _names(one)})


def _names(proposal: Proposal) -> frozenset[str]:
    _, _, body = proposal.wordings[0].partition(" ")
    return frozenset(find_names(body))


def _contested(
    proposals: Sequence[Proposal], library: Library, where: ArticleFilter, is_over: Callable[[], bool]
) -> list[Proposal]:
    """Those on which the articles seem to differ, then the other costs, which are often disputed."""
    compared = [one for one in proposals if one.kind in _MAY_DIFFER][:_COMPARED]
    differing = [one for one in compared if not is_over() and _seems_contested(one, library, where)]
    return [*differing, *(one for one in compared if one.kind == "cost" and one not in differing)]


def _seems_contested(proposal: Proposal, library: Library, where: ArticleFilter) -> bool:
    return len(sides_by_words(proposal.wordings[0], library, where, _PASSAGES)) > 1
