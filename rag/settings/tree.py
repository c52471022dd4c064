"""The settings there are: each with its bounds, its default and what it means."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    StringConstraints,
)

from rag.domain import OnUnsupported
from rag.settings.headers import parted, sendable
from rag.settings.origins import as_origins, listed
from rag.text.addresses import mended_endpoint, with_scheme


def _as_web_address(value: str) -> str:
    """Refuse what is no http(s) address; drop the slash at the end."""
    try:
        parts = urlsplit(value)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise ValueError("needs to be an address that starts with http:// or https://")
    return value.rstrip("/")


def _without_line_end(value: Any) -> Any:
    """Keys read from files end with a newline, which no header may hold."""
    return value.strip() if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
WebAddress = Annotated[Text, AfterValidator(_as_web_address)]
EndpointAddress = Annotated[Text, AfterValidator(mended_endpoint), AfterValidator(_as_web_address)]
RerankAddress = Annotated[Text, AfterValidator(with_scheme), AfterValidator(_as_web_address)]
Secret = Annotated[SecretStr, Field(min_length=1), BeforeValidator(_without_line_end)]
Headers = Annotated[dict[str, SecretStr], BeforeValidator(parted), AfterValidator(sendable)]
Origins = Annotated[tuple[str, ...], BeforeValidator(listed), AfterValidator(as_origins)]


class Group(BaseModel):
    """Settings that belong together: unknown names are refused, nothing can be changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class LlmSettings(Group):
    """The endpoint that writes answers. Without a base URL they are made of quotations."""

    base_url: EndpointAddress | None = Field(
        None, description="Address of an OpenAI-compatible endpoint; none: answers are made of quotations."
    )
    api_key: Secret | None = Field(None, description="Key for that endpoint.")
    model: Text | None = Field(
        None,
        description="Model to ask for; none: the only one listed. Without an address: local, or a GGUF file.",
    )
    headers: Headers = Field(
        default_factory=dict,
        description='Headers that every request to it carries: "Name: value; Other: value", or JSON.',
    )
    thinking: Literal["auto", "on", "off"] = Field(
        "auto", description="Whether the model reasons first; auto: not, where the server can turn it off."
    )
    ca_file: Annotated[Path, AfterValidator(Path.expanduser)] | None = Field(
        None, description="Certificates to trust besides the usual ones, in PEM."
    )
    deadline: float = Field(
        120.0, gt=0, le=3600, description="Seconds that the endpoint has for a whole answer."
    )
    context: int | None = Field(
        None, ge=512, le=10_000_000, description="Tokens that the model can read; none: as the server says."
    )


class JudgeSettings(LlmSettings):
    """The endpoint that judges answers in `byline eval`; apart from the one that writes them."""

    base_url: EndpointAddress | None = Field(
        None, description="Address of an OpenAI-compatible endpoint that judges answers for `byline eval`."
    )
    api_key: Secret | None = Field(
        None, description="Key for that endpoint; the writer's is never sent there."
    )
    model: Text | None = Field(
        None,
        description="Model that judges; none: the only one listed. No address: local, or a GGUF file.",
    )


class EmbedSettings(Group):
    """What turns text into vectors. Without a base URL it is the built-in model."""

    model: Text | None = Field(None, description="Embedding model; none: the built-in all-MiniLM-L6-v2.")
    base_url: WebAddress | None = Field(
        None, description="Address of an OpenAI-compatible endpoint for embeddings; none: the built-in model."
    )
    api_key: Secret | None = Field(None, description="Key for that endpoint.")
    runtime: Literal["onnxruntime", "openvino"] = Field(
        "onnxruntime", description="What runs the built-in model; openvino is faster, and in byline[fast]."
    )


class RerankSettings(Group):
    """What puts the passages that were found into a better order before they are read."""

    kind: Literal["none", "endpoint", "llm", "local"] = Field(
        "none",
        description="What reranks: nothing, a /rerank endpoint, a language model, or byline[rerank].",
    )
    base_url: RerankAddress | None = Field(
        None, description="Address of the reranker; none, for kind llm: the endpoint that writes answers."
    )
    api_key: Secret | None = Field(None, description="Key for that address.")
    model: Text | None = Field(None, description="Model that reranks; none: the server's, or the usual one.")
    candidates: int = Field(
        30, ge=2, le=200, description="Passages that are reranked; the rest stays behind."
    )
    deadline: float = Field(10.0, gt=0, le=600, description="Seconds that reranking has for a question.")


