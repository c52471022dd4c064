"""`byline keys`: what it prints, what it keeps to itself, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.settings import Settings
from ui.access.keys import FILE, KeyFile
from ui.cli import run
from ui.wiring import Wiring


def told(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["keys", *arguments], Wiring(settings=lambda _: Settings(data_dir=folder)))
    said = capsys.readouterr()
    return code, said.out, said.err


def made(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code, out, _ = told(folder, capsys, "add", *arguments, "--json")
    assert code == 0
    return dict(json.loads(out))


def test_only_the_key_goes_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(tmp_path, capsys, "add", "newsroom")
    assert code == 0
    held = KeyFile(tmp_path).holder(out.strip())
    assert held is not None
    assert (held.name, held.scopes) == ("newsroom", ("read", "ask"))
    assert "not shown again" in err


def test_scopes_are_those_that_were_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = made(tmp_path, capsys, "desk", "--scope", "write", "--scope", "read")
    assert key["scopes"] == ["read", "write"]
    assert KeyFile(tmp_path).holder(key["key"]) is not None


def test_the_list_shows_names_and_scopes_and_never_a_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = made(tmp_path, capsys, "desk")["key"]
    (kept,) = KeyFile(tmp_path).keys()
    for options in ([], ["--json"]):
        code, out, err = told(tmp_path, capsys, "list", *options)
        assert code == 0
        assert "desk" in out
        assert not [secret for secret in (key, kept.sha256) if secret in out + err]
    assert json.loads(out)["keys"][0]["created"] == kept.created


def test_revoking_the_last_key_tells_what_that_means(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(tmp_path, capsys, "desk")
    code, _, err = told(tmp_path, capsys, "revoke", "desk")
    assert code == 0
    assert "the last" in err
    assert told(tmp_path, capsys, "list", "--json")[1].split() == ["{", '"keys":', "[]", "}"]


@pytest.mark.parametrize(
    "arguments",
    [["add", "two words"], ["add", "desk", "--scope", "everything"], ["revoke", "nobody"], ["add"], []],
)
def test_what_cannot_be_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    code, out, _ = told(tmp_path, capsys, *arguments)
    assert code == 2
    assert "byline_" not in out


def test_a_damaged_file_is_told_with_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FILE).write_text("{")
    code, _, err = told(tmp_path, capsys, "list")
    assert code == 1
    assert "keys.json" in err
    assert "byline keys add" in err
