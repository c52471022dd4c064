"""Writers that are right, and writers that are wrong in one way each; for tests of what measures them.

Every question comes with the same three passages. An answer cites them by number, as models do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from rag.checking import TextChecking
from rag.evaluation.metrics.measuring import measure
from rag.evaluation.runs.made_elsewhere import MadeAnswer, record_of
from rag.evaluation.runs.records import Record
from rag.trust.verifier import WeighedCheck

Writer = Callable[["Asked"], str]
REFUSAL = "The passages do not say."


@dataclass(frozen=True)
class Asked:
    """A question about a town, its passages, and what is true."""

    place: str
    year: int
    cost: int
    mayor: str
    is_answerable: bool

    @property
    def question(self) -> str:
        return (
            f"What did the {self.place} ferry cost?" if self.is_answerable else f"Who sails to {self.place}?"
        )

    @property
    def passages(self) -> tuple[str, str, str]:
        return (
            f"The ferry of {self.place} was built for ${self.cost} million.",
            f"The {self.place} lighthouse was closed by the harbour office in {self.year}.",
            f"{self.mayor} opened a library and two schools in {self.place}.",
        )

    @property
    def row(self) -> Mapping[str, Any]:
        fact = {"facts": [[f"${self.cost} million"]]} if self.is_answerable else {}
        return {"id": self.question, "question": self.question, "answerable": self.is_answerable, **fact}


_PLACES = ("Alsen", "Borkum", "Corfu", "Delos", "Elba", "Fehmarn", "Gozo", "Hydra", "Ischia", "Jersey")
_MAYORS = ("Anna Berg", "Carl Dorn", "Eva Falk", "Georg Hahn", "Ida Jung")


def asked() -> list[Asked]:
    """Twenty questions, six of them unanswerable."""
    return [
        Asked(place, 1950 + n, 11 + 3 * n, _MAYORS[n % 5], is_answerable)
        for n, place in enumerate(_PLACES)
        for is_answerable in ((True, False) if n < 6 else (True,))
    ] + [
        Asked(f"New {place}", 1980 + n, 50 + n, _MAYORS[n], is_answerable=True)
        for n, place in enumerate(_PLACES[:4])
    ]


def right(one: Asked) -> str:
    if not one.is_answerable:
        return REFUSAL
    return f"The ferry of {one.place} was built for ${one.cost} million. [1]"


def invents_numbers(one: Asked) -> str:
    return right(one).replace(f"${one.cost} ", f"${one.cost + 7} ")


def cites_wrong_passage(one: Asked) -> str:
    return right(one).replace("[1]", "[2]")


def answers_unanswerable(one: Asked) -> str:
    return right(one) if one.is_answerable else f"{one.passages[2]} [3]"


def always_refuses(one: Asked) -> str:
    return REFUSAL


def quotes_something_else(one: Asked) -> str:
    return f"{one.passages[1]} [2]" if one.is_answerable else REFUSAL


def records_of(writer: Writer, name: str = "writer") -> list[Record]:
    """What the writer answers, checked and measured as any answer is."""
    verifier = WeighedCheck()
    checking = TextChecking(cast(Any, None), verifier)  # nothing is searched for
    found = []
    for one in asked():
        text = writer(one)
        cited = [(at, at + 3, n - 1) for n in (1, 2, 3) if (at := text.find(f"[{n}]")) >= 0]
        made = MadeAnswer(one.question, one.question, text, one.passages, tuple(cited), None)
        record = record_of(name, one.row, made, checking)
        found.append(replace(record, measures=measure(record, verifier)))
    return found
