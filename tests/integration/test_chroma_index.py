from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings
from numpy.typing import NDArray

from rag.adapters.chroma_files import alone_with_files
from rag.adapters.chroma_index import BATCH, ChromaIndex
from rag.adapters.sqlite.library import SqliteLibrary
from rag.domain import ArticleId, PassageId
from rag.errors import IndexMismatchError, LibraryError, LibraryLockedError
from rag.interfaces import Vectors
from tests.fakes import ListedPassages

DIMENSION = 16
ROOT = Path(__file__).parents[2]
ADD_ONE = """
import sys
from pathlib import Path
import numpy as np
from rag.adapters.chroma_index import ChromaIndex

index = ChromaIndex.open(Path(sys.argv[1]), embedder="model", dimension=16, splitter="s1")
index.add(["new"], np.eye(1, 16, dtype=np.float32), ["b"])
index.delete(sys.argv[2:])
"""


def opened(
    path: Path, embedder: str = "model", dimension: int = DIMENSION, splitter: str = "s1"
) -> ChromaIndex:
    return ChromaIndex.open(path, embedder=embedder, dimension=dimension, splitter=splitter)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ChromaIndex]:
    opening = opened(tmp_path / "index")
    yield opening
    opening.close()


def directions(count: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def fill(index: ChromaIndex, count: int) -> tuple[list[PassageId], Vectors]:
    ids = [PassageId(f"p{number}") for number in range(count)]
    vectors = directions(count)
    index.add(ids, vectors, [ArticleId("a")] * count)
    return ids, vectors


def nearest(
    ids: list[PassageId], vectors: Vectors, vector: NDArray[np.float32], limit: int
) -> list[PassageId]:
    return [ids[row] for row in np.argsort(-(vectors @ vector))[:limit]]


def test_an_empty_index_finds_nothing(index: ChromaIndex) -> None:
    assert index.search(directions(1)[0], 5) == []
    assert index.search(directions(1)[0], 5, ListedPassages([PassageId("p0")])) == []
    assert index.count() == 0


def test_the_nearest_come_first_with_their_cosine(index: ChromaIndex) -> None:
    ids, vectors = fill(index, 300)
    asked = directions(1, seed=1)[0]

    hits = index.search(asked, 10)

    assert [key for key, _ in hits] == nearest(ids, vectors, asked, 10)
    assert [score for _, score in hits] == pytest.approx(sorted(vectors @ asked, reverse=True)[:10], abs=1e-5)


def test_more_than_there_are_may_be_asked_for(index: ChromaIndex) -> None:
    fill(index, 3)

    assert len(index.search(directions(1)[0], 50)) == 3
    assert index.search(directions(1)[0], 0) == []


# Compared one by one, taken from the nearest of all, or listed: what is found is the same.
WAYS = {
    "at once": {"COMPARED_AT_ONCE": 1_000},
    "nearest of all": {"COMPARED_AT_ONCE": 0, "COMPARED": 0, "FARTHEST": 100_000},
    "one by one": {"COMPARED_AT_ONCE": 0, "WIDENING": 1, "FARTHEST": 0},
    "told": {"COMPARED_AT_ONCE": 0, "COMPARED": 0, "WIDENING": 1, "FARTHEST": 0},
    "told, unlisted": {"LISTED": 0, "COMPARED": 0, "WIDENING": 1, "FARTHEST": 0},
}


@pytest.fixture(params=list(WAYS))
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WAYS[request.param].items():
        monkeypatch.setattr(f"rag.adapters.chroma_search.{name}", value)


@pytest.mark.usefixtures("_way")
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.99])
def test_only_allowed_passages_are_found_and_the_nearest_of_them(index: ChromaIndex, share: float) -> None:
    ids, vectors = fill(index, 1_000)
    rows = np.random.default_rng(2).permutation(1_000)[: int(1_000 * share)]
    allowed = [ids[row] for row in rows]
    asked = directions(1, seed=3)[0]

    hits = index.search(asked, 15, ListedPassages(allowed))

    assert [key for key, _ in hits] == nearest(allowed, vectors[rows], asked, 15)


@pytest.mark.usefixtures("_way")
def test_when_the_allowed_ones_are_the_farthest_they_are_still_found(index: ChromaIndex) -> None:
    ids, vectors = fill(index, 500)
    asked = directions(1, seed=4)[0]
    farthest = nearest(ids, vectors, -asked, 300)

    hits = index.search(asked, 10, ListedPassages(farthest))

    assert {key for key, _ in hits} == set(farthest[-10:])


