"""Training of sequence models by CRFsuite; what it has learned is read from its own file.

Source: Okazaki (2007), CRFsuite; features hidden at random after Wang and Manning (2013), "Feature
noising for log-linear structured prediction"; models averaged after Breiman (1996).
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pycrfsuite

from claims.attribution.numbering import Numbers
from claims.attribution.sequences import SequenceModel
from claims.attribution.weights import Weights

Example = tuple[Sequence[Sequence[int]], Sequence[str]]  # the features of each word; its label
HIDDEN = 0.3  # the share of features that a model which learns to do without them doesn't see


def train_sequences(
    examples: Iterable[Example], parameters: Mapping[str, float], *, doing_without: int = 0
) -> SequenceModel:
    """A model by L-BFGS with elastic net; parameters are CRFsuite's.

    It is the mean of one model that sees all features and of as many that learn to do without some:
    of each word other features are hidden from each. They lean less on any one word, so the mean
    travels better to other newspapers. What is hidden follows from the model's number: the same
    examples give the same weights, in whatever order a word's features come.
    """
    trainers = [_trainer(parameters) for _ in range(1 + doing_without)]
    hiding = [np.random.Generator(np.random.PCG64(seed)) for seed in range(doing_without)]
    for rows, labels in examples:
        named = [list(map(str, sorted(row))) for row in rows]  # CRFsuite's features are names
        trainers[0].append(named, labels)
        for trainer, random in zip(trainers[1:], hiding, strict=True):
            seen = iter((random.random(sum(map(len, named))) >= HIDDEN).tolist())
            trainer.append([[name for name in row if next(seen)] for row in named], labels)
    models = [_trained(trainer) for trainer in trainers]
    return mean_of(models, [1.0, *[1 - HIDDEN] * doing_without])


def mean_of(models: Sequence[SequenceModel], scales: Sequence[float]) -> SequenceModel:
    """One model with the mean weights; those of features are scaled first."""
    labels = models[0].labels
    numbers: Numbers = np.unique(np.concatenate([model.weights.numbers for model in models]))
    values = np.zeros((len(numbers), len(labels)))
    transitions = np.zeros((len(labels), len(labels)))
    for model, scale in zip(models, scales, strict=True):
        order = [model.labels.index(label) for label in labels]
        at = np.searchsorted(numbers, model.weights.numbers)
        values[at] += model.weights.values[:, order] * scale
        transitions += model.transitions[np.ix_(order, order)]
    count = len(models)
    return SequenceModel(labels, Weights(numbers, values / count), transitions / count)


def _trainer(parameters: Mapping[str, float]) -> "pycrfsuite.Trainer":
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(dict(parameters))
    return trainer


def _trained(trainer: "pycrfsuite.Trainer") -> SequenceModel:
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "model.crf"
        trainer.train(str(file))
        return _read(file)


_HEADER = struct.Struct("<4sI4s9I")  # where the parts of a file are
_CHUNK, _FEATURE = struct.Struct("<4sII"), struct.Struct("<IIId")


def _read(path: Path) -> SequenceModel:
    """A model that CRFsuite has trained, its features being numbers.

    Its own dump rounds the weights to six digits; the file has them as they are.
    """
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    info = tagger.info()
    labels = "".join(sorted(info.labels, key=lambda label: int(info.labels[label])))
    attributes = sorted(info.attributes, key=lambda name: int(info.attributes[name]))
    values = np.zeros((len(attributes), len(labels)))
    transitions = np.zeros((len(labels), len(labels)))
    data = path.read_bytes()
    features_at = _HEADER.unpack_from(data)[7]
    _, _, count = _CHUNK.unpack_from(data, features_at)
    for number in range(count):
        at = features_at + _CHUNK.size + number * _FEATURE.size
        is_transition, source, target, weight = _FEATURE.unpack_from(data, at)
        (transitions if is_transition else values)[source, target] = weight
    weights = Weights(np.array(list(map(int, attributes)), np.uint64), values)
    return SequenceModel(labels, weights, transitions)
