"""What the Dockerfile does, done without Docker: the same commands install it, start it, ask it and stop it.

Packages are those of the environment that runs the tests, and no registry is asked, so that this takes
seconds; whether the versions are the locked ones is checked nevertheless, by the command that installs them.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.container import REPOSITORY, only, stages
from tests.served_process import started

PLACE = "/opt/byline"
ASKED = {"messages": [{"role": "user", "content": "What did DeepSeek claim that training R1 cost?"}]}


@dataclass(frozen=True)
class Image:
    """What the last stage of the Dockerfile makes: a program, its variables, its command."""

    folder: Path
    variables: dict[str, str]

    def run(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=self.folder,
            env=self.variables | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    @property
    def command(self) -> Sequence[str]:
        last = stages()[-1]
        program, *rest = [*only(last, "ENTRYPOINT").words, *only(last, "CMD").words]
        return [str(self.folder / "installed" / "bin" / program), *rest]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    folder = tmp_path_factory.mktemp("image")
    place, source = folder / "installed", folder / "src"
    source.mkdir()
    kept = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "TMPDIR")}
    variables = kept | {"PATH": f"{place}/bin:{os.environ['PATH']}", "PIP_NO_INDEX": "1"}
    build, last = stages()
    for step in build:
        if step.name == "COPY":
            *copied, _ = step.text.split()
            for name in copied:
                _copy(REPOSITORY / name, source / name)
        elif step.name == "RUN":
            command = step.text.replace(PLACE, str(place))
            done = subprocess.run(
                command, shell=True, cwd=source, env=variables, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
            if "-m venv" in command:
                _lend_packages(place)
    given = only(last, "ENV").variables | {"PATH": variables["PATH"], "BYLINE_DATA_DIR": str(folder / "data")}
    return Image(folder, kept | given)


def _copy(what: Path, where: Path) -> None:
    if what.is_dir():
        shutil.copytree(what, where, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(what, where)


def _lend_packages(place: Path) -> None:
    """Let the new environment see the packages of this one, but not this checkout."""
    own = [str(place / "bin" / "python"), "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools"]
    subprocess.run(own, check=True)  # Python 3.11 brings one that would stand in front of the locked one
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")


def test_what_was_built_is_what_runs(image: Image) -> None:
    done = image.run("python", "-c", "import ui, ingest.builtin as b; print(ui.__file__, b.builtin_corpus())")
    module, corpus = done.stdout.split()
    assert module.startswith(str(image.folder / "installed"))
    assert corpus.startswith(str(image.folder / "installed"))


def test_without_a_key_it_does_not_start_but_says_how_to_make_one(image: Image) -> None:
    done = image.run(*image.command)
    assert done.returncode == 2
    assert "byline keys add" in done.stderr


def test_with_a_key_it_starts_is_well_answers_and_stops(image: Image, tmp_path: Path) -> None:
    made = image.run(*image.command[:1], "keys", "add", "open-webui", "--scope", "read", "--scope", "ask")
    assert made.returncode == 0, made.stderr
    (key,) = [word for word in made.stdout.split() if word.startswith("byline_")]
    listening = image.variables | {"BYLINE_HOST": "127.0.0.1"}  # for the test not to be seen from elsewhere
    del listening["BYLINE_PORT"]
    data = Path(listening.pop("BYLINE_DATA_DIR"))
    with started(tmp_path, data, command=image.command, PYTHONPATH="", **listening) as served:
        served.wait_until_ready()
        port = served.address.rpartition(":")[2]
        probe = only(stages()[-1], "HEALTHCHECK").words
        assert image.run(*probe, BYLINE_PORT=port).returncode == 0
        url = f"{served.address}/v1/chat/completions"
        assert httpx.post(url, json=ASKED, timeout=60).status_code == 401
        answer = httpx.post(url, json=ASKED, headers={"Authorization": f"Bearer {key}"}, timeout=60)
        assert "$6 million" in answer.json()["choices"][0]["message"]["content"]
        served.stop(signal.SIGTERM)
        assert served.exit_code() == 0
        assert image.run(*probe, BYLINE_PORT=port).returncode != 0
    assert key not in served.said
