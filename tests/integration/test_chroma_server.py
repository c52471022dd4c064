"""The same code against a Chroma server, by one setting."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.backups import back_up, restore
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from ingest.rebuilding import rebuild
from ingest.upkeep import check
from rag.errors import IndexMismatchError
from rag.settings import load_settings
from rag.stores import Stores, open_index
from tests.fakes import HashEmbedder

START_SECONDS = 60


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    chroma = Path(sys.executable).with_name("chroma")
    command = [chroma, "run", "--host", "127.0.0.1", "--port", str(port), "--path", folder]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, env=os.environ | {"ANONYMIZED_TELEMETRY": "False"}
        )
    try:
        _wait_until_up(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_up(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the Chroma server did not start")


class ServerStores(Stores):
    @property
    def embedder(self) -> HashEmbedder:
        return HashEmbedder()

    def open_index(self, splitter: str, name: str | None = None):
        name = name or self.library.index_name()
        return open_index(self.settings, "hash", HashEmbedder.dimension, splitter, name)


def test_ingestion_search_check_rebuild_and_backup_at_a_server(url: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in "abc":
        (source / f"{name}.md").write_text(
            f"# Story {name}\n\nThe {name * 4} is told here.", encoding="utf-8"
        )
    settings = load_settings(
        {"data_dir": str(tmp_path / "data"), "chroma_url": url}, cwd=tmp_path, environ={}
    )
    stores = ServerStores(settings)
    index = stores.open_index(SPLITTER_FINGERPRINT)
    ingestion = Ingestion(stores.library, index, stores.embedder, settings.data_dir)

    report = ingestion.run([source])
    assert (report.new, report.unfound) == (3, ())
    assert not (tmp_path / "data" / "chroma").exists()
    (source / "a.md").write_text("# Story a\n\nAnother aaaa is told here.", encoding="utf-8")
    assert ingestion.run([source]).changed == 1
    assert index.count() == stores.library.passage_count() == 3

    reader = stores.open_index(SPLITTER_FINGERPRINT)
    rebuild(
        stores.library,
        stores.embedder,
        lambda name: stores.open_index(SPLITTER_FINGERPRINT, name),
        settings.data_dir,
    )
    for one in (reader, index):
        one.refresh(stores.library)
        assert one.name == stores.library.index_name() != "passages"
        assert one.count() == 3
    checked = check(stores.library, index, stores.embedder, settings.data_dir)
    assert (checked.vectors_added, checked.vectors_removed, checked.problems) == (0, 0, ())

    assert back_up(stores.library, index, tmp_path / "b.db").vectors == 3
    again = restore(
        stores.library,
        stores.embedder,
        lambda name: stores.open_index(SPLITTER_FINGERPRINT, name),
        tmp_path / "b.db",
        settings.data_dir,
        force=True,
    )
    assert again.embedded == 0
    index.refresh(stores.library)
    assert sorted(index.ids()) == sorted(stores.library.passage_ids())
    with pytest.raises(IndexMismatchError, match="splitter"):
        stores.open_index("another splitter")
    index.close()
    reader.close()
    stores.close()
