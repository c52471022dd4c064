"""What the documents promise is there: files, make targets, commands, reasons for dependencies."""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.cli import app

REPOSITORY = Path(__file__).parent.parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
MOST_BYTES = 2 * 1024 * 1024
INDENT = 2


def code_lines(text: str) -> Iterator[str]:
    """Lines of code blocks, fenced or indented, and the pieces of code inside sentences."""
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()
        else:
            yield from re.findall(r"`([^`]+)`", line)


def tree_paths(text: str) -> list[str]:
    """The paths of the file tree under "What is where": names, two spaces of indent a level."""
    block = text.split("## What is where", 1)[1].split("```", 2)[1].partition("\n")[2]
    folders: list[str] = []
    paths = []
    for line in block.splitlines():
        if not line.strip():
            continue
        depth = (len(line) - len(line.lstrip())) // INDENT
        name = re.split(r"\s{2,}", line.strip(), maxsplit=1)[0]
        folders = [*folders[:depth], name.rstrip("/")]
        paths.append("/".join(folders) + ("/" if name.endswith("/") else ""))
    return paths


def byline_commands() -> list[str]:
    return sorted({line for line in code_lines(README) if re.match(r"byline [a-z]", line)})


def requirements() -> Iterator[tuple[str, str]]:
    """Each line of pyproject.toml that requires a package, and its comment."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"]]
    groups += project["project"].get("optional-dependencies", {}).values()
    groups += project.get("dependency-groups", {}).values()
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    for requirement in (one for group in groups for one in group if isinstance(one, str)):
        line = next(line for line in text.splitlines() if line.strip().startswith(f'"{requirement}"'))
        yield requirement, line.partition("#")[2].strip()


def test_a_tree_is_read_by_its_indents() -> None:
    block = "rag/        answers\n  text/     words\n    names.py  names\nui/  ways in"
    text = f"## What is where\n\n```\n{block}\n```\n"
    assert tree_paths(text) == ["rag/", "rag/text/", "rag/text/names.py", "ui/"]


def test_everything_in_the_readmes_tree_exists() -> None:
    paths = tree_paths(README)
    missing = [
        path
        for path in paths
        if not (REPOSITORY / path).exists() or path.endswith("/") != (REPOSITORY / path).is_dir()
    ]
    assert paths
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.M))
    lines = code_lines(document.read_text(encoding="utf-8"))
    named = {found[1] for line in lines if (found := re.match(r"make ([a-z-]+)\b", line))}
    assert named <= targets


@pytest.mark.parametrize("command", byline_commands())
def test_every_command_in_the_readme_parses(command: str) -> None:
    _, *arguments = shlex.split(command, comments=True)
    result = CliRunner().invoke(app, [*arguments, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage" in result.output


def test_the_readme_shows_the_main_commands() -> None:
    assert {command.split()[1] for command in byline_commands()} >= {"ask", "serve", "ingest", "library"}


def test_the_readme_holds_no_placeholder_and_stays_short() -> None:
    assert "@@" not in README
    assert len(README.splitlines()) < 150


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_document_that_is_linked_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    linked += re.findall(r"\b(?:docs|decisions)/[\w/-]+\.md\b", text)
    folders = (REPOSITORY, REPOSITORY / "docs", document.parent)
    assert [link for link in linked if not any((folder / link).exists() for folder in folders)] == []


def test_no_file_is_larger_than_two_megabytes() -> None:
    ignored = (REPOSITORY / ".gitignore").read_text(encoding="utf-8").split()
    skipped = {".git"} | {line.rstrip("/") for line in ignored if line.endswith("/")}
    large = []
    for folder, folders, files in os.walk(REPOSITORY):
        folders[:] = [name for name in folders if name not in skipped]
        paths = (Path(folder) / name for name in files)
        large += [str(path) for path in paths if path.stat().st_size > MOST_BYTES]
    assert large == []


@pytest.mark.parametrize(("requirement", "reason"), list(requirements()))
def test_every_dependency_has_a_lower_bound_and_a_reason(requirement: str, reason: str) -> None:
    assert re.search(r"(>=|==|~=)\d", requirement), (
        "without a lower bound resolvers fall back to old releases"
    )
    assert len(reason) > len("why")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_registry_address(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    pinned = re.findall(r"^[A-Za-z0-9._-]+==", text, re.M)
    assert pinned
    assert "://" not in text
    assert "index-url" not in text
    entries = re.split(r"^(?=[A-Za-z0-9._-]+==)", text, flags=re.M)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_in_the_lock(name: str) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {re.split(r"[<>=!~;\[ ]", line)[0].lower() for line in project["project"]["dependencies"]}
    locked = re.findall(r"^([A-Za-z0-9._-]+)==", (REPOSITORY / name).read_text(encoding="utf-8"), re.M)
    assert wanted <= {one.lower() for one in locked}
