"""Requests made out of the OpenAPI document, valid and invalid: no reply is other than the document says."""

from __future__ import annotations

from pathlib import Path

from benchmarks.golden import open_demo
from benchmarks.openapi_cases import send_cases
from tests.served import running

CASES = 300
WITH_SUCCESS = {  # so that not only refusals were looked at
    "POST /api/ask",
    "POST /api/articles",
    "DELETE /api/articles/{article_id}",
    "GET /api/answers/{answer_id}",
    "GET /api/jobs/{job_id}",
}


def test_three_hundred_requests_get_replies_that_the_document_describes(tmp_path: Path) -> None:
    byline = open_demo(tmp_path)
    try:
        with running(byline) as base:
            report = send_cases(base, CASES)
    finally:
        byline.close()
    assert report.failures == []
    assert report.cases >= CASES
    done = {name for name, counted in report.statuses.items() if counted.keys() & {200, 202, 204}}
    assert done >= WITH_SUCCESS
