"""`manage.py attribute`: files in, one JSON object a document out."""

import io
import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from claims.attribution import EXTRACTOR_VERSION


def attribute(*arguments: str) -> list[dict]:
    printed = io.StringIO()
    call_command("attribute", *arguments, "--json", stdout=printed)
    return [json.loads(line) for line in printed.getvalue().splitlines()]


@pytest.fixture
def two_articles(tmp_path):
    file = tmp_path / "articles.jsonl"
    articles = [
        {"doc": "one", "text": "قال الوزير إن الأسعار ستنخفض.", "outlet": "وطن"},
        {"doc": "two", "text": "The minister said prices would fall.", "language": "en"},
    ]
    file.write_text("\n".join(json.dumps(article) for article in articles), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("processes", ["1", "2"])
def test_each_document_of_a_file_gets_its_line_in_order(two_articles, processes):
    one, two = attribute(two_articles, "--processes", processes)

    assert (one["doc"], one["attributions"][0]["chain"]) == ("one", ["الوزير", "وطن"])
    assert (two["doc"], two["language"]) == ("two", "en")


def test_a_line_without_text_is_named(tmp_path):
    file = tmp_path / "bad.jsonl"
    file.write_text('{"doc": "one"}', encoding="utf-8")

    with pytest.raises(CommandError, match=r'bad.jsonl, line 1: "text" is missing'):
        attribute(str(file))


def test_no_process_at_all_is_refused(two_articles):
    with pytest.raises(CommandError, match="--processes: must be 1 or more"):
        attribute(two_articles, "--processes", "0")


def test_the_command_starts_without_settings_and_apps(two_articles):
    program = """
import sys
from manage import main
main(["manage.py", "attribute", sys.argv[1], "--json", "--processes", "1"])
print(sorted({"config.settings", "claims.models", "trafilatura", "rich"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, two_articles], capture_output=True, text=True, check=True
    )

    *documents, loaded = done.stdout.splitlines()
    assert [json.loads(line)["doc"] for line in documents] == ["one", "two"]
    assert loaded == "[]"


def test_explained_lines_say_which_version_decided_by_what_and_on_which_words(two_articles):
    one, _ = attribute(two_articles, "--explain")
    (found,) = one["attributions"]

    assert one["extractor"] == EXTRACTOR_VERSION
    assert found["rule"] == "model:ar"
    assert [one["text"][start:end] for start, end in found["evidence"]] == ["قال"]
