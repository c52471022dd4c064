"""Where the public data sets lie that are measured on, and how to read them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_DEFAULT = Path(__file__).resolve().parent.parent.parent / "shared" / "bench"


class DataMissingError(SystemExit):
    """The data set is not on this machine."""


def data_folder(name: str) -> Path:
    """The folder of a data set, under BYLINE_BENCH_DATA or beside the checkout.

    Raises:
        DataMissingError: naming where it was looked for.
    """
    folder = Path(os.environ.get("BYLINE_BENCH_DATA", _DEFAULT)) / name
    if not folder.is_dir():
        raise DataMissingError(
            f"no data set {name!r} under {folder.parent}: set BYLINE_BENCH_DATA to its folder"
        )
    return folder


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
