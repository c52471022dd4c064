"""The command line: results on standard output, messages on standard error, honest exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from rag.domain import Question
from rag.errors import EndpointError, LibraryError, QuestionError
from rag.events import AnswerEvent, Finished
from rag.settings import Settings
from tests.fakes_ui import FakeByline, ListLibrary, ScriptedAssistant, demo_byline
from ui.cli import run
from ui.terminal import tell_receivers
from ui.wiring import Flags, Wiring


@dataclass
class Ran:
    code: int
    out: str
    err: str


Byline = Callable[..., Ran]


@pytest.fixture
def byline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Byline:
    def call(arguments: Sequence[str], fake: FakeByline | None = None) -> Ran:
        parts = fake or demo_byline()
        parts.settings = Settings(data_dir=tmp_path / "data")
        wiring = Wiring(
            settings=lambda _: parts.settings,
            build=lambda _, will_write=False: parts,
            stores=lambda _: parts,
        )
        code = run(arguments, wiring)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


def failing(problem: BaseException) -> FakeByline:
    return FakeByline(ListLibrary([]), ScriptedAssistant(lambda _: [problem]))


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["ask"],
        ["serve"],
        ["ingest"],
        ["library"],
        ["library", "list"],
        ["library", "search"],
        ["library", "remove"],
        ["library", "show"],
        ["library", "mark"],
        ["library", "check"],
        ["library", "rebuild"],
        ["library", "export"],
        ["library", "backup"],
        ["library", "restore"],
        ["config"],
        ["doctor"],
        ["verify"],
    ],
)
def test_every_command_has_help_with_an_example(command: list[str], byline: Byline) -> None:
    ran = byline([*command, "--help"])
    assert ran.code == 0
    assert "Example:" in ran.out


def test_help_imports_nothing_heavy() -> None:
    heavy = {"gradio", "fastapi", "chromadb", "llama_index", "onnxruntime", "numpy", "pydantic", "openai"}
    program = f"import sys, ui.cli; print(sorted({heavy!r} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_an_answer_is_shown_with_its_numbered_sources(byline: Byline) -> None:
    ran = byline(["ask", "What did it cost?"])
    assert ran.code == 0
    assert "[1] Low price of DeepSeek's R1 wins attention and draws doubts — Byline digest of an" in ran.out
    assert "http://127.0.0.1:7860/articles/techblog-deepseek-cost-dispute?start=" in ran.out
    assert "$1.3 billion — SemiAnalysis [2]" in ran.out
    assert ran.err == ""


def test_a_question_says_what_becomes_of_sentences_that_are_not_supported(byline: Byline) -> None:
    fake = demo_byline()
    for wish in ([], ["--on-unsupported", "withhold"], ["--on-unsupported", "rewrite"]):
        assert byline(["ask", "What did it cost?", *wish], fake).code == 0
    assert [asked.on_unsupported for asked in fake.assistant.questions] == [None, "withhold", "rewrite"]
    assert byline(["ask", "What did it cost?", "--on-unsupported", "ignore"]).code == 2


def test_serving_takes_what_becomes_of_them_as_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Flags] = []

    def settings(flags: Flags) -> Settings:
        told.append(flags)
        return Settings()

    monkeypatch.setattr("ui.server.serve", lambda _settings, _wiring: None)
    assert run(["serve", "--on-unsupported", "rewrite"], Wiring(settings=settings)) == 0
    assert run(["serve", "--read-only"], Wiring(settings=settings)) == 0
    assert told == [
        {"host": None, "port": None, "on_unsupported": "rewrite", "api.read_only": None},
        {"host": None, "port": None, "on_unsupported": None, "api.read_only": True},
    ]


def test_sentences_that_the_sources_do_not_support_are_named_with_what_is_wrong(byline: Byline) -> None:
    fake = demo_byline()
    script = fake.assistant.script

    def doubted(question: Question) -> Iterator[AnswerEvent]:
        for event in script(question):
            if isinstance(event, Finished):
                first, *others = event.answer.sentences
                wrong = replace(first, verdict="unsupported", issues=("says $5; not in the sources",))
                event = Finished(replace(event.answer, sentences=(wrong, *others)))
            yield event

    fake.assistant.script = doubted
    shown = " ".join(byline(["ask", "What did it cost?"], fake).out.split())
    assert "not supported by the sources; says $5; not in the sources" in shown


def test_json_is_the_answer_object_and_nothing_else(byline: Byline) -> None:
    ran = byline(["ask", "What did it cost?", "--json"])
    answer = json.loads(ran.out)
    assert answer["schema"] == 1
    assert [citation["n"] for citation in answer["citations"]] == [1, 2, 3]
    for sentence in answer["sentences"]:
        assert answer["text"][sentence["start"] : sentence["end"]] == sentence["text"]


def test_before_asking_it_says_who_receives_question_and_passages(byline: Byline) -> None:
    fake = demo_byline()
    fake.receiving_host = "api.deepseek.com"
    ran = byline(["ask", "What did it cost?", "--json"], fake)
    assert ran.err == "Question and passages go to api.deepseek.com.\n"
    assert json.loads(ran.out)["schema"] == 1


def test_a_refusal_names_the_nearest_articles_with_links(byline: Byline) -> None:
    ran = byline(["ask", "Who was first on Mars?"])
    assert ran.code == 0
    assert "The articles do not answer this." in ran.out
    assert ran.out.count("CGTN carries three explanations") == 1
    assert "http://127.0.0.1:7860/articles/cgtn-deepseek-three-reasons" in ran.out


def test_wishes_reach_the_assistant(byline: Byline) -> None:
    fake = demo_byline()
    wishes = ["--collection", "a", "-c", "b", "--as-of", "2025-02-01", "--publisher", "CGTN", "--top-k", "3"]
    byline(["ask", "Why?", *wishes], fake)
    (question,) = fake.assistant.questions
    assert question.collections == ("a", "b")
    assert (question.as_of, question.publishers, question.top_k) == ("2025-02-01", ("CGTN",), 3)


@pytest.mark.parametrize(
    ("error", "code"), [(QuestionError("Too long.", "Ask less."), 2), (EndpointError("Gone.", "Try."), 1)]
)
def test_an_error_is_a_sentence_and_a_hint(error, code: int, byline: Byline) -> None:
    ran = byline(["ask", "x", "--json"], failing(error))
    assert ran.code == code
    assert ran.out == ""
    assert ran.err == f"byline: {error.message}\n  {error.hint}\n"


def test_the_unexpected_leaves_its_traceback_in_the_log(byline: Byline, tmp_path: Path) -> None:
    ran = byline(["ask", "x"], failing(ZeroDivisionError("secret detail")))
    assert ran.code == 1
    assert "byline.log" in ran.err
    assert "Traceback" not in ran.err
    assert "secret detail" not in ran.err
    assert "secret detail" in (tmp_path / "data" / "byline.log").read_text()


def test_ctrl_c_ends_quietly(byline: Byline) -> None:
    ran = byline(["ask", "x"], failing(KeyboardInterrupt()))
    assert ran.code == 130
    assert "Traceback" not in ran.err


def test_what_libraries_warn_about_goes_to_the_log(byline: Byline, tmp_path: Path) -> None:
    def noisy(question):
        warnings.warn("this is deprecated", stacklevel=1)
        return [LibraryError("Damaged.")]

    ran = byline(["ask", "x"], FakeByline(ListLibrary([]), ScriptedAssistant(noisy)))
    assert "deprecated" not in ran.err
    assert "deprecated" in (tmp_path / "data" / "byline.log").read_text()


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "x", "--top-k", "0"], ["nonsense"], ["ask", "x", "--no"]]
)
def test_wrong_usage_is_exit_code_two(arguments: list[str], byline: Byline) -> None:
    ran = byline(arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err


def test_the_parts_are_given_back(byline: Byline) -> None:
    fake = demo_byline()
    byline(["ask", "x"], fake)
    assert fake.closed


def test_list_shows_what_is_held(byline: Byline) -> None:
    assert "CGTN carries three explanations" in byline(["library", "list"]).out
    listed = json.loads(byline(["library", "list", "--json"]).out)
    assert listed["collections"] == {"demo": 5}
    assert len(listed["articles"]) == 5
    assert "text" not in listed["articles"][0]
    assert byline(["library", "list", "--collection", "nope"]).code == 2


def test_search_gives_the_contracts_passages(byline: Byline) -> None:
    (passage, *_) = json.loads(byline(["library", "search", "cost", "--json"]).out)["passages"]
    fields = {"article_id", "collection", "url", "title", "publisher", "published", "start", "end", "text"}
    assert fields | {"score", "parts"} <= set(passage)
    shown = byline(["library", "search", "cost"])
    assert "0.80" in shown.out
    assert "fused 0.8 · cosine 0.7 · BM25 0.9" in shown.out
    assert shown.err == "A note.\n"


def test_searches_are_limited_as_questions_are(byline: Byline) -> None:
    fake = demo_byline()
    limits = ["-c", "demo", "--publisher", "CGTN", "--since", "2024", "--as-of", "2025-02-01", "--top-k", "3"]
    searched = json.loads(byline(["library", "search", "cost", "--json", *limits], fake).out)
    assert searched["constraints"]["publishers"] == ["CGTN"]
    (question,) = fake.searched
    assert (question.collections, question.publishers, question.top_k) == (("demo",), ("CGTN",), 3)
    assert (question.since, question.as_of) == ("2024", "2025-02-01")


def test_every_article_that_holds_a_phrase_is_listed(byline: Byline) -> None:
    fake = demo_byline()
    found = json.loads(byline(["library", "search", "--all", "OpenAI", "--json"], fake).out)
    assert found["total"] == len(found["articles"]) > 1
    assert found["occurrences"] == sum(article["count"] for article in found["articles"])
    for article in found["articles"]:
        text = fake.library.article(article["article_id"]).text
        for sentence in article["sentences"]:
            assert text[sentence["start"] : sentence["end"]] == sentence["text"]
            for span in sentence["occurrences"]:
                assert text[span["start"] : span["end"]].lower() == "openai"


def test_what_holds_a_phrase_is_shown_with_totals(byline: Byline) -> None:
    shown = byline(["library", "search", "--all", "SemiAnalysis"]).out
    assert "Low price of DeepSeek's R1 wins attention" in shown
    assert shown.splitlines()[-1].endswith("in all.")
    assert byline(["library", "search", "--all", "Zanzibar"]).out == "No article holds “Zanzibar”.\n"


def test_what_holds_a_phrase_comes_as_csv(byline: Byline) -> None:
    header, *rows = byline(["library", "search", "--all", "SemiAnalysis", "--csv"]).out.splitlines()
    assert header.startswith("published,publisher,title")
    assert all("SemiAnalysis" in row for row in rows)


@pytest.mark.parametrize(
    "options",
    [["--csv"], ["--all", "--csv", "--json"], ["--all", "--top-k", "3"], ["--all", "--since", "soon"]],
)
def test_options_of_search_that_do_not_fit_are_refused(options: list[str], byline: Byline) -> None:
    ran = byline(["library", "search", "cost", *options])
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 2


def test_remove_asks_first_and_forgets_the_vectors(byline: Byline) -> None:
    fake = demo_byline()
    removed = json.loads(byline(["library", "remove", "--collection", "demo", "--yes", "--json"], fake).out)
    assert removed == {"collection": "demo", "removed": 5}
    assert len(fake.index.forgotten) == 5
    assert fake.library.held == []
    assert byline(["library", "remove", "--collection", "demo", "--yes"], fake).code == 2


def test_remove_without_a_yes_removes_nothing(byline: Byline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    fake = demo_byline()
    assert byline(["library", "remove", "--collection", "demo"], fake).code == 1
    assert len(fake.library.held) == 5


def test_config_shows_settings_and_hides_secrets(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BYLINE_LLM_API_KEY", "sk-very-secret")
    assert run(["config", "--json"]) == 0
    shown = capsys.readouterr().out
    assert "sk-very-secret" not in shown
    assert json.loads(shown)["llm.api_key"]["source"] == "environment"
    assert run(["config"]) == 0
    assert "sk-very-secret" not in capsys.readouterr().out


def test_what_is_sent_where_is_told_and_nothing_is_told_where_nothing_is_sent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell_receivers((), "Passages")
    tell_receivers(("embed.test", "rerank.test"), "Passages")
    assert capsys.readouterr().err == "Passages go to embed.test, rerank.test.\n"