@pytest.mark.usefixtures("_way")
def test_allowed_passages_without_a_vector_do_not_matter(index: ChromaIndex) -> None:
    fill(index, 100)

    hits = index.search(directions(1)[0], 5, ListedPassages([PassageId("p7"), PassageId("on its way")]))

    assert [key for key, _ in hits] == ["p7"]
    assert index.search(directions(1)[0], 5, ListedPassages([])) == []


def test_adding_an_id_again_replaces_its_vector(index: ChromaIndex) -> None:
    ids, vectors = fill(index, 3)
    index.add([ids[0], ids[0]], np.stack([vectors[1], -vectors[0]]), [ArticleId("a")] * 2)

    assert index.count() == 3
    assert dict(index.search(-vectors[0], 1)) == {ids[0]: pytest.approx(1.0, abs=1e-5)}


def test_more_than_one_batch_can_be_added_and_deleted(index: ChromaIndex) -> None:
    ids, _ = fill(index, BATCH + 1)
    assert index.count() == BATCH + 1

    index.delete([*ids[1:], PassageId("nobody")])
    assert index.count() == 1
    index.delete([])


def test_vectors_that_do_not_fit_are_refused(index: ChromaIndex) -> None:
    with pytest.raises(ValueError, match="dimension 3"):
        index.add([PassageId("p")], np.ones((1, 3), dtype=np.float32), [ArticleId("a")])
    with pytest.raises(ValueError, match="2 ids"):
        index.add([PassageId("p"), PassageId("q")], directions(1), [ArticleId("a")])


def test_the_index_is_there_again_when_opened_again(tmp_path: Path) -> None:
    first = opened(tmp_path)
    fill(first, 5)
    first.close()

    again = opened(tmp_path)
    assert again.count() == 5
    again.close()


# Reading the configuration back, which only this test does, warns about the absent embedding function.
@pytest.mark.filterwarnings("ignore:legacy embedding function config:DeprecationWarning")
def test_vectors_carry_no_text_and_only_their_articles_id(tmp_path: Path) -> None:
    index = opened(tmp_path)
    fill(index, 1)
    index.close()

    client = chromadb.PersistentClient(str(tmp_path), settings=Settings(anonymized_telemetry=False))
    stored = client.get_collection("passages", embedding_function=None)
    row = stored.get()
    assert row["metadatas"] == [{"article_id": "a"}]
    assert not any(row["documents"] or [])
    assert stored.configuration["hnsw"] is not None
    assert stored.configuration["hnsw"]["space"] == "cosine"
    assert stored.configuration["hnsw"]["ef_search"] == 400


@pytest.mark.parametrize("changed", [{"embedder": "other"}, {"dimension": 8}, {"splitter": "s2"}])
def test_an_index_of_another_embedder_or_splitter_is_refused(tmp_path: Path, changed: dict[str, str]) -> None:
    first = opened(tmp_path)
    fill(first, 1)
    first.close()
    wanted = {"embedder": "model", "dimension": DIMENSION, "splitter": "s1", **changed}

    with pytest.raises(IndexMismatchError, match=next(iter(changed))) as refused:
        ChromaIndex.open(tmp_path, **wanted)  # type: ignore[arg-type]  # a table of cases
    assert "byline library rebuild" in refused.value.hint


def test_an_empty_index_takes_any_embedder(tmp_path: Path) -> None:
    opened(tmp_path).close()

    index = opened(tmp_path, embedder="other")
    fill(index, 1)
    assert index.count() == 1
    index.close()


def test_a_file_in_place_of_the_folder_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")

    with pytest.raises(LibraryError) as refused:
        opened(tmp_path / "index")
    assert refused.value.hint


def test_a_damaged_folder_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_text("no database " * 1_000)

    with pytest.raises(LibraryError) as refused:
        opened(tmp_path)
    assert "move it away" in refused.value.hint


def test_a_server_that_is_not_there_is_told_as_such() -> None:
    with pytest.raises(LibraryError) as refused:
        ChromaIndex.open("http://127.0.0.1:9", embedder="model", dimension=DIMENSION, splitter="s1")
    assert "BYLINE_CHROMA_URL" in refused.value.hint


@pytest.mark.usefixtures("_way")
def test_passages_that_another_process_has_added_break_no_search(tmp_path: Path) -> None:
    index = opened(tmp_path)
    fill(index, 50)
    index.search(directions(1)[0], 1)
    subprocess.run([sys.executable, "-c", ADD_ONE, str(tmp_path)], check=True, cwd=ROOT)

    hits = index.search(directions(1)[0], 5, ListedPassages([PassageId("new"), PassageId("p3")]))

    assert "p3" in [key for key, _ in hits]
    index.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    with SqliteLibrary.open(tmp_path / "library.db") as opening:
        yield opening


def change_elsewhere(path: Path, *deleted: str) -> None:
    subprocess.run([sys.executable, "-c", ADD_ONE, str(path), *deleted], check=True, cwd=ROOT)


