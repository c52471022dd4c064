"""Requests that nobody should send, to the real server with keys."""

from __future__ import annotations

from collections import Counter

from benchmarks.abuse import sent_all, target, written
from benchmarks.abuse_requests import abuses

REQUESTS = 500


def test_abuse_is_refused_and_nothing_is_given_away_or_written() -> None:
    with target() as to:
        before = written(to.folder)
        requests = list(abuses(REQUESTS, to.keys))
        faults = list(sent_all(to, requests))
        assert not faults, f"{len(faults)} faults: " + "\n".join(faults[:20])
        assert written(to.folder) == before
    assert min(Counter(request.kind for request in requests).values()) >= 10
