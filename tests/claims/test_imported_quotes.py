"""Quotations of other tools: kept with their texts, to train on, never as attributions."""

import json

import orjson
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from articles.models import Article, Ingestion
from claims.models import Attribution, ImportedQuote
from newsroom.permissions import NotPermitted
from newsroom.schemas import NDJSON
from newsroom.workflows import create_api_key
from tests.api import Program, assert_problem
from tests.claims.test_imports import outcomes, refusal, taken
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TEXT = "قال الوزير إن الأسعار ستنخفض. Huda said: “We will wait.”"


def place(words):
    start = TEXT.index(words)
    return start, start + len(words)


def span(words):
    start, end = place(words)
    return {"start": start, "end": end, "text": words}


def citron(**more):
    quote = {
        "cue": span("قال"),
        "sources": [span("الوزير")],
        "contents": [span("الأسعار ستنخفض")],
        "confidence": 0.8,
        **more,
    }
    return {"text": TEXT, "quotes": [quote]}


def gendergap(**more):
    quote = {
        "speaker": "Huda",
        "speaker_index": str(place("Huda")).replace(" ", ""),
        "quote": "We will wait.",
        "quote_index": str(place("We will wait.")),
        "verb": "said",
        "verb_index": str(place("said")),
        **more,
    }
    return {"body": TEXT, "outlet": "The Daily", "title": "Prices", "quotes": [quote]}


def doccano(*labels, **more):
    words = labels or (("الوزير", "SOURCE"), ("قال", "Cue"), ("الأسعار ستنخفض", "content"))
    return {"text": TEXT, "label": [[*place(one), label] for one, label in words], **more}


def entities(relations):
    marked = [("الوزير", "source"), ("الأسعار ستنخفض", "content"), ("Huda", "source")]
    marked += [("We will wait.", "content")]
    return {
        "text": TEXT,
        "entities": [
            {"id": n, "label": label, "start_offset": place(w)[0], "end_offset": place(w)[1]}
            for n, (w, label) in enumerate(marked)
        ],
        "relations": [{"id": 9, "from_id": a, "to_id": b, "type": "of"} for a, b in relations],
    }


def quoted(quote):
    text = quote.version.text
    return {role: [text[s:e] for s, e in places] for role, places in quote.spans.items()}


EXPECTED = {"source": ["الوزير"], "cue": ["قال"], "content": ["الأسعار ستنخفض"]}


@pytest.mark.parametrize(("name", "document"), [("citron", citron()), ("doccano", doccano())])
def test_a_quotation_is_kept_with_its_places(name, document):
    assert outcomes(taken(name, document)) == ["created"]

    quote = ImportedQuote.objects.get()
    assert quoted(quote) == EXPECTED
    assert (quote.format, quote.by_people) == (name, name == "doccano")


def test_a_document_of_the_gender_gap_tracker_names_outlet_and_title():
    taken("gendergap", gendergap())

    quote = ImportedQuote.objects.get()
    assert quoted(quote) == {"source": ["Huda"], "cue": ["said"], "content": ["We will wait."]}
    article = Article.objects.get()
    assert (article.outlet.name, article.current.title) == ("The Daily", "Prices")


def test_what_relations_join_belongs_together():
    taken("doccano", entities([(0, 1), (3, 2)]))

    assert [quoted(quote)["source"] for quote in ImportedQuote.objects.order_by("pk")] == [
        ["الوزير"],
        ["Huda"],
    ]


def test_no_attribution_comes_of_it():
    taken("citron", citron())

    assert not Attribution.objects.exists()


def test_the_same_again_changes_nothing():
    taken("citron", citron())
    results = taken("citron", citron())

    assert outcomes(results) == ["unchanged"]
    assert (ImportedQuote.objects.count(), Ingestion.objects.count()) == (1, 1)


