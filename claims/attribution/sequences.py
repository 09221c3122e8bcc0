"""Linear-chain models (CRFs) over many sequences at once: the best labels, and how sure each is.

Source: Lafferty, McCallum and Pereira (2001), "Conditional random fields"; trained by CRFsuite
(Okazaki 2007), whose weights are used as they are.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from claims.attribution.weights import AnyArray, Features, Floats, Weights, read, save


class SequenceModel:
    """Weights of the features of each label, and of one label after another."""

    def __init__(self, labels: str, weights: Weights, transitions: Floats) -> None:
        self.labels, self.weights, self.transitions = labels, weights, transitions

    def read(self, features: Features, lengths: Sequence[int]) -> tuple[list[str], Floats]:
        """The likeliest labels of each sequence, and how likely each label is in each row."""
        rows, padded = features.weigh(self.weights), _Padded(lengths)
        return self._best(rows, padded), self._probabilities(rows, padded)

    def best(self, rows: Floats, lengths: Sequence[int]) -> list[str]:
        """The likeliest labels of each sequence, one letter a row, by what each row weighs."""
        return self._best(rows, _Padded(lengths))

    def _best(self, rows: Floats, padded: "_Padded") -> list[str]:
        """Viterbi."""
        # Steps x labels x sequences; becomes: the best that ends there with each label.
        scores = np.ascontiguousarray(rows.take(padded.at, axis=0).transpose(0, 2, 1))
        follows, precedes = self.transitions[:, :, None], np.ascontiguousarray(self.transitions.T)
        for step, going in enumerate(padded.going[1:], 1):
            here = scores[step, :, :going]
            here += np.maximum.reduce(scores[step - 1, :, None, :going] + follows)
        found = np.zeros(padded.at.shape, np.int64)
        label = scores[padded.last, :, np.arange(len(padded.last))].argmax(axis=1)
        for step in range(len(padded.at) - 1, -1, -1):
            going = padded.going[step]
            now = label[:going]
            found[step, :going] = now
            if step:
                paths = precedes.take(now, axis=0)
                paths += scores[step - 1, :, :going].T
                paths.argmax(axis=1, out=now)
        letters = "".join(map(self.labels.__getitem__, padded.unpadded(found).tolist()))
        return [letters[first:end] for first, end in pairwise([0, *padded.ends])]

    def _probabilities(self, weighed: Floats, padded: "_Padded") -> Floats:
        """Forward and backward: rows x labels."""
        rows = np.exp(weighed - weighed.max(axis=1, keepdims=True)).take(padded.at, axis=0)
        follows = np.exp(self.transitions)
        forward, backward = np.ones(rows.shape), np.ones(rows.shape)
        forward[0] = rows[0]
        for step in range(1, len(rows)):
            going = padded.going[step]
            reached = (forward[step - 1, :going] @ follows) * rows[step, :going]
            reached /= np.add.reduce(reached, axis=1, keepdims=True)
            forward[step, :going] = reached
        for step in range(len(rows) - 2, -1, -1):
            going = padded.going[step + 1]
            reached = (backward[step + 1, :going] * rows[step + 1, :going]) @ follows.T
            reached /= np.add.reduce(reached, axis=1, keepdims=True)
            backward[step, :going] = reached
        found: Floats = padded.unpadded(forward * backward)
        found /= np.add.reduce(found, axis=1, keepdims=True)
        return found

    def save(self, path: Path) -> None:
        """Write the model as an .npz file."""
        save(path, self.weights, {"transitions": self.transitions, "labels": np.array(self.labels)})


def read_model(path: Path) -> SequenceModel:
    """What save() wrote."""
    weights, more = read(path)
    return SequenceModel(str(more["labels"]), weights, more["transitions"])


class _Padded:
    """Sequences side by side, the longest first: which row is where, steps x sequences.

    `going` says of each step how many sequences have it, `last` of each sequence its last step;
    `ends` where each ends among the rows, in the order they are given.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        length = np.asarray(lengths)
        order = (-length).argsort(kind="stable")
        end = length.cumsum()
        first, self.ends = end - length, end.tolist()
        steps = np.arange(length.max(initial=0))
        self.last = length[order] - 1
        self.going = (-length[order]).searchsorted(-steps).tolist()
        rows = int(length.sum())
        self.at = np.minimum(first[order] + steps[:, None], max(rows - 1, 0))
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        self._sequence = place.repeat(length)
        self._step = np.arange(rows) - first.repeat(length)

    def unpadded(self, values: AnyArray) -> AnyArray:
        """Values of steps x sequences in the order of the rows."""
        found: AnyArray = values[self._step, self._sequence]
        return found
