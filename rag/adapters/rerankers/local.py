"""`LocalReranker`: passages ranked on this machine, by a LlamaIndex postprocessor made at first use."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from zipfile import BadZipFile

from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.adapters.rerankers.order import Reranker, passage_text
from rag.errors import RerankError, SettingsError

# Small and quick on a CPU, and read by FlashRank with the runtime that the built-in embedder has too.
USUAL_MODEL = "ms-marco-MiniLM-L-12-v2"
_PACKAGE = "llama_index.postprocessor.flashrank_rerank"

Load = Callable[[], BaseNodePostprocessor]


class LocalReranker(Reranker):
    """Lets another LlamaIndex postprocessor give the scores; it is made with the first question.

    Making it may fetch weights from a model hub, so starting needs no network. There is no deadline:
    a computation in this process cannot be stopped.
    """

    _load: Load = PrivateAttr()
    _loaded: BaseNodePostprocessor | None = PrivateAttr(default=None)
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def __init__(self, load: Load, *, candidates: int = 30) -> None:
        super().__init__(candidates=candidates)
        self._load = load

    async def scores(self, question: str, nodes: Sequence[NodeWithScore]) -> Mapping[int, float]:
        """How well passages answer, as the model says; see `Reranker`."""
        return await asyncio.to_thread(self._scores, question, nodes)

    def _scores(self, question: str, nodes: Sequence[NodeWithScore]) -> dict[int, float]:
        positions = {node.node_id: position for position, node in enumerate(nodes)}
        copies = [
            NodeWithScore(node=TextNode(id_=node.node_id, text=passage_text(node)), score=node.score)
            for node in nodes
        ]
        try:
            found = self._model().postprocess_nodes(copies, QueryBundle(question))
            return {positions[node.node_id]: float(node.score or 0.0) for node in found}
        except (OSError, BadZipFile) as error:
            raise RerankError(
                "The local reranker's model cannot be loaded.",
                "Its weights come from a model hub with the first question: check BYLINE_RERANK_MODEL and"
                " the network.",
            ) from error
        except Exception as error:  # whatever is behind it, and ONNX's errors have no narrower class
            raise RerankError(
                f"The local reranker failed ({type(error).__name__}).", "Choose another BYLINE_RERANK_MODEL."
            ) from error

    def _model(self) -> BaseNodePostprocessor:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded


def build_local_reranker(model: str | None, candidates: int) -> LocalReranker:
    """A local cross-encoder; its weights are loaded with the first question.

    Raises:
        SettingsError: if its package is not installed.
    """
    try:
        is_installed = find_spec(_PACKAGE) is not None
    except ModuleNotFoundError:
        is_installed = False
    if not is_installed:
        raise SettingsError(
            "The local reranker is not installed.", "Install it with `pip install 'byline[rerank]'`."
        )
    return LocalReranker(partial(_flashrank, model or USUAL_MODEL, candidates), candidates=candidates)


def _flashrank(model: str, candidates: int) -> BaseNodePostprocessor:
    from llama_index.postprocessor.flashrank_rerank import FlashRankRerank  # type: ignore  # an extra

    reranker: BaseNodePostprocessor = FlashRankRerank(model=model, top_n=candidates)
    return reranker
