"""What runs the embedding model: onnxruntime, or OpenVINO where it is installed.

Both read the same file; their vectors differ by less than 0.001 in cosine, so an index made with
one serves the other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, assert_never

import numpy as np
import onnxruntime  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray

from rag.errors import EmbedderError

Runtime = Literal["onnxruntime", "openvino"]
Inputs = Mapping[str, NDArray[np.int64]]  # each of shape (texts, tokens)
Run = Callable[[Inputs], NDArray[np.float32]]  # to shape (texts, tokens, dimension)

OUTPUT = "last_hidden_state"


def load(runtime: Runtime, model: Path) -> Run:
    """The model, ready to run from any thread.

    Raises:
        EmbedderError: if the runtime is not installed.
    """
    match runtime:
        case "onnxruntime":
            return _onnxruntime(model)
        case "openvino":
            return _openvino(model)
    assert_never(runtime)


def _onnxruntime(model: Path) -> Run:
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors only
    options.intra_op_num_threads = _cores()
    options.inter_op_num_threads = 1
    # Threads that wait in a loop for the next question take the processor from those who answer.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(
        str(model), sess_options=options, providers=["CPUExecutionProvider"]
    )

    def run(inputs: Inputs) -> NDArray[np.float32]:
        return np.asarray(session.run([OUTPUT], dict(inputs))[0], dtype=np.float32)

    return run


def _openvino(model: Path) -> Run:
    try:
        from openvino import Core  # type: ignore[import-not-found,unused-ignore]  # an extra
    except ImportError as error:
        raise EmbedderError(
            "The OpenVINO runtime is not installed.",
            "Install it with `pip install 'byline[fast]'`, or unset BYLINE_EMBED_RUNTIME.",
        ) from error
    compiled = Core().compile_model(str(model), "CPU")

    def run(inputs: Inputs) -> NDArray[np.float32]:
        # A request of its own each time: one request must not be shared between threads.
        return np.asarray(compiled.create_infer_request().infer(dict(inputs))[OUTPUT], dtype=np.float32)

    return run


def _cores() -> int:
    # Inside a container only some of the machine's cores may be usable.
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else (os.cpu_count() or 1)
