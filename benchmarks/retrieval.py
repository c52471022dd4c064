"""How well the right passages are found: dense, lexical, both, re-scored, and as the product does it.

Three public data sets (benchmarks/retrieval_cases.py) in the product's own stores. Intervals are 95 %,
from resampled queries; differences are on the same queries. "re-scored, held out" takes the weights from
a fit that has not seen the query's tenth; "the product" is `Retrieval` as it stands, with the committed
weights. On the news, whose questions name publishers and dates: what recognising those brings.

    python -m benchmarks.retrieval
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import numpy as np
from llama_index.core.schema import QueryBundle

from benchmarks.ranking_metrics import Scores, bootstrap, ndcg, paired, recall, reciprocal_rank
from benchmarks.retrieval_cases import ALL, DataSet, Query
from benchmarks.retrieval_stores import Stores, open_stores
from benchmarks.train_rescorer import Rankings, held_out, make_cases
from rag.constraints import understand
from rag.domain import PassageId, Question
from rag.interfaces import ArticleFilter
from rag.retrieval.retrieval import Retrieval
from rag.retrieval.retriever import CANDIDATES, HybridRetriever
from rag.retrieval.search_words import search_words

DEPTH = 100
RRF_K = 60  # the constant of Cormack, Clarke and Büttcher (2009)
PRODUCT = "the product"


def product(data: DataSet, stores: Stores, *limits: int) -> Rankings:
    """What `Retrieval` finds when nothing is recognised; what a larger limit finds besides comes after."""
    retrieval = Retrieval(stores.library, stores.index, stores.embedder)
    rankings = []
    for query in data.queries:
        found = [retrieval.find_passages(query.text, ArticleFilter(), limit).hits for limit in limits]
        rankings.append(list(dict.fromkeys(hit.passage.id for hits in found for hit in hits)))
    return rankings


def dense(stores: Stores) -> Rankings:
    """By exact cosine, which Chroma is checked against."""
    rankings = []
    shares = []
    for vector in stores.queries:
        nearest = np.argsort(-(stores.vectors @ vector), kind="stable")[:DEPTH]
        rankings.append([stores.ids[row] for row in nearest])
        approximate = {key for key, _ in stores.index.search(vector, DEPTH)}
        shares.append(len(approximate & set(rankings[-1])) / len(rankings[-1]))
    print(f"Chroma finds {np.mean(shares):.4f} of the {DEPTH} nearest; for the worst query {min(shares):.2f}")
    return rankings


def lexical(data: DataSet, stores: Stores) -> Rankings:
    """By BM25, as the library searches."""
    return [
        [key for key, _ in stores.library.lexical_search(search_words(query.text), DEPTH)]
        for query in data.queries
    ]


def reciprocal_ranks(halves: Sequence[Rankings]) -> Rankings:
    """The two fused by reciprocal rank."""
    fused = []
    for rankings in zip(*halves, strict=True):
        scores: dict[PassageId, float] = {}
        for ranking in rankings:
            for rank, key in enumerate(ranking[:CANDIDATES], 1):
                scores[key] = scores.get(key, 0.0) + 1 / (RRF_K + rank)
        fused.append([key for key, _ in sorted(scores.items(), key=lambda one: (-one[1], one[0]))])
    return fused


def fusion(data: DataSet, stores: Stores) -> Rankings:
    """The product's retriever before anything is re-scored."""
    retriever = HybridRetriever(stores.library, stores.index, stores.embedder, limit=DEPTH)
    return [
        [PassageId(node.node_id) for node in retriever.retrieve(QueryBundle(q.text))] for q in data.queries
    ]


