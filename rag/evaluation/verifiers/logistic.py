"""Logistic regression small enough to read: ridge-penalised, fitted by Newton's method."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def fit(features: Matrix, labels: Matrix, weights: Matrix | None = None, ridge: float = 1.0) -> Matrix:
    """Coefficients, the intercept first; features of shape (n, d), labels 0 or 1 of shape (n,)."""
    rows = np.hstack([np.ones((len(features), 1)), features])
    weights = np.ones(len(rows)) if weights is None else weights
    penalty = np.full(rows.shape[1], ridge)
    penalty[0] = 0.0
    beta = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ beta))
        gradient = rows.T @ (weights * (labels - chance)) - penalty * beta
        curvature = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(curvature + 1e-9 * np.eye(len(beta)), gradient)
        beta += step
        if np.abs(step).max() < 1e-7:
            break
    return beta


def auroc(labels: Matrix, scores: Matrix) -> float:
    """Area under the ROC curve by ranks (Mann-Whitney), ties counted half."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    sorted_scores = scores[order]
    _, first, counts = np.unique(sorted_scores, return_index=True, return_counts=True)
    ranks[order] = np.repeat(first + (counts - 1) / 2 + 1, counts)
    positive = labels == 1
    n_pos, n_neg = positive.sum(), (~positive).sum()
    return float((ranks[positive].sum() - n_pos * (n_pos + 1) / 2) / (n_pos * n_neg))
