"""Check, rebuild, export, backup and restore on the real SQLite and Chroma."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.backups import back_up, restore
from ingest.exporting import exported_lines, write_lines
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion, IngestReport
from ingest.rebuilding import rebuild
from ingest.upkeep import check
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.sqlite.library import SqliteLibrary
from rag.errors import EmbedderError, IndexMismatchError, LibraryError, UsageError
from tests.fakes import HashEmbedder

STORIES = {
    "flood": "---\ntitle: River floods town\npublished: 2025-03-01\nurl: https://x.example/flood\n---\n"
    "The river rose by three metres. About 400 people left their homes.\n\nSchools stay closed.",
    "ferry": "---\ntitle: Ferries delayed\npublisher: Island Post\nauthor: Alma Brandt\nlanguage: en\n---\n"
    "New ferries come two years late.\n\nIt would cost $48 million, the ministry said.",
    "poem": "A line is broken here\nand here on purpose,\nas poems are.\n\n* * *\n\n“Größe” zählt. 😀",
}


class Store:
    """A data folder that can be opened anew, as another process would."""

    def __init__(self, data: Path, embedder: HashEmbedder | None = None) -> None:
        self.data = data
        self.embedder = embedder or HashEmbedder()
        self.library = SqliteLibrary.open(data / "library.db")
        self.index = self.open_index(self.library.index_name())

    def open_index(self, name: str) -> ChromaIndex:
        return ChromaIndex.open(
            self.data / "chroma",
            name,
            embedder=self.embedder.model_name,
            dimension=self.embedder.dimension,
            splitter=SPLITTER_FINGERPRINT,
        )

    def ingest(self, *sources: Path, **options: Any) -> IngestReport:
        return Ingestion(self.library, self.index, self.embedder, self.data).run(sources, **options)

    def rebuild(self) -> None:
        rebuild(self.library, self.embedder, self.open_index, self.data)

    def restore(self, path: Path, **options: Any) -> int:
        return restore(self.library, self.embedder, self.open_index, path, self.data, **options).embedded

    def is_consistent(self) -> bool:
        index = self.open_index(self.library.index_name())
        held = sorted(index.ids())
        index.close()
        return held == sorted(self.library.passage_ids())

    def close(self) -> None:
        self.index.close()
        self.library.close()


Open = Callable[..., Store]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    stores: list[Store] = []

    def open_store(name: str = "data", embedder: HashEmbedder | None = None) -> Store:
        stores.append(Store(tmp_path / name, embedder))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for name, text in STORIES.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


class OtherEmbedder(HashEmbedder):
    model_name = "other"
    dimension = 64


# Check


def test_a_sound_store_is_found_sound(opened: Open, source: Path) -> None:
    store = opened()
    store.ingest(source)
    generation = store.library.generation()
    report = check(store.library, store.index, store.embedder, store.data)
    assert (report.articles, report.vectors_added, report.vectors_removed, report.problems) == (3, 0, 0, ())
    assert not report.is_words_rebuilt
    assert store.library.generation() == generation


def test_check_brings_back_lost_vectors_and_deletes_strays(opened: Open, source: Path) -> None:
    store = opened()
    store.ingest(source)
    first, *_ = store.library.passage_ids()
    vectors = store.index.vectors([first])
    store.index.delete([first])
    store.index.add(["stray"], vectors[first][None, :], ["nobody"])
    report = check(store.library, store.index, store.embedder, store.data)
    assert (report.vectors_added, report.vectors_removed) == (1, 1)
    assert store.is_consistent()
    assert store.index.vectors([first])[first] == pytest.approx(vectors[first])


def test_check_mends_the_lexical_index_and_tells_of_damage(opened: Open, source: Path) -> None:
    store = opened()
    store.ingest(source)
    raw = sqlite3.connect(store.data / "library.db")
    raw.execute("INSERT INTO passages_fts (passages_fts) VALUES ('delete-all')")
    raw.execute("UPDATE articles SET text = 'Other. ' || text WHERE title = 'Ferries delayed'")
    raw.commit()
    raw.close()
    report = check(store.library, store.index, store.embedder, store.data)
    assert report.is_words_rebuilt
    assert "is not what its article says" in report.problems[0]
    assert store.library.lexical_search(["schools"], 5)


def test_a_lost_index_folder_comes_back_with_the_next_run(opened: Open, source: Path) -> None:
    store = opened()
    store.ingest(source)
    store.index.close()
    shutil.rmtree(store.data / "chroma")
    again = opened()
    again.ingest(source)
    assert again.is_consistent()


# Rebuild


def test_rebuild_switches_to_a_new_index_and_drops_the_old(opened: Open, source: Path) -> None:
    store = opened()
    store.ingest(source)
    embedded = len(store.embedder.embedded)
    store.rebuild()
    assert len(store.embedder.embedded) == 2 * embedded
    assert store.library.index_name() != "passages"
    assert not (store.data / "chroma").exists()
    assert store.is_consistent()
    store.index.refresh(store.library)
    assert store.index.count() == store.library.passage_count()
    store.rebuild()
    assert len(list(store.data.glob("chroma*"))) == 1


def test_another_embedder_is_refused_until_rebuilt(opened: Open, source: Path) -> None:
    store = opened()
    store.ingest(source)
    with pytest.raises(IndexMismatchError, match="embedder") as refused:
        opened(embedder=OtherEmbedder())
    assert "byline library rebuild" in refused.value.hint
    library = SqliteLibrary.open(store.data / "library.db")
    other = OtherEmbedder()

    def open_index(name: str) -> ChromaIndex:
        return ChromaIndex.open(
            store.data / "chroma", name, embedder="other", dimension=64, splitter=SPLITTER_FINGERPRINT
        )

    rebuild(library, other, open_index, store.data)
    library.close()
    again = opened(embedder=OtherEmbedder())
    assert again.ingest(source).unchanged == 3
    assert again.library.meta()["embedder"] == "other"
    with pytest.raises(IndexMismatchError):  # a server of before is told, and serves nothing wrong
        store.index.refresh(store.library)


def test_rebuild_splits_again(opened: Open, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened()
    with monkeypatch.context() as patched:
        patched.setattr("ingest.passages.TARGET", 60)
        patched.setattr("ingest.passages.SHORT", 1)
        store.ingest(source)
    small = store.library.passage_count()
    store.library.set_meta({"splitter": "sentences-0"})
    with pytest.raises(IndexMismatchError):
        store.ingest(source)
    store.rebuild()
    assert store.library.passage_count() < small
    assert store.is_consistent()
    assert store.library.meta()["splitter"] == SPLITTER_FINGERPRINT


def test_a_rebuild_that_fails_changes_nothing(opened: Open, source: Path) -> None:
    class Broken(HashEmbedder):
        def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
            raise EmbedderError("Gone.")

    store = opened()
    store.ingest(source)
    store.embedder, working = Broken(), store.embedder
    with pytest.raises(EmbedderError):
        store.rebuild()
    assert store.library.index_name() == "passages"
    store.embedder = working
    store.rebuild()
    assert len(list(store.data.glob("chroma*"))) == 1


# Export


def test_what_is_exported_comes_back_the_same(opened: Open, source: Path, tmp_path: Path) -> None:
    store = opened()
    store.ingest(source)
    path = tmp_path / "articles.jsonl"
    assert write_lines(exported_lines(store.library), path) == 3
    other = opened("other")
    assert other.ingest(path).new == 3
    wanted = [replace(article, source=None) for article in store.library.articles()]
    assert [replace(article, source=None) for article in other.library.articles()] == wanted
    assert store.ingest(path).unchanged == 3
    # In another collection of the same library the ids are taken: they are others there.
    assert store.ingest(path, collection="copy").new == 3
    assert store.library.collections() == {"copy": 3, "default": 3}


def test_an_exported_line_has_the_contracts_fields(opened: Open, source: Path) -> None:
    store = opened()
    store.ingest(source)
    lines = {line["title"]: line for line in map(json.loads, exported_lines(store.library))}
    ferry = lines["Ferries delayed"]
    assert {"text", "title", "publisher", "author", "language", "id", "kind"} <= set(ferry)
    assert lines["River floods town"]["published"] == "2025-03-01"
    assert "url" not in ferry


# Backup and restore


def test_a_backup_is_put_back_without_embedding(opened: Open, source: Path, tmp_path: Path) -> None:
    store = opened()
    store.ingest(source)
    report = back_up(store.library, store.index, tmp_path / "backup.db")
    assert (report.articles, report.vectors) == (3, store.library.passage_count())
    with pytest.raises(UsageError, match="already"):
        back_up(store.library, store.index, tmp_path / "backup.db")
    other = opened("other")
    assert other.restore(tmp_path / "backup.db") == 0
    assert other.embedder.embedded == []
    assert list(other.library.articles()) == list(store.library.articles())
    assert other.is_consistent()
    assert other.library.generation() > store.library.generation()


def test_restore_replaces_only_when_forced_to_and_readers_follow(
    opened: Open, source: Path, tmp_path: Path
) -> None:
    store = opened()
    store.ingest(source)
    back_up(store.library, store.index, tmp_path / "backup.db")
    (source / "new.md").write_text("A new story is told here.", encoding="utf-8")
    store.ingest(source)
    reader = opened()
    assert reader.library.collections() == {"default": 4}
    with pytest.raises(UsageError, match="4 articles") as refused:
        store.restore(tmp_path / "backup.db")
    assert "--force" in refused.value.hint
    generation = store.library.generation()
    store.restore(tmp_path / "backup.db", force=True)
    assert reader.library.collections() == {"default": 3}
    assert reader.library.generation() > generation
    reader.index.refresh(reader.library)
    assert reader.index.count() == reader.library.passage_count()
    assert store.is_consistent()
    store.index.refresh(store.library)
    assert store.ingest(source).new == 1
    assert not list(store.data.glob("restoring*"))


def test_a_backup_of_another_embedder_is_embedded_anew(opened: Open, source: Path, tmp_path: Path) -> None:
    store = opened()
    store.ingest(source)
    back_up(store.library, store.index, tmp_path / "backup.db")
    other = opened("other", embedder=OtherEmbedder())
    assert other.restore(tmp_path / "backup.db") == other.library.passage_count()
    assert other.is_consistent()


def test_what_is_no_backup_is_refused_and_changes_nothing(opened: Open, source: Path, tmp_path: Path) -> None:
    store = opened()
    store.ingest(source)
    wrong = tmp_path / "wrong.db"
    wrong.write_text("no database " * 1_000)
    with pytest.raises(LibraryError):
        store.restore(wrong, force=True)
    with pytest.raises(UsageError, match="no backup"):
        store.restore(tmp_path / "nothing.db")
    assert store.library.collections() == {"default": 3}
    assert store.is_consistent()
