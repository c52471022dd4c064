"""Where runs are kept: a folder each, under the data folder unless told otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.evaluation.runs.records import METRICS_FILE, RUN_FILE, read_about

EVALUATIONS = "evaluations"  # in the data folder
LOCK_FILE = "run.lock"  # in the folder of a run


def folder_of_run(home: Path, out: Path | None, name: str | None, about: Mapping[str, Any]) -> Path:
    """The folder of a run: the named one, that of the same run where it was killed, or a new one.

    Args:
        home: Folder of all runs.
        out: The folder that was asked for.
        name: The name that was asked for, of a folder in home.
        about: What will be in ``run.json``.

    Raises:
        UsageError: if the folder that was asked for holds another run, or other files.
    """
    if name and (Path(name).name != name or name.startswith(".")):
        raise UsageError(f"{name!r} is no name of a folder.", "Use letters, digits and hyphens.")
    if out or name:
        folder = out or home / str(name)
        _require_same(folder, about)
        return folder
    return _unfinished(home, about) or home / _new_name(home, about)


def _require_same(folder: Path, about: Mapping[str, Any]) -> None:
    former = read_about(folder)
    if former is None:
        if folder.is_dir() and any(path.name != LOCK_FILE for path in folder.iterdir()):
            raise UsageError(f"{folder} holds other files than a run.", "Name a new folder.")
        return
    if not _is_same(former, about):
        raise UsageError(
            f"{folder} holds a run of other questions or configurations.", "Choose another --name or --out."
        )


def _unfinished(home: Path, about: Mapping[str, Any]) -> Path | None:
    for path in sorted(home.glob(f"*/{RUN_FILE}"), reverse=True):
        if not (path.parent / METRICS_FILE).exists() and _is_same(read_about(path.parent) or {}, about):
            return path.parent
    return None


def _is_same(former: Mapping[str, Any], about: Mapping[str, Any]) -> bool:
    def known_by(run: Mapping[str, Any]) -> Any:
        settings = [(one.get("name"), one.get("settings")) for one in run.get("configurations", ())]
        return run.get("questions", {}).get("hash"), settings

    return bool(known_by(former) == known_by(about))


def _new_name(home: Path, about: Mapping[str, Any]) -> str:
    stem = Path(about["questions"]["path"]).stem
    name = f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}-{stem}"
    return name if not (home / name).exists() else f"{name}-{len(list(home.iterdir()))}"
