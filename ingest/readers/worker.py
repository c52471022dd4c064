"""The process that isolation.py starts: documents in, articles out.

A request is a line of JSON and the document's bytes after it. It is answered by two lines:
``{}`` once the document has arrived and its format's library is loaded, then ``{"found": […]}``
or ``{"reason": "…"}``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict
from importlib import import_module
from typing import Any, BinaryIO

from ingest.readers import articles_of
from ingest.readers.raw import Document
from rag.errors import SourceError

TOO_MUCH_MEMORY = "takes too much memory to read"
TOO_DEEP = "elements nested too deep"

_LIBRARIES = {
    "html": "ingest.readers.html",
    "mail": "ingest.readers.html",
    "pdf": "pypdfium2",
    "docx": "lxml.etree",
    "epub": "lxml.html",
    "markdown": "ingest.readers.markdown",
}


def main(memory_max_bytes: int) -> None:
    """Answer requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    _limit_memory(memory_max_bytes)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    while line := requests.readline():
        request = json.loads(line)
        kind, size = request.pop("kind"), request.pop("size")
        document = Document(**request | {"data": requests.read(size)})
        import_module(_LIBRARIES.get(kind, "ingest.readers"))
        _send(answers, {})
        _send(answers, answer(document, kind))


def answer(document: Document, kind: Any) -> dict[str, Any]:
    """What became of a document, whatever it holds."""
    try:
        return {"found": [asdict(found) for found in articles_of(document, kind)]}
    except SourceError as error:
        return {"reason": error.message}
    except MemoryError:
        return {"reason": TOO_MUCH_MEMORY}
    except RecursionError:
        return {"reason": TOO_DEEP}
    except Exception as error:  # noqa: BLE001 - the border: parsers fail on damaged files in ways of their own
        return {"reason": f"cannot be read: damaged ({type(error).__name__})"}


def _send(stream: BinaryIO, message: dict[str, Any]) -> None:
    stream.write(json.dumps(message).encode() + b"\n")
    stream.flush()


def _limit_memory(bytes_max: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (bytes_max, bytes_max))
    except (OSError, ValueError):  # macOS refuses
        return
