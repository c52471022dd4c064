"""What Byline stands on: its settings, the packages, the data folder and the disk."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rag.doctor.findings import Finding
from rag.settings import Settings, describe

_PACKAGES = ("llama-index-core", "openai", "chromadb", "onnxruntime", "gradio", "fastapi", "numpy")
_LITTLE_BYTES = 1_000_000_000
_TOO_LITTLE_BYTES = 100_000_000


def examine_settings(settings: Settings) -> Iterator[Finding]:
    """Where the settings came from; that they can be read is known by now."""
    origins = Counter(origin for *_, origin, _ in describe(settings))
    told = ", ".join(f"{count} from {origin}" for origin, count in origins.items() if origin != "default")
    message = f"Settings: {told}; the rest is as by default." if told else "Every setting is as by default."
    yield Finding("settings", "ok", message)


def examine_versions() -> Iterator[Finding]:
    """Python, SQLite and the packages that matter."""
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    missing = []
    for name in ("byline", *_PACKAGES):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        told = f"Not installed as packages: {', '.join(missing)}."
        yield Finding("versions", "problem", told, "Install Byline again, with all its packages.")
    else:
        yield Finding("versions", "ok", ", ".join(found) + ".")


def examine_data_folder(data_dir: Path) -> Iterator[Finding]:
    """Whether the data folder can be written, and what room there is."""
    choose = "Set BYLINE_DATA_DIR to a folder that you can write to."
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir) as file:
            file.write(b"written")
    except OSError as error:
        told = f"{data_dir} cannot be written: {os.strerror(error.errno or 0)}."
        yield Finding("data_folder", "problem", told, choose)
        return
    yield Finding("data_folder", "ok", f"{data_dir.absolute()} can be written.")
    yield _disk(shutil.disk_usage(data_dir).free)


def _disk(free_bytes: int) -> Finding:
    told = f"{free_bytes / 1e9:,.1f} GB are free."
    cure = "Free some space, or set BYLINE_DATA_DIR to another disk."
    if free_bytes < _TOO_LITTLE_BYTES:
        return Finding("disk", "problem", f"Only {free_bytes / 1e6:,.0f} MB are free.", cure)
    if free_bytes < _LITTLE_BYTES:
        return Finding("disk", "warning", told, cure)
    return Finding("disk", "ok", told)
