"""`EndpointLLM`: our language model as LlamaIndex's parts want it, for evaluators and query engines."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from anyio.from_thread import start_blocking_portal
from llama_index.core.base.llms.generic_utils import (
    astream_completion_response_to_chat_response,
    completion_response_to_chat_response,
)
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseAsyncGen,
    CompletionResponse,
    CompletionResponseAsyncGen,
    CompletionResponseGen,
    LLMMetadata,
)
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback
from llama_index.core.llms.custom import CustomLLM

from rag.answering.reasoning import AnswerBegins, Piece, ReasoningSplitter, opens_in_reasoning
from rag.errors import EmptyAnswerError
from rag.interfaces import ChatModel, ModelDone, ModelText, ModelThinking

_FOR_THE_ANSWER = 1024  # tokens
_SHARE_FOR_THE_ANSWER = 4  # a quarter of a small context is enough


class EndpointLLM(CustomLLM):
    """Asks a `rag.interfaces.ChatModel`, with its deadline and its retries and no others on top.

    Reasoning is no part of the text: it is in ``additional_kwargs["reasoning"]``. Why the answer ended
    and the tokens used, where they are told, are beside it as ``finish_reason``, ``prompt_tokens`` and
    so on. A conversation is sent as one message. Parameters of a single call (``temperature``,
    ``max_tokens``) are not passed on: the server's settings hold.

    Every method raises `EndpointError` where the endpoint fails or answers nothing.
    """

    _model: ChatModel = PrivateAttr()
    _is_thinking_off: bool = PrivateAttr()

    def __init__(self, model: ChatModel, *, is_thinking_off: bool = True) -> None:
        """Take the model.

        Args:
            model: Which is asked.
            is_thinking_off: Whether to ask for no reasoning.
        """
        super().__init__()
        self._model = model
        self._is_thinking_off = is_thinking_off

    @classmethod
    def class_name(cls) -> str:
        """The name LlamaIndex reports."""
        return cls.__name__

    @property
    def metadata(self) -> LLMMetadata:
        """What the model can read and write; prompts are sent to it as text."""
        context = self._model.context_tokens
        return LLMMetadata(
            context_window=context,
            num_output=min(_FOR_THE_ANSWER, context // _SHARE_FOR_THE_ANSWER),
            model_name=self._model.name or "unknown",
        )

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:  # noqa: ARG002, FBT001, FBT002
        """The whole answer; also in a thread that has an event loop running, which it holds up."""
        return _last(_in_other_thread(self._answer(prompt)))

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:  # noqa: ARG002, FBT001, FBT002
        """The answer as it comes; closing the generator ends the request."""
        return _in_other_thread(self._answer(prompt))

    @llm_completion_callback()
    async def acomplete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:  # noqa: ARG002, FBT001, FBT002
        """The whole answer."""
        async with aclosing(self._answer(prompt)) as responses:
            *_, last = [response async for response in responses]
        return last

    @llm_completion_callback()
    async def astream_complete(
        self,
        prompt: str,
        formatted: bool = False,  # noqa: ARG002, FBT001, FBT002
        **kwargs: Any,  # noqa: ARG002
    ) -> CompletionResponseAsyncGen:
        """The answer as it comes; closing the generator ends the request."""
        return self._answer(prompt)

    @llm_chat_callback()
    async def achat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """The whole answer to a conversation."""
        answer = await self.acomplete(self._as_prompt(messages), formatted=True, **kwargs)
        return completion_response_to_chat_response(answer)

    @llm_chat_callback()
    async def astream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseAsyncGen:
        """The answer to a conversation as it comes."""
        responses = await self.astream_complete(self._as_prompt(messages), formatted=True, **kwargs)
        return astream_completion_response_to_chat_response(responses)

    def _as_prompt(self, messages: Sequence[ChatMessage]) -> str:
        assert self.messages_to_prompt, "LlamaIndex fills it in"
        return self.messages_to_prompt(messages)

    async def _answer(self, prompt: str) -> AsyncGenerator[CompletionResponse, None]:
        """The answer so far, whenever more of it has come; the last one has its usage."""
        splitter = ReasoningSplitter(opens_in_reasoning=opens_in_reasoning(self._model.name))
        reply = _Reply()
        async with aclosing(self._model.stream(prompt, is_thinking_off=self._is_thinking_off)) as parts:
            async for part in parts:
                if isinstance(part, ModelDone):
                    yield reply.with_pieces(splitter.finish(), part)
                else:
                    yield reply.with_pieces(splitter.feed(part))
        if not reply.text.strip():
            raise EmptyAnswerError("The language model answered nothing.")


@dataclass(slots=True)
class _Reply:
    """An answer while it comes."""

    text: str = ""
    reasoning: str = ""

    def with_pieces(self, pieces: Sequence[Piece], done: ModelDone | None = None) -> CompletionResponse:
        """Take more in; tells all of the answer, and what of it is new."""
        before = len(self.text)
        for piece in pieces:
            match piece:
                case ModelText(text):
                    self.text += text
                case ModelThinking(text):
                    self.reasoning += text
                case AnswerBegins():
                    self.reasoning, self.text, before = self.reasoning + self.text, "", 0
        told: dict[str, Any] = {"reasoning": self.reasoning} if self.reasoning else {}
        if done:
            told |= {"finish_reason": done.reason, **(done.usage or {})}
        return CompletionResponse(text=self.text, delta=self.text[before:], additional_kwargs=told)


def _in_other_thread(
    responses: AsyncGenerator[CompletionResponse, None],
) -> Generator[CompletionResponse, None, None]:
    """The same responses without an event loop of the caller's."""

    async def following() -> CompletionResponse | None:
        return await anext(responses, None)

    with start_blocking_portal() as loop:
        try:
            while response := loop.call(following):
                yield response
        finally:
            loop.call(responses.aclose)


def _last(responses: Generator[CompletionResponse, None, None]) -> CompletionResponse:
    *_, last = responses
    return last
