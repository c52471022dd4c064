"""The only module that turns settings into parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.answering.endpoint import EndpointWriter
from rag.answering.extractive import ExtractiveWriter
from rag.answering.release import Permalink
from rag.assistant import Assistant, Tuning
from rag.checking import TextChecking
from rag.conversation import standalone_question
from rag.domain import Article, ArticleId, Question
from rag.errors import SettingsError
from rag.interfaces import ChatModel, Embedder, PassageIndex, WritableLibrary
from rag.kept_conversations import oldest_kept
from rag.reading.sentence_vectors import SentenceVectors
from rag.rerankers.building import build_reranker
from rag.retrieval.retrieval import Retrieval
from rag.searching import Search, Searched
from rag.settings import Settings, receiving_hosts
from rag.stores import build_embedder, open_index, open_library
from rag.suggesting.suggestions import Suggestions
from rag.suggesting.trial import Trials
from rag.text.sentences import Span, split_sentences
from rag.trust.support import Verifier
from rag.trust.verifier import WeighedCheck

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    from rag.llama_index_judge import FaithfulnessJudge
    from rag.llama_index_llm import EndpointLLM


@dataclass(frozen=True, slots=True)
class Byline:
    """The parts, built once from the settings."""

    settings: Settings
    library: WritableLibrary
    index: PassageIndex
    embedder: Embedder
    assistant: Assistant
    search: Search
    checking: TextChecking
    suggestions: Suggestions
    receiving_host: str | None  # those that are sent passages or questions; None when nothing leaves here
    language_model: ChatModel | None = None  # writes answers; None when they are made of quotations

    @property
    def models(self) -> tuple[str, ...]:
        """The names under which it can be asked, the default first."""
        return self.assistant.model_names

    def find(self, question: Question) -> Searched:
        """Search without answering."""
        standalone = standalone_question(question.text, question.history)
        understood = self.search.understand(question, standalone)
        found = self.search.find(standalone, understood, question.top_k or self.settings.answer.passages)
        return Searched(standalone, understood, found.hits, (*understood.notes, *found.notes))

    def llama_index_llm(self) -> EndpointLLM:
        """The language model for LlamaIndex's own parts: evaluators, query engines, postprocessors.

        Raises:
            SettingsError: if none is set.
        """
        if self.language_model is None:
            raise SettingsError(
                "No language model is set.", "Set BYLINE_LLM_BASE_URL, or BYLINE_LLM_MODEL=local."
            )
        from rag.llama_index_llm import EndpointLLM

        return EndpointLLM(self.language_model, is_thinking_off=self.settings.llm.thinking != "on")

    def close(self) -> None:
        """Give back files and connections, and stop a language model of this machine."""
        self.suggestions.close()
        if self.language_model:
            self.language_model.close()
        self.index.close()
        self.library.close()


def build_byline(
    settings: Settings,
    splitter: str | None = None,
    postprocessors: Sequence[BaseNodePostprocessor] = (),
    verifier: Verifier | None = None,
) -> Byline:
    """Open the library and its index and put the parts together.

    Args:
        settings: The settings tree.
        splitter: Fingerprint of the passage splitter that ingestion will use; None for a process
            that only reads, which takes what the library was made with.
        postprocessors: Of LlamaIndex, by which retrieved passages go last, after the reranker that the
            settings name.
        verifier: Judges sentences in place of the built-in one: an entailment model, for example.

    Raises:
        LibraryError: if library or index cannot be opened.
        IndexMismatchError: if the index was made with another embedder or splitter.
        EmbedderError: if the embedder is missing or damaged.
        SettingsError: if the endpoint offers several models and none is set, or the local model or the
            reranker cannot be made.
    """
    verifier = verifier or WeighedCheck()
    endpoint = _build_endpoint(settings, verifier)
    reranker = build_reranker(settings)
    library = open_library(settings.data_dir)
    library.forget_answers(before=oldest_kept(settings.keep_questions, datetime.now(UTC)))
    embedder, dimension = build_embedder(settings)
    made_with = splitter or library.meta().get("splitter", "")
    generation = library.generation()  # read first: what changes while the index is opened is looked at again
    index = open_index(settings, embedder.model_name, dimension, made_with, library.index_name(), generation)
    retrieval = Retrieval(
        library,
        index,
        embedder,
        postprocessors=(*([reranker] if reranker else []), *postprocessors),
        is_english_only=settings.embed.base_url is None,  # the built-in model
    )
    search = Search(library, retrieval, SentenceVectors(embedder), now=_now)
    writer = ExtractiveWriter(_sentences_of, max_sentences=settings.answer.sentences)
    tuning = Tuning(settings.answer.passages, keeps_answers=settings.keep_questions > 0)
    assistant = Assistant(
        library=library,
        search=search,
        writer=writer,
        permalink=_permalinks(settings),
        now=_now,
        tuning=tuning,
        endpoint=endpoint,
    )
    return Byline(
        settings=settings,
        library=library,
        index=index,
        embedder=embedder,
        assistant=assistant,
        search=search,
        checking=TextChecking(search, verifier),
        suggestions=Suggestions(
            library, Trials(library, search, writer, tuning.passages, tuning.gate_threshold)
        ),
        receiving_host=_receiving_host(settings),
        language_model=endpoint.model if endpoint else None,
    )


@contextmanager
def opened_judge(settings: Settings) -> Iterator[FaithfulnessJudge]:
    """The language model that judges answers; it has settings of its own, the writer's are not looked at.

    Raises:
        SettingsError: if none is set, or its endpoint offers several models and none is chosen.
    """
    endpoint = _build_endpoint(settings.model_copy(update={"llm": settings.judge}), WeighedCheck())
    if endpoint is None:
        raise SettingsError(
            "No judge is set.", "Set BYLINE_JUDGE_BASE_URL and BYLINE_JUDGE_MODEL, or give them as flags."
        )
    from rag.llama_index_judge import FaithfulnessJudge
    from rag.llama_index_llm import EndpointLLM

    try:
        yield FaithfulnessJudge(EndpointLLM(endpoint.model, is_thinking_off=settings.judge.thinking != "on"))
    finally:
        endpoint.model.close()


@contextmanager
def opened_language_model(settings: Settings) -> Iterator[ChatModel]:
    """The language model alone, without what answers questions.

    Raises:
        SettingsError: if none is set, or its endpoint offers several models and none is chosen.
    """
    endpoint = _build_endpoint(settings, WeighedCheck())
    if endpoint is None:
        raise SettingsError(
            "No language model is set.", "Set BYLINE_LLM_BASE_URL, or BYLINE_LLM_MODEL=local."
        )
    try:
        yield endpoint.model
    finally:
        endpoint.model.close()


def _now() -> datetime:
    return datetime.now(UTC)


def _build_endpoint(settings: Settings, verifier: Verifier) -> EndpointWriter | None:
    """The writer that asks a language model; None where none is set."""
    llm = settings.llm
    if llm.base_url:
        model, opens_in_reasoning = _remote_model(settings, llm.base_url)
    elif llm.model:
        from rag.adapters.local_model import build_local_model

        model = build_local_model(llm.model, context_tokens=llm.context, deadline_seconds=llm.deadline)
        opens_in_reasoning = False
    else:
        return None
    return EndpointWriter(
        model,
        verifier,
        is_thinking_off=llm.thinking != "on",
        max_sentences=settings.answer.sentences,
        on_unsupported=settings.on_unsupported,
        deadline_seconds=llm.deadline,
        opens_in_reasoning=opens_in_reasoning,
    )


def _remote_model(settings: Settings, base_url: str) -> tuple[ChatModel, bool]:
    """The model behind an endpoint, and whether it is known to leave out the tag that opens its reasoning."""
    from rag.adapters.endpoint_access import access_of
    from rag.adapters.endpoint_model import EndpointModel, Patience
    from rag.adapters.endpoint_models import choose_model
    from rag.adapters.endpoint_profile import read_profile

    llm = settings.llm
    access = access_of(llm)
    chosen = choose_model(access, llm.model)
    profile = read_profile(settings.data_dir, base_url, chosen.name) if chosen else None
    model = EndpointModel(
        access,
        chosen.name if chosen else None,
        context_tokens=llm.context or (chosen.context_tokens if chosen else None),
        patience=Patience(deadline=llm.deadline),
        profile=profile,
    )
    return model, profile is not None and profile.reasoning == "lone_close"


def _receiving_host(settings: Settings) -> str | None:
    """Who is sent passages or questions; nobody while they stay on this machine."""
    return ", ".join(receiving_hosts(settings)) or None


@lru_cache(maxsize=256)
def _split(text: str) -> tuple[Span, ...]:
    return tuple(split_sentences(text))


def _sentences_of(article: Article) -> Sequence[Span]:
    return _split(article.text)


def _permalinks(settings: Settings) -> Permalink:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    base = (settings.public_url or f"http://{host}:{settings.port}").rstrip("/")

    def permalink(article_id: ArticleId, start: int, end: int) -> str:
        span = f"?start={start}&end={end}#span" if end else ""
        return f"{base}/articles/{article_id}{span}"

    return permalink
