"""Keys: shown once, kept as hashes, believed only from a sound file."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from rag.errors import KeysError, UsageError
from ui.access.keys import FILE, KeyFile


def test_a_key_that_was_made_is_known_by_its_name_and_scopes(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    secret = keys.add("newsroom", ("read", "ask"))
    found = keys.holder(secret)
    assert found is not None
    assert (found.name, found.scopes) == ("newsroom", ("read", "ask"))


def test_a_key_has_256_random_bits_and_says_whose_it_is(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    made = {keys.add(f"key-{number}", ("read",)) for number in range(5)}
    assert len(made) == 5
    assert all(secret.startswith("byline_") and len(secret) == len("byline_") + 43 for secret in made)


def test_the_key_itself_is_kept_nowhere(tmp_path: Path) -> None:
    secret = KeyFile(tmp_path).add("newsroom", ("read",))
    assert all(secret.encode() not in path.read_bytes() for path in tmp_path.iterdir())
    assert secret not in repr(KeyFile(tmp_path).keys())


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    for number in range(2):
        keys.add(f"key-{number}", ("read",))
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("shown", ["", "byline_", "byline_wrong", "newsroom", "ä", "x" * 300])
def test_what_is_no_key_is_nobodys(tmp_path: Path, shown: str) -> None:
    keys = KeyFile(tmp_path)
    keys.add("newsroom", ("read",))
    assert keys.holder(shown) is None


def test_the_hash_that_is_kept_opens_nothing(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    keys.add("newsroom", ("read",))
    (kept,) = keys.keys()
    assert keys.holder(kept.sha256) is None


def test_a_running_server_sees_what_another_process_adds_and_revokes(tmp_path: Path) -> None:
    running, command = KeyFile(tmp_path), KeyFile(tmp_path)
    assert running.keys() == ()
    secret = command.add("newsroom", ("read",))
    assert running.holder(secret) is not None
    command.revoke("newsroom")
    assert running.holder(secret) is None


def test_a_file_that_is_taken_away_leaves_no_key(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    secret = keys.add("newsroom", ("read",))
    (tmp_path / FILE).unlink()
    assert keys.holder(secret) is None


@pytest.mark.parametrize("name", ["", "-x", "two words", "a/b", "..", "é", "a\n", "x" * 65, '"', "[red]"])
def test_a_name_that_would_confuse_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        KeyFile(tmp_path).add(name, ("read",))
    assert not (tmp_path / FILE).exists()


def test_a_name_is_given_once(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    secret = keys.add("newsroom", ("read",))
    with pytest.raises(UsageError, match="already"):
        keys.add("newsroom", ("admin",))
    assert keys.holder(secret) is not None


def test_revoking_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no key 'nobody'"):
        KeyFile(tmp_path).revoke("nobody")


def sound() -> dict[str, object]:
    return {"name": "a", "scopes": ["read"], "created": "2026-01-01", "sha256": "0" * 64}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"version": 2, "keys": []}',
        json.dumps({"version": 1, "keys": [sound() | {"scopes": ["everything"]}]}),
        json.dumps({"version": 1, "keys": [sound() | {"scopes": []}]}),
        json.dumps({"version": 1, "keys": [sound() | {"sha256": ""}]}),
        json.dumps({"version": 1, "keys": [sound(), sound()]}),
    ],
)
def test_of_a_damaged_file_no_key_is_believed_and_nothing_is_written(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    keys = KeyFile(tmp_path)
    with pytest.raises(KeysError) as refused:
        keys.holder("byline_any")
    assert "byline keys add" in refused.value.hint
    assert str(tmp_path) not in refused.value.message + refused.value.hint
    with pytest.raises(KeysError):
        keys.add("newsroom", ("read",))
    assert (tmp_path / FILE).read_text() == content


def test_a_file_damaged_while_the_server_runs_lets_nobody_in(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    secret = keys.add("newsroom", ("read",))
    assert keys.holder(secret)
    (tmp_path / FILE).write_text("{")
    for _ in range(2):
        with pytest.raises(KeysError):
            keys.holder(secret)


def test_a_folder_that_is_none_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeysError):
        KeyFile(tmp_path / "file").keys()
    with pytest.raises(KeysError):
        KeyFile(tmp_path / "file").add("newsroom", ("read",))
