"""`llm.headers`: how they are written, what is refused, and that no value is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import Settings, describe, load_settings, written_as

VARIABLE = "BYLINE_LLM_HEADERS"


def read(folder: Path, value: str | None = None, toml: str = "") -> Settings:
    (folder / "byline.toml").write_text(toml, encoding="utf-8")
    return load_settings(cwd=folder, environ={VARIABLE: value} if value else {})


def plain(settings: Settings) -> dict[str, str]:
    return {name: value.get_secret_value() for name, value in settings.llm.headers.items()}


@pytest.mark.parametrize(
    "value",
    ["X-Team: red; X-Plan: a:b", " X-Team:red ;X-Plan:a:b; ", '{"X-Team": "red", "X-Plan": "a:b"}'],
)
def test_a_variable_holds_pairs_or_json(value: str, tmp_path: Path) -> None:
    assert plain(read(tmp_path, value)) == {"X-Team": "red", "X-Plan": "a:b"}


def test_a_file_holds_a_table(tmp_path: Path) -> None:
    settings = read(tmp_path, toml='[llm]\nmodel = "m"\n[llm.headers]\nX-Team = "red; blue"\n')
    assert plain(settings) == {"X-Team": "red; blue"}
    assert settings.llm.model == "m"
    assert ("llm.headers", "byline.toml") in [(name, source) for name, _, source, _ in describe(settings)]


def test_a_variable_takes_the_place_of_the_whole_table(tmp_path: Path) -> None:
    settings = read(tmp_path, "X-Team: blue", '[llm.headers]\nX-Team = "red"\nX-Other = "1"\n')
    assert plain(settings) == {"X-Team": "blue"}


def test_names_are_shown_and_values_are_not(tmp_path: Path) -> None:
    settings = read(tmp_path, "X-Team: hush-hush")
    shown = {name: value for name, value, *_ in describe(settings)}["llm.headers"]
    assert shown == "X-Team: ********"
    assert "hush" not in repr(settings)
    assert written_as(settings, "llm.headers") is None


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("hush-hush", "Name: value"),
        ("X-Team hush-hush", "Name: value"),
        ('{"X-Team": "hush-hush"', "JSON"),
        ('{"X-Team": 5}', "string"),
        ("X Team: hush-hush", "name that no header can have"),
        ("X-Team: hush-hush\nX-Other: 1", "X-Team"),
        ("X-Team: hüsh-hush", "X-Team"),
        ("X-Team:", "X-Team"),
        ("X-Team: hush-hush; x-team: 2", "twice"),
        ("X-Team: hush-hush; X-Team: 2", "twice"),
        ("Content-Length: 7", "Content-Length"),
    ],
)
def test_what_no_request_can_carry_is_refused_without_showing_it(
    value: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=problem) as caught:
        read(tmp_path, value)
    assert VARIABLE in caught.value.message
    assert "hush" not in caught.value.message + caught.value.hint


def test_an_unknown_table_beside_it_is_still_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"llm\.header\.X-Team"):
        read(tmp_path, toml='[llm.header]\nX-Team = "hush"\n')


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("gpu:8000", "gpu:8000"),
        ("http://me:hush@gpu/v1", "http://********@gpu/v1"),
        ("me:hush@gpu/v1", "********@gpu/v1"),
    ],
)
def test_a_mended_address_can_be_shown_as_it_was_written(written: str, shown: str, tmp_path: Path) -> None:
    settings = load_settings(cwd=tmp_path, environ={"BYLINE_LLM_BASE_URL": written})
    assert written_as(settings, "llm.base_url") == shown
    assert written_as(settings, "llm.model") is None
