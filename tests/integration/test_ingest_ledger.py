"""What ingestion remembers: sources, quarantine, former versions, runs; and what it leaves alone."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.fetch.memory import Validators
from ingest.pipeline import Progress
from ingest.readers import Found, RawArticle, Rejected, Unchanged
from ingest.sources import SourceOptions
from rag.domain import ArticleId
from rag.errors import IndexMismatchError
from rag.ledger import Fetched
from tests.store_bench import Bench, counts


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.library.close()


def reading_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("an unchanged file was read")

    monkeypatch.setattr("ingest.units.open_source", refuse)


# Sources


def test_an_unchanged_file_is_not_even_read(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.write("a.md", "A story is told here.")
    bench.write("b.jsonl", '{"text": "One."}\n{"text": "Two."}\n')
    bench.write("c.md", b"")
    assert counts(bench.run()) == (3, 0, 0, 1)
    reading_is_forbidden(monkeypatch)
    assert counts(bench.run()) == (0, 0, 3, 1)


def test_a_file_changed_this_moment_is_read_again(bench: Bench) -> None:
    path = bench.files / "a.md"
    path.write_text("A story is told here.")
    bench.run()
    path.write_text("A story is told newt.")  # of the same length, perhaps within the clock's resolution
    assert counts(bench.run()) == (0, 1, 0, 0)


def test_other_options_read_the_files_again(bench: Bench) -> None:
    from ingest.overrides import Overrides

    bench.write("a.md", "A story is told here.")
    bench.run()
    reading = SourceOptions(overrides=Overrides(publisher="The Post"))
    assert counts(bench.run(reading=reading)) == (0, 1, 0, 0)


def test_a_removed_article_comes_back_with_the_next_run(bench: Bench) -> None:
    bench.write("a.md", "A story is told here.")
    bench.run()
    (article,) = bench.library.articles()
    bench.index.delete(bench.library.remove_article(article.id))
    assert counts(bench.run()) == (1, 0, 0, 0)


# Gone


def test_a_file_that_has_gone_is_reported_and_removed_when_asked_to(bench: Bench) -> None:
    bench.write("a.md", "Story a is told here.")
    gone = bench.write("b.md", "Story b is told here.")
    elsewhere = bench.files.parent / "c.md"
    elsewhere.write_text("Story c is told here.")
    bench.run(bench.files, elsewhere)
    gone.unlink()
    elsewhere.unlink()
    report = bench.run()
    assert (len(report.gone), report.removed) == (1, 0)  # c.md was not asked for
    assert bench.library.collections() == {"default": 3}
    pruned = bench.run(prune=True)
    assert (len(pruned.gone), pruned.removed) == (1, 1)
    assert bench.library.collections() == {"default": 2}
    assert bench.is_consistent()
    assert bench.run().gone == ()


def test_a_line_that_has_gone_from_a_file_is_reported(bench: Bench) -> None:
    bench.write("a.jsonl", '{"text": "One."}\n{"text": "Two."}\n')
    bench.run()
    bench.write("a.jsonl", '{"text": "One."}\n')
    assert bench.run(prune=True).removed == 1
    assert [article.text for article in bench.library.articles()] == ["One."]


def test_an_article_that_is_in_two_files_has_not_gone_with_one(bench: Bench) -> None:
    front = "---\ntitle: T\nurl: https://x.example/1\n---\nA story is told here."
    bench.write("a.md", front)
    copy = bench.write("b.md", front)
    assert counts(bench.run()) == (1, 0, 1, 0)
    copy.unlink()
    assert bench.run().gone == ()


def test_a_file_that_became_bad_does_not_lose_its_article(bench: Bench) -> None:
    bench.write("a.md", "A story is told here.")
    bench.run()
    bench.write("a.md", b"")
    report = bench.run(prune=True)
    assert (report.removed, report.quarantined) == (0, 1)
    assert bench.library.collections() == {"default": 1}


# Quarantine


def test_what_is_quarantined_is_listed_until_it_is_mended(bench: Bench) -> None:
    path = bench.write("a.md", b"")
    bench.run()
    (first,) = bench.library.quarantined()
    assert (first.source, first.reason) == (str(path), "empty")
    assert first.content_hash
    assert len(first.content_hash) == 32
    bench.run()
    (again,) = bench.library.quarantined()
    assert again == first  # it was not tried again
    bench.write("a.md", "***")
    bench.run()
    assert [(one.reason, one.first_seen) for one in bench.library.quarantined()] == [
        ("no text", first.first_seen)
    ]
    bench.write("a.md", "A story is told here.")
    assert counts(bench.run()) == (1, 0, 0, 0)
    assert bench.library.quarantined() == []


def test_the_quarantine_forgets_a_file_that_has_gone(bench: Bench) -> None:
    bench.write("a.md", "A story is told here.")
    bad = bench.write("b.md", b"")
    bench.run()
    assert [one.source for one in bench.library.quarantined("default")] == [str(bad)]
    bad.unlink()
    bench.run()
    assert bench.library.quarantined() == []


# Versions and marks


def test_former_contents_are_known_and_a_mark_outlives_a_change(bench: Bench) -> None:
    bench.write("a.md", "The river rose by three metres.")
    bench.run()
    (before,) = bench.library.articles()
    assert bench.library.mark_article(before.id, "corrected", "Four, not three.")
    bench.write("a.md", "The river rose by four metres.")
    bench.run()
    (after,) = bench.library.articles()
    assert (after.status, after.status_note) == ("corrected", "Four, not three.")
    assert [version.hash for version in bench.library.versions(after.id)] == [before.hash]
    assert bench.library.mark_article(after.id, None)
    assert bench.library.article(after.id) == bench.library.articles_by_id([after.id])[0]
    assert not bench.library.mark_article(ArticleId("nobody"), "retracted")


def test_a_mark_moves_the_generation(bench: Bench) -> None:
    bench.write("a.md", "A story is told here.")
    bench.run()
    (article,) = bench.library.articles()
    before = bench.library.generation()
    bench.library.mark_article(article.id, "retracted")
    assert bench.library.generation() == before + 1


# Runs


def test_stopped_it_finishes_the_batch_and_goes_on_the_next_time(bench: Bench) -> None:
    for name in "abcde":
        bench.write(f"{name}.md", f"Story {name} is told here.")
    stop = threading.Event()

    def stop_at_two(progress: Progress) -> None:
        if progress.articles == 2:
            stop.set()

    report = bench.run(on_progress=stop_at_two, stop=stop)
    assert report.is_interrupted
    assert report.new == 2
    assert bench.library.collections() == {"default": 2}
    assert bench.is_consistent()
    assert counts(bench.run()) == (3, 0, 2, 0)
    finished, interrupted = bench.library.runs()
    assert (finished.outcome, interrupted.outcome) == ("finished", "interrupted")
    assert finished.counts["new"] == 3
    assert finished.sources == (str(bench.files),)


def test_a_run_that_never_ended_was_killed(bench: Bench) -> None:
    bench.library.begin_run("default", ["somewhere"])
    bench.run(bench.write("a.md", "A story is told here."))
    assert [run.outcome for run in bench.library.runs()] == ["finished", "killed"]


def test_passages_of_another_making_are_refused_before_any_work(bench: Bench) -> None:
    bench.run(bench.write("a.md", "A story is told here."))
    bench.library.set_meta({"splitter": "sentences-0"})
    with pytest.raises(IndexMismatchError, match="sentences-0") as refused:
        bench.run(bench.write("b.md", "Another story is told here."))
    assert "byline library rebuild" in refused.value.hint
    assert bench.library.collections() == {"default": 1}


def test_a_title_that_no_search_finds_is_told(bench: Bench) -> None:
    bench.write("a.md", "# Harbour\n\nA story is told here.")
    assert bench.run().unfound == ()
    bench.index.search = lambda *_: []  # type: ignore[method-assign]
    bench.library.lexical_search = lambda *_: []  # type: ignore[method-assign]
    bench.write("b.md", "# Ferries\n\nAnother story is told here.")
    assert bench.run().unfound == ("Ferries",)


# What servers said


def test_versions_of_pages_are_kept_with_their_articles_and_forgotten_with_one(bench: Bench) -> None:
    bench.library.write_batch("default", [], [], [Fetched("https://x.example/1", '"v1"', None)])
    assert bench.library.fetched("default", "https://x.example/1") == Fetched(
        "https://x.example/1", '"v1"', None
    )
    assert bench.library.fetched("other", "https://x.example/1") is None
    bench.run(bench.write("a.md", "A story is told here."))
    (article,) = bench.library.articles()
    bench.library.remove_article(article.id)
    assert bench.library.fetched("default", "https://x.example/1") is None


# Addresses and standard input


def test_standard_input_is_a_source_that_is_read_every_time(bench: Bench) -> None:
    lines = b'{"text": "One.", "id": "1"}\n{"text": "Two.", "id": "2"}\n'
    for expected in [(2, 0, 0, 0), (0, 0, 2, 0)]:
        stream = io.BufferedReader(io.BytesIO(lines))
        report = bench.ingestion.run(["-"], reading=SourceOptions(standard_input=stream))
        assert counts(report) == expected
    assert bench.run(bench.write("a.md", "A story is told here."), prune=True).removed == 0


def test_what_a_server_did_not_send_again_stays_as_it_was(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, bad = "https://x.example/feed", "https://x.example/bad"
    story = RawArticle("A story is told here.", "https://x.example/1", "T", url="https://x.example/1")
    answers: list[list[Found]] = [[story, Rejected(bad, "no text")], [Unchanged(feed)]]

    def opened(place: str, options: SourceOptions) -> Iterator[Found]:
        yield from answers.pop(0)
        options.memory.put(place, Validators('"v1"'))

    monkeypatch.setattr("ingest.units.open_source", opened)
    assert counts(bench.ingestion.run([feed])) == (1, 0, 0, 1)
    assert bench.library.fetched("default", feed) == Fetched(feed, '"v1"', None)
    report = bench.ingestion.run([feed])
    assert (report.new, report.unchanged, report.gone) == (0, 1, ())
    assert [one.source for one in bench.library.quarantined()] == [bad]
