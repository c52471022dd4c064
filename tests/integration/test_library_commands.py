"""`byline ingest` and `byline library` on real stores, with an embedder that costs nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.adapters.chroma_index import ChromaIndex
from rag.settings import load_settings
from rag.stores import Stores, open_index
from tests.fakes import HashEmbedder
from ui.cli import run
from ui.wiring import Wiring


class CheapStores(Stores):
    @property
    def embedder(self) -> HashEmbedder:
        return HashEmbedder()

    def open_index(self, splitter: str, name: str | None = None) -> ChromaIndex:
        name = name or self.library.index_name()
        return open_index(self.settings, "hash", HashEmbedder.dimension, splitter, name)


@pytest.fixture
def ran(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    settings = load_settings({"data_dir": str(tmp_path / "data")}, cwd=tmp_path, environ={})
    wiring = Wiring(settings=lambda _: settings, stores=CheapStores)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments], wiring)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_the_library_commands_work_one_after_the_other(
    ran: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "good.md").write_text("---\ntitle: Flood\n---\nThe river rose.", "utf-8")
    (files / "bad.md").write_bytes(b"")

    code, out, err = ran("ingest", files)
    assert code == 0
    assert "quarantined          1" in out
    assert "bad.md: empty" in err
    assert ran("ingest", files, "--strict")[0] == 1
    quarantined = json.loads(ran("library", "list", "--quarantined", "--json")[1])["quarantined"]
    assert quarantined[0]["reason"] == "empty"

    article_id = json.loads(ran("library", "list", "--json")[1])["articles"][0]["id"]
    assert ran("library", "mark", article_id[:6], "retracted", "--note", "Never happened.")[0] == 0
    shown = json.loads(ran("library", "show", article_id, "--json")[1])
    assert (shown["status"], shown["status_note"]) == ("retracted", "Never happened.")
    assert ran("library", "show", "nothing")[0] == 2

    assert '"title": "Flood"' in ran("library", "export")[1]
    assert ran("library", "backup", tmp_path / "b.db")[0] == 0
    assert ran("library", "rebuild")[0] == 0
    assert ran("library", "remove", article_id, "--yes")[0] == 0
    assert ran("library", "restore", tmp_path / "b.db")[0] == 0
    assert json.loads(ran("library", "check", "--json")[1])["articles"] == 1
    (files / "good.md").unlink()
    assert "their files have gone" in ran("ingest", files)[1]
    assert json.loads(ran("ingest", files, "--prune", "--json")[1])["removed"] == 1
