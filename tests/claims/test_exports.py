"""Exports: each format read by its standard's own library or schema, from one look."""

import csv
import io
import json
import re
import threading
import tracemalloc

import feedparser
import jsonschema
import openpyxl
import pytest
from prov.model import ProvDocument

from claims.correction_export import record_of
from claims.exports import rows
from claims.exports.formats import FORMATS
from claims.exports.in_tables import COLUMNS, harmless
from claims.models import ClaimGroup, Membership
from newsroom.models import Scope
from tests.api import Program, assert_problem
from tests.claims.ninjs import SCHEMA
from tests.factories import (
    ClaimFactory,
    OutletFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
    claims_of,
)
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db
BASE = "http://testserver"


@pytest.fixture
def program():
    return Program(Scope.READ)


@pytest.fixture
def claim():
    """Hafez said it through Libyan sources to an outlet; it was disputed since."""
    claim = ClaimFactory(
        text="قالت مصادر ليبية إن حافظ وافق على الهدنة ١٢.",
        language="ar",
        outlet=OutletFactory(name="وطن"),
    )
    relays = SourceFactory(name="مصادر ليبية", kind="anonymous_group", outlet=claim.outlet)
    speaker = SourceFactory(name="حافظ")
    attribute(
        claim,
        speaker,
        cue="قالت",
        named="مصادر ليبية",
        content="حافظ وافق على الهدنة",
        chain=[speaker, relays, claim.outlet],
    )
    claim_that_is("disputed", claim)
    return claim


def exported(program, name, **query) -> bytes:
    answer = program.get(f"exports/stream/{name}", query)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def test_a_verdict_is_a_claim_review(program, claim):
    feed = json.loads(exported(program, "claimreview"))

    assert feed["@type"] == "DataFeed"
    (review,) = feed["dataFeedElement"][0]["item"]
    assert review["@type"] == "ClaimReview"
    assert review["url"] == f"{BASE}/claims/{claim.pk}/"
    assert review["claimReviewed"] == claim.text
    assert review["reviewBody"] == "As the documents say."
    assert review["itemReviewed"]["@type"] == "Claim"
    assert review["itemReviewed"]["author"] == {"@type": "Person", "name": "حافظ"}
    assert review["itemReviewed"]["appearance"]["url"] == claim.article.url


def test_a_rating_is_in_ascii_digits_and_said_in_the_claims_language(program, claim):
    written = exported(program, "claimreview")

    rating = json.loads(written)["dataFeedElement"][0]["item"][0]["reviewRating"]
    assert re.search(r"[ء-ي]", rating["alternateName"])
    assert not re.search(r"[٠-٩]", rating["alternateName"])
    assert (rating["worstRating"], rating["ratingValue"], rating["bestRating"]) == (1, 2, 5)


def test_what_cannot_be_checked_has_no_number(program):
    claim_that_is("not_checkable")

    feed = json.loads(exported(program, "claimreview"))

    assert "ratingValue" not in feed["dataFeedElement"][0]["item"][0]["reviewRating"]


def test_the_first_appearance_is_the_earliest_of_the_group(program, claim):
    earlier = ClaimFactory(text="Hafez agreed.", published_at="2026-01-01T00:00:00Z")
    group = ClaimGroup.objects.create(title="The truce")
    person = UserFactory()
    for member in (claim, earlier):
        Membership.objects.create(
            group=group, claim=member, state="confirmed", decided_by=person, made_by="person"
        )

    feed = json.loads(exported(program, "claimreview"))

    said = feed["dataFeedElement"][0]["item"][0]["itemReviewed"]
    assert said["firstAppearance"]["url"] == earlier.article.url


def test_only_verdicts_that_stand_are_reviews(program):
    ClaimFactory()
    claim_that_is("in_review", claim_that_is("disputed"))

    assert json.loads(exported(program, "claimreview"))["dataFeedElement"] == []


def test_fact_check_tools_have_their_shape(program, claim):
    (found,) = json.loads(exported(program, "factchecktools"))["claims"]

    assert found["text"] == claim.text
    assert found["claimant"] == "حافظ"
    (review,) = found["claimReview"]
    assert review.keys() == {
        *("publisher", "url", "title", "reviewDate", "textualRating", "languageCode")
    }


def test_csv_is_read_back_cell_by_cell(program, claim):
    found = list(csv.DictReader(io.StringIO(exported(program, "csv").decode(), newline="")))

    assert found[0].keys() == set(COLUMNS)
    assert found[0]["text"] == claim.text
    assert found[0]["chains"] == "حافظ ← مصادر ليبية ← وطن"
    text = claim.sentence.version.text
    assert text[int(found[0]["start"]) : int(found[0]["end"])] == claim.text


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_a_formula(first):
    assert harmless(f"{first}1+1|cmd") == f"'{first}1+1|cmd"


def test_a_formula_in_a_claim_is_harmless_in_csv_and_xlsx(program):
    ClaimFactory(text='=HYPERLINK("http://evil.example")')

    (row,) = csv.DictReader(io.StringIO(exported(program, "csv").decode(), newline=""))
    book = openpyxl.load_workbook(io.BytesIO(exported(program, "xlsx")))

    assert row["text"].startswith("'=")
    cell = book.worksheets[0].cell(2, 1 + COLUMNS.index("text"))
    assert (cell.data_type, cell.value[:2]) == ("s", "'=")


