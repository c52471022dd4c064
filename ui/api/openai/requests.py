"""What a chat completion may ask for, as OpenAI defines it, with Byline's filters as an extension."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rag.domain import OnUnsupported, Question, Turn
from ui.api.footnotes import without_footnotes
from ui.api.openai.refusals import RequestRefusedError
from ui.api.openai.styling import style_of
from ui.api.schemas import Names, writer_name

_READ_PARTS = frozenset({"text", "refusal"})
_STYLING = frozenset({"system", "developer"})


def _as_stops(value: object) -> object:
    stops = [value] if isinstance(value, str) else value
    return [stop for stop in stops if stop != ""] if isinstance(stops, list) else stops


Stops = Annotated[list[str], BeforeValidator(_as_stops), Field(max_length=4)]


class ContentPart(BaseModel):
    """A piece of a message; ``text`` is read, a ``refusal`` passed over, anything else refused."""

    type: str
    text: str = ""


class ChatMessage(BaseModel):
    """One message of a chat. System and developer decide on the style alone; tools are not heard."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None

    def text(self) -> str:
        """The message's words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""

    def unreadable_part(self) -> int | None:
        """Where its first part stands that is not text, such as an image."""
        parts = self.content if isinstance(self.content, list) else []
        return next((place for place, part in enumerate(parts) if part.type not in _READ_PARTS), None)


class StreamOptions(BaseModel):
    """What a stream should carry besides its chunks."""

    include_usage: bool | None = None


class ResponseFormat(BaseModel):
    """The form of the reply; only text can be had."""

    type: str


class Filters(BaseModel):
    """What ``POST /api/ask`` calls by the same names. Dates are inclusive."""

    model_config = ConfigDict(extra="forbid")

    collection: Names = Field([], description="Only these collections; a name or a list.")
    since: date | None = Field(None, description="Ignore what was published earlier.")
    as_of: date | None = Field(None, description="Ignore what was published later.")
    publisher: Names = Field([], description="Only these publishers; a name or a list.")
    top_k: int | None = Field(None, ge=1, le=50, description="How many passages the writer sees.")
    on_unsupported: OnUnsupported | None = Field(
        None, description="What becomes of a model's sentence that the sources do not support."
    )


class ChatCompletion(BaseModel):
    """A request for ``POST /v1/chat/completions``; parameters that are not named here are ignored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"model": "byline", "messages": [{"role": "user", "content": "Who founded DeepSeek?"}]},
                {
                    "model": "byline/extractive",
                    "messages": [{"role": "user", "content": "What did training cost?"}],
                    "stream": True,
                    "stream_options": {"include_usage": True},
                    "byline": {"collection": "demo", "as_of": "2025-01-31"},
                },
            ]
        }
    )

    model: str = Field("byline", max_length=300, description="One of GET /v1/models.")
    messages: list[ChatMessage] = Field(
        min_length=1, description="The last one that is not for the style is the question."
    )
    stream: bool | None = Field(None, description="A chunk a sentence instead of one object.")
    stream_options: StreamOptions | None = None
    n: int | None = Field(None, ge=1, description="One reply is given; more are refused.")
    stop: Stops | None = Field(
        None, description="The text ends before the first of these; a string or up to four."
    )
    max_tokens: int | None = Field(None, ge=1, description="The older name of max_completion_tokens.")
    max_completion_tokens: int | None = Field(
        None, ge=1, description="Sentences are given whole as long as they fit; sources are not counted."
    )
    tool_choice: str | dict[str, Any] | None = Field(None, description="A forced tool is refused.")
    function_call: str | dict[str, Any] | None = Field(None, description="A forced function is refused.")
    modalities: list[str] | None = Field(None, description="Only text can be had.")
    store: bool | None = Field(None, description="False: the answer is not saved.")
    response_format: ResponseFormat | None = Field(None, description="Anything but text is refused.")
    byline: Filters | None = Field(None, description="What to answer from; OpenAI has no place for it.")

    def token_limit(self) -> int | None:
        """How long the text may be."""
        return self.max_completion_tokens or self.max_tokens

    def said(self) -> list[ChatMessage]:
        """The messages without those that only wish for a style."""
        return [message for message in self.messages if message.role not in _STYLING]

    def last_words(self) -> str:
        """What the user said last; nothing where somebody else said something since."""
        last = next((one for one in reversed(self.messages) if one.role not in _STYLING), None)
        return last.text() if last and last.role == "user" else ""

    def as_question(self) -> Question:
        """The last message as a question in Byline's own terms; the ones before it are its history."""
        filters = self.byline or Filters()
        return Question(
            text=self.last_words(),
            history=_history(self.said()[:-1]),
            as_of=filters.as_of.isoformat() if filters.as_of else None,
            since=filters.since.isoformat() if filters.since else None,
            publishers=tuple(filters.publisher),
            collections=tuple(filters.collection),
            top_k=filters.top_k,
            model=writer_name(self.model),
            on_unsupported=filters.on_unsupported,
            style=style_of([message.text() for message in self.messages if message.role in _STYLING]),
            keep=self.store is not False,
        )


