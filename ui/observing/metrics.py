"""Metrics as Prometheus reads them, in a registry of their own; every label has few values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily

from rag.errors import BylineError
from rag.interfaces import ArticleFilter

if TYPE_CHECKING:
    from rag.interfaces import Library

OTHER = "other"  # a label's value for everything that is not known beforehand
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """What has been counted since the server started, and gauges that are read when somebody asks."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self._requests = Counter(
            "byline_http_requests", "HTTP requests.", ["method", "route", "status"], registry=registry
        )
        self._latency = Histogram(
            "byline_http_request_seconds",
            "Seconds from a request to the end of its response.",
            ["method", "route"],
            registry=registry,
            buckets=_SECONDS,
        )
        self.answers = Counter(
            "byline_answers",
            "Answers by what became of them: answered, fallback, refused, failed or cancelled, and why.",
            ["model", "outcome", "reason"],
            registry=registry,
        )
        self.stages = Histogram(
            "byline_answer_stage_seconds",
            "Seconds that a stage of an answer took.",
            ["stage"],
            registry=registry,
            buckets=_SECONDS,
        )
        self.tokens = Counter(
            "byline_tokens",
            "Tokens that the endpoint counted, read (in) and written (out).",
            ["direction"],
            registry=registry,
        )
        self.sentences = Counter(
            "byline_sentences",
            "Sentences by verdict; none: they claim nothing.",
            ["verdict"],
            registry=registry,
        )
        self.disagreements = Counter(
            "byline_disagreements", "Disagreements between sources that answers showed.", registry=registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that is over."""
        method = method if method in _METHODS else OTHER
        self._requests.labels(method, route, str(status)).inc()
        self._latency.labels(method, route).observe(seconds)

    def watch(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Show a number that is read whenever the metrics are."""
        Gauge(name, meaning, registry=self._registry).set_function(read)

    def watch_library(self, library: Library) -> None:
        """Show what the library holds."""
        self._registry.register(_LibrarySize(library))

    def text(self) -> bytes:
        """All of them, in Prometheus' text format."""
        return generate_latest(self._registry)


class _LibrarySize:
    """The library's size, read when the metrics are."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges; without their values while the library cannot be read."""
        try:
            sizes = {
                "articles": self._library.span(ArticleFilter()).articles,
                "passages": self._library.passage_count(),
                "generation": self._library.generation(),
            }
        except BylineError:
            sizes = {}
        yield GaugeMetricFamily(
            "byline_library_readable", "1 while the library can be read.", value=float(bool(sizes))
        )
        for name, size in sizes.items():
            yield GaugeMetricFamily(f"byline_library_{name}", f"The library's {name}.", value=size)