def test_blanks_around_a_text_move_its_places():
    shifted = {"text": f"\n  {TEXT}\n", "quotes": citron()["quotes"]}
    for one in (shifted["quotes"][0]["cue"], *shifted["quotes"][0]["sources"]):
        one["start"], one["end"] = one["start"] + 3, one["end"] + 3
    for one in shifted["quotes"][0]["contents"]:
        one["start"], one["end"] = one["start"] + 3, one["end"] + 3

    taken("citron", shifted)

    assert quoted(ImportedQuote.objects.get()) == EXPECTED


@pytest.mark.parametrize(
    ("name", "document", "field"),
    [
        ("citron", {"text": TEXT}, "quotes"),
        ("citron", {"text": TEXT, "quotes": []}, "quotes"),
        ("citron", citron(contents=[]), "quotes.0.contents"),
        ("citron", citron(cue={"start": 0, "end": 3, "text": "said"}), "quotes.0.cue"),
        ("citron", citron(cue={"start": 5, "end": 5000}), "quotes.0.cue"),
        ("citron", citron(confidence=2), "quotes.0.confidence"),
        ("gendergap", gendergap(quote_index=""), "quotes.0.quote_index"),
        ("gendergap", gendergap(verb_index="(1;2)"), "quotes.0.verb_index"),
        ("doccano", doccano(("Huda", "LOC")), "label"),
        ("doccano", doccano(("Huda", "source")), "label"),
        ("doccano", entities([]), "relations"),
        ("doccano", entities([(0, 7)]), "relations"),
        ("doccano", {"text": TEXT, "label": []}, "quotes"),
        ("doccano", {"text": TEXT, "label": [[0, 3]]}, "label.0.2"),
    ],
)
def test_a_broken_document_names_its_field_and_stores_nothing(name, document, field):
    assert refusal(taken(name, document))[0] == field
    assert not Ingestion.objects.exists()


def test_a_text_that_isnt_stored_as_it_is_would_move_its_places_and_is_refused():
    quote = {"contents": [{"start": 0, "end": 3, "text": "قال"}]}
    document = {"text": TEXT.replace(". ", ".\r\n"), "quotes": [quote]}

    assert refusal(taken("citron", document))[0] == "text"
    assert not Ingestion.objects.exists()


def test_a_refused_line_keeps_no_other_away():
    raw = orjson.dumps(doccano()) + b"\n{broken\n" + orjson.dumps(doccano(("Huda", "content")))

    assert outcomes(taken("doccano", raw=raw)) == ["created", "refused", "created"]


@pytest.mark.parametrize("role", ["monitor", "service"])
def test_who_may_not_correct_imports_no_quotations(role):
    with pytest.raises(NotPermitted):
        taken("doccano", doccano(), by=UserFactory(role=role))


def test_what_was_imported_is_exported_to_train_on(capsys):
    taken("citron", citron())

    call_command("export_corrections", "--imported")

    record = json.loads(capsys.readouterr().out)
    (attribution,) = record["attributions"]
    assert record["text"] == TEXT
    assert attribution["cue"] == [list(place("قال"))]
    assert (attribution["made_by"], attribution["by_people"]) == ("citron", False)


def test_what_was_imported_stays():
    taken("citron", citron())

    for statement in (
        "UPDATE claims_importedquote SET format = 'x'",
        "DELETE FROM claims_importedquote",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("name", "document"), [("citron", citron()), ("gendergap", gendergap()), ("doccano", doccano())]
)
def test_quotations_come_through_the_api(name, document):
    program = Program()
    owner = UserFactory(role="editor")
    program.key, program.secret = create_api_key("tool", ["ingest"], owner=owner)
    lines = orjson.dumps(document) + b"\n" + orjson.dumps({**document, "quotes": 7, "label": 7})

    answer = program.post(f"imports/{name}", lines, content_type=NDJSON)

    taken, refused = map(orjson.loads, b"".join(answer.streaming_content).splitlines())
    assert (taken["status"], taken["outcome"]) == (201, "created")
    assert refused["status"] == 422
    assert ImportedQuote.objects.count() == 1


def test_a_program_that_may_not_correct_imports_no_quotations():
    answer = Program("ingest").post("imports/citron", orjson.dumps(citron()), content_type=NDJSON)

    assert_problem(answer, 403)
    assert not ImportedQuote.objects.exists()
