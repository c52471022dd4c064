"""Killed at any moment, ingestion loses nothing and doubles nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the measurement forks its victims")
def test_twenty_killed_runs_end_as_an_undisturbed_one() -> None:
    # In a process of its own: the victims are forked, which this one with its threads must not be.
    command = [sys.executable, "-m", "benchmarks.kill_ingest", "20"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    figures = json.loads(ran.stdout)
    assert figures["articles"] == 50
    assert figures["lost or doubled"] == 0
    assert figures["killed while running"] >= 10
