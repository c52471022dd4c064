"""The request log: a JSON object a line, for each request and answer; no question unless told to."""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.settings import Settings

_SIZE_MAX_BYTES = 10_000_000
_BACKUPS = 4
_log = logging.getLogger("byline.requests")
_log.propagate = False
_log.setLevel(logging.INFO)
_log.addHandler(logging.NullHandler())  # until told where to: nowhere, and not to stderr


def keep_request_log(settings: Settings) -> None:
    """Note this process's requests where the settings say; the former place is let go.

    A file that cannot be written is left out: that must not stop a question.
    """
    for handler in [*_log.handlers]:
        _log.removeHandler(handler)
        handler.close()
    _log.addHandler(_handler(settings))


def request_log_path(settings: Settings) -> Path:
    """The log's file; a process that only reads has one of its own, since a file is turned over by one."""
    name = f"requests-{settings.port}.log" if settings.api.read_only else "requests.log"
    return settings.data_dir / name


def note(event: str, **fields: Any) -> None:
    """Write a line: the time, what happened, and these fields but for those that are None."""
    said = {name: value for name, value in fields.items() if value is not None}
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    _log.info("%s", json.dumps({"time": now, "event": event, **said}, ensure_ascii=False))


def _handler(settings: Settings) -> logging.Handler:
    match settings.api.log_requests:
        case "none":
            return logging.NullHandler()
        case "stderr":
            return logging.StreamHandler(sys.stderr)
        case "file":
            return _file_handler(request_log_path(settings))


def _file_handler(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return logging.handlers.RotatingFileHandler(
            path, maxBytes=_SIZE_MAX_BYTES, backupCount=_BACKUPS, encoding="utf-8"
        )
    except OSError:
        return logging.NullHandler()