def check_model(model: str, models: Sequence[str]) -> None:
    """Refuse a model that is not there.

    Raises:
        RequestRefusedError: with status 404.
    """
    if model not in models:
        raise RequestRefusedError(
            "model",
            f"There is no model {model!r}.",
            f"Models: {', '.join(models)}.",
            reason="model_not_found",
            status=404,
        )


def check_request(body: ChatCompletion) -> None:
    """Refuse what would have to be answered otherwise than with sentences and their sources.

    Raises:
        RequestRefusedError: with status 400.
    """
    said = body.said()
    if not said or said[-1].role != "user":
        raise RequestRefusedError(
            "messages", "The last message must be the user's question.", 'Send it with the role "user".'
        )
    _check_form(body)
    _check_parts(body.messages)


def _check_form(body: ChatCompletion) -> None:
    if body.n is not None and body.n > 1:
        raise RequestRefusedError("n", "A question has one answer here.", "Leave n out, or set it to 1.")
    for name, choice in (("tool_choice", body.tool_choice), ("function_call", body.function_call)):
        if _is_forced(choice):
            raise RequestRefusedError(
                name, "No tool can be called here.", f'Leave {name} out, or set it to "auto" or "none".'
            )
    if body.response_format and body.response_format.type != "text":
        raise RequestRefusedError(
            "response_format",
            "Answers are sentences with their sources, not JSON of a given form.",
            "Leave response_format out; the reply's `byline` object has every part of the answer.",
        )
    if body.modalities and set(body.modalities) != {"text"}:
        raise RequestRefusedError(
            "modalities", "Answers are text, not sound.", 'Leave modalities out, or set it to ["text"].'
        )
    if body.stream_options and not body.stream:
        raise RequestRefusedError(
            "stream_options", "Without a stream it has no options.", "Set stream to true, or leave it out."
        )


def _check_parts(messages: Sequence[ChatMessage]) -> None:
    for place, message in enumerate(messages):
        part = message.unreadable_part()
        if part is not None:
            raise RequestRefusedError(
                f"messages.{place}.content.{part}",
                "Only text can be read, no image, sound or file.",
                "Send the message's text alone.",
            )


def _is_forced(choice: str | dict[str, Any] | None) -> bool:
    if isinstance(choice, dict):
        allowed = choice.get("allowed_tools")
        return not (isinstance(allowed, dict) and allowed.get("mode") == "auto")
    return choice not in {None, "auto", "none"}


def _history(messages: Sequence[ChatMessage]) -> tuple[Turn, ...]:
    """Pairs of a user's message and the reply to it; what has no reply is left out."""
    turns: list[Turn] = []
    asked: str | None = None
    for message in messages:
        if message.role == "user":
            asked = message.text()
        elif message.role == "assistant" and asked is not None and (reply := message.text()):
            turns.append(Turn(asked, without_footnotes(reply)))
            asked = None
    return tuple(turns)
