"""Longer sentences for training: neighbours joined as the newspapers join them.

The composed articles write one statement a sentence; much of the real news writes several, with a
comma or nothing between them ("..., وأضاف أن ...").
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]
Entry = Mapping[str, Any]
_BARE = 3  # every third joint goes without a comma
_MOST = 3  # sentences in one


def joined(document: Document, *, conjunction: str, comma: str) -> Document:
    """The document with only the sentences that can be joined, joined; offsets stay as they are.

    A sentence is joined to the one before it if it begins with a cue of its own and a conjunction
    written onto it. Its speaker, where it has none, is then the one of the sentence before.
    """
    text = list(document["text"])
    groups = list(_groups(document, conjunction))
    sentences = []
    entries = list(document["attributions"])
    number = 0
    for group in groups:
        for before, after in itertools.pairwise(group):
            number += 1
            stop = _full_stop(document["text"], before)
            text[stop : after[0]] = " " * (after[0] - stop)
            if number % _BARE:
                text[stop] = comma
        sentences.append([group[0][0], group[-1][1]])
        entries = _with_speakers(entries, sentences[-1])
    return {**document, "text": "".join(text), "sentences": sentences, "attributions": entries}


def _groups(document: Document, conjunction: str) -> Iterator[list[Sequence[int]]]:
    text = document["text"]
    cues = {entry["cue"][0][0] for entry in document["attributions"] if entry["cue"]}
    headings = {tuple(span) for span in document.get("headings", ())}
    group: list[Sequence[int]] = []
    for span in document["sentences"]:
        goes_on = (
            bool(group)
            and len(group) < _MOST
            and span[0] in cues
            and text[span[0]] == conjunction
            and not text[group[-1][1] : span[0]].strip()
            and _full_stop(text, group[-1]) >= 0
        )
        if goes_on:
            group.append(span)
            continue
        if len(group) > 1:
            yield group
        group = [] if tuple(span) in headings else [span]
    if len(group) > 1:
        yield group


def _full_stop(text: str, span: Sequence[int]) -> int:
    """Where the full stop of a sentence stands that ends with one, or -1."""
    words = text[span[0] : span[1]].rstrip()
    return span[0] + len(words) - 1 if words.endswith(".") else -1


def _with_speakers(entries: list[Entry], sentence: Sequence[int]) -> list[Entry]:
    """Within one sentence a later verb has the words of its subject for source."""
    spans: dict[str, Sequence[Sequence[int]]] = {}
    changed: dict[int, Entry] = {}
    here = [
        (number, entry)
        for number, entry in enumerate(entries)
        if entry["cue"] and sentence[0] <= entry["cue"][0][0] < sentence[1]
    ]
    for number, entry in sorted(here, key=lambda item: item[1]["cue"][0][0]):
        name = entry["source_name"]
        if entry["source"]:
            spans[name] = entry["source"]
        elif name in spans:
            changed[number] = {**entry, "source": spans[name]}
    return [changed.get(number, entry) for number, entry in enumerate(entries)]
