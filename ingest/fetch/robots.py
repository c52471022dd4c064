"""robots.txt (RFC 9309): what a host asks robots not to read, and how long to wait."""

from __future__ import annotations

from collections.abc import Callable
from urllib.robotparser import RobotFileParser

from ingest.fetch.limits import ROBOTS_NAME
from rag.errors import SourceError

SIZE_MAX_BYTES = 500_000  # what must be read at least, by the RFC

ReadRules = Callable[[str], tuple[int, str]]  # address to status and text


class Robots:
    """The rules of each host, read once."""

    def __init__(self, read: ReadRules) -> None:
        self._read = read
        self._rules: dict[str, RobotFileParser | str] = {}  # by origin; or why there are none

    def require_allowed(self, origin: str, url: str) -> None:
        """Refuse what the host does not want read.

        Raises:
            SourceError: its rules forbid the address, or cannot be had.
        """
        rules = self._of(origin)
        if isinstance(rules, str):
            raise SourceError(f"the host's robots.txt cannot be read: {rules}")
        if not rules.can_fetch(ROBOTS_NAME, url):
            raise SourceError("the host's robots.txt forbids it")

    def delay_seconds(self, origin: str) -> float:
        """How long the host wants robots to wait between two requests; 0 if it does not say."""
        rules = self._rules.get(origin)
        wanted = rules.crawl_delay(ROBOTS_NAME) if isinstance(rules, RobotFileParser) else None
        return float(wanted or 0)

    def _of(self, origin: str) -> RobotFileParser | str:
        if origin not in self._rules:
            self._rules[origin] = self._load(f"{origin}/robots.txt")
        return self._rules[origin]

    def _load(self, url: str) -> RobotFileParser | str:
        """By RFC 9309, 2.3.1: without the file all is allowed; while the host fails, nothing is."""
        try:
            status, text = self._read(url)
        except SourceError as error:
            return error.message
        if status >= 500:
            return f"the server answers {status}"
        rules = RobotFileParser(url)
        try:
            rules.parse(text.splitlines() if status < 400 else [])
        except ValueError as error:
            return str(error)
        return rules
