"""What bodies may be sent where, and how each refusal reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.types import Scope

from rag.events import Failed
from ui.limits.strict_json import UnreadableJsonError, check_json

USUAL_BYTES = 1_000_000
_UPLOADS = ("/api/articles", "/gradio_api/upload")
_JSON_ONLY = ("/api/", "/v1/")  # below these a body is JSON, but for uploads
_IN_A_THREAD = 100_000  # bytes of JSON from which checking would hold up others
_LENGTH = re.compile(r"[0-9]{1,18}")
_JSON = re.compile(r"\s*application/(?:[\w.+-]+\+)?json\s*(?:;|\Z)", re.IGNORECASE)
_MULTIPART = re.compile(r"\s*multipart/form-data\s*;", re.IGNORECASE)
_READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status, and the error that goes with it."""

    status: int
    failed: Failed


@dataclass(frozen=True, slots=True)
class Rules:
    """How much may be sent."""

    upload_bytes: int

    def limit_bytes(self, method: str, path: str) -> int:
        """How large a body may be."""
        return self.upload_bytes if method == "POST" and is_upload(path) else USUAL_BYTES

    @staticmethod
    def is_read_whole(headers: Headers) -> bool:
        """Whether the body is checked before anything is done with it: JSON is, files are not."""
        return not _MULTIPART.match(headers.get("content-type", "")) and (
            "content-length" in headers or "transfer-encoding" in headers
        )


def is_upload(path: str) -> bool:
    """Whether articles are sent there."""
    return path.rstrip("/") in _UPLOADS


def check_head(headers: Headers, limit_bytes: int) -> Refusal | None:
    """What the headers alone give away: lengths that are none, too much, or packed contents."""
    length = headers.get("content-length")
    if length is not None and not _LENGTH.fullmatch(length):
        return Refusal(
            400, Failed("usage", "Content-Length is no number.", "Send the body's length in bytes.")
        )
    if length is not None and int(length) > limit_bytes:
        return too_large(limit_bytes)
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"", "identity"}:
        return Refusal(
            415,
            Failed(
                "unsupported_media_type",
                "Compressed bodies are not read.",
                "Send the body as it is, without Content-Encoding.",
            ),
        )
    return None


async def check_content(scope: Scope, headers: Headers, content: bytes | None) -> Refusal | None:
    """What is wrong with a body that is here; wrong JSON syntax and missing fields are left to the route."""
    if not content:
        return None
    path, kind = scope["path"], headers.get("content-type", "")
    if not _JSON.match(kind):
        needs_json = scope["method"] not in _READ_METHODS and path.startswith(_JSON_ONLY)
        return wrong_kind(path) if needs_json else None
    try:
        if len(content) < _IN_A_THREAD:
            check_json(content)
        else:
            await to_thread.run_sync(check_json, content)
    except UnreadableJsonError as error:
        return Refusal(400, Failed("usage", str(error), "Send JSON in UTF-8, as RFC 8259 has it."))
    return None


def wrong_kind(path: str) -> Refusal:
    """The body is neither JSON nor what else is read there."""
    files = ", or files as `multipart/form-data`" if is_upload(path) else ""
    return Refusal(
        415,
        Failed(
            "unsupported_media_type",
            "The body has to be JSON.",
            f"Send it with `Content-Type: application/json`{files}.",
        ),
    )


def too_large(limit_bytes: int) -> Refusal:
    """More than is read."""
    return Refusal(
        413,
        Failed(
            "too_large",
            f"The body has more than {limit_bytes:,} bytes.",
            "Send less at once; BYLINE_API_UPLOAD_MB says how much articles may have.",
        ),
    )


def too_slow() -> Refusal:
    """It did not come in time."""
    return Refusal(408, Failed("too_slow", "The body did not come in time.", "Send it again, at once."))