def table(queries: Sequence[Query], rankings: Mapping[str, Rankings]) -> dict[str, Scores]:
    """Print the metrics of every way; returns the nDCG@10 of each."""
    print("\n| | nDCG@10 | recall@10 | recall@100 | MRR |\n| --- | --- | --- | --- | --- |")
    gains = {}
    for name, rows in rankings.items():
        pairs = list(zip(rows, [query.relevant for query in queries], strict=True))
        gains[name] = np.array([ndcg(row, wanted) for row, wanted in pairs])
        at_10, at_100 = (np.mean([recall(row, wanted, k) for row, wanted in pairs]) for k in (10, 100))
        mrr = np.mean([reciprocal_rank(row, wanted) for row, wanted in pairs])
        print(f"| {name} | {bootstrap(gains[name])} | {at_10:.3f} | {at_100:.3f} | {mrr:.3f} |")
    return gains


def compare(gains: Mapping[str, Scores]) -> None:
    """The product against the best of the other ways, and against the better of its halves."""
    others = {name: values for name, values in gains.items() if name != PRODUCT}
    best = max(others, key=lambda name: others[name].mean())
    half = max(("dense", "lexical"), key=lambda name: gains[name].mean())
    for name in dict.fromkeys((best, half)):
        print(f"nDCG@10, {PRODUCT} less {name}: {paired(gains[PRODUCT], gains[name])}")


def ways(data: DataSet, stores: Stores) -> dict[str, Rankings]:
    """The rankings of every way that needs no fit."""
    halves = {"dense": dense(stores), "lexical": lexical(data, stores)}
    return {
        **halves,
        "reciprocal ranks": reciprocal_ranks(list(halves.values())),
        "fusion": fusion(data, stores),
        PRODUCT: product(data, stores, 10, DEPTH),
    }


def recognised(data: DataSet, stores: Stores, limit: int) -> Rankings:
    """What the product finds when it minds the publishers and dates that a question names."""
    retrieval = Retrieval(stores.library, stores.index, stores.embedder)
    newest = stores.library.span(ArticleFilter()).last
    if newest is None:
        raise ValueError(f"{data.name} has no dated article")
    rankings = []
    for query in data.queries:
        limits = understand(Question(query.text), query.text, stores.library, newest + timedelta(days=1))
        found = retrieval.find_passages(query.text, limits.where, limit, preference=limits.preference)
        rankings.append([hit.passage.id for hit in found.hits])
    return rankings


def measure_recognition(data: DataSet, stores: Stores) -> None:
    """Recall of the evidence with and without the limits recognised, by facts and by articles."""
    article_of = {passage.id: str(article.id) for article, passage in data.passages}
    print("\n| evidence found | limits ignored | recognised | difference |\n| --- | --- | --- | --- |")
    for limit in (4, 10):
        without, within = product(data, stores, limit), recognised(data, stores, limit)
        for what, key in (("facts", str), ("articles", article_of.__getitem__)):
            ignored, minded = (_evidence(data, rows, limit, key) for rows in (without, within))
            difference = paired(minded, ignored)
            print(f"| {what} at {limit} | {ignored.mean():.3f} | {minded.mean():.3f} | {difference} |")


def _evidence(data: DataSet, rankings: Rankings, limit: int, key: Callable[[PassageId], str]) -> Scores:
    """Share of each query's evidence among the first, told apart by the key."""
    pairs = zip(rankings, data.queries, strict=True)
    return np.array([recall([*map(key, row[:limit])], {*map(key, q.relevant)}, limit) for row, q in pairs])


def main() -> None:
    sets = {name: load() for name, load in ALL.items()}
    rankings, cases = {}, {}
    for name, data in sets.items():
        with open_stores(data) as stores:
            rankings[name] = ways(data, stores)
            cases[name] = make_cases(data, stores)
            if name == "multihop_news":
                measure_recognition(data, stores)
    for name, found in held_out(cases).items():
        print(f"\n{name}: {len(sets[name].passages)} passages, {len(sets[name].queries)} queries")
        compare(table(sets[name].queries, rankings[name] | {"re-scored, held out": found}))


if __name__ == "__main__":
    main()
