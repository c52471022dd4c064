from __future__ import annotations

from rag.adapters.sqlite.remembered import Remembered


def test_a_value_is_worked_out_once_a_generation() -> None:
    remembered: Remembered[str, int] = Remembered(4)
    asked: list[int] = []

    def ask(generation: int) -> int:
        return remembered.one(generation, "key", lambda: asked.append(generation) or len(asked))

    assert [ask(generation) for generation in (1, 1, 2, 2)] == [1, 1, 2, 2]


def test_what_belongs_to_an_earlier_generation_is_neither_given_nor_kept() -> None:
    remembered: Remembered[str, int] = Remembered(4)
    remembered.keep(2, {"new": 2})
    remembered.keep(1, {"old": 1})

    assert remembered.known(1, ["new", "old"]) == {}
    assert remembered.known(2, ["new", "old"]) == {"new": 2}


def test_the_values_used_last_are_kept() -> None:
    remembered: Remembered[int, str] = Remembered(2)
    remembered.keep(1, {1: "one", 2: "two"})
    remembered.known(1, [1])
    remembered.keep(1, {3: "three"})

    assert remembered.known(1, [1, 2, 3]) == {1: "one", 3: "three"}
