"""Dockerfile and compose file: linted, pinned, without secrets, and in step with the settings there are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from rag.settings import Settings, load_settings
from tests.container import DOCKERFILE, REPOSITORY, only, stages

COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("byline:")]
SERVICE_KEYS = {
    "build", "cap_drop", "command", "depends_on", "deploy", "environment", "expose", "healthcheck", "image",
    "init", "ports", "profiles", "restart", "security_opt", "shm_size", "stop_grace_period", "volumes",
}  # fmt: skip
PINNED = re.compile(r"[\w./-]+:v?\d+\.\d+(\.\d+)?(-[\w-]+)?( AS \w+)?")
OPEN = re.compile(r"\$\{\w+:-([^}]*)\}")


def test_the_linter_has_nothing_to_say() -> None:
    linter = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([linter, DOCKERFILE], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("image", [only(stage, "FROM").text for stage in stages()])
def test_the_images_it_is_built_from_are_pinned(image: str) -> None:
    assert PINNED.fullmatch(image)


def test_the_container_does_not_run_as_root_and_keeps_its_data_in_a_volume() -> None:
    built = stages()[-1]
    assert only(built, "USER").text.split(":")[0].isdigit()
    assert only(built, "USER").text != "0"
    assert only(built, "VOLUME").text == only(built, "ENV").variables["BYLINE_DATA_DIR"]


def test_the_images_settings_are_settings() -> None:
    variables = only(stages()[-1], "ENV").variables
    settings = load_settings(environ={k: v for k, v in variables.items() if k.startswith("BYLINE_")})
    assert (settings.host, settings.port) == ("0.0.0.0", int(only(stages()[-1], "EXPOSE").text))


def test_what_is_copied_is_let_into_the_build_and_nothing_else() -> None:
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    copied = {
        source.rstrip("/") for one in stages()[0] if one.name == "COPY" for source in one.text.split()[:-1]
    }
    assert "*" in lines
    assert let_in == copied
    assert [name for name in sorted(copied) if not (REPOSITORY / name).exists()] == []


def test_the_compose_file_has_known_parts_and_pinned_images() -> None:
    assert {key for key in COMPOSE if not key.startswith("x-")} == {"services", "volumes"}
    for name, service in SERVICES.items():
        assert set(service) <= SERVICE_KEYS, name
        assert PINNED.fullmatch(service["image"]), name
    named = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert named == set(COMPOSE["volumes"])


def test_every_service_can_be_asked_whether_it_is_well() -> None:
    assert only(stages()[-1], "HEALTHCHECK").words[0] == "python"  # the image has no curl
    assert [
        name for name, service in SERVICES.items() if name not in OURS and "healthcheck" not in service
    ] == []
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        assert all(one["condition"] == "service_healthy" for one in service.get("depends_on", {}).values())


def test_ports_are_published_on_this_machine_alone() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)
    assert "ports" not in SERVICES["vllm"]


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_a_service_are_settings_and_hold_no_secret(name: str) -> None:
    given = {key: OPEN.sub(r"\1", value) for key, value in SERVICES[name]["environment"].items()}
    settings = load_settings(environ=given)
    assert settings.public_url
    assert settings.llm.base_url == "http://vllm:8000/v1"
    assert f"--served-model-name={settings.llm.model}" in SERVICES["vllm"]["command"]
    assert not [key for key in given if "KEY" in key]


@pytest.mark.parametrize("name", OURS)
def test_a_container_has_longer_to_stop_than_answers_have_to_finish(name: str) -> None:
    seconds = int(SERVICES[name]["stop_grace_period"].removesuffix("s"))
    given = SERVICES[name]["environment"]
    assert seconds > int(given.get("BYLINE_API_SHUTDOWN_GRACE", Settings().api.shutdown_grace))
    assert SERVICES[name]["init"] is True


def test_open_webui_asks_byline_with_a_key_from_outside_the_file() -> None:
    environment = SERVICES["open-webui"]["environment"]
    assert environment["OPENAI_API_BASE_URL"] == "http://byline:7860/v1"
    assert environment["OPENAI_API_KEY"].startswith("${")
