"""Reprints: edited copies of one story are found, distinct stories about one event are kept apart."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from ingest.builtin import builtin_corpus
from ingest.readers import RawArticle, read_articles
from ingest.reprints import METHOD, likeness, shingles
from rag.adapters.sqlite.library import SqliteLibrary
from rag.adapters.sqlite.likenesses import SAME_FROM, bands, similarity
from rag.domain import Article, ArticleId, Reprints
from rag.ledger import Replacement
from rag.text.publication import PublicationDate
from tests.store_bench import Bench

BOILERPLATE = (
    "Subscribe to our newsletter for more stories like this one. All rights reserved. This material may "
    "not be published, broadcast, rewritten or redistributed without permission.\n\n"
)
# Two papers' stories about one flood: the same facts, the same quotation, other words.
COURIER = """The river rose by three metres on Monday night and flooded the lower town, the harbour
board said. About 400 people left their homes and were taken to the sports hall, where the
Red Cross handed out blankets. "We have not seen water like this since 1962," mayor Alma
Brandt said on Tuesday. Schools in the district stay closed until Thursday. The board
expects the water to fall by the weekend if the rain stops in the hills. Shop owners on
Quay Street carried stock to upper floors through the night. Insurers put the damage at
about $20 million, a figure that does not count the railway line, part of which was washed
away near the old mill."""
POST = """Hundreds were driven from their houses when flood water entered the old quarter overnight. By noon
on Tuesday some 400 residents had registered at an emergency shelter in the sports hall. Mayor Alma Brandt
toured the streets by boat. "We have not seen water like this since 1962," she said, and promised help for
small shops before the month is out. Trains will not run for at least two weeks, because a stretch of track
near the mill is gone. The gauge at the bridge stood three metres above normal on Monday, according to
the harbour board. Parents were told to keep children at home until Thursday, when classes should resume."""


def texts() -> list[str]:
    found = [next(read_articles(path)) for path in sorted(builtin_corpus().glob("*.md"))]
    return [COURIER, POST, *(raw.text for raw in found if isinstance(raw, RawArticle))]


def near(one: str, other: str) -> float:
    return similarity(likeness(one).signature, likeness(other).signature)


def without_paragraph(text: str, number: int) -> str:
    paragraphs = [line for line in text.split("\n") if line.strip()]
    return "\n".join(line for place, line in enumerate(paragraphs) if place != number)


def with_words_changed(text: str, every: int) -> str:
    return " ".join("changed" if n % every == every - 1 else word for n, word in enumerate(text.split()))


@pytest.mark.parametrize("text", texts(), ids=range(7))
def test_edited_copies_are_one_story(text: str) -> None:
    copies = {
        "headline changed": "Another headline altogether\n\n" + text,
        "paragraph dropped": without_paragraph(text, 1),
        "last paragraph dropped": without_paragraph(
            text, len([x for x in text.split("\n") if x.strip()]) - 1
        ),
        "boilerplate added": BOILERPLATE + text if len(text) > 1_500 else text + BOILERPLATE[:60],
        "every 25th word changed": with_words_changed(text, 25),
        "typography": text.replace('"', "”").replace("'", "’").upper(),
    }
    for edit, copy in copies.items():
        assert near(text, copy) >= SAME_FROM, edit
        meet = set(bands(likeness(text).signature)) & set(bands(likeness(copy).signature))
        assert meet, f"{edit}: no band in common"


def test_distinct_stories_about_one_event_are_not() -> None:
    for one, other in combinations(texts(), 2):
        assert near(one, other) < SAME_FROM / 3


def test_a_signature_is_the_same_in_every_process() -> None:
    first = likeness("One two three four five six.")
    assert first == likeness("one TWO three, four: five six")
    assert first.method == METHOD
    assert len(first.signature) == 480
    assert shingles("One two three four five") == ["one two three four", "two three four five"]
    assert shingles("Only two") == ["only two"]


# Clusters


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    with SqliteLibrary.open(tmp_path / "library.db") as opened:
        yield opened


def put(library: SqliteLibrary, key: str, text: str, published: str | None = None) -> ArticleId:
    when = PublicationDate.parse(published) if published else None
    article = Article(ArticleId(key), "default", "article", "", text, f"hash {text}", published=when)
    library.write_batch("default", [Replacement(article, [], likeness(text))], [])
    return article.id


def test_a_cluster_has_the_earliest_as_its_representative(library: SqliteLibrary) -> None:
    late = put(library, "late", COURIER, "2025-03-02")
    undated = put(library, "undated", COURIER + " By our reporter.")
    month = put(library, "month", "Flood. " + COURIER, "2025-03")
    early = put(library, "early", without_paragraph(COURIER, 5), "2025-03-01")
    alone = put(library, "alone", POST, "2025-03-01")
    four = Reprints(early, 4)
    assert library.reprints([late, undated, month, early, alone]) == dict.fromkeys(
        [late, undated, month, early], four
    )
    assert library.reprints_of(month) == [early, late, undated]
    assert library.reprints_of(alone) == []


def test_a_cluster_comes_apart_when_what_held_it_together_goes(library: SqliteLibrary) -> None:
    words = [f"word{number}" for number in range(400)]
    one, middle, other = words[:300], words[45:345], words[90:390]
    first, second, third = (
        put(library, key, " ".join(part)) for key, part in [("a", one), ("b", middle), ("c", other)]
    )
    assert near(" ".join(one), " ".join(other)) < SAME_FROM
    assert library.reprints([first])[first].articles == 3
    library.remove_article(second)
    assert library.reprints([first, third]) == {}
    put(library, "b", " ".join(middle))
    assert library.reprints([first])[first].articles == 3
    put(library, "b", POST)  # changed altogether
    assert library.reprints([first, second, third]) == {}


def test_many_copies_are_one_cluster_and_clusters_do_not_depend_on_the_order(library: SqliteLibrary) -> None:
    copies = [(f"c{n:02}", f"{COURIER} Printed by paper number {n}.") for n in range(80)]
    random.Random(1).shuffle(copies)
    for key, text in copies:
        put(library, key, text)
    (cluster,) = set(library.reprints([ArticleId("c00"), ArticleId("c79")]).values())
    assert cluster.articles == 80


def test_ingestion_counts_reprints_of_this_run(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.write("a.md", f"---\npublished: 2025-03-01\n---\n{COURIER}")
    bench.write("b.md", POST)
    assert bench.run().reprints == 0
    bench.write("c.md", f"Reprinted from the Courier.\n\n{COURIER}")
    assert bench.run().reprints == 1
    assert bench.run().reprints == 0
    bench.library.close()
