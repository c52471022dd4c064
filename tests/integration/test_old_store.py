"""A store made by an earlier Byline opens, keeps its articles and answers, and takes new ones."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.minilm_embedder import DIMENSION, MODEL_NAME, MiniLmEmbedding
from rag.adapters.sqlite.library import SqliteLibrary
from rag.domain import ArticleId

FIXTURE = Path(__file__).parents[1] / "fixtures" / "store-0.1"
FLOOD, FERRY = ArticleId("29b4f5e6e82b6bb2"), ArticleId("d1fa04121b79c4a7")
ANSWER = "71cf87144d6d42f08cd2f8194eebfe6e"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with tarfile.open(FIXTURE / "store.tar.gz") as archive:
        archive.extractall(tmp_path / "store", filter="data")
    return tmp_path / "store"


def opened_index(store: Path) -> ChromaIndex:
    return ChromaIndex.open(
        store / "chroma", embedder=MODEL_NAME, dimension=DIMENSION, splitter=SPLITTER_FINGERPRINT
    )


def test_a_store_of_the_first_schema_opens_with_everything_in_it(store: Path) -> None:
    with SqliteLibrary.open(store / "library.db") as library:
        flood, ferry = library.articles_by_id([FLOOD, FERRY])
        assert flood.title == "River floods the lower town"
        assert (ferry.status, ferry.pages, str(ferry.published)) == (None, (), "2025-02")
        saved = library.answer(ANSWER)
        assert saved is not None
        assert saved["citations"][0]["quote"].startswith("About 400 people")
        assert not saved["stale"]
        assert library.generation() == 2
        assert library.index_name() == "passages"
        index = opened_index(store)
        assert index.count() == library.passage_count() == 2
        index.close()


def test_it_takes_new_articles_and_knows_its_old_ones(store: Path, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    flood = (FIXTURE / "articles" / "flood.md").read_text(encoding="utf-8")
    (files / "flood.md").write_text(flood, encoding="utf-8")
    (files / "copy.md").write_text(flood.replace("news.example", "copy.example"), encoding="utf-8")
    with SqliteLibrary.open(store / "library.db") as library:
        index = opened_index(store)
        report = Ingestion(library, index, MiniLmEmbedding(), store).run([files])
        assert (report.new, report.unchanged, report.reprints) == (1, 1, 1)
        (files / "flood.md").write_text(flood.replace("400", "500"), encoding="utf-8")
        assert Ingestion(library, index, MiniLmEmbedding(), store).run([files]).changed == 1
        saved = library.answer(ANSWER)
        assert saved is not None
        assert saved["stale"]
        assert [version.hash for version in library.versions(FLOOD)] == ["9ceede7c8073547992d02515a13fcb05"]
        assert index.count() == library.passage_count()
        assert library.meta()["version"] == "1"
        index.close()
