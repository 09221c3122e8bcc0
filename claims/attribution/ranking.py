"""A small linear model that chooses one of several candidates: softmax over feature weights.

Source: conditional logit (McFadden 1974), trained by AdaGrad on all data at once; there is nothing
random in it, so the same examples give the same weights.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
_STEPS = 80  # more of them learn the articles by heart
_RATE = 0.5


class Choice(NamedTuple):
    """The features of each candidate of one decision, and which candidates are right."""

    candidates: Sequence[Sequence[str]]
    right: Sequence[bool]


def learn(choices: Sequence[Choice], *, strength: float = 1.0, rarest: int = 2) -> dict[str, float]:
    """Weights that make the right candidates likely; strength is that of the L2 penalty."""
    counts = Counter(f for choice in choices for row in choice.candidates for f in row)
    number_of: dict[str, int] = {}
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
    return {f: float(weights[n]) for f, n in number_of.items() if abs(weights[n]) > 1e-3}


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


def score(weights: Mapping[str, float], features: Sequence[str]) -> float:
    """The score of one candidate; only differences between candidates mean anything."""
    get = weights.get
    return sum([weight for feature in features if (weight := get(feature)) is not None])


def choose(scores: Sequence[float]) -> tuple[int, float]:
    """The index of the best candidate, and its probability."""
    best = max(range(len(scores)), key=scores.__getitem__)
    top = scores[best]
    return best, 1 / sum(math.exp(one - top) for one in scores)


def save(weights: Mapping[str, float], path: Path) -> None:
    """Write weights as JSON, rounded to what matters."""
    rounded = {feature: round(weight, 3) for feature, weight in sorted(weights.items())}
    path.write_text(json.dumps(rounded, ensure_ascii=False, indent=0), encoding="utf-8")


def read(path: Path) -> dict[str, float]:
    """The weights of a file that save() wrote."""
    weights: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return weights
