"""A small linear model that chooses one of several candidates: softmax over feature weights.

Weights are whole thousandths, so that sums do not depend on the order of what is added.
Source: conditional logit (McFadden 1974), trained by AdaGrad on all data at once; there is nothing
random in it, so the same examples give the same weights.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from claims.attribution.numbering import Booleans, Integers
from claims.attribution.weights import Features, Floats, Weights

_STEPS = 80  # more of them learn the articles by heart
_RATE = 0.5
_THOUSAND = 1000


class Choice(NamedTuple):
    """The features of each candidate of one decision, and which candidates are right."""

    candidates: Sequence[Sequence[int]]
    right: Sequence[bool]


def learn(choices: Sequence[Choice], *, strength: float = 1.0, rarest: int = 2) -> Weights:
    """Weights that make the right candidates likely; strength is that of the L2 penalty."""
    counts = Counter(f for choice in choices for row in choice.candidates for f in row)
    number_of: dict[int, int] = {}
    for feature, count in counts.items():
        if count >= rarest:
            number_of[feature] = len(number_of) + 1
    columns: list[int] = []
    row_starts: list[int] = []
    choice_starts: list[int] = []
    right: list[bool] = []
    for choice in choices:
        if not any(choice.right):
            continue
        choice_starts.append(len(row_starts))
        for row, is_right in zip(choice.candidates, choice.right, strict=True):
            row_starts.append(len(columns))
            columns.append(0)  # keeps every row non-empty; the same for all, it decides nothing
            columns.extend(number_of[f] for f in row if f in number_of)
            right.append(is_right)
    weights = _ascend(
        np.asarray(columns),
        np.asarray(row_starts),
        np.asarray(choice_starts),
        right=np.asarray(right),
        width=len(number_of) + 1,
        strength=strength,
    )
    kept = [(f, weights[n]) for f, n in number_of.items() if abs(weights[n]) > 1 / _THOUSAND]
    return Weights(
        np.array([feature for feature, _ in kept], np.uint64),
        np.rint([[weight * _THOUSAND] for _, weight in kept]),
    )


def _ascend(
    columns: Integers,
    row_starts: Integers,
    choice_starts: Integers,
    *,
    right: Booleans,
    width: int,
    strength: float,
) -> Floats:
    rows = len(row_starts)
    lengths = np.diff(np.append(row_starts, len(columns)))
    sizes = np.diff(np.append(choice_starts, rows))
    weights, history = np.zeros(width), np.full(width, 1e-8)

    def per_choice(values: Floats) -> Floats:
        totals: Floats = np.repeat(np.add.reduceat(values, choice_starts), sizes)
        return values / totals

    for _ in range(_STEPS):
        scores: Floats = np.add.reduceat(weights[columns], row_starts)
        scores = scores - np.repeat(np.maximum.reduceat(scores, choice_starts), sizes)
        raised = np.exp(scores)
        believed = per_choice(raised)
        wanted = per_choice(np.where(right, np.maximum(raised, 1e-12), 0.0))
        slope: Floats = (
            np.bincount(columns, np.repeat(wanted - believed, lengths), width) - strength * weights
        )
        history += slope * slope
        weights += _RATE * slope / np.sqrt(history)
    return weights


def choose(
    weights: Weights, features: Features, lengths: Sequence[int]
) -> tuple[list[int], list[float]]:
    """For each decision the number of its best candidate, and how likely that is.

    Rows are the candidates of one decision after the other; lengths say how many each has.
    """
    if not lengths:
        return [], []
    scores = features.weigh(weights)[:, 0] / _THOUSAND
    counts = np.asarray(lengths)
    first = np.cumsum(counts) - counts
    top = np.maximum.reduceat(scores, first)
    is_top = scores == np.repeat(top, counts)
    best = np.minimum.reduceat(np.where(is_top, np.arange(len(scores)), len(scores)), first)
    likely: Floats = 1 / np.add.reduceat(np.exp(scores - np.repeat(top, counts)), first)
    return (best - first).tolist(), likely.tolist()
