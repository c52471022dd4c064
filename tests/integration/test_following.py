"""A reader beside a writer: it sees new articles, and never half of a replaced one."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.sqlite.library import SqliteLibrary
from tests.fakes import HashEmbedder

VERSIONS = 8


def opened(data: Path, *, afresh: bool = False) -> tuple[SqliteLibrary, ChromaIndex]:
    library = SqliteLibrary.open(data / "library.db")
    index = ChromaIndex.open(
        data / "chroma", embedder="hash", dimension=HashEmbedder.dimension, splitter=SPLITTER_FINGERPRINT
    )
    if afresh:  # as another process would have it: sharing nothing with the writer's
        index._reopen(index.name)
    return library, index


def story(version: int) -> str:
    paragraphs = (f"Version{version} of the story tells part {part} at length. " * 12 for part in range(4))
    return "# Story\n\n" + "\n\n".join(paragraphs)


def test_a_reader_sees_each_article_whole_while_it_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.adapters.chroma_index.FOLLOW_SECONDS", 0)
    data, path = tmp_path / "data", tmp_path / "story.md"
    library, index = opened(data)
    read_library, read_index = opened(data, afresh=True)
    is_over, seen, broken = threading.Event(), set(), []
    vector = np.asarray(HashEmbedder().get_query_embedding("the story tells part"), dtype=np.float32)

    def read() -> None:
        while not is_over.is_set():
            read_index.refresh(read_library)
            hits = read_library.passages([key for key, _ in read_index.search(vector, 20)])
            for article in read_library.articles_by_id(sorted({hit.article_id for hit in hits})):
                passages = read_library.passages_of(article.id)
                words = {passage.text.split()[0] for passage in passages}
                seen.update(words)
                if len(words) != 1 or len(passages) < 2:
                    broken.append((words, len(passages)))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for version in range(VERSIONS):
            path.write_text(story(version), encoding="utf-8")
            Ingestion(library, index, HashEmbedder(), data).run([path])
    finally:
        is_over.set()
        reader.join()
    assert broken == []
    read_index.refresh(read_library)
    found = read_library.passages([key for key, _ in read_index.search(vector, 20)])
    assert {passage.text.split()[0] for passage in found} == {f"Version{VERSIONS - 1}"}
    assert len(found) == read_library.passage_count() > 2
    for part in (library, index, read_library, read_index):
        part.close()
