"""`byline ingest` and `byline library` as a person runs them: a process, its output, its exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The real command, with an embedder that takes its time, so that there is something to interrupt.
SLOW = """
import sys, time
from tests.fakes import HashEmbedder
import rag.stores, ui.cli

class Slow(HashEmbedder):
    def get_text_embedding_batch(self, texts):
        time.sleep(0.05)
        return super().get_text_embedding_batch(texts)

import ingest.writing
ingest.writing.BATCH = 1
rag.stores.build_embedder = lambda settings: (Slow(), Slow.dimension)
sys.exit(ui.cli.run(sys.argv[1:]))
"""


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SLOW, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "BYLINE_DATA_DIR": str(folder / "data")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ran(folder: Path, *arguments: str) -> tuple[int, str, str]:
    process = started(folder, *arguments)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for number in range(60):
        (folder / f"a{number:02}.md").write_text(f"# Story {number}\n\nWord{number} is told here.", "utf-8")
    return folder


def wait_until_writing(folder: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (folder / "data" / "writer.json").exists():
            time.sleep(0.3)
            return
        time.sleep(0.02)
    pytest.fail("it never began to write")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_finishes_the_batch_and_says_how_to_go_on(source: Path, tmp_path: Path) -> None:
    first = started(tmp_path, "ingest", str(source), "--json")
    wait_until_writing(tmp_path)

    code, _, err = ran(tmp_path, "ingest", str(source))
    assert code == 1
    assert f"Process {first.pid}" in err
    assert "is writing to the library" in err

    first.send_signal(signal.SIGINT)
    out, err = first.communicate(timeout=60)
    assert first.returncode == 130, err
    assert "Stopping after the current batch" in err
    assert "run the same command again" in err
    report = json.loads(out)
    assert report["interrupted"]
    assert 0 < report["new"] < 60

    code, out, _ = ran(tmp_path, "ingest", str(source), "--json")
    assert code == 0
    assert json.loads(out)["new"] == 60 - report["new"]
    assert json.loads(ran(tmp_path, "library", "check", "--json")[1])["articles"] == 60
