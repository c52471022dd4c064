"""Settings: where they come from, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from rag.errors import SettingsError
from rag.settings import (
    Settings,
    describe,
    embedding_hosts,
    load_settings,
    receiving_hosts,
    searching_hosts,
    variable_of,
)


def write(folder: Path, text: str) -> Path:
    (folder / "byline.toml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path, environ: dict[str, str] | None = None, **flags: object) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load_settings(flags, cwd=folder, environ=environ or {})
    return caught.value


def test_without_any_source_the_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings(cwd=tmp_path, environ={"PATH": "/bin"})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.1", 7860, Path(".byline"))
    assert settings.llm.base_url is None
    assert settings.answer.passages == 12


def test_later_sources_win(tmp_path: Path) -> None:
    write(tmp_path, 'port = 1000\nhost = "a"\n[llm]\nmodel = "from-file"\n')
    environ = {"BYLINE_PORT": "2000", "BYLINE_LLM_MODEL": "from-variable"}
    settings = load_settings({"llm.model": "from-flag"}, cwd=tmp_path, environ=environ)
    assert (settings.host, settings.port, settings.llm.model) == ("a", 2000, "from-flag")
    sources = {name: source for name, _, source, _ in describe(settings)}
    assert (sources["host"], sources["port"]) == ("byline.toml", "environment")
    assert (sources["llm.model"], sources["answer.passages"]) == ("flag", "default")


@pytest.mark.parametrize(
    ("variable", "value", "name", "expected"),
    [
        ("BYLINE_DATA_DIR", "/data", "data_dir", Path("/data")),
        ("BYLINE_PUBLIC_URL", "https://news.example/", "public_url", "https://news.example"),
        ("BYLINE_CHROMA_URL", "http://chroma:8000", "chroma_url", "http://chroma:8000"),
        ("BYLINE_KEEP_QUESTIONS", "0", "keep_questions", 0),
        ("BYLINE_LLM_BASE_URL", "http://localhost:8000/v1/", "llm.base_url", "http://localhost:8000/v1"),
        ("BYLINE_LLM_API_KEY", "sk-1\n", "llm.api_key", SecretStr("sk-1")),
        ("BYLINE_LLM_DEADLINE", "30.5", "llm.deadline", 30.5),
        ("BYLINE_LLM_CONTEXT", "8192", "llm.context", 8192),
        ("BYLINE_EMBED_MODEL", "bge-m3", "embed.model", "bge-m3"),
        ("BYLINE_EMBED_BASE_URL", "http://e/v1", "embed.base_url", "http://e/v1"),
        ("BYLINE_RERANK_KIND", "endpoint", "rerank.kind", "endpoint"),
        ("BYLINE_RERANK_BASE_URL", "api.jina.ai/v1/", "rerank.base_url", "https://api.jina.ai/v1"),
        ("BYLINE_RERANK_API_KEY", "key-1\n", "rerank.api_key", SecretStr("key-1")),
        ("BYLINE_RERANK_CANDIDATES", "50", "rerank.candidates", 50),
        ("BYLINE_RERANK_DEADLINE", "2.5", "rerank.deadline", 2.5),
        ("BYLINE_ON_UNSUPPORTED", "withhold", "on_unsupported", "withhold"),
        ("BYLINE_ANSWER_SENTENCES", "3", "answer.sentences", 3),
    ],
)
def test_variables_have_the_documented_names(
    variable: str, value: str, name: str, expected: object, tmp_path: Path
) -> None:
    found: object = load_settings(cwd=tmp_path, environ={variable: value})
    for step in name.split("."):
        found = getattr(found, step)
    assert found == expected
    assert variable_of(name) == variable


def test_no_two_settings_share_a_variable() -> None:
    variables = [variable_of(name) for name, *_ in describe(Settings())]
    assert len(set(variables)) == len(variables)


def test_an_empty_variable_and_a_flag_not_given_count_for_nothing(tmp_path: Path) -> None:
    settings = load_settings({"port": None}, cwd=tmp_path, environ={"BYLINE_LLM_BASE_URL": ""})
    assert settings == Settings()


def test_an_unknown_key_is_named_with_the_nearest_known_one(tmp_path: Path) -> None:
    error = refused(write(tmp_path, '[llm]\nbase_ulr = "http://x"\n'))
    assert "llm.base_ulr" in error.message
    assert "byline.toml" in error.message
    assert "llm.base_url" in error.hint
    assert error.exit_code == 2


def test_an_unknown_variable_is_named_with_the_nearest_known_one(tmp_path: Path) -> None:
    error = refused(tmp_path, {"BYLINE_LLM_BASEURL": "secret-value"})
    assert "BYLINE_LLM_BASEURL" in error.message
    assert "environment" in error.message
    assert "BYLINE_LLM_BASE_URL" in error.hint
    assert "secret-value" not in str(error)


def test_an_unknown_flag_and_a_value_in_place_of_a_group_are_refused(tmp_path: Path) -> None:
    assert "prot" in refused(tmp_path, prot=1).message
    assert "'llm'" in refused(write(tmp_path, 'llm = "http://x"')).message


@pytest.mark.parametrize("value", ["0", "65536", "many", "80.5"])
def test_a_bad_value_is_named_with_its_problem_and_source(value: str, tmp_path: Path) -> None:
    error = refused(tmp_path, {"BYLINE_PORT": value})
    assert "BYLINE_PORT" in error.message
    assert "environment" in error.message
    assert value in error.message


@pytest.mark.parametrize("value", ["localhost:8000", "ftp://x", "http://", "http://x:99999999"])
def test_an_address_needs_scheme_and_host(value: str, tmp_path: Path) -> None:
    error = refused(write(tmp_path, f'chroma_url = "{value}"'))
    assert "chroma_url" in error.message
    assert "http://" in error.message


def test_the_address_of_an_endpoint_is_mended(tmp_path: Path) -> None:
    write(tmp_path, '[llm]\nbase_url = "localhost:8000/v1/chat/completions"')
    pasted = load_settings(cwd=tmp_path, environ={})
    assert pasted.llm.base_url == "http://localhost:8000/v1"
    assert "llm.base_url" in refused(write(tmp_path, '[llm]\nbase_url = "ftp://x"')).message


def test_a_secret_is_never_shown(tmp_path: Path) -> None:
    environ = {"BYLINE_LLM_API_KEY": "sk-hush", "BYLINE_CHROMA_URL": "http://me:pass@chroma:8000"}
    settings = load_settings(cwd=tmp_path, environ=environ)
    assert settings.llm.api_key is not None
    assert settings.llm.api_key.get_secret_value() == "sk-hush"
    shown = repr(settings.llm) + str(describe(settings))
    assert "sk-hush" not in shown
    assert "pass" not in str([value for name, value, *_ in describe(settings) if name == "chroma_url"])
    error = refused(write(tmp_path, "[llm]\napi_key = [12345678]"))
    assert "12345678" not in str(error)
    assert "llm.api_key" in error.message


def test_malformed_toml_is_reported_with_its_line(tmp_path: Path) -> None:
    error = refused(write(tmp_path, "port = 1\nhost = oops\n"))
    assert "line 2" in error.message


def test_a_settings_file_that_is_no_text_or_no_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "byline.toml").write_bytes(b"\xff\xfe\x00")
    assert "byline.toml" in refused(tmp_path).message
    (tmp_path / "byline.toml").unlink()
    (tmp_path / "byline.toml").mkdir()
    assert "byline.toml" in refused(tmp_path).message


def test_settings_cannot_be_changed_and_every_one_describes_itself() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]
    assert all(description for *_, description in describe(settings))


def test_reading_settings_needs_no_heavy_import() -> None:
    code = (
        "import sys, rag.settings; print({'llama_index', 'chromadb', 'gradio', 'openai'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_kind_of_reranker_that_there_is_not_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, {"BYLINE_RERANK_KIND": "cohere"})
    assert "BYLINE_RERANK_KIND" in error.message
    assert "endpoint" in error.message


@pytest.mark.parametrize(
    ("environ", "hosts"),
    [
        ({}, ()),
        ({"BYLINE_LLM_BASE_URL": "http://127.0.0.1:8000/v1"}, ()),
        ({"BYLINE_LLM_BASE_URL": "https://api.deepseek.com"}, ("api.deepseek.com",)),
        ({"BYLINE_EMBED_BASE_URL": "http://me:secret@gpu:8000/v1"}, ("gpu:8000",)),
        ({"BYLINE_RERANK_KIND": "endpoint", "BYLINE_RERANK_BASE_URL": "api.jina.ai"}, ("api.jina.ai",)),
        ({"BYLINE_RERANK_BASE_URL": "api.jina.ai"}, ()),
        ({"BYLINE_RERANK_KIND": "local", "BYLINE_RERANK_BASE_URL": "api.jina.ai"}, ()),
        (
            {
                "BYLINE_LLM_BASE_URL": "http://gpu:8000/v1",
                "BYLINE_EMBED_BASE_URL": "http://embed:8000/v1",
                "BYLINE_RERANK_KIND": "llm",
                "BYLINE_RERANK_BASE_URL": "http://gpu:8000/v1",
            },
            ("gpu:8000", "embed:8000"),
        ),
    ],
)
def test_every_host_outside_that_receives_questions_or_passages_is_named_once(
    environ: dict[str, str], hosts: tuple[str, ...], tmp_path: Path
) -> None:
    assert receiving_hosts(load_settings(cwd=tmp_path, environ=environ)) == hosts


@pytest.mark.parametrize("group", ["llm", "rerank"])
def test_every_setting_of_an_endpoint_is_documented(group: str) -> None:
    document = Path(__file__).parent.parent.parent / "docs" / "endpoints.md"
    table = [
        line for line in document.read_text(encoding="utf-8").splitlines() if line.startswith("| `BYLINE_")
    ]
    names = [name for name, *_ in describe(Settings()) if name.startswith(f"{group}.")]
    assert [name for name in names if not any(f"`{variable_of(name)}`" in row for row in table)] == []


def test_a_search_is_not_sent_to_who_only_writes_nor_an_article_to_who_only_reranks(tmp_path: Path) -> None:
    environ = {
        "BYLINE_LLM_BASE_URL": "https://write.test/v1",
        "BYLINE_EMBED_BASE_URL": "https://embed.test/v1",
        "BYLINE_RERANK_KIND": "endpoint",
        "BYLINE_RERANK_BASE_URL": "https://rank.test",
    }
    settings = load_settings(cwd=tmp_path, environ=environ)
    assert searching_hosts(settings) == ("embed.test", "rank.test")
    assert embedding_hosts(settings) == ("embed.test",)
    by_model = load_settings(cwd=tmp_path, environ={**environ, "BYLINE_RERANK_KIND": "llm"})
    assert searching_hosts(by_model) == ("embed.test", "rank.test")
