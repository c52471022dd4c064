from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle

from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.minilm_embedder import DIMENSION, MODEL_NAME, MiniLmEmbedding
from rag.adapters.sqlite import SqliteLibrary
from rag.domain import Article, ArticleId, Passage, PassageId
from rag.errors import RerankError
from rag.interfaces import ArticleFilter
from rag.retrieval.retrieval import Retrieval
from rag.retrieval.retriever import HybridRetriever
from rag.retrieval.search_words import search_words
from rag.text.publication import PublicationDate

ARTICLES = {
    "rates": (
        "Rates fall",
        "2025-01-10",
        "The central bank cut its main interest rate by a quarter of a point. Analysts had expected it.",
    ),
    "chips": (
        "Chip exports",
        "2025-02-20",
        "Export controls on the XR-700 accelerator were tightened. Makers of semiconductors protested.",
    ),
    "cup": ("Cup final", "2025-03-01", "The striker scored twice as the home side won the cup final."),
    "rain": ("Weather", "2024-12-01", "Heavy rain flooded the valley. Several roads were closed."),
}


class CountingLibrary(SqliteLibrary):
    """Counts how often articles are read."""

    article_reads = 0

    def articles_by_id(self, ids: Sequence[ArticleId]) -> list[Article]:
        self.article_reads += 1
        return super().articles_by_id(ids)


def add(library: SqliteLibrary, index: ChromaIndex, embedder: MiniLmEmbedding, key: str) -> None:
    title, published, text = ARTICLES[key]
    article = Article(
        id=ArticleId(key),
        collection="default",
        kind="article",
        title=title,
        text=text,
        hash=key,
        publisher=f"The {key}",
        published=PublicationDate.parse(published),
    )
    border = text.find(". ") + 2 if ". " in text else len(text)
    spans = [span for span in ((0, border), (border, len(text))) if span[0] < span[1]]
    passages = [
        Passage(PassageId(f"{key}:{start}"), article.id, start, end, text[start:end]) for start, end in spans
    ]
    vectors = embedder.embed([passage.text for passage in passages])
    index.add([passage.id for passage in passages], vectors, [article.id] * len(passages))
    library.replace_article(article, passages)


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedding:
    return MiniLmEmbedding()


@pytest.fixture
def stores(tmp_path: Path, embedder: MiniLmEmbedding) -> Iterator[tuple[CountingLibrary, ChromaIndex]]:
    index = ChromaIndex.open(tmp_path / "index", embedder=MODEL_NAME, dimension=DIMENSION, splitter="test")
    with CountingLibrary.open(tmp_path / "library.db") as library:
        for key in ARTICLES:
            add(library, index, embedder, key)
        yield library, index
    index.close()


@pytest.fixture
def retrieval(stores: tuple[CountingLibrary, ChromaIndex], embedder: MiniLmEmbedding) -> Retrieval:
    return Retrieval(*stores, embedder)


def test_a_question_in_other_words_finds_its_passage_by_meaning(retrieval: Retrieval) -> None:
    best = retrieval.find_passages("Did borrowing get cheaper?").hits[0]

    assert best.article.id == "rates"
    assert best.parts["dense"] > 0.2
    assert "lexical" not in best.parts


def test_a_rare_name_finds_its_passage_by_word(retrieval: Retrieval) -> None:
    best = retrieval.find_passages("XR-700").hits[0]

    assert best.passage.id == "chips:0"
    assert best.parts["lexical"] > 0
    assert best.score > 0.5


def test_a_hit_is_an_exact_span_with_its_articles_metadata(retrieval: Retrieval) -> None:
    for hit in retrieval.find_passages("interest rate", limit=50).hits:
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert hit.article.publisher == f"The {hit.article.id}"
        assert hit.passage.article_id == hit.article.id


def test_hits_come_best_first_within_the_limit(retrieval: Retrieval) -> None:
    scores = [hit.score for hit in retrieval.find_passages("Who won the cup final?", limit=3).hits]

    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert 0.0 <= scores[-1] < scores[0] <= 1.0


def test_the_questions_vector_comes_along(retrieval: Retrieval, embedder: MiniLmEmbedding) -> None:
    vector = retrieval.find_passages("interest rate").query_vector

    assert vector.dtype == np.float32
    assert vector == pytest.approx(embedder.embed(["interest rate"])[0], abs=1e-3)


def test_a_filter_holds_for_both_halves(retrieval: Retrieval) -> None:
    where = ArticleFilter(since=date(2025, 1, 1), publishers=("The rates", "The rain", "The cup"))

    hits = retrieval.find_passages("rain, cup and interest rate", where, limit=20).hits

    assert {hit.article.id for hit in hits} == {"rates", "cup"}


def test_a_filter_that_nothing_passes_finds_nothing(retrieval: Retrieval) -> None:
    assert retrieval.find_passages("rain", ArticleFilter(collections=("none",))).hits == ()


@pytest.mark.parametrize("question", ["", " ", "?!…", "—", "🙂"])
def test_a_question_without_a_word_finds_nothing(retrieval: Retrieval, question: str) -> None:
    found = retrieval.find_passages(question)

    assert found.hits == ()
    assert found.query_vector.shape == (DIMENSION,)


