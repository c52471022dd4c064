"""The log file: where warnings and tracebacks go, so that the terminal stays readable."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

from ui.observing.request_ids import request_id

LOG_FILE = "byline.log"
_SIZE_MAX_BYTES = 1_000_000
_FORMAT = "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"


def keep_log(data_dir: Path) -> None:
    """Send every log record and warning of this process to the data folder's log.

    Where the folder cannot be written they are dropped: that must not stop a question.
    """
    root = logging.getLogger()
    for handler in [*root.handlers]:
        root.removeHandler(handler)
        handler.close()
    root.addHandler(_file_handler(data_dir / LOG_FILE))
    root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def log_path() -> Path | None:
    """The log that is kept at the moment."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.FileHandler):
            return Path(handler.baseFilename)
    return None


def _file_handler(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_SIZE_MAX_BYTES, backupCount=1, encoding="utf-8", delay=False
        )
    except OSError:
        return logging.NullHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.addFilter(_with_request_id)
    return handler


def _with_request_id(record: logging.LogRecord) -> bool:
    """Every line tells the request during which it was written, "-" outside of one; none is left out."""
    record.request_id = request_id() or "-"
    return True
