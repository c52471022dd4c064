"""Generated conflicts and look-alikes: which are found, and how often there is a false alarm.

Two or three short articles that do or do not differ on what is asked, read and answered by quotation.

python -m benchmarks.conflicts [tuning|reported] [--failed]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

from benchmarks.conflict_templates import REPORTED, TUNING, Family, Topic
from benchmarks.ranking_metrics import bootstrap
from benchmarks.small_libraries import Document, SmallLibraries, plan_by_quotation
from rag.trust.disagreements import Side

_T = TypeVar("_T")
_SEED = 6
_OF_EACH = 50  # conflicts of a type
_LOOK_ALIKES = 200
_FIGURES = ("money", "count")


@dataclass(frozen=True)
class Case:
    """A question and its documents; ``values`` are those that differ, none for a look-alike."""

    kind: str
    question: str
    documents: tuple[Document, ...]
    values: tuple[str, ...] = ()


class Generator:
    """Makes cases from a family; the same seed makes the same cases."""

    def __init__(self, family: Family, seed: int = _SEED) -> None:
        self._family = family
        self._chance = random.Random(seed)

    def conflicts(self) -> list[Case]:
        """Fifty of each type: figure, date, name, yes/no."""
        kinds = {"figure": _FIGURES, "date": ("date",), "name": ("name",), "yes/no": ("yes_no",)}
        return [self._conflict(name, wanted) for name, wanted in kinds.items() for _ in range(_OF_EACH)]

    def look_alikes(self) -> list[Case]:
        """Two hundred that do not differ, of six types by turns."""
        makers: tuple[Callable[[], Case], ...] = (
            self._other_thing,
            self._other_precision,
            self._other_time,
            self._other_words,
            self._reprint,
            self._other_attribute,
        )
        return [makers[n % len(makers)]() for n in range(_LOOK_ALIKES)]

    def _conflict(self, name: str, kinds: Sequence[str]) -> Case:
        topic, thing = self._topic(kinds)
        if topic.kind == "yes_no":
            sentences = [self._one(topic.forms), self._one(topic.denials)]
            return self._case(name, topic, thing, [s.format(thing=thing) for s in sentences], ("yes", "no"))
        values = self._two_values(topic.kind)
        claims = [self._one(topic.forms).format(thing=thing, value=value) for value in values]
        if self._chance.random() < 0.3:  # a second source for the first
            claims.append(self._one(topic.forms).format(thing=thing, value=values[0]))
        return self._case(name, topic, thing, claims, values)

    def _other_thing(self) -> Case:
        topic, thing = self._topic(("money", "date", "name", "yes_no"))
        other = self._one([t for t in topic.things if t != thing])
        if topic.kind == "yes_no":
            claims = [
                self._one(topic.forms).format(thing=thing),
                self._one(topic.denials).format(thing=other),
            ]
        else:
            one, two = self._two_values(topic.kind)
            claims = [
                self._one(topic.forms).format(thing=thing, value=one),
                self._one(topic.forms).format(thing=other, value=two),
            ]
        return self._case("other thing", topic, thing, claims)

    def _other_precision(self) -> Case:
        topic, thing = self._topic((*_FIGURES, "date"))
        if topic.kind == "date":
            day = self._day()
            values = _day_first(day), f"{day:%B %Y}"
            forms = [
                self._one(topic.forms),
                self._one(topic.forms).replace(" on {", " in {").replace("On {", "In {"),
            ]
        else:
            exact = self._chance.randrange(1100, 9900)
            rounded = round(exact, -2)
            hedge = self._one(
                ["about", "nearly", "almost"] if rounded >= exact else ["about", "more than", "over"]
            )
            values = self._figure(topic.kind, exact), f"{hedge} {self._figure(topic.kind, rounded)}"
            forms = [self._one(topic.forms), self._one(topic.forms)]
        claims = [
            _sentence(form.format(thing=thing, value=value))
            for form, value in zip(forms, values, strict=True)
        ]
        return self._case("other precision", topic, thing, claims)

    def _other_time(self) -> Case:
        topic = self._one([topic for topic in self._family.topics if topic.states])
        thing = self._one(topic.things)
        one, two = self._two_values(topic.kind)
        first = self._chance.randrange(2012, 2019)
        later = first + self._chance.randrange(1, 6)
        claims = [
            _sentence(self._one(topic.states).format(thing=thing, value=value, year=year))
            for value, year in ((one, first), (two, later))
        ]
        return self._case("other time", topic, thing, claims)

    def _other_words(self) -> Case:
        topic, thing = self._topic((*_FIGURES, "date", "name", "yes_no"))
        one, two = self._same_in_other_words(topic.kind)
        claims = [_sentence(self._one(topic.forms).format(thing=thing, value=value)) for value in (one, two)]
        return self._case("other words", topic, thing, claims)

    def _same_in_other_words(self, kind: str) -> tuple[str, str]:
        if kind == "money":
            tenths = self._chance.randrange(11, 99)
            return f"${tenths / 10} million", f"{tenths * 100_000:,} dollars"
        if kind == "count":
            digit, word = self._one([("2", "two"), ("4", "four"), ("7", "seven"), ("9", "nine")])
            return f"{digit},000", f"{word} thousand"
        if kind == "date":
            day = self._day()
            return _day_first(day), f"{day:%B} {day.day}, {day.year}"
        person = self._one(self._family.people)
        return person, self._one([person.split()[-1], f"Dr. {person}"])

    def _reprint(self) -> Case:
        topic, thing = self._topic((*_FIGURES, "date", "name"))
        value = self._two_values(topic.kind)[0]
        claim = _sentence(self._one(topic.forms).format(thing=thing, value=value))
        case = self._case("reprint", topic, thing, [claim, claim])
        first, second = case.documents[:2]
        copy = Document(first.text, second.publisher, second.published, reprint_of=0)
        return Case(case.kind, case.question, (first, copy))

    def _other_attribute(self) -> Case:
        topic, thing = self._topic((*_FIGURES, "date", "name", "yes_no"))
        one, two = ("", "") if topic.kind == "yes_no" else self._two_values(topic.kind)
        claims = [
            _sentence(self._one(topic.forms).format(thing=thing, value=one)),
            _sentence(self._one(topic.others).format(thing=thing, value=two)),
        ]
        return self._case("other attribute", topic, thing, claims)

    def _case(
        self, kind: str, topic: Topic, thing: str, claims: Sequence[str], values: Sequence[str] = ()
    ) -> Case:
        publishers = self._chance.sample(self._family.publishers, len(claims))
        documents = [
            Document(
                " ".join(
                    (
                        self._one(self._family.openings).format(thing=thing),
                        claim,
                        self._one(self._family.closings),
                    )
                ),
                publisher,
                self._day().isoformat(),
            )
            for claim, publisher in zip(claims, publishers, strict=True)
        ]
        return Case(kind, topic.question.format(thing=thing), tuple(documents), tuple(values))

    def _topic(self, kinds: Sequence[str]) -> tuple[Topic, str]:
        several = [topic for topic in self._family.topics if topic.kind in kinds]
        topic = self._one(several)
        return topic, self._one(topic.things)

    def _two_values(self, kind: str) -> tuple[str, str]:
        if kind == "name":
            one, two = self._chance.sample(self._family.people, 2)
            return one, two
        if kind == "date":
            day = self._day()
            other = day + timedelta(days=self._chance.choice([-400, -31, -9, 5, 40, 365]))
            return _day_first(day), _day_first(other)
        value = self._chance.randrange(1100, 5000)
        factor = self._chance.choice([1.2, 1.5, 2.4, 3.1, 10.0])
        return self._figure(kind, value), self._figure(kind, round(value * factor))

    def _figure(self, kind: str, value: int) -> str:
        return f"${value / 100:g} million" if kind == "money" else f"{value:,}"

    def _day(self) -> date:
        return date(2015, 1, 1) + timedelta(days=self._chance.randrange(3000))

    def _one(self, several: Sequence[_T]) -> _T:
        return self._chance.choice(several)


def is_found(case: Case, sides: Sequence[Side]) -> bool:
    """Whether each of the case's values is given by a side of its own."""
    places = [
        {
            n
            for n, side in enumerate(sides)
            for given in side.values
            if value in given.text or given.text in value
        }
        for value in case.values
    ]
    return len(sides) > 1 and all(places) and places[0] != places[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=["tuning", "reported"], default="reported")
    parser.add_argument("--failed", action="store_true", help="print the cases that come out wrong")
    arguments = parser.parse_args()
    generator = Generator(TUNING if arguments.part == "tuning" else REPORTED)
    conflicts, look_alikes = generator.conflicts(), generator.look_alikes()
    libraries = SmallLibraries(d.text for case in (*conflicts, *look_alikes) for d in case.documents)
    print(f"generated, {arguments.part} templates")
    _report("found", conflicts, libraries, is_failed=lambda found: not found, show=arguments.failed)
    _report("false alarms", look_alikes, libraries, is_failed=bool, show=arguments.failed)


def _report(
    name: str,
    cases: Sequence[Case],
    libraries: SmallLibraries,
    *,
    is_failed: Callable[[bool], bool],
    show: bool,
) -> None:
    outcomes: dict[str, list[bool]] = {}
    for case in cases:
        sides = plan_by_quotation(libraries.read(case.question, case.documents)).sides
        outcome = is_found(case, sides) if case.values else len(sides) > 1
        outcomes.setdefault(case.kind, []).append(outcome)
        if show and is_failed(outcome):
            print(f"    {case.kind}: {case.question} {[[v.text for v in side.values] for side in sides]}")
            for document in case.documents:
                print(f"        {document.text}")
    print(f"  {name:16s} {_share([o for kind in outcomes.values() for o in kind])}")
    for kind, found in outcomes.items():
        print(f"    {kind:16s} {_share(found)}")


def _share(found: Sequence[bool]) -> str:
    return f"{bootstrap(np.array(found, dtype=float))} of {len(found)}"


def _day_first(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


if __name__ == "__main__":
    main()
