"""The whole examination, one isolated check after another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial

from rag.adapters.endpoint_profile import EndpointProfile, save_profile
from rag.doctor.endpoint import ENDPOINT_SECONDS, examine_endpoint
from rag.doctor.findings import Check, Finding, isolated
from rag.doctor.reranker import examine_reranker
from rag.doctor.stores import StoresExamination
from rag.doctor.surroundings import examine_data_folder, examine_settings, examine_versions
from rag.settings import Settings

CHECK_SECONDS = 30.0
_GRACE_SECONDS = 5.0  # for the requests' own limit to be told rather than this one


class Examination:
    """Examines everything that answering rests on; ``profile`` is there once the endpoint was."""

    def __init__(self, settings: Settings, splitter: str, further: Sequence[tuple[str, Check]] = ()) -> None:
        """Take what is examined.

        Args:
            settings: The settings tree.
            splitter: Fingerprint of the passage splitter that ingestion uses.
            further: Checks of whoever asks, by name; they come last.
        """
        self.profile: EndpointProfile | None = None
        self._settings = settings
        stores = StoresExamination(settings, splitter)
        self._checks: tuple[tuple[str, Check], ...] = (
            ("settings", partial(examine_settings, settings)),
            ("versions", examine_versions),
            ("data_folder", partial(examine_data_folder, settings.data_dir)),
            ("library", stores.library),
            ("embedder", stores.embedder),
            ("index", stores.index),
            ("endpoint", self._endpoint),
            ("reranker", partial(examine_reranker, settings)),
            *further,
        )

    def findings(self) -> Iterator[Finding]:
        """What is found, as it is found; nothing is raised."""
        for name, check in self._checks:
            seconds = ENDPOINT_SECONDS + _GRACE_SECONDS if name == "endpoint" else CHECK_SECONDS
            yield from isolated(name, check, seconds)

    def _endpoint(self) -> Iterator[Finding]:
        report = asyncio.run(examine_endpoint(self._settings))
        yield from report.findings
        self.profile = report.profile
        if report.profile:
            yield self._kept(report.profile)

    def _kept(self, profile: EndpointProfile) -> Finding:
        try:
            path = save_profile(self._settings.data_dir, profile)
        except OSError as error:
            told = f"What was learnt cannot be kept: {error.strerror or error}."
            return Finding("endpoint.profile", "warning", told, "See what the data folder lacks.")
        return Finding("endpoint.profile", "ok", f"What was learnt is kept in {path}.")
