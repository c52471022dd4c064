"""Ingestion on the real SQLite, Chroma and embedder; what it does to a library, and what it leaves alone."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ingest.builtin import builtin_corpus, ensure_demo
from ingest.lock import writer_lock
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion, Progress
from ingest.writing import BATCH
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.minilm_embedder import DIMENSION, MODEL_NAME, MiniLmEmbedding
from rag.adapters.sqlite.library import SqliteLibrary
from rag.domain import ArticleId, PassageId
from rag.errors import EmbedderError, LibraryError, LibraryLockedError, SourceError
from rag.interfaces import Vectors
from tests.fakes import HashEmbedder, ListIndex
from tests.store_bench import Bench, counts


@pytest.fixture(scope="module")
def minilm() -> MiniLmEmbedding:
    return MiniLmEmbedding()


@pytest.fixture
def real(tmp_path: Path, minilm: MiniLmEmbedding) -> Iterator[Ingestion]:
    data = tmp_path / "data"
    with SqliteLibrary.open(data / "library.db") as library:
        index = ChromaIndex.open(
            data / "chroma", embedder=MODEL_NAME, dimension=DIMENSION, splitter=SPLITTER_FINGERPRINT
        )
        yield Ingestion(library, index, minilm, data)
        index.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.library.close()


# The real stores


def test_the_built_in_corpus_is_found_again_by_its_words(real: Ingestion, minilm: MiniLmEmbedding) -> None:
    report = real.run([builtin_corpus()], "demo")
    assert report.rejected == ()
    assert report.warnings == ()
    assert report.new == real.library.collections()["demo"] == len(list(builtin_corpus().glob("*.md")))
    assert real.index.count() == real.library.passage_count() == report.passages
    vector = minilm.embed(["How much did OpenAI pay to train GPT-4?"])[0]
    nearest = real.library.passages([passage_id for passage_id, _ in real.index.search(vector, 3)])
    assert any("GPT-4" in passage.text for passage in nearest)
    assert real.library.lexical_search(["chips"], 3)


def test_every_passage_is_its_span_and_all_dates_are_understood(real: Ingestion) -> None:
    real.run([builtin_corpus()], "demo")
    for article in real.library.articles():
        assert article.kind == "digest"
        for passage in real.library.passages_of(article.id):
            assert article.text[passage.start : passage.end] == passage.text


def test_running_twice_changes_nothing(real: Ingestion) -> None:
    first = real.run([builtin_corpus()], "demo")
    generation = real.library.generation()
    second = real.run([builtin_corpus()], "demo")
    assert (second.unchanged, second.new, second.changed, second.passages) == (first.new, 0, 0, 0)
    assert real.library.generation() == generation
    assert real.index.count() == first.passages


def test_a_changed_article_replaces_its_passages(real: Ingestion, tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    path.write_text("# Flood\n\nThe river rose by three metres.", encoding="utf-8")
    real.run([path])
    path.write_text("# Flood\n\nThe river rose by four metres.", encoding="utf-8")
    report = real.run([path])
    assert counts(report) == (0, 1, 0, 0)
    (article,) = real.library.articles()
    (passage,) = real.library.passages_of(article.id)
    assert passage.text == "The river rose by four metres."
    assert real.index.count() == 1


def test_lost_vectors_come_back_with_the_next_run(real: Ingestion) -> None:
    first = real.run([builtin_corpus()])
    (article, *_) = real.library.articles()
    real.index.delete([passage.id for passage in real.library.passages_of(article.id)])
    report = real.run([builtin_corpus()])
    assert report.unchanged == first.new
    assert real.index.count() == first.passages


def test_demo_is_ingested_into_an_empty_library_only(bench: Bench) -> None:
    first = ensure_demo(bench.ingestion, bench.library)
    assert first is not None
    assert list(bench.library.collections()) == ["demo"]
    assert ensure_demo(bench.ingestion, bench.library) is None
    (some, *_) = bench.library.articles()
    bench.library.remove_article(some.id)
    completed = ensure_demo(bench.ingestion, bench.library)
    assert completed is not None
    assert completed.new == 1
    bench.run(bench.write("own.md", "My own article says this."))
    bench.library.remove_article(some.id)
    assert ensure_demo(bench.ingestion, bench.library) is None


# What becomes of an article


def test_every_format_of_a_folder_is_ingested_and_progress_is_told(bench: Bench) -> None:
    bench.write("a.md", "# Alpha\n\nThe first story is told here.")
    bench.write("b.txt", "Beta\n\nThe second story is told here.")
    bench.write("c.jsonl", '{"text": "The third story."}\n{"text": "The fourth story.", "title": "Delta"}\n')
    told: list[Progress] = []
    report = bench.ingestion.run([bench.files], on_progress=told.append)
    assert counts(report) == (4, 0, 0, 0)
    assert told[-1] == Progress(files_done=3, files=3, articles=4, passages=4)
    made_with = {"embedder": "hash", "splitter": SPLITTER_FINGERPRINT, "dimension": "256", "version": "1"}
    assert bench.library.meta() == made_with


def test_a_second_run_embeds_nothing_and_text_that_comes_twice_is_embedded_once(bench: Bench) -> None:
    line = json.dumps({"text": "The same story stands here.", "title": "Same"})
    other = json.dumps({"text": "The same story stands here.", "title": "Same", "id": "other"})
    bench.write("a.jsonl", f"{line}\n{line}\n{other}\n")
    assert counts(bench.run()) == (2, 0, 1, 0)
    assert bench.embedder.embedded == ["Same. The same story stands here."]
    assert counts(bench.run()) == (0, 0, 3, 0)
    assert len(bench.embedder.embedded) == 1


def test_two_versions_of_an_article_keep_the_first_and_say_so(bench: Bench) -> None:
    lines = [{"text": f"Story {n} is told.", "url": "https://x.example/1", "title": "T"} for n in (1, 2)]
    bench.write("a.jsonl", "\n".join(map(json.dumps, lines)))
    first, second = bench.run(), bench.run()
    assert (counts(first), counts(second)) == ((1, 0, 0, 1), (0, 0, 1, 1))
    assert "same address and title" in first.rejected[0].reason
    assert [article.text for article in bench.library.articles()] == ["Story 1 is told."]


def test_one_address_for_many_articles_does_not_make_them_one(bench: Bench) -> None:
    lines = [
        {"text": f"Story {n} is told.", "url": "https://x.example/all", "title": f"T{n}"} for n in range(3)
    ]
    path = bench.write("a.jsonl", "\n".join(map(json.dumps, lines)))
    assert counts(bench.run()) == (3, 0, 0, 0)
    lines.insert(0, {"text": "Story 9 is told.", "url": "https://x.example/all", "title": "T9"})
    path.write_text("\n".join(map(json.dumps, lines)))
    assert counts(bench.run()) == (1, 0, 3, 0)
    front_page = [{"text": f"Day {n} is told.", "url": "https://y.example/", "title": "News"} for n in (1, 2)]
    bench.write("b.jsonl", "\n".join(map(json.dumps, front_page)))
    assert bench.run().new == 2


def test_the_same_file_in_two_collections_is_two_articles(bench: Bench) -> None:
    path = bench.write("a.md", "A story is told here.")
    bench.ingestion.run([path], "one")
    bench.ingestion.run([path], "two")
    assert bench.library.collections() == {"one": 1, "two": 1}


def test_vectors_are_added_before_the_commit_and_old_ones_deleted_after(bench: Bench) -> None:
    steps: list[str] = []

    class TellingLibrary(SqliteLibrary):
        def announce_vectors(self, ids: Sequence[PassageId]) -> None:
            steps.append("announce")
            super().announce_vectors(ids)

        def write_batch(self, *batch: Any) -> list[PassageId]:
            steps.append("commit" if batch[1] else "note")
            return super().write_batch(*batch)

    class TellingIndex(ListIndex):
        def add(self, ids: Sequence[PassageId], vectors: Vectors, articles: Sequence[ArticleId]) -> None:
            steps.append("add")
            super().add(ids, vectors, articles)

        def delete(self, ids: Sequence[PassageId]) -> None:
            steps.append("delete")
            super().delete(ids)

    data = bench.ingestion.data_dir
    bench.library = TellingLibrary.open(data / "telling.db")
    bench.ingestion = Ingestion(bench.library, TellingIndex(), HashEmbedder(), data)
    path = bench.write("a.md", "A story is told here.")
    bench.run(path)
    path.write_text("Another story is told here.")
    bench.run(path)
    assert steps == ["announce", "add", "commit", "announce", "add", "commit", "delete"]


def test_many_articles_are_embedded_in_shared_batches(bench: Bench) -> None:
    calls: list[int] = []

    class CountingEmbedder(HashEmbedder):
        def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
            calls.append(len(texts))
            return super().get_text_embedding_batch(texts)

    bench.ingestion.embedder = CountingEmbedder()
    bench.write(
        "a.jsonl", "\n".join(json.dumps({"text": f"Story {n} is told."}) for n in range(2 * BATCH + 5))
    )
    bench.run()
    assert calls == [BATCH, BATCH, 5]
    assert bench.is_consistent()


# Interrupted, and run again


class KilledError(Exception):
    """Stands for the end of the process."""


class FragileLibrary(SqliteLibrary):
    """Ends the process at the n-th commit."""

    commits_left = 1

    def write_batch(self, *batch: Any) -> list[PassageId]:
        if self.commits_left == 0:
            raise KilledError
        self.commits_left -= 1
        return super().write_batch(*batch)


def test_a_run_killed_between_vectors_and_commit_is_repaired_by_the_next(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.writing.BATCH", 1)
    bench.library = FragileLibrary.open(bench.ingestion.data_dir / "library.db")
    bench.ingestion.library = bench.library
    for name in "abc":
        bench.write(f"{name}.md", f"Story {name} is told here.")
    with pytest.raises(KilledError):
        bench.run()
    assert bench.library.collections() == {"default": 1}
    assert not bench.is_consistent()
    bench.library.commits_left = 10
    (bench.files / "b.md").unlink()  # its vectors are in the index, and its article never comes
    assert counts(bench.run()) == (1, 0, 1, 0)
    assert bench.is_consistent()
    assert [run.outcome for run in bench.library.runs()] == ["finished", "failed"]


def test_a_failing_embedder_leaves_the_library_as_it_was(bench: Bench) -> None:
    class BrokenEmbedder(HashEmbedder):
        def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
            return [[0.0] * 4 for _ in texts]

    bench.write("a.md", "A story is told here.")
    bench.ingestion.embedder = BrokenEmbedder()
    with pytest.raises(EmbedderError, match="hash"):
        bench.run()
    assert bench.library.collections() == {}
    bench.ingestion.embedder = HashEmbedder()
    assert counts(bench.run()) == (1, 0, 0, 0)


# Bad input


def test_bad_files_are_reported_and_the_rest_goes_on(bench: Bench) -> None:
    bench.write("good.md", "A story is told here.")
    bench.write("binary.txt", b"\x00\x01\x02")
    bench.write("empty.md", b"")
    bench.write("marks.txt", "***")
    bench.write("typed.md", "---\nauthor: [A]\n---\nText.")
    bench.write("page.html", "<html><body></body></html>")
    bench.write("wire.jsonl", '{"text": "One."}\n{"text": 1e999}\nnonsense\n')
    os.truncate(bench.write("big.txt", b""), 20_000_001)
    bench.write("latin.txt", "Ein Café für 5 Gäste öffnet heute.".encode("windows-1252"))
    report = bench.run()
    reasons = {Path(rejected.source).name: rejected.reason for rejected in report.rejected}
    assert report.quarantined == len(reasons)
    assert sorted(reasons) == [
        "big.txt",
        "binary.txt",
        "empty.md",
        "marks.txt",
        "page.html",
        "typed.md",
        "wire.jsonl:3",
    ]
    assert report.new == 4
    assert bench.is_consistent()


def test_a_doubtful_date_is_a_warning_and_no_obstacle(bench: Bench) -> None:
    path = bench.write("a.md", "---\npublished: 9999-01-01\n---\nA story is told here.")
    report = bench.run(path)
    assert counts(report) == (1, 0, 0, 0)
    assert report.warnings[0][0] == str(path)
    assert "9999" in report.warnings[0][1]


def test_an_article_that_became_bad_stays_as_it_was(bench: Bench) -> None:
    path = bench.write("a.md", "A story is told here.")
    bench.run(path)
    path.write_bytes(b"\x00")
    assert counts(bench.run(path)) == (0, 0, 0, 1)
    assert [article.text for article in bench.library.articles()] == ["A story is told here."]


def test_a_path_that_is_not_there_stops_the_run_before_any_work(bench: Bench) -> None:
    good = bench.write("a.md", "A story is told here.")
    with pytest.raises(SourceError, match=r"gone\.md") as caught:
        bench.run(good, bench.files / "gone.md")
    assert caught.value.hint
    assert caught.value.exit_code == 1
    assert bench.library.collections() == {}
    assert not (bench.ingestion.data_dir / "writer.lock").exists()


def test_a_second_writer_is_told_who_writes_within_a_second(bench: Bench) -> None:
    path = bench.write("a.md", "A story is told here.")
    is_held, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        with writer_lock(bench.ingestion.data_dir, "byline ingest big-folder"):
            is_held.set()
            may_go.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(10)
    started = time.perf_counter()
    with pytest.raises(LibraryLockedError, match="byline ingest big-folder") as caught:
        bench.run(path)
    assert time.perf_counter() - started < 2
    assert "Process" in caught.value.message
    may_go.set()
    holder.join()
    assert counts(bench.run(path)) == (1, 0, 0, 0)
    assert not (bench.ingestion.data_dir / "writer.json").exists()


def test_a_data_folder_that_cannot_be_written_is_named(bench: Bench, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    bench.ingestion.data_dir = in_the_way / "data"
    with pytest.raises(LibraryError, match="cannot be written") as caught:
        bench.run(bench.write("a.md", "A story is told here."))
    assert "BYLINE_DATA_DIR" in caught.value.hint