def test_csv_for_excel_begins_with_a_byte_order_mark(program, claim):
    assert exported(program, "csv", bom=True).startswith(b"\xef\xbb\xbfid,")
    assert exported(program, "csv").startswith(b"id,")


def test_a_workbook_has_the_same_cells(program, claim):
    book = openpyxl.load_workbook(io.BytesIO(exported(program, "xlsx")), read_only=True)

    names, row = book.worksheets[0].iter_rows(values_only=True)
    assert names == COLUMNS
    assert dict(zip(names, row, strict=True))["text"] == claim.text


def test_annotations_point_at_the_very_words(program, claim):
    collection = json.loads(exported(program, "webannotation"))

    items = collection["first"]["items"]
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], collection["total"]) == ("AnnotationCollection", len(items))
    assert len({item["id"] for item in items}) == len(items) == 4
    text = claim.sentence.version.text
    for item in items:
        for target in item["target"]:
            position, quote = target["selector"]
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert text.startswith(quote["prefix"] + quote["exact"])
            assert target["source"].startswith(f"{BASE}/api/v1/articles/")


def test_prov_json_is_read_by_the_library_and_written_the_same(program, claim):
    document = ProvDocument.deserialize(
        content=exported(program, "prov-json").decode(), format="json"
    )

    (bundle,) = document.bundles
    labels = {str(one) for agent in bundle.records for one in agent.get_attribute("prov:label")}
    assert {"حافظ", "مصادر ليبية", "وطن"} <= labels
    assert ProvDocument.deserialize(content=document.serialize(format="json")) == document


def test_prov_n_says_what_prov_json_says(program, claim):
    document = ProvDocument.deserialize(
        content=exported(program, "prov-json").decode(), format="json"
    )

    def statements(text):
        return {line.strip() for line in text.splitlines()} - {""}

    assert statements(exported(program, "prov-n").decode()) == statements(document.get_provn())


def test_ninjs_items_keep_to_the_schema_and_name_their_sources(program, claim):
    items = [json.loads(line) for line in exported(program, "ninjs").splitlines()]

    for item in items:
        jsonschema.validate(
            item, SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
    assert [one["name"] for one in items[0]["infoSources"]] == ["وطن", "مصادر ليبية", "حافظ"]


def test_attributed_texts_are_what_the_corrections_are(program):
    version = VersionFactory(text="Ann said rain is due. Bob agreed.")
    first, _ = claims_of(version)
    attribute(first, SourceFactory(name="Ann"), cue="said", named="Ann", content="rain is due")

    (line,) = exported(program, "attributions").splitlines()

    assert json.loads(line) == record_of(version)


def test_atom_has_an_entry_for_each_verdict(program, claim):
    ClaimFactory()

    feed = feedparser.parse(exported(program, "atom"))

    assert not feed.bozo
    assert feed.version == "atom10"
    (entry,) = feed.entries
    assert entry.link == f"{BASE}/claims/{claim.pk}/"
    assert claim.text in entry.title


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_to_export_is_a_valid_file_too(program, name):
    written = exported(program, name)

    media = FORMATS[name].media_type
    assert f"{BASE}/claims/0" not in str(written)
    if "json" in media and "ndjson" not in media:
        json.loads(written)


def test_filters_are_those_of_the_list(program, claim):
    ClaimFactory(language="en")

    lines = exported(program, "ninjs", language="ar", status="disputed", limit=5).splitlines()

    assert [json.loads(line)["uri"] for line in lines] == [f"{BASE}/claims/{claim.pk}/"]


def test_an_unknown_format_and_a_misspelt_filter_are_refused(program):
    assert_problem(program.get("exports/stream/docx"), 422)
    assert_problem(program.get("exports/stream/csv", {"langage": "ar"}), 422, "langage")


@pytest.mark.django_db(transaction=True)
def test_what_is_stored_meanwhile_is_not_in_it(program):
    claims = [ClaimFactory() for _ in range(3)]
    parts = iter(program.get("exports/stream/ninjs").streaming_content)
    # The first part is asked for by one thread, the rest by another, as servers may do.
    written = []
    thread = threading.Thread(target=lambda: written.append(next(parts)))
    thread.start()
    thread.join()
    ClaimFactory()

    written += list(parts)

    assert len(b"".join(written).splitlines()) == len(claims)


@pytest.mark.django_db(transaction=True)
def test_memory_does_not_grow_with_the_claims(program, monkeypatch):
    monkeypatch.setattr(rows, "ROWS_AT_ONCE", 50)
    version = VersionFactory(text="\n".join(f"Rain fell on city {n} at noon." for n in range(500)))
    claims_of(version)

    def peak(limit):
        tracemalloc.start()
        for part in program.get("exports/stream/csv", {"limit": limit}).streaming_content:
            del part
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(10)
    assert peak(500) < 2 * peak(150)