class FetchSettings(Group):
    """How web pages and feeds are fetched."""

    delay: float = Field(1.0, ge=0, le=3600, description="Seconds between two requests to one host.")
    deadline: float = Field(30.0, gt=0, le=3600, description="Seconds that one page has, redirects included.")
    allow_private_hosts: bool = Field(
        default=False, description="Whether addresses of this machine and private networks may be fetched."
    )


class AnswerSettings(Group):
    """How much an answer rests on, and how long it may get."""

    passages: int = Field(12, ge=1, le=50, description="Passages shown to the writer.")
    sentences: int = Field(6, ge=1, le=20, description="Sentences that an answer has at most.")


class ApiSettings(Group):
    """How other programs are served."""

    origins: Origins = Field(
        (), description="Origins of other web pages that may call the API: https://news.example, ..."
    )
    open_page: bool = Field(
        default=True, description="Whether the page needs no key; false: browsers ask for one as a password."
    )
    answers_at_once: int = Field(
        8, ge=1, le=1000, description="Answers that are made at once; further questions wait for their turn."
    )
    queue: int = Field(64, ge=0, le=100_000, description="Questions that may wait in all.")
    queue_per_caller: int = Field(
        40, ge=1, le=100_000, description="Questions that may wait of one key or address."
    )
    requests_per_minute: int = Field(
        600, ge=0, le=100_000, description="Requests that a key or address has; 0: as many as it likes."
    )
    questions_per_minute: int = Field(
        120, ge=0, le=100_000, description="Questions that a key or address has; 0: as many as it likes."
    )
    upload_mb: int = Field(50, ge=1, le=2000, description="Megabytes that one request may bring as articles.")
    log_requests: Literal["file", "stderr", "none"] = Field(
        "file", description="Where requests are noted: requests.log in the data folder, stderr, or nowhere."
    )
    log_questions: bool = Field(
        default=False, description="Whether that log holds the questions too, not only what became of them."
    )
    shutdown_grace: int = Field(
        30, ge=0, le=3600, description="Seconds that answers have to finish when the server is stopped."
    )
    read_only: bool = Field(
        default=False, description="Whether to serve the API alone, beside the process that owns the library."
    )


class Settings(Group):
    """Everything that can be set. Read once by `load_settings`, then handed down."""

    data_dir: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        Path(".byline"), description="Folder of the library and its index."
    )
    host: Text = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(7860, ge=1, le=65535, description="Port to listen on.")
    public_url: WebAddress | None = Field(
        None, description="Address at which readers reach this server; links are made with it."
    )
    chroma_url: WebAddress | None = Field(
        None, description="Address of a Chroma server; none: Chroma runs inside Byline."
    )
    keep_questions: int = Field(
        365, ge=0, le=36_500, description="Days to keep questions and answers; 0 keeps none."
    )
    on_unsupported: OnUnsupported = Field(
        "mark",
        description="A model's sentence that the sources do not support: marked, left out, or written anew.",
    )
    llm: LlmSettings = Field(default_factory=LlmSettings, description="The endpoint that writes answers.")
    judge: JudgeSettings = Field(
        default_factory=JudgeSettings, description="The endpoint that judges answers, for `byline eval`."
    )
    embed: EmbedSettings = Field(default_factory=EmbedSettings, description="What makes vectors.")
    rerank: RerankSettings = Field(
        default_factory=RerankSettings, description="What reranks the passages that were found."
    )
    fetch: FetchSettings = Field(default_factory=FetchSettings, description="Fetching of pages and feeds.")
    answer: AnswerSettings = Field(default_factory=AnswerSettings, description="The shape of answers.")
    api: ApiSettings = Field(default_factory=ApiSettings, description="How other programs are served.")

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)
    _written: dict[str, str] = PrivateAttr(default_factory=dict)  # texts before they were mended; no secrets
