"""Which proposals become suggestions: tried one after another until there are enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rag.domain import ArticleId
from rag.suggesting.proposals import Proposal, ProposalKind, holds
from rag.suggesting.trial import Trial
from rag.suggesting.wording import is_asked_already

Try = Callable[[str], Trial]

# What a reader would ask first, before articles and kinds take turns.
_RANKS: dict[ProposalKind, int] = {
    "cost": 0,
    "loss": 1,
    "announcement": 1,
    "name": 2,
    "figure": 3,
    "date": 3,
    "opinion": 4,
    "reason": 4,
    "person": 5,
    "thing": 6,
    "quotation": 7,
}
_LAST = max(_RANKS.values()) + 1


@dataclass(slots=True)
class Choosing:
    """Tries proposals and keeps those that the library answers as they were meant.

    Attributes:
        put: Tries a question.
        is_over: Whether time is up, or nobody wants the result any longer.
        trials_left: How many questions may still be tried.
        asked: Questions that nothing may ask again.
        shown: Sentences, with single spaces, that no suggestion may be answered by.
    """

    put: Try
    is_over: Callable[[], bool]
    trials_left: int
    asked: tuple[str, ...] = ()
    shown: frozenset[str] = frozenset()
    chosen: list[str] = field(default_factory=list)
    _articles: Counter[ArticleId] = field(default_factory=Counter)
    _kinds: Counter[ProposalKind] = field(default_factory=Counter)
    _answers: set[str] = field(default_factory=set)

    def take(self, proposals: Sequence[Proposal], limit: int, *, differing: bool = False) -> None:
        """Try proposals until so many are chosen, kinds and articles by turns.

        Args:
            proposals: The most promising first.
            limit: How many may have been chosen in the end, earlier ones counted.
            differing: Only those on which the sources differ.
        """
        left = list(enumerate(proposals))
        while left and len(self.chosen) < limit and self.trials_left > 0 and not self.is_over():
            best = min(left, key=lambda one: self._rank(*one))
            left.remove(best)
            self._try(best[1], differing=differing)

    def _rank(self, n: int, proposal: Proposal) -> tuple[int, int]:
        again = self._articles[proposal.article] + 2 * self._kinds[proposal.kind]
        return again * _LAST + _RANKS.get(proposal.kind, _LAST), n

    def _try(self, proposal: Proposal, *, differing: bool) -> None:
        for wording in proposal.wordings:
            if self.trials_left <= 0 or self.is_over():
                return
            if is_asked_already(wording, (*self.asked, *self.chosen)):
                continue
            self.trials_left -= 1
            trial = self.put(wording)
            answering = _answering(proposal, trial)
            if answering and (trial.sides > 1 or not differing) and self._is_new(answering):
                self.chosen.append(wording)
                self._articles[proposal.article] += 1
                self._kinds[proposal.kind] += 1
                self._answers.update(answering)
                return

    def _is_new(self, answering: Iterable[str]) -> bool:
        """Whether no sentence that answers it is shown, or answers another suggestion already."""
        return not any(quote in self.shown or quote in self._answers for quote in answering)


def _answering(proposal: Proposal, trial: Trial) -> tuple[str, ...]:
    """The sentences quoted that answer the question as it was meant; none where others were found."""
    if proposal.facts:
        return tuple(quote for quote in trial.quotes if holds(quote, proposal.facts))
    return tuple(quote for quote in trial.quotes if quote == proposal.sentence)
