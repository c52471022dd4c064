"""What retrieval knows reaches the answer: reprints count once, the latest comes first."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from rag.assembly import Byline, build_byline
from rag.domain import Answer, Question
from rag.settings import load_settings

WIRE = (
    "The harbour bridge in Port Alder will be closed for repairs until November, the roads agency said on"
    " Tuesday. Engineers found cracks in two of the main cables during an inspection in the spring. The "
    "repair will cost $42 million, according to the agency, and traffic will be led over the old ferry. "
    "Shop owners near the bridge said that they had not been asked. The town council will debate the "
    "closure next week."
)
OWN = (
    "The council's own engineers put the price of mending Port Alder's harbour bridge much higher. The "
    "repair of the harbour bridge will cost $65 million, the council's chief engineer wrote in a letter "
    "to residents, because the pillars must be strengthened as well."
)
UPDATE = (
    "Costs have risen again in Port Alder. The repair of the harbour bridge will cost $71 million, the "
    "council said after a meeting on Thursday night, and the ferry will run for another year."
)
ARTICLES = [
    {"id": "wire", "publisher": "Coast Wire", "published": "2025-06-03", "text": WIRE},
    {"id": "echo", "publisher": "The Echo", "published": "2025-06-04", "text": WIRE},
    {"id": "post", "publisher": "Harbour Post", "published": "2025-06-05", "text": f"{WIRE} (Coast Wire)"},
    {"id": "own", "publisher": "Council Gazette", "published": "2025-06-20", "text": OWN},
    {"id": "update", "publisher": "The Lantern", "published": "2025-09-12", "text": UPDATE},
]


@pytest.fixture(scope="module")
def byline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Byline]:
    folder = tmp_path_factory.mktemp("bridge")
    lines = [json.dumps({"title": "Harbour bridge", **article}) for article in ARTICLES]
    (folder / "articles.jsonl").write_text("\n".join(lines))
    opened = build_byline(load_settings({"data_dir": folder}, cwd=folder, environ={}), SPLITTER_FINGERPRINT)
    ingestion = Ingestion(opened.library, opened.index, opened.embedder, opened.settings.data_dir)
    ingestion.run([folder / "articles.jsonl"], "news")
    yield opened
    opened.close()


def answer(byline: Byline, question: str, **wishes: str) -> Answer:
    return asyncio.run(byline.assistant.answer(Question(question, **wishes)))


def test_a_story_that_three_papers_printed_is_cited_once_with_its_reprints(byline: Byline) -> None:
    found = answer(byline, "What did engineers find in the cables of the harbour bridge?")
    reprints = {citation.publisher: citation.reprints for citation in found.citations}
    assert reprints == {"Coast Wire": 2, "Council Gazette": 0}
    assert found.coverage.independent_sources == 2


def test_reprints_do_not_lend_weight_to_a_side_of_a_disagreement(byline: Byline) -> None:
    found = answer(byline, "How much will the repair of the harbour bridge cost?")
    (disagreement,) = found.disagreements
    assert {claim.value for claim in disagreement.claims} == {"$42 million", "$65 million", "$71 million"}
    assert not any("other" in claim.by for claim in disagreement.claims)
    assert found.coverage.independent_sources == len(disagreement.claims)


def test_a_reprint_stands_for_the_story_where_the_original_is_shut_out(byline: Byline) -> None:
    found = answer(byline, "What did engineers find in the cables of the harbour bridge?", since="2025-06-05")
    assert {citation.publisher for citation in found.citations} == {"Harbour Post", "Council Gazette"}


def test_asked_for_the_latest_the_order_changes_and_the_newest_article_comes_first(byline: Byline) -> None:
    plain, latest = (
        "What is known of the harbour bridge repairs?",
        "What is the latest on the harbour bridge repairs?",
    )
    assert publishers(byline, plain) == ["Coast Wire", "Council Gazette", "The Lantern"]
    assert publishers(byline, latest) == ["The Lantern", "Council Gazette", "Coast Wire"]


def test_asked_for_the_most_recent_figure_its_newest_side_is_told_first(byline: Byline) -> None:
    found = answer(byline, "What is the most recent estimate of the repair cost of the harbour bridge?")
    assert found.disagreements[0].claims[0].value == "$71 million"
    assert found.text.endswith("Newer articles were preferred.")


def publishers(byline: Byline, question: str) -> list[str | None]:
    return [hit.article.publisher for hit in byline.find(Question(question)).hits]
