"""Fit the re-scorer of retrieval's candidates, and see whether it earns its place.

The weights are those under which the passages wanted are the likeliest to be chosen among the
candidates of their query: a conditional logit (McFadden, 1974), in learning to rank known as ListNet
(Cao et al., 2007) with one linear layer. Every data set weighs the same, however many queries it has.

Prints, cross-validated by tenths of the queries and leaving out one data set after the other, how much
nDCG@10 differs from plain fusion; writes, with --write, the fit on everything to
rag/retrieval/rescorer.json.

    python -m benchmarks.train_rescorer [--write]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from llama_index.core.schema import QueryBundle
from numpy.typing import NDArray

from benchmarks.ranking_metrics import Scores, ndcg, paired
from benchmarks.retrieval_cases import ALL, DataSet, Query
from benchmarks.retrieval_stores import Stores, open_stores
from rag.domain import PassageId
from rag.retrieval.rescoring import FEATURES, rescoring_features
from rag.retrieval.retriever import HybridRetriever

Matrix = NDArray[np.float64]
Rankings = list[list[PassageId]]  # one a query, best first

PATH = Path(__file__).resolve().parent.parent / "rag" / "retrieval" / "rescorer.json"
POOL = 100  # candidates a query, the best of the fused
FOLDS = 10
RIDGE = 3.0
SET_WEIGHT = 400.0  # of a data set's queries together


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A query, its candidates in the order of fusion, and their features, shape (candidates, features)."""

    query: Query
    ids: list[PassageId]
    features: Matrix

    @property
    def wanted(self) -> Matrix:
        """1 for each candidate that is wanted, 0 for the others."""
        return np.array([float(key in self.query.relevant) for key in self.ids])


def make_cases(data: DataSet, stores: Stores) -> list[Case]:
    """A case a query, as the product retrieves it."""
    retriever = HybridRetriever(stores.library, stores.index, stores.embedder, limit=POOL)
    cases = []
    for query in data.queries:
        nodes = retriever.retrieve(QueryBundle(query.text))
        rows = [[row[name] for name in FEATURES] for row in rescoring_features(query.text, nodes)]
        cases.append(Case(query, [PassageId(node.node_id) for node in nodes], np.array(rows)))
    return cases


def fit(sets: Sequence[Sequence[Case]]) -> Matrix:
    """One weight a feature, summing to one."""
    used = [(case, SET_WEIGHT / len(cases)) for cases in sets for case in cases if case.wanted.any()]
    sizes = [len(case.ids) for case, _ in used]
    firsts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(used)), sizes)
    features = np.vstack([case.features for case, _ in used])
    shares = np.concatenate([case.wanted / case.wanted.sum() for case, _ in used])
    weights = np.array([weight for _, weight in used])

    def chances(beta: Matrix) -> tuple[Matrix, float]:
        logits = features @ beta
        logits -= np.maximum.reduceat(logits, firsts)[group]
        totals = np.add.reduceat(np.exp(logits), firsts)
        likelihood = (weights[group] * shares * (logits - np.log(totals)[group])).sum()
        return np.exp(logits) / totals[group], float(likelihood - RIDGE * beta @ beta / 2)

    beta = np.zeros(features.shape[1])
    chance, likelihood = chances(beta)
    for _ in range(50):
        gradient = (weights[group] * (shares - chance)) @ features - RIDGE * beta
        means = np.add.reduceat(features * chance[:, None], firsts)
        spread = (features * (weights[group] * chance)[:, None]).T @ features
        curvature = spread - (means * weights[:, None]).T @ means + RIDGE * np.eye(len(beta))
        step = np.linalg.solve(curvature, gradient)
        while chances(beta + step)[1] < likelihood and np.abs(step).max() > 1e-9:
            step /= 2
        beta = beta + step
        chance, likelihood = chances(beta)
        if np.abs(step).max() < 1e-6:
            break
    normalised: Matrix = beta / beta.sum()
    return normalised


def rescored(cases: Sequence[Case], weights: Matrix) -> Rankings:
    """Each query's candidates, best first."""
    orders = [np.argsort(-(case.features @ weights), kind="stable") for case in cases]
    return [[case.ids[row] for row in order] for case, order in zip(cases, orders, strict=True)]


def held_out(sets: Mapping[str, Sequence[Case]]) -> dict[str, Rankings]:
    """The same, by weights that have not seen the query's tenth."""
    found: dict[str, Rankings] = {name: [[] for _ in cases] for name, cases in sets.items()}
    for fold in range(FOLDS):
        weights = fit([[c for i, c in enumerate(cases) if i % FOLDS != fold] for cases in sets.values()])
        for name, cases in sets.items():
            found[name][fold::FOLDS] = rescored(cases[fold::FOLDS], weights)
    return found


def gains(cases: Sequence[Case], rankings: Rankings) -> Scores:
    """nDCG@10 of each query."""
    return np.array([ndcg(row, case.query.relevant) for row, case in zip(rankings, cases, strict=True)])


def report(sets: Mapping[str, Sequence[Case]]) -> None:
    fusion = {name: gains(cases, [case.ids for case in cases]) for name, cases in sets.items()}
    tenths = {name: gains(sets[name], rankings) for name, rankings in held_out(sets).items()}
    for name, cases in sets.items():
        others = fit([rest for other, rest in sets.items() if other != name])
        print(f"{name:14s} fusion {fusion[name].mean():.3f}, re-scored {tenths[name].mean():.3f}")
        print(f"   difference, by tenths of the queries: {paired(tenths[name], fusion[name])}")
        print(f"   fitted on the other sets: {paired(gains(cases, rescored(cases, others)), fusion[name])}")
    pooled = paired(np.concatenate(list(tenths.values())), np.concatenate(list(fusion.values())))
    print(f"all queries: {pooled}")


def write(weights: Matrix) -> None:
    """Commit-ready JSON with its provenance."""
    content = {
        "about": "Weights of a candidate's features; training queries of SciFact (CC BY 4.0, ODC-By 1.0),"
        " MultiHop-RAG (ODC-By) and SQuAD 2 (CC BY-SA 4.0, titles hidden)",
        "made_by": "python -m benchmarks.train_rescorer --write",
        "weights": {name: round(float(value), 3) for name, value in zip(FEATURES, weights, strict=True)},
    }
    PATH.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the committed weights")
    arguments = parser.parse_args()
    sets = {}
    for name, load in ALL.items():
        data = load()
        with open_stores(data) as stores:
            sets[name] = make_cases(data, stores)
    weights = fit(list(sets.values()))
    print("weights:", ", ".join(f"{n} {w:.3f}" for n, w in zip(FEATURES, weights, strict=True)))
    report(sets)
    if arguments.write:
        write(weights)


if __name__ == "__main__":
    main()
