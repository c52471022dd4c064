"""What is learnt about an endpoint is kept, and ignored where it does not belong."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from rag.adapters.endpoint_profile import (
    PROFILE_FILE,
    EndpointProfile,
    profile_address,
    read_profile,
    save_profile,
)

URL = "http://gpu:8000/v1"
PROFILE = EndpointProfile(
    base_url=URL,
    model="r1",
    learnt_at="2026-11-22T10:00:00+00:00",
    refused=("reasoning_effort", "thinking"),
    thinking_switches=("chat_template_kwargs",),
    reasoning="lone_close",
    context_tokens=16384,
    tells_usage=True,
)


def test_a_profile_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    save_profile(tmp_path / "data", PROFILE)
    assert read_profile(tmp_path / "data", URL, "r1") == PROFILE
    assert [path.name for path in (tmp_path / "data").iterdir()] == [PROFILE_FILE]


def test_a_name_and_password_in_the_address_are_not_kept(tmp_path: Path) -> None:
    save_profile(tmp_path, replace(PROFILE, base_url=profile_address("http://me:hush@gpu:8000/v1/")))
    assert "hush" not in (tmp_path / PROFILE_FILE).read_text()
    assert read_profile(tmp_path, "http://you:hush@gpu:8000/v1", "r1") is not None


def test_each_model_has_its_own_and_a_new_one_takes_the_old_ones_place(tmp_path: Path) -> None:
    save_profile(tmp_path, PROFILE)
    save_profile(tmp_path, replace(PROFILE, model="v4"))
    save_profile(tmp_path, replace(PROFILE, context_tokens=4096))
    found = read_profile(tmp_path, URL, "r1")
    assert found is not None
    assert found.context_tokens == 4096
    assert read_profile(tmp_path, URL, "v4") is not None
    assert len(json.loads((tmp_path / PROFILE_FILE).read_text())["profiles"]) == 2


def test_without_a_file_there_is_none_and_nothing_to_say(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert read_profile(tmp_path, URL, "r1") is None
    assert caplog.text == ""


@pytest.mark.parametrize(("url", "model"), [("http://other/v1", "r1"), (URL, "v4")])
def test_a_profile_of_another_endpoint_is_ignored_with_a_warning(
    url: str, model: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save_profile(tmp_path, PROFILE)
    with caplog.at_level(logging.WARNING):
        assert read_profile(tmp_path, url, model) is None
    assert "byline doctor" in caplog.text


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{broken",
        '{"version": 2, "profiles": []}',
        '{"version": 1, "profiles": [{"base_url": "x"}]}',
        '{"version": 1, "profiles": [{"base_url": "x", "model": "m", "learnt_at": "", "reasoning": "odd"}]}',
    ],
)
def test_a_file_that_cannot_be_read_is_ignored_with_a_warning_and_written_anew(
    content: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / PROFILE_FILE).write_text(content)
    with caplog.at_level(logging.WARNING):
        assert read_profile(tmp_path, URL, "r1") is None
    assert PROFILE_FILE in caplog.text
    save_profile(tmp_path, PROFILE)
    assert read_profile(tmp_path, URL, "r1") == PROFILE


def test_a_folder_in_the_files_place_is_ignored_too(tmp_path: Path) -> None:
    (tmp_path / PROFILE_FILE).mkdir()
    assert read_profile(tmp_path, URL, "r1") is None
    with pytest.raises(OSError, match="directory"):
        save_profile(tmp_path, PROFILE)
    assert [path.name for path in tmp_path.iterdir()] == [PROFILE_FILE]
