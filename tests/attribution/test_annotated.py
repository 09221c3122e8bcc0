"""Annotated articles give the very documents of the corpus; what is wrong in one is named."""

import io
import json
import re

import pytest
from django.core.management import CommandError, call_command

from claims.attribution.annotated import AnnotationError, build, read_articles
from claims.attribution.annotated_units import units_of
from claims.attribution.tagger import MODELS

CORPUS = MODELS.parent / "corpus"
PARTS = sorted(path.stem for path in CORPUS.glob("*.jsonl"))
ARTICLE = """=== one {"style": "brief"}
> قال الوزير إن الأسعار ستنخفض. وأضاف أن القمح وصل.
> اقرأ أيضا
O وطن
B 3
E w وزير; p
"""


def built(lines):
    (article,) = read_articles(ARTICLE + lines)
    return build(article)


def words(document, spans):
    return [document["text"][start:end] for start, end in spans]


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_the_corpus_is_what_its_source_gives(part):
    written = (CORPUS / f"{part}.art").read_text(encoding="utf-8")
    documents = (CORPUS / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()

    assert [
        json.dumps(build(article), ensure_ascii=False) for article in read_articles(written)
    ] == documents


def test_the_example_of_the_format_can_be_built():
    (example,) = re.findall(r"```\n(.+?)```", (CORPUS / "FORMAT.md").read_text(), re.DOTALL)

    (article,) = read_articles(example)
    (found,) = build(article)["attributions"]

    assert (found["source_name"], found["manner"]) == ("Hervé Castellan", "direct")
    assert found["chain"] == ["Hervé Castellan", "ANM"]


def test_a_cue_without_a_named_source_remembers_where_it_was_named():
    document = built("1|w|الوزير|قال|إن...\n2|w|-|وأضاف|أن...")
    first, second = document["attributions"]

    assert words(document, first["content"]) == ["إن الأسعار ستنخفض"]
    assert (second["source"], second["antecedent"]) == ([], first["source"])


def test_what_is_known_through_another_lies_in_his_words():
    document = built("E m مساعد; p; w\n1|w|الوزير|قال|*...>2\n2|m|-|وأضاف|أن...")

    assert [one["via"] for one in document["attributions"]] == [None, 0]
    assert document["attributions"][1]["chain"] == ["مساعد", "وزير", "وطن"]


def test_a_quotation_that_goes_on_belongs_to_the_entry_above():
    document = built("1|w|الوزير|قال|إن...\n#+ the same quotation\n2|w|-|وأضاف|أن...")

    (found,) = document["attributions"]
    assert words(document, found["content"]) == ["إن الأسعار ستنخفض", "أن القمح وصل"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1|w|الوزير|صرح|إن...", "'صرح@1' is not in the unit"),
        ("1|w|الوزير|قال|إن..ستنخف", "'ستنخف' is not after 'إن'"),
        ("9|w|الوزير|قال|إن...", "'9'"),
        ("1|x|الوزير|قال|إن...", "'x'"),
        ("1|w|الوزير|-|إن...", "no cue, and not inherited"),
        ("1|w|الوزير|قال|إن...|often", "unknown flag 'often'"),
        ("3|w|-|اقرأ|أيضا", "lies in page debris"),
        ("M 2 1", "names no two units in order"),
        ("M 2", "names no two units in order"),
        ("M 1 99", "names no two units in order"),
        ("X 1", "needs a unit and words of it"),
        ("#+ alone\n1|w|الوزير|قال|إن...", "leads to no entry"),
        ("1|w|الوزير|قال|إن...\n#- alone\n2|w|-|وأضاف|أن...", "leads to no entry"),
    ],
)
def test_a_line_that_can_not_be_read_is_named(line, reason):
    with pytest.raises(AnnotationError, match=f"one: .*{re.escape(reason)}"):
        built(line)


def test_units_can_be_numbered_before_they_are_annotated(tmp_path):
    file, printed = tmp_path / "one.art", io.StringIO()
    file.write_text(ARTICLE, encoding="utf-8")

    call_command("build_corpus", str(file), "--units", stdout=printed)

    assert printed.getvalue().splitlines() == [
        "=== one",
        "1\tقال الوزير إن الأسعار ستنخفض.",
        "2\tوأضاف أن القمح وصل.",
        "3\tاقرأ أيضا",
    ]


def test_numbers_and_abbreviations_end_no_unit():
    text = "بلغ 5.8 د. أحمد. Mr. Lee came to x.example today."

    assert [text[start:end] for start, end in units_of(text)] == [
        "بلغ 5.8 د. أحمد.",
        "Mr. Lee came to x.example today.",
    ]


def test_a_broken_file_is_refused_by_name(tmp_path):
    file = tmp_path / "bad.art"
    file.write_text(ARTICLE + "1|w|الوزير|صرح|إن...", encoding="utf-8")

    with pytest.raises(CommandError, match=r"bad\.art: one: "):
        call_command("build_corpus", str(file))
