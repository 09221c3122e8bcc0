"""A small linear model that chooses one of several candidates: softmax over feature weights.

Weights are whole thousandths, so that sums do not depend on the order of what is added.
Source: conditional logit (McFadden 1974), trained by AdaGrad on all data at once; features hidden
at random after Srivastava et al. (2014), "Dropout". What is hidden follows from a fixed seed, so
the same examples give the same weights, in whatever order a candidate's features come.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from claims.attribution.numbering import Booleans, Integers
from claims.attribution.weights import Features, Floats, Weights

_RATE = 0.5
_SEED = 0
_THOUSAND = 1000


class Choice(NamedTuple):
    """The features of each candidate of one decision, and which candidates are right."""

    candidates: Sequence[Sequence[int]]
    right: Sequence[bool]


class Manner(NamedTuple):
    """How weights are learned."""

    strength: float = 1.0  # of the L2 penalty
    steps: int = 80  # more of them learn the articles by heart
    hidden: float = 0.0  # the share of features that a step doesn't see, others each time
    rarest: int = 2  # a feature that fewer candidates have is left out


def learn(choices: Sequence[Choice], manner: Manner) -> Weights:
    """Weights that make the right candidates likely."""
    counts = Counter(f for choice in choices for row in choice.candidates for f in row)
    common = sorted(feature for feature, count in counts.items() if count >= manner.rarest)
    number_of = {feature: number for number, feature in enumerate(common)}
    columns: list[int] = []
    lengths: list[int] = []
    choice_starts: list[int] = []
    right: list[bool] = []
    for choice in choices:
        if not any(choice.right):
            continue
        choice_starts.append(len(lengths))
        for row, is_right in zip(choice.candidates, choice.right, strict=True):
            known = sorted(number_of[f] for f in row if f in number_of)
            columns.extend(known)
            lengths.append(len(known))
            right.append(is_right)
    weights = _ascend(
        np.asarray(columns, np.int64),
        np.repeat(np.arange(len(lengths)), lengths),
        np.asarray(choice_starts, np.int64),
        right=np.asarray(right, np.bool_),
        width=len(common),
        manner=manner,
    )
    kept = np.flatnonzero(np.abs(weights) > 1 / _THOUSAND)
    return Weights(
        np.array(common, np.uint64)[kept], np.rint(weights[kept, np.newaxis] * _THOUSAND)
    )


def _ascend(
    columns: Integers,
    row_of: Integers,
    choice_starts: Integers,
    *,
    right: Booleans,
    width: int,
    manner: Manner,
) -> Floats:
    """Columns are the features of one row after the other, row_of says whose each is."""
    rows = len(right)
    sizes = np.diff(np.append(choice_starts, rows))
    weights, history = np.zeros(width), np.full(width, 1e-8)
    random, share = np.random.Generator(np.random.PCG64(_SEED)), 1 - manner.hidden

    def per_choice(values: Floats) -> Floats:
        totals: Floats = np.repeat(np.add.reduceat(values, choice_starts), sizes)
        return values / totals

    for _ in range(manner.steps):
        seen, of = columns, row_of
        if manner.hidden:
            kept = random.random(len(columns)) >= manner.hidden
            seen, of = columns[kept], row_of[kept]
        scores: Floats = np.bincount(of, weights[seen], rows) / share
        scores = scores - np.repeat(np.maximum.reduceat(scores, choice_starts), sizes)
        raised = np.exp(scores)
        believed = per_choice(raised)
        wanted = per_choice(np.where(right, np.maximum(raised, 1e-12), 0.0))
        slope: Floats = (
            np.bincount(seen, (wanted - believed)[of], width) / share - manner.strength * weights
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
