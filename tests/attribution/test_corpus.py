"""The open corpus holds what its data card says, and every span of it lies in its text."""

import json
import re
import zlib
from collections import Counter

import pytest

from claims.attribution.tagger import MODELS
from claims.attribution.training import fold_of

CORPUS = MODELS.parent / "corpus"
_ROW = re.compile(r"^\| `([\w-]+)\.jsonl`.*\| (\d+) \| ([\d,]+) \| ([\d,]+) \|$", re.MULTILINE)
ROWS = _ROW.findall((CORPUS / "DATA_CARD.md").read_text(encoding="utf-8"))


def read(name):
    lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_data_card_counts_what_is_there(row):
    name, *counts = row
    documents = read(name)

    assert [int(count.replace(",", "")) for count in counts] == [
        len(documents),
        sum(len(document["sentences"]) for document in documents),
        sum(len(document["attributions"]) for document in documents),
    ]


def test_no_two_articles_have_the_same_id():
    ids = Counter(document["doc"] for name, *_ in ROWS for document in read(name))

    assert [doc for doc, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("name", [row[0] for row in ROWS])
def test_every_span_lies_in_its_text(name):
    for document in read(name):
        roles = [
            span
            for entry in document["attributions"]
            for role in ("source", "cue", "content")
            for span in entry[role]
        ]
        for start, end in (*roles, *document["sentences"], *document["boilerplate"]):
            assert 0 <= start < end <= len(document["text"]), document["doc"]


def test_the_split_says_the_fold_of_every_article_in_arabic_and_english():
    header, *lines = (CORPUS / "splits.tsv").read_text(encoding="utf-8").splitlines()
    names = [name for name, *_ in ROWS if name != "fr"]

    assert header.split("\t") == ["doc", "file", "fold"]
    assert [line.split("\t") for line in lines] == [
        [document["doc"], f"{name}.jsonl", str(_fold(name, document))]
        for name in names
        for document in read(name)
    ]


def _fold(name, document):
    return zlib.crc32(document["doc"].encode()) % 5 if name == "en" else fold_of(document)