def test_what_another_process_changed_is_seen_once_the_library_has_moved(
    index: ChromaIndex, library: SqliteLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.adapters.chroma_index.FOLLOW_SECONDS", 0)
    fill(index, 50)
    new = np.eye(1, DIMENSION, dtype=np.float32)[0]
    index.refresh(library)
    assert index.search(new, 1)[0][0] != "new"
    change_elsewhere(tmp_path / "index", "p3")

    assert index.search(new, 1)[0][0] != "new"
    library.advance()
    index.refresh(library)

    assert index.search(new, 1) == [("new", pytest.approx(1.0))]
    assert index.count() == 50
    assert set(index.ids()) == {"new", *(f"p{n}" for n in range(50) if n != 3)}


def test_following_is_free_while_the_library_stays_and_bounded_while_it_moves(
    index: ChromaIndex, library: SqliteLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    openings: list[str] = []
    reopen = ChromaIndex._reopen

    def counted(self: ChromaIndex, name: str, wait_seconds: float | None) -> None:
        openings.append(name)
        reopen(self, name, wait_seconds)

    monkeypatch.setattr(ChromaIndex, "_reopen", counted)
    for _ in range(20):
        library.advance()
        index.refresh(library)
    assert len(openings) <= 1
    monkeypatch.setattr("rag.adapters.chroma_index.FOLLOW_SECONDS", 0)
    library.advance()
    for _ in range(5):
        index.refresh(library)
    assert len(openings) <= 2


def test_an_index_that_takes_long_to_open_is_opened_less_often(
    index: ChromaIndex, library: SqliteLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.adapters.chroma_index.FOLLOW_SECONDS", 1e-6)
    index.refresh(library)
    monkeypatch.setattr("rag.adapters.chroma_index.AFFORDED_SECONDS", 1e-12)
    library.advance()
    index.refresh(library)
    before = index._opening
    library.advance()
    index.refresh(library)
    assert index._opening is before


def test_no_search_waits_for_a_reopening(
    index: ChromaIndex, library: SqliteLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.adapters.chroma_index.FOLLOW_SECONDS", 0)
    fill(index, 50)
    is_reopening, may_go_on = threading.Event(), threading.Event()
    reopen = ChromaIndex._reopen

    def slow(self: ChromaIndex, name: str, wait_seconds: float | None) -> None:
        is_reopening.set()
        assert may_go_on.wait(10)
        reopen(self, name, wait_seconds)

    monkeypatch.setattr(ChromaIndex, "_reopen", slow)
    library.advance()
    with ThreadPoolExecutor(1) as pool:
        reopening = pool.submit(index.refresh, library)
        assert is_reopening.wait(10)
        index.refresh(library)
        assert len(index.search(directions(1)[0], 5)) == 5
        may_go_on.set()
        reopening.result()


def test_while_another_process_writes_what_is_open_serves_and_is_followed_later(
    index: ChromaIndex, library: SqliteLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.adapters.chroma_index.FOLLOW_SECONDS", 0)
    fill(index, 50)
    library.advance()
    before = index._opening
    with alone_with_files(tmp_path / "index"):
        index.refresh(library)
        assert index._opening is before
        assert len(index.search(directions(1)[0], 5)) == 5
    index.refresh(library)
    assert index._opening is not before


def test_writing_waits_for_whoever_reads_the_files_and_not_for_ever(
    index: ChromaIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.adapters.chroma_files.WAIT_SECONDS", 0.01)
    ids, _ = fill(index, 3)

    with alone_with_files(tmp_path / "index"), pytest.raises(LibraryLockedError, match="Another process"):
        index.delete(ids[:1])
    assert index.count() == 3


def test_searches_go_on_while_the_index_is_opened_again(
    index: ChromaIndex, library: SqliteLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.adapters.chroma_index.FOLLOW_SECONDS", 0)
    fill(index, 200)
    is_over = threading.Event()

    def search() -> int:
        count = 0
        while not is_over.is_set():
            assert len(index.search(directions(1, seed=count)[0], 5)) == 5
            count += 1
        return count

    with ThreadPoolExecutor(4) as pool:
        searches = [pool.submit(search) for _ in range(4)]
        for _ in range(20):
            library.advance()
            index.refresh(library)
        is_over.set()
        assert all(done.result() > 0 for done in searches)


def test_vectors_come_back_as_they_were_put_in(index: ChromaIndex) -> None:
    ids, vectors = fill(index, 10)
    found = index.vectors([ids[3], PassageId("nobody"), ids[0]])
    assert set(found) == {ids[3], ids[0]}
    assert found[ids[3]] == pytest.approx(vectors[3])
    assert index.vectors([]) == {}
