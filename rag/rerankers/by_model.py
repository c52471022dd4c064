"""`ModelReranker`: passages ranked by a language model behind an OpenAI-compatible endpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import NodeWithScore

from rag.adapters.rerankers.order import Reranker
from rag.answering.ranking import rank_by_model
from rag.errors import (
    EndpointDeadlineError,
    EndpointError,
    EndpointKeyError,
    EndpointModelError,
    EndpointTooLongError,
    EndpointUnreachableError,
    NotAnEndpointError,
    RerankError,
)
from rag.interfaces import ChatModel
from rag.text.fences import fence


class ModelReranker(Reranker):
    """Asks a language model for the order, without reasoning; the scores tell no more than the order."""

    _model: ChatModel = PrivateAttr()
    _variables: str = PrivateAttr()

    def __init__(self, model: ChatModel, *, candidates: int = 30, variables: str = "BYLINE_RERANK_") -> None:
        """Take the model.

        Args:
            model: Which is asked; it keeps the deadline.
            candidates: How many passages it is shown, if it can read them.
            variables: How the variables begin that set the endpoint, for the hints.
        """
        super().__init__(candidates=candidates)
        self._model = model
        self._variables = variables

    async def scores(self, question: str, nodes: Sequence[NodeWithScore]) -> Mapping[int, float]:
        """1 for the best passage, falling evenly; see `Reranker`."""
        fenced = [fence(n, _about(node), node.text) for n, node in enumerate(nodes, 1)]
        try:
            order = await rank_by_model(self._model, question, fenced)
        except EndpointError as error:
            raise RerankError(error.message, self._hint(error)) from error
        return {position: 1 - rank / len(order) for rank, position in enumerate(order)}

    def _hint(self, error: EndpointError) -> str:
        match error:
            case EndpointKeyError():
                return f"Check {self._variables}API_KEY."
            case EndpointModelError():
                return "Set BYLINE_RERANK_MODEL to a model that the endpoint lists."
            case EndpointUnreachableError() | NotAnEndpointError():
                return f"Check {self._variables}BASE_URL, and that the server runs."
            case EndpointDeadlineError():
                return "Raise BYLINE_RERANK_DEADLINE, or lower BYLINE_RERANK_CANDIDATES."
            case EndpointTooLongError():
                return "Lower BYLINE_RERANK_CANDIDATES."
        return "Choose another model to rerank, or unset BYLINE_RERANK_KIND."


def _about(node: NodeWithScore) -> str:
    told = node.metadata
    publisher = told.get("publisher") or "publisher unknown"
    return f"{told.get('title') or 'untitled'} | {publisher} | {told.get('published') or 'undated'}"
