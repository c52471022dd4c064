"""Whatever the filter, and whichever way it is applied: what is found is what a look at everything finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.adapters.sqlite.library import SqliteLibrary
from rag.domain import Article, Passage, PassageId
from rag.interfaces import ArticleFilter
from rag.ledger import Replacement
from tests.builders import article
from tests.fakes import DictLibrary

ARTICLES = 400
PASSAGES_EACH = 4
FIRST_DAY = date(2024, 1, 1)
COLLECTIONS = ("wire", "papers", "notes")
PUBLISHERS = ("Post", "Courier", "Gazette", "Echo")
WORDS = [f"word{number}" for number in range(60)]
LIMIT = 10


def generated() -> Iterator[tuple[Article, list[Passage]]]:
    chance = np.random.default_rng(1)
    for number in range(ARTICLES):
        heights = 1 / np.arange(1, len(WORDS) + 1)
        pieces = [
            " ".join(chance.choice(WORDS, int(chance.integers(5, 20)), p=heights / heights.sum()))
            for _ in range(PASSAGES_EACH)
        ]
        day = FIRST_DAY + timedelta(int(chance.integers(700)))
        length = int(chance.choice([4, 7, 10], p=[0.1, 0.2, 0.7]))
        written = article(
            "\n".join(pieces),
            key=f"a{number:03}",
            title="",
            collection=str(chance.choice(COLLECTIONS, p=[0.7, 0.29, 0.01])),
            publisher=str(chance.choice(PUBLISHERS, p=[0.6, 0.3, 0.09, 0.01])),
            published=day.isoformat()[:length] if number % 20 else None,
        )
        starts = np.cumsum([0, *(len(piece) + 1 for piece in pieces)])
        yield (
            written,
            [
                Passage(
                    PassageId(f"{written.id}:{start}"), written.id, int(start), int(start) + len(piece), piece
                )
                for start, piece in zip(starts, pieces, strict=False)
            ],
        )


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqliteLibrary, DictLibrary]]:
    """The same articles, in the library and where every question is answered by looking at all."""
    scanned = DictLibrary()
    with SqliteLibrary.open(tmp_path_factory.mktemp("library") / "library.db") as library:
        articles = list(generated())
        library.write_batch("", [Replacement(*one) for one in articles], [])
        for one in articles:
            scanned.replace_article(*one)
        yield library, scanned


@contextmanager
def way(narrow: int, further: int, leading: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.adapters.sqlite.reading._NARROW_PASSAGES", narrow)
        patch.setattr("rag.adapters.sqlite.lexical.FURTHER", further)
        patch.setattr("rag.adapters.sqlite.frequencies.LEADING_PASSAGES", leading)
        yield


days = st.none() | st.integers(-20, 720).map(lambda number: FIRST_DAY + timedelta(number))
filters = st.builds(
    ArticleFilter,
    collections=st.lists(st.sampled_from((*COLLECTIONS, "none")), unique=True, max_size=3).map(tuple),
    publishers=st.lists(st.sampled_from((*PUBLISHERS, "Nobody")), unique=True, max_size=3).map(tuple),
    since=days,
    until=days,
)
questions = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True)


@settings(max_examples=60, deadline=None)
@given(where=filters)
def test_counts_dates_and_allowed_passages_are_those_of_a_scan(
    libraries: tuple[SqliteLibrary, DictLibrary], where: ArticleFilter
) -> None:
    library, scanned = libraries
    allowed, expected = library.allowed_passages(where), scanned.allowed_passages(where)

    assert library.span(where) == scanned.span(where)
    assert (allowed is None) == (expected is None)
    if allowed is not None and expected is not None:
        ids = set(expected.ids() or ())
        assert set(allowed.ids() or ()) == ids
        assert allowed.among(library.passage_ids()) == ids
        assert (allowed.ids(at_most=100) is None) == (len(ids) > 100)


@pytest.mark.parametrize("narrow", [0, 10_000], ids=["from the best of all", "scored alone"])
@pytest.mark.parametrize("further", [1, 20])
@settings(max_examples=25, deadline=None)
@given(where=filters, words=questions)
def test_the_best_that_pass_are_found_with_the_score_they_have_without_a_filter(
    libraries: tuple[SqliteLibrary, DictLibrary],
    narrow: int,
    further: int,
    where: ArticleFilter,
    words: list[str],
) -> None:
    library, scanned = libraries
    allowed = scanned.allowed_passages(where)
    everything = ARTICLES * PASSAGES_EACH
    with way(narrow, further, leading=everything * len(words)):
        best = library.lexical_search(words, everything)
        hits = library.lexical_search(words, LIMIT, where)
    passing = allowed.among([key for key, _ in best]) if allowed else {key for key, _ in best}
    wanted = [(key, score) for key, score in best if key in passing]

    assert [score for _, score in hits] == pytest.approx([score for _, score in wanted[:LIMIT]])
    assert set(hits) <= set(wanted)


@settings(max_examples=30, deadline=None)
@given(words=questions)
def test_commoner_words_add_to_the_scores_of_what_the_rarer_ones_lead_to(
    libraries: tuple[SqliteLibrary, DictLibrary], words: list[str]
) -> None:
    library, _ = libraries
    everything = ARTICLES * PASSAGES_EACH
    with way(0, 1, leading=everything * len(words)):
        best = dict(library.lexical_search(words, everything))
    with way(0, 1, leading=1):
        led = library.lexical_search(words, everything)
    common = everything * 0.1
    frequencies = library.document_frequencies(words)
    rare = [word for word in words if frequencies[word] <= common] or words
    rarest = min(rare, key=lambda word: frequencies[word])

    assert {key for key, _ in led} == {
        passage.id for passage in library.passages(list(best)) if rarest in passage.text.split()
    }
    assert all(score == pytest.approx(best[key]) for key, score in led)
