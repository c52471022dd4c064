"""What `byline doctor` has learnt about an endpoint, kept in the data folder for later processes."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from rag.text.addresses import host_of

PROFILE_FILE = "endpoint-profile.json"
VERSION = 1
_MOST_PROFILES = 50

# Not at all; in a field of this name; between tags; before a closing tag alone; or only counted.
ReasoningStyle = Literal["none", "reasoning_content", "reasoning", "tags", "lone_close", "hidden"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EndpointProfile:
    """How one model at one address takes requests. Holds no key."""

    base_url: str  # without a name and password
    model: str
    learnt_at: str
    refused: tuple[str, ...] = ()  # parameters, by name
    thinking_switches: tuple[str, ...] | None = None  # what to send against reasoning; None: not known
    reasoning: ReasoningStyle | None = None  # None: not known
    context_tokens: int | None = None
    tells_usage: bool | None = None


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    version: Literal[1]
    profiles: list[EndpointProfile]


_KEPT = TypeAdapter(_Kept)


def profile_address(base_url: str) -> str:
    """The address under which a profile is kept: without a name and password."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{host_of(base_url)}{parts.path.rstrip('/')}"


def read_profile(data_dir: Path, base_url: str, model: str) -> EndpointProfile | None:
    """The profile of this model at this address; None, with a warning logged, where the file has none."""
    kept = _read(data_dir / PROFILE_FILE)
    key = (profile_address(base_url), model)
    found = next((one for one in kept if (one.base_url, one.model) == key), None)
    if kept and not found:
        logger.warning(
            "%s is about other endpoints than %s with %s; `byline doctor` learns about this one.",
            PROFILE_FILE,
            *key,
        )
    return found


def save_profile(data_dir: Path, profile: EndpointProfile) -> Path:
    """Keep a profile in the place of the one that there was of the same model and address.

    Raises:
        OSError: if the file cannot be written.
    """
    path = data_dir / PROFILE_FILE
    others = [one for one in _read(path) if (one.base_url, one.model) != (profile.base_url, profile.model)]
    kept = [profile, *others][:_MOST_PROFILES]
    content = {"version": VERSION, "profiles": [asdict(one) for one in kept]}
    data_dir.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        written.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)
    return path


def _read(path: Path) -> list[EndpointProfile]:
    try:
        return _KEPT.validate_json(path.read_bytes()).profiles
    except FileNotFoundError:
        return []
    except (OSError, ValidationError):
        logger.warning("%s cannot be read and is ignored; `byline doctor` writes it anew.", path)
        return []
