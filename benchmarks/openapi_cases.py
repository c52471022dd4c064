"""Thousands of requests made out of the OpenAPI document, valid and invalid, to a real server.

Every reply is held against the document: no 5xx, a documented status, content type, schema and headers.
Ids and names that are made up find nothing, so every other request has real ones; addresses to read from
are replaced by one that no network knows.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from benchmarks.golden import open_demo
from tests.served import running

CASES = 5_000
SEED = 8
TIMEOUT_SECONDS = 60
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LAST = "DELETE /api/articles"  # takes a whole collection from under the others
NOWHERE = "https://articles.invalid/one"
REAL = {
    "collection": ["demo"],
    "publisher": [],
    "model": "byline",
    "since": "2024-01-01",
    "as_of": "2026-01-01",
}
QUESTION = {"question": "How much did it cost to train R1?"}

Ids = Mapping[str, Sequence[str]]  # by the name of the parameter


@dataclass
class Report:
    """What the requests came to."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)  # by operation
    failures: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return sum(counted.total() for counted in self.statuses.values())


def send_cases(base: str, cases: int) -> Report:
    """Send at least as many requests, the same number to each operation, half of them invalid."""
    schema = schemathesis.openapi.from_url(f"{base}/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    operations.sort(key=lambda operation: operation.label == LAST)
    report = Report()
    share = -(-cases // (2 * len(operations)))
    for operation in operations:
        for mode in GenerationMode:
            ids = _ids(base)
            _send(operation, mode, share, ids, report)
        while (missing := 2 * share - report.statuses[operation.label].total()) > 0:
            # An operation that few requests fit, as one without parameters, is sent those again.
            before = report.statuses[operation.label].total()
            _send(operation, GenerationMode.POSITIVE, missing, ids, report)
            if report.statuses[operation.label].total() == before:
                break
    return report


def _send(operation: Any, mode: GenerationMode, cases: int, ids: Ids, report: Report) -> None:
    counted = report.statuses.setdefault(operation.label, Counter())

    @seed(SEED)
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), pick=st.integers(0, 99))
    def send(case: Any, pick: int) -> None:
        _make_real(case, pick, ids)
        response = case.call(timeout=TIMEOUT_SECONDS)
        counted[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            report.failures += [_told(case, one) for one in group.exceptions]
        except Failure as failure:
            report.failures.append(_told(case, failure))

    with suppress(Unsatisfiable):  # an operation without parameters has no invalid request
        send()


def _told(case: Any, failure: BaseException) -> str:
    return f"{case.method} {case.formatted_path}: {failure} | {case.query} {case.body!r}"[:600]


def _make_real(case: Any, pick: int, ids: Ids) -> None:
    if pick % 2:
        for name, values in ids.items():
            if values and name in (case.path_parameters or {}):
                case.path_parameters[name] = values[pick % len(values)]
    for part in (case.body, case.query):
        if isinstance(part, dict):
            part |= {name: value for name, value in REAL.items() if name in part and pick % 2}
            part |= {"url": NOWHERE} if isinstance(part.get("url"), str) else {}


def _ids(base: str) -> Ids:
    """Ids that exist now, by the name of the parameter that takes them."""
    answer = httpx.post(f"{base}/api/ask", json=QUESTION, timeout=TIMEOUT_SECONDS).json()
    found = {"answer_id": [answer["id"]], "article_id": [one["article_id"] for one in answer["citations"]]}
    httpx.post(f"{base}/api/answers/{answer['id']}/feedback", json={"verdict": "up"})
    jobs = httpx.get(f"{base}/api/jobs").json()
    return found | {"job_id": [one["id"] for one in jobs.get("jobs", [])], "name": ["byline"]}


def main() -> None:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        byline = open_demo(Path(folder))
        try:
            with running(byline) as base:
                report = send_cases(base, CASES)
        finally:
            byline.close()
    print(f"{report.cases} requests in {time.perf_counter() - began:.0f} s (seed {SEED})")
    for operation, counted in report.statuses.items():
        print(f"  {operation:40} {dict(sorted(counted.items()))}")
    print(f"against the document: {len(report.failures)}")
    print("\n".join(report.failures[:20]))
    if report.failures or report.cases < CASES:
        sys.exit("the document was not kept")


if __name__ == "__main__":
    main()