@pytest.mark.parametrize(
    "question", ["who is it", "the", "经济增长", "Что случилось?", 'a" OR (b*', "\ud800 x", "\0"]
)
def test_odd_questions_raise_nothing(retrieval: Retrieval, question: str) -> None:
    assert len(retrieval.find_passages(question).hits) <= 10


def test_an_empty_library_finds_nothing(tmp_path: Path, embedder: MiniLmEmbedding) -> None:
    index = ChromaIndex.open(tmp_path / "index", embedder=MODEL_NAME, dimension=DIMENSION, splitter="test")
    with SqliteLibrary.open(tmp_path / "library.db") as library:
        assert Retrieval(library, index, embedder).find_passages("rain").hits == ()
    index.close()


def test_vectors_that_the_library_has_given_up_do_not_count(
    stores: tuple[CountingLibrary, ChromaIndex], retrieval: Retrieval
) -> None:
    stores[0].remove_article(ArticleId("rates"))

    hits = retrieval.find_passages("interest rate of the central bank", limit=4).hits

    assert "rates" not in {hit.article.id for hit in hits}
    assert len(hits) == 4


def test_articles_are_read_once_until_the_library_changes(
    stores: tuple[CountingLibrary, ChromaIndex], retrieval: Retrieval
) -> None:
    library = stores[0]
    retrieval.find_passages("rain", limit=50)
    retrieval.find_passages("rain", limit=50)
    assert library.article_reads == 1

    library.remove_article(ArticleId("cup"))
    assert "cup" not in {hit.article.id for hit in retrieval.find_passages("rain", limit=50).hits}
    assert library.article_reads == 2


def test_as_a_llama_index_retriever_it_gives_text_nodes(
    stores: tuple[CountingLibrary, ChromaIndex], embedder: MiniLmEmbedding
) -> None:
    retriever = HybridRetriever(*stores, embedder, limit=2)

    best, *others = retriever.retrieve(QueryBundle("the XR-700 accelerator"))

    assert len(others) == 1
    assert best.node_id == "chips:0"
    assert {"article_id", "start", "end", "score", "dense", "lexical"} == set(best.metadata)
    assert best.score == best.metadata["score"]
    for mode in (MetadataMode.EMBED, MetadataMode.LLM):
        assert best.node.get_content(mode) == best.text


def test_asynchronously_it_finds_the_same(
    stores: tuple[CountingLibrary, ChromaIndex], embedder: MiniLmEmbedding
) -> None:
    retriever = HybridRetriever(*stores, embedder)

    later = asyncio.run(retriever.aretrieve("rain"))

    assert [node.node_id for node in later] == [node.node_id for node in retriever.retrieve("rain")]


def test_words_to_search_are_folded_without_stop_words_and_with_the_parts_of_compounds() -> None:
    assert search_words("What did the DeepSeek-R1’s authors say, and did DeepSeek’s Straße agree?") == [
        "deepseek-r1",
        "deepseek",
        "r1",
        "authors",
        "say",
        "straße",
        "agree",
    ]


class Unreachable(BaseNodePostprocessor):
    """A reranker that nobody answers."""

    def _postprocess_nodes(
        self,
        nodes: list[NodeWithScore],
        query_bundle: QueryBundle | None = None,
    ) -> list[NodeWithScore]:
        raise RerankError("rerank.test cannot be reached.")


class Backwards(BaseNodePostprocessor):
    """The worst first."""

    def _postprocess_nodes(
        self,
        nodes: list[NodeWithScore],
        query_bundle: QueryBundle | None = None,
    ) -> list[NodeWithScore]:
        return nodes[::-1]


def test_any_postprocessor_of_llama_index_may_have_the_last_word(
    stores: tuple[CountingLibrary, ChromaIndex], embedder: MiniLmEmbedding
) -> None:
    plain = Retrieval(*stores, embedder).find_passages("rain and roads").hits
    turned = Retrieval(*stores, embedder, postprocessors=[Backwards()]).find_passages("rain and roads").hits
    assert [hit.passage.id for hit in turned] == [hit.passage.id for hit in reversed(plain)]


def test_when_the_reranker_fails_the_order_without_it_stands_and_the_reader_is_told(
    stores: tuple[CountingLibrary, ChromaIndex], embedder: MiniLmEmbedding
) -> None:
    plain = Retrieval(*stores, embedder).find_passages("rain")
    found = Retrieval(*stores, embedder, postprocessors=[Unreachable()]).find_passages("rain")
    assert [hit.passage.id for hit in found.hits] == [hit.passage.id for hit in plain.hits]
    assert found.notes == ("The passages were not reranked: rerank.test cannot be reached.",)


def test_for_a_question_in_another_language_the_words_decide_and_the_reader_is_told(
    stores: tuple[CountingLibrary, ChromaIndex], embedder: MiniLmEmbedding
) -> None:
    retrieval = Retrieval(*stores, embedder, is_english_only=True)
    found = retrieval.find_passages("Was ist mit dem XR-700 passiert und warum?")
    assert found.hits[0].article.id == "chips"
    assert "German" in found.notes[0]
    assert "BYLINE_EMBED_MODEL" in found.notes[0]
    assert retrieval.find_passages("What happened to the XR-700?").notes == ()
