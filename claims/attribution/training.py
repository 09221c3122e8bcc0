"""Training of the models on annotated articles: `manage.py train_attribution` calls this."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np

from claims.attribution import ranking
from claims.attribution.crfsuite import Example, train_sequences
from claims.attribution.ends import end_features, find_ends
from claims.attribution.features import CuePlace, cue_features, window
from claims.attribution.joining import joined
from claims.attribution.languages import load
from claims.attribution.numbering import digest
from claims.attribution.quotes import find_quotations
from claims.attribution.roles import (
    AskedCue,
    Cues,
    Windows,
    cue_places,
    earlier_features,
    role_features,
)
from claims.attribution.scoring import jaccard
from claims.attribution.sentence import Sentence, read_sentences
from claims.attribution.sources import NOBODY, Candidate
from claims.attribution.spans import Choices, Reaches, reaches_of
from claims.attribution.starts import find_starts, start_features
from claims.attribution.tagger import (
    BEGIN,
    CONTENT,
    INSIDE,
    JUMP,
    NO,
    OUTSIDE,
    SOURCE,
    YES,
    TaggedCue,
    Tagger,
    open_models,
)
from claims.attribution.text import Span, Token
from claims.attribution.weights import Features, save
from claims.attribution.words import MARKS, Words

Document = Mapping[str, Any]
Entry = Mapping[str, Any]
# Chosen on articles kept from training, see docs/attribution-runs.md.
JACKKNIFE = 3
RANKERS = {
    ".sources": ranking.Manner(strength=4.0),
    ".starts": ranking.Manner(strength=2.0, steps=150, hidden=0.4),
    ".ends": ranking.Manner(strength=2.0, steps=150, hidden=0.4),
}
# Of CRFsuite's L-BFGS with elastic net.
CONFIDENCE_PARAMETERS = {"c1": 0.0, "c2": 2.0, "max_iterations": 100, "feature.minfreq": 3}
CUE_PARAMETERS = {"c1": 0.1, "c2": 0.05, "max_iterations": 80, "feature.minfreq": 2}
ROLE_PARAMETERS = {"c1": 0.1, "c2": 0.5, "max_iterations": 80, "feature.minfreq": 1}
LESSON_EVERY = 50  # every so many articles stand for all in the digest
DOING_WITHOUT = 2  # models of cues that learn to do without some features, beside the one


T = TypeVar("T")
Annotated = list[tuple[Sentence, list[tuple[CuePlace, Entry]]]]  # the sentences of a document


def fold_of(document: Document, folds: int = 5) -> int:
    """Which of the folds a document is in, by its id alone. Fold 0 is kept from training."""
    digest = hashlib.sha256(document["doc"].encode()).hexdigest()
    return int(digest, 16) % folds


def train(documents: Iterable[Document], language: str, folder: Path) -> None:
    """Train the models of a language and write them to `<folder>/<language>.<name>.*`.

    Beside them goes a digest of what they learned from, `<language>.lessons.txt`.

    Documents as in the open corpus: text, sentences, headings, attributions. The models for
    sources, contents and confidence learn from what models trained on other documents say of each
    document, so that they meet the same mistakes as in use. What is random follows from fixed
    seeds: the same documents give the same files.
    """
    documents = list(documents)
    everything = [with_longer_sentences(document, language) for document in documents]
    folder.mkdir(parents=True, exist_ok=True)
    _train_sequences(everything, language, folder)
    with TemporaryDirectory() as scratch:
        parts = [everything[part::JACKKNIFE] for part in range(JACKKNIFE)]
        places = [Path(scratch) / str(part) for part in range(JACKKNIFE)]
        for number, place in enumerate(places):
            place.mkdir()
            _train_sequences(chain(*_others(parts, number)), language, place)
        for names, find_examples in (
            (("sources",), _source_examples),
            (("starts", "ends"), _content_examples),
        ):
            # Per part, for each name the choices that stand in it.
            choices = [
                _sorted_out(find_examples(part, open_models(place, language)), len(names))
                for part, place in zip(parts, places, strict=True)
            ]
            for nth, name in enumerate(names):
                lots = [found[nth] for found in choices]
                file = f"{language}.{name}.npz"
                _train_ranker(chain(*lots), folder / file)
                for number, place in enumerate(places):
                    _train_ranker(chain(*_others(lots, number)), place / file)
        judged = chain(
            *(
                _confidence_examples(part, open_models(place, language))
                for part, place in zip(parts, places, strict=True)
            )
        )
        _train_confidence(judged, folder / f"{language}.confidence.npz")
    lessons = digest_of_lessons(documents, open_models(folder, language), language)
    (folder / f"{language}.lessons.txt").write_text(f"{lessons}\n", encoding="ascii")


def digest_of_lessons(documents: Sequence[Document], tagger: Tagger, language: str) -> str:
    """A digest of all that models learn from some of the documents, beside those of a tagger.

    It changes when a rule or a table changes what a model is asked: training then gives others.
    """
    found = hashlib.sha256()
    for document in documents[::LESSON_EVERY]:
        read = [with_longer_sentences(document, language)]
        for rows, labels in chain(_cue_examples(read), _role_examples(read[0])):
            found.update(repr(([sorted(row) for row in rows], labels)).encode())
        for _, choice in chain(_source_examples(read, tagger), _content_examples(read, tagger)):
            rows = [sorted(row) for row in choice.candidates]
            found.update(repr((rows, choice.right)).encode())
        found.update(repr(list(_confidence_examples(read, tagger))).encode())
    return found.hexdigest()


def with_longer_sentences(document: Document, language: str) -> Annotated:
    """The sentences of a document, and those of its joined copy."""
    copy = joined(document, conjunction="و", comma="،")
    return [*annotated_sentences(document, language), *annotated_sentences(copy, language)]


def _others(lots: Sequence[T], number: int) -> list[T]:
    return [lot for other, lot in enumerate(lots) if other != number]


def _sorted_out(
    examples: Iterable[tuple[int, ranking.Choice]], count: int
) -> list[list[ranking.Choice]]:
    """Choices by the number of the ranker they are for."""
    found: list[list[ranking.Choice]] = [[] for _ in range(count)]
    for nth, choice in examples:
        found[nth].append(choice)
    return found


def _content_examples(
    documents: Iterable[Annotated], tagger: Tagger
) -> Iterator[tuple[int, ranking.Choice]]:
    """For every annotated cue (0, where its content may begin) and (1, where it may end)."""
    for document in documents:
        words, annotated = _words_of(document)
        if not annotated:
            continue
        cues = [[place for place, _ in entries] for entries in annotated]
        sources = tagger.find_sources(words, cues)
        reaches, sentences = reaches_of(words, sources)
        shared = Reaches(words, reaches, sentences)
        gold = [
            _content(words.sentences[number], place, entry)
            for number, entries in enumerate(annotated)
            for place, entry in entries
        ]
        offered = [find_starts(reach) for reach in reaches]
        choices = Choices.of(shared, offered)
        for rows, starts, tokens in zip(
            _by_choice(start_features(shared, choices), choices.lengths), offered, gold, strict=True
        ):
            if tokens and tokens[0] in starts:
                yield 0, ranking.Choice(rows, [one == tokens[0] for one in starts])
        begins = [tokens[0] if tokens else 0 for tokens in gold]
        offered = [find_ends(reach, begin) for reach, begin in zip(reaches, begins, strict=True)]
        choices = Choices.of(shared, offered)
        features = end_features(shared, shared.cues.start + np.array(begins, np.int64), choices)
        for rows, ends, tokens in zip(
            _by_choice(features, choices.lengths), offered, gold, strict=True
        ):
            if not tokens:
                continue
            right = min(ends, key=lambda one: abs(one - tokens[-1]))
            if abs(right - tokens[-1]) <= 1:
                yield 1, ranking.Choice(rows, [one == right for one in ends])


def _content(sentence: Sentence, place: CuePlace, entry: Entry) -> list[int]:
    """The annotated tokens of a content, without marks at its end."""
    gold = sorted(_tokens(sentence, entry["content"]) - set(place.tokens))
    while len(gold) > 1 and sentence.views[gold[-1]].tag in MARKS:
        gold.pop()
    return gold


def _words_of(document: Annotated) -> tuple[Words, list[list[tuple[CuePlace, Entry]]]]:
    """The sentences of a document that have annotated cues, and these."""
    kept = [(sentence, annotated) for sentence, annotated in document if annotated]
    return Words([sentence for sentence, _ in kept]), [annotated for _, annotated in kept]


def _by_choice(features: Features, lengths: Sequence[int]) -> Iterator[list[list[int]]]:
    rows = iter(features.rows())
    for length in lengths:
        yield list(islice(rows, length))


def _train_sequences(documents: Iterable[Annotated], language: str, folder: Path) -> None:
    read = list(documents)
    cues = train_sequences(_cue_examples(read), CUE_PARAMETERS, doing_without=DOING_WITHOUT)
    cues.save(folder / f"{language}.cues.npz")
    roles = train_sequences(chain(*map(_role_examples, read)), ROLE_PARAMETERS)
    roles.save(folder / f"{language}.roles.npz")


def _cue_examples(documents: Iterable[Annotated]) -> Iterator[Example]:
    for document in documents:
        words = Words([sentence for sentence, _ in document])
        rows = _by_choice(cue_features(words), words.count.tolist())
        for (sentence, annotated), mine in zip(document, rows, strict=True):
            yield mine, _cue_labels(sentence, annotated)


def _train_ranker(choices: Iterable[ranking.Choice], path: Path) -> None:
    save(path, ranking.learn(list(choices), RANKERS[path.suffixes[-2]]))


def _train_confidence(examples: Iterable[tuple[Sequence[str], bool]], path: Path) -> None:
    """Logistic regression, as a sequence model over sequences of one."""
    sequences = (
        ([[digest(name)[0] for name in features]], [YES if is_right else NO])
        for features, is_right in examples
    )
    train_sequences(sequences, CONFIDENCE_PARAMETERS).save(path)


def _source_examples(
    documents: Iterable[Annotated], tagger: Tagger
) -> Iterator[tuple[int, ranking.Choice]]:
    """The candidates for the source of every annotated cue, and which are the best."""
    for document in documents:
        words, annotated = _words_of(document)
        cues = [[place for place, _ in entries] for entries in annotated]
        rounds = tagger.rounds(words, cues)
        for nth, round_ in enumerate(rounds):
            rows = _by_choice(round_.features, round_.lengths)
            for number, offer, mine in zip(round_.sentences, round_.offers, rows, strict=True):
                gold = _tokens(words.sentences[number], annotated[number][nth][1]["source"])
                shares = [_share(candidate, gold) for candidate in offer.candidates]
                best = max(shares)
                right = [share == best and share >= _FOUND for share in shares]
                yield 0, ranking.Choice(mine, right)
                rounds.earlier[number].append((min(gold), max(gold)) if gold else NOBODY)


def _confidence_examples(
    documents: Iterable[Annotated], tagger: Tagger
) -> Iterator[tuple[Sequence[str], bool]]:
    """Every attribution that the models propose, and whether it is right, speaker and words too."""
    for document in documents:
        words = Words([sentence for sentence, _ in document])
        found = tagger.tag_cues(words, tagger.find_cues(words))
        for (sentence, annotated), tagged in zip(document, found, strict=True):
            for one in tagged:
                yield one.evidence, any(_is_right(sentence, one, *gold) for gold in annotated)


def _is_right(sentence: Sentence, found: TaggedCue, place: CuePlace, entry: Entry) -> bool:
    return not set(place.tokens).isdisjoint(found.cue.tokens) and all(
        jaccard(set(tokens), _tokens(sentence, entry[role])) >= _FOUND
        for tokens, role in ((found.source, "source"), (found.content, "content"))
    )


_FOUND = 0.5  # the share of words from which on a span counts as found


def _share(candidate: Candidate, gold: set[int]) -> float:
    first, last = candidate
    return jaccard(set(range(first, last + 1)) if first >= 0 else set(), gold)


def _tokens(sentence: Sentence, spans: Iterable[Sequence[int]]) -> set[int]:
    return {index for index, token in enumerate(sentence.tokens) if _inside(token, spans)}


def annotated_sentences(
    document: Document, language: str
) -> Iterator[tuple[Sentence, list[tuple[CuePlace, Entry]]]]:
    """The sentences of a document, each with its cues in order and their annotation."""
    text = document["text"]
    sentences = read_sentences(
        text,
        [Span(*span) for span in document["sentences"]],
        find_quotations(text),
        [Span(*span) for span in document.get("headings", ())],
        load(language),
    )
    for sentence in sentences:
        annotated = []
        for entry in document["attributions"]:
            tokens = tuple(i for i, t in enumerate(sentence.tokens) if _inside(t, entry["cue"]))
            if tokens:
                annotated.append((CuePlace(tokens), entry))
        yield sentence, sorted(annotated, key=lambda item: item[0].tokens)


def _inside(token: Token, spans: Iterable[Sequence[int]]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in spans)


def _cue_labels(sentence: Sentence, annotated: Sequence[tuple[CuePlace, Entry]]) -> list[str]:
    labels = [OUTSIDE] * len(sentence.tokens)
    for place, _ in annotated:
        before = -1
        for index in place.tokens:
            if before < 0:
                labels[index] = BEGIN
            else:
                labels[index] = INSIDE if index == before + 1 else JUMP
            before = index
    return labels


def _role_examples(document: Annotated) -> Iterator[Example]:
    words, annotated = _words_of(document)
    is_cue = cue_places(words, [[place for place, _ in entries] for entries in annotated])
    asked: list[AskedCue] = []
    labels: list[list[str]] = []
    for number, sentence in enumerate(words.sentences):
        earlier: list[tuple[int, int]] = []
        for place, entry in annotated[number]:
            asked.append(AskedCue(number, place, list(earlier)))
            labels.append(_role_labels(sentence, place, entry))
            source = _tokens(sentence, entry["source"])
            earlier.append((min(source), max(source)) if source else NOBODY)
    if asked:
        cues = Cues(words, asked)
        windows = Windows(cues)
        around, before = role_features(cues, windows, is_cue), earlier_features(cues, windows)
        features = Features(windows.size, [*around.blocks, *before.blocks])
        yield from zip(_by_choice(features, windows.lengths.tolist()), labels, strict=True)


def _role_labels(sentence: Sentence, place: CuePlace, entry: Entry) -> list[str]:
    start, end = window(sentence, place)
    labels: list[str] = []
    before = OUTSIDE
    for index in range(start, end):
        token = sentence.tokens[index]
        label = OUTSIDE
        if index not in place.tokens:
            if _inside(token, entry["source"]):
                label = SOURCE
            elif _inside(token, entry["content"]):
                label = CONTENT
        labels.append(label.lower() if label != OUTSIDE and label == before else label)
        before = label
    return labels
