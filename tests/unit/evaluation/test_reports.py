"""Reports: everything is in them, and nothing that was read runs."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.evaluation.comparisons.comparing import compare_runs
from rag.evaluation.comparisons.scored_runs import read_scored_run, scored_run
from rag.evaluation.reports.elements import element, joined
from rag.evaluation.reports.figures import report_lines
from rag.evaluation.reports.markdown import report_markdown
from rag.evaluation.reports.outline import Outline, outline
from rag.evaluation.reports.page import report_page
from rag.evaluation.reports.plots import BINS, binned
from rag.evaluation.reports.spans import spans_of
from rag.evaluation.runs.records import Record
from tests.runs import answer, record, refusal, run_of, sentence, write_run

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'><a href='javascript:alert(3)'>"
ROW = {"id": "q1", "question": "Who won?", "facts": [["Ann"]], "kind": "single"}


def contradicted() -> Record:
    evidence = {"article_id": "a", "passage_id": "a:0", "quote": "Ben won.", "relation": "contradicts"}
    said = answer(
        sentence("Ann won.", "contradicted", evidence=[evidence], issues=["it was Ben"]), quote="Ben won."
    )
    return record(ROW, said)


def told(*records: Record) -> Outline:
    return outline(run_of(records))


def hostile() -> Outline:
    row = {"id": HOSTILE, "question": HOSTILE, "kind": HOSTILE, "facts": [[HOSTILE]], "answer": HOSTILE}
    evidence = {"article_id": HOSTILE, "passage_id": "a:0", "quote": HOSTILE, "relation": "contradicts"}
    said = answer(sentence(HOSTILE, "unsupported", evidence=[evidence], issues=[HOSTILE]))
    said["citations"][0] |= {"title": HOSTILE, "publisher": HOSTILE}
    context = {
        "passage_id": "a:0",
        "article_id": "a",
        "title": HOSTILE,
        "publisher": HOSTILE,
        "text": HOSTILE,
    }
    failed = record(row, None, failed={"code": "x", "sentence": HOSTILE}, configuration="b")
    return told(record(row, said, configuration=HOSTILE, contexts=[context]), failed)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs


def test_elements_escape_texts_and_attributes() -> None:
    made = element("p", "<b>", element("b", "&"), None, title='"', hidden=True, class_="a", data_x=None)
    assert made == '<p title="&quot;" hidden class="a">&lt;b&gt;<b>&amp;</b></p>'
    assert joined("<", element("br")) == "&lt;<br>"


def test_nothing_hostile_becomes_an_element_of_the_page() -> None:
    tags = Tags()
    tags.feed(report_page(hostile()))
    assert tags.names.count("script") == 1
    assert "img" not in tags.names
    assert [name for name, _ in tags.attributes if name.startswith("on") or name in {"src", "style"}] == []
    links = [value for name, value in tags.attributes if name == "href"]
    assert all(link and link.startswith("#") for link in links)


def test_the_page_allows_its_own_style_and_script_by_hash_and_nothing_else() -> None:
    page = report_page(told(contradicted()))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert policy[1].count("sha256-") == 2
    assert "unsafe" not in policy[1]
    assert "http" not in re.sub(r"http-equiv", "", page)


def test_a_failed_sentence_stands_beside_the_span_that_fails_it() -> None:
    page = report_page(told(contradicted()))
    card = page.split('<article class="failure"', 1)[1].split("</article>", 1)[0]
    assert "Ann won." in card
    assert "it was Ben" in card
    assert "Before it. <mark>Ben won.</mark> After it." in card
    assert "contradicts it" in card


def test_without_evidence_the_citation_is_shown_and_without_one_what_was_retrieved() -> None:
    cited = sentence("Ann won.", "unsupported")
    alone = sentence("Ann won.", "unsupported", citations=[])
    made = record(ROW, answer(cited, quote="Ben ran."))
    assert [(span.relation, span.quote) for span in spans_of(cited, made)] == [("cited", "Ben ran.")]
    assert [(span.relation, span.after) for span in spans_of(alone, made)] == [
        ("retrieved", "Before it. Ben ran. After it.")
    ]


def test_a_text_whose_offsets_lie_outside_it_is_shown_whole() -> None:
    said = answer(sentence("Ann won."), sentence("She ran.", "partial"))
    said["sentences"][0] |= {"start": 5, "end": 99}
    pieces = told(record(ROW, said)).asked[0].answers[0].pieces
    assert pieces == (("Ann won. ", None), ("She ran.", "partial"))


def test_every_score_has_its_bin() -> None:
    bins = binned([(0.0, "unsupported"), (0.5, "partial"), (1.0, "supported"), (1.0, "supported")])
    assert len(bins) == BINS
    assert (bins[0], bins[BINS // 2], bins[-1]) == ({"unsupported": 1}, {"partial": 1}, {"supported": 2})


def test_markdown_names_figures_failures_and_wrong_answers_and_mentions_nobody() -> None:
    text = report_markdown(told(contradicted()))
    assert "| answered correct supported | 0.0 % (" in text
    assert "- **contradicted** (q1, sound) Ann won.\n  - contradicts: Ben won. (Notes, The Daily)" in text
    assert "- **unsupported** (q1, sound) Who won?" in text
    attack = report_markdown(
        told(record(ROW | {"question": "![x](http://a.b) @you <img src=x> `#1`"}, refusal()))
    )
    assert not re.search(r"<img|(?<!\\)!\[|://|@you|(?<!\\)`", attack)


def test_a_json_report_can_be_compared_and_holds_no_times(tmp_path: Path) -> None:
    run = run_of([contradicted(), record(ROW | {"id": "q2"}, answer(sentence("Ann won.")))])
    path = tmp_path / "baseline.json"
    path.write_text(report_lines(outline(run)), encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8"))["metrics"]["sound"]["faithfulness"]["value"] == 0.5
    assert "latency_ms_total" not in path.read_text(encoding="utf-8").split('"questions"')[-1]
    found = compare_runs(read_scored_run(str(path), tmp_path), scored_run(run))
    assert found.changes == ()
    assert found.metrics[0].before == found.metrics[0].after == 0.5


def test_a_run_is_found_by_name_by_folder_and_with_a_configuration(tmp_path: Path) -> None:
    write_run(tmp_path / "monday", {"name": "monday", "configurations": []}, [contradicted()])
    for named in ("monday", "monday:sound", str(tmp_path / "monday"), f"{tmp_path / 'monday'}:sound"):
        assert read_scored_run(named, tmp_path).name == "monday:sound"


def test_what_is_no_run_no_report_or_no_configuration_is_named(tmp_path: Path) -> None:
    several = [contradicted(), record(ROW, refusal(), configuration="b")]
    write_run(tmp_path / "two", {"name": "two"}, several)
    (tmp_path / "text.json").write_text("no report", encoding="utf-8")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    for named, sentence_part in {
        "tuesday": "no run or report called 'tuesday'",
        "two": "has 2 configurations: sound, b",
        "two:c": "no configuration 'c'",
        "text.json": "is no JSON report",
        "list.json": "is no JSON report",
    }.items():
        with pytest.raises(UsageError, match=sentence_part):
            read_scored_run(named, tmp_path)


def test_a_run_without_an_answer_makes_no_report() -> None:
    with pytest.raises(UsageError, match="has no answers yet"):
        told()


def test_counts_that_are_no_numbers_make_no_baseline(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    lines = report_lines(outline(run_of([contradicted()])))
    path.write_text(lines.replace('"sentences":1', '"sentences":"many"'), encoding="utf-8")
    with pytest.raises(UsageError, match="is no JSON report"):
        read_scored_run(str(path), tmp_path)
