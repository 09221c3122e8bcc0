"""Linear-chain models (CRFs) over many sequences at once: the best labels, and how sure each is.

Source: Lafferty, McCallum and Pereira (2001), "Conditional random fields"; trained by CRFsuite
(Okazaki 2007), whose weights are used as they are.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from claims.attribution.weights import AnyArray, Features, Floats, Weights, read, save


class SequenceModel:
    """Weights of the features of each label, and of one label after another."""

    def __init__(self, labels: str, weights: Weights, transitions: Floats) -> None:
        self.labels, self.weights, self.transitions = labels, weights, transitions

    def read(self, features: Features, lengths: Sequence[int]) -> tuple[list[str], Floats]:
        """The likeliest labels of each sequence, and how likely each label is in each row."""
        rows = features.weigh(self.weights)
        return self.best(rows, lengths), self._probabilities(rows, lengths)

    def best(self, rows: Floats, lengths: Sequence[int]) -> list[str]:
        """The likeliest labels of each sequence (Viterbi), by what each row weighs."""
        padded = _Padded(lengths)
        # Labels x steps x sequences; becomes: the best that ends there with each label.
        scores = np.ascontiguousarray(rows.T).take(padded.at, axis=1)
        follows, precedes = self.transitions[:, :, None], np.ascontiguousarray(self.transitions.T)
        for step in range(1, len(padded.at)):
            before = scores[:, step - 1, : padded.going[step]]
            scores[:, step, : before.shape[1]] += np.maximum.reduce(before[:, None] + follows)
        found = np.zeros(padded.at.shape, np.int64)
        label = scores[:, padded.last, np.arange(len(padded.last))].argmax(axis=0)
        for step in range(len(padded.at) - 1, -1, -1):
            going = padded.going[step]
            found[step, :going] = label[:going]
            if step:
                paths = precedes.take(label[:going], axis=0)
                paths += scores[:, step - 1, :going].T
                label[:going] = paths.argmax(axis=1)
        letters = "".join(map(self.labels.__getitem__, padded.unpadded(found).tolist()))
        ends = np.cumsum(lengths).tolist()
        return [letters[end - length : end] for end, length in zip(ends, lengths, strict=True)]

    def _probabilities(self, weighed: Floats, lengths: Sequence[int]) -> Floats:
        """Forward and backward: rows x labels."""
        padded = _Padded(lengths)
        rows = np.exp(weighed - weighed.max(axis=1, keepdims=True)).take(padded.at, axis=0)
        follows = np.exp(self.transitions)
        forward, backward = np.ones(rows.shape), np.ones(rows.shape)
        forward[0] = rows[0]
        for step in range(1, len(rows)):
            going = padded.going[step]
            reached = (forward[step - 1, :going] @ follows) * rows[step, :going]
            forward[step, :going] = reached / reached.sum(axis=1, keepdims=True)
        for step in range(len(rows) - 2, -1, -1):
            going = padded.going[step + 1]
            reached = (backward[step + 1, :going] * rows[step + 1, :going]) @ follows.T
            backward[step, :going] = reached / reached.sum(axis=1, keepdims=True)
        both = padded.unpadded(forward * backward)
        found: Floats = both / both.sum(axis=1, keepdims=True)
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

    `going` says of each step how many sequences have it, `last` of each sequence its last step.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        length = np.asarray(lengths)
        order = np.argsort(-length, kind="stable")
        first = np.cumsum(length) - length
        steps = np.arange(length.max(initial=0))
        self.last = length[order] - 1
        self.going = np.searchsorted(-length[order], -steps, side="left").tolist()
        rows = int(length.sum())
        self.at = np.minimum(first[order] + steps[:, None], max(rows - 1, 0))
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        self._sequence = np.repeat(place, length)
        self._step = np.arange(rows) - np.repeat(first, length)

    def unpadded(self, values: AnyArray) -> AnyArray:
        """Values of steps x sequences in the order of the rows."""
        found: AnyArray = values[self._step, self._sequence]
        return found
