"""What other programs' files bring: fact-checks of others, and items of a CMS."""

import io
import json
import tracemalloc

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from articles.models import Article, ImportedItem, Ingestion
from claims.exports.in_json import claim_reviews
from claims.import_api import ImportedLine, PriorChecks
from claims.imports.formats import import_file
from claims.models import Claim, PriorCheck
from newsroom.permissions import NotPermitted
from newsroom.schemas import NDJSON
from tests.api import Program, assert_is, assert_problem
from tests.factories import ClaimFactory, UserFactory

pytestmark = pytest.mark.django_db
BODY = "قالت الوزارة إن الأسعار ستنخفض في الشهر المقبل."


def review(number=1, **more):
    return {
        "@type": "ClaimReview",
        "url": f"https://checks.example/{number}",
        "claimReviewed": f"Prices fell by {number} percent in May, the minister said.",
        "author": {"@type": "Organization", "name": "Checks", "url": "https://checks.example"},
        "datePublished": "2026-05-04",
        "itemReviewed": {"@type": "Claim", "author": {"name": "The minister"}},
        "reviewRating": {"alternateName": "Mostly false", "ratingValue": "2", "bestRating": 5},
        **more,
    }


def data_feed(*reviews):
    elements = [{"@type": "DataFeedItem", "item": [one]} for one in reviews]
    return {"@type": "DataFeed", "dataFeedElement": elements, "dateModified": "2026-05-05"}


def ninjs(version="1", **more):
    return {
        "uri": "urn:newsml:agency.example:20261128:7",
        "version": version,
        "language": "ar",
        "headlines": [{"role": "main", "value": "الأسعار"}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": BODY}],
        "provider": {"name": "وكالة"},
        "infoSources": [{"name": "الوزارة", "role": "inforole:statement"}],
        **more,
    }


def taken(format_name, *values, raw=None, by=None, **options):
    body = raw if raw is not None else b"".join(orjson.dumps(one) + b"\n" for one in values)
    body = body.encode() if isinstance(body, str) else body
    return list(import_file(format_name, io.BytesIO(body), by=by, **options))


def outcomes(results):
    return [result.outcome for result in results]


def refusal(results):
    (result,) = results
    assert result.outcome == "refused"
    return result.field, result.rule


# Fact-checks of others


def test_a_review_is_kept_with_what_it_says():
    taken("claimreview", review())

    found = PriorCheck.objects.get()
    assert (found.publisher, found.claimant, found.rating) == (
        "Checks",
        "The minister",
        "Mostly false",
    )
    assert (found.rating_value, found.best_rating, found.worst_rating) == (2, 5, None)


@pytest.mark.parametrize(
    "write",
    [
        lambda *reviews: orjson.dumps(data_feed(*reviews)),
        lambda *reviews: json.dumps(data_feed(*reviews), indent=2).encode(),
        lambda *reviews: orjson.dumps(list(reviews)),
        lambda *reviews: b"\n".join(orjson.dumps(one) for one in reviews),
    ],
    ids=["a feed in one line", "a feed in lines", "a list", "JSON Lines"],
)
def test_a_file_may_be_a_feed_a_list_or_lines(write):
    results = taken("claimreview", raw=write(review(1), review(2)))

    assert outcomes(results) == ["created", "created"]


def test_the_same_feed_again_changes_nothing_and_a_corrected_review_is_brought_up_to_date():
    feed = data_feed(review(1), review(2))
    taken("claimreview", feed)
    assert outcomes(taken("claimreview", feed)) == ["unchanged", "unchanged"]

    corrected = review(2, reviewRating={"alternateName": "True"})

    assert outcomes(taken("claimreview", corrected)) == ["changed"]
    assert PriorCheck.objects.get(url__endswith="/2").rating == "True"


def test_what_we_export_is_imported():
    class Telling:
        newsroom = "Watan"

    feed = b"".join(claim_reviews(iter(()), Telling()))
    assert taken("claimreview", raw=feed) == []


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"url": "ftp://x"}, "url"),
        ({"url": None}, "url"),
        ({"claimReviewed": " "}, "claimReviewed"),
        ({"claimReviewed": "a\0b"}, "claimReviewed"),
        ({"@type": "Recipe"}, "@type"),
        ({"author": 7}, "author"),
    ],
)
def test_a_broken_review_names_its_line_and_field_and_keeps_no_other_away(broken, field):
    first, second = taken("claimreview", review(1, **broken), review(2))

    assert (first.where, first.outcome, first.field) == ("line 1", "refused", field)
    assert second.outcome == "created"
    assert PriorCheck.objects.count() == 1


def test_a_file_that_breaks_off_says_where():
    whole = json.dumps(data_feed(review(1), review(2)), indent=1).encode()

    first, last = taken("claimreview", raw=whole[:-600])

    assert first.outcome == "created"
    assert (last.where, last.outcome, last.field) == ("item 2", "refused", "file")


@pytest.mark.parametrize("deep", [b"[" * 200_000, b'[{"a":' * 200_000], ids=["lists", "objects"])
def test_what_lies_too_deep_is_refused_before_it_fills_the_memory(deep):
    tracemalloc.start()
    try:
        where, rule = refusal(taken("claimreview", raw=deep))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (where, "100 deep" in rule) == ("file", True)
    assert most < 5_000_000


def test_a_line_that_is_no_json_is_refused_alone():
    results = taken("claimreview", raw=orjson.dumps(review(1)) + b"\n{\n" + orjson.dumps(review(2)))

    assert outcomes(results) == ["created", "refused", "created"]
    assert results[1].where == "line 2"


def test_a_check_of_like_words_stands_beside_the_claim_and_decides_nothing(client):
    claim = ClaimFactory(text="Prices fell by 3 percent in May, the minister has said.")
    other = ClaimFactory(text="The harbour was closed for a storm.")
    taken("claimreview", review(3))
    client.force_login(UserFactory())

    page = client.get(f"/claims/{claim.pk}/").content.decode()
    assert "Checked before by others" in page
    assert "Mostly false" in page
    assert "Checked before" not in client.get(f"/claims/{other.pk}/").content.decode()
    assert Claim.objects.get(pk=claim.pk).status == "unreviewed"

    desk = client.get(f"/claims/{claim.pk}/review/").content.decode()
    assert "Checked before by others" in desk
    assert "Mostly false" in desk
    assert "Checked before" not in client.get(f"/claims/{other.pk}/review/").content.decode()

    program = Program("read")
    (check,) = assert_is(program.get(f"claims/{claim.pk}/prior-checks"), PriorChecks)["items"]
    assert check["rating"] == "Mostly false"
    assert 0.35 <= check["alike"] <= 1
    assert program.get(f"claims/{other.pk}/prior-checks").json() == {"items": []}


# Items of a CMS


def test_an_item_becomes_an_article_and_keeps_whom_it_names():
    taken("ninjs", ninjs())

    article = Article.objects.get()
    assert article.current.text == f"الأسعار\n\n{BODY}"
    assert (article.current.language, article.outlet.name) == ("ar", "وكالة")
    assert ImportedItem.objects.get().info_sources[0]["name"] == "الوزارة"


def test_a_higher_version_is_another_version_of_the_same_article():
    taken("ninjs", ninjs())

    later = ninjs("2", bodies=[{"contenttype": "text/plain", "value": BODY + " وهذا جديد."}])
    results = taken("ninjs", ninjs(), later, later)

    assert outcomes(results) == ["unchanged", "created", "unchanged"]
    article = Article.objects.get()
    assert (article.versions.count(), article.current.number) == (2, 2)


def test_an_older_version_and_another_text_under_the_same_one_are_refused():
    taken("ninjs", ninjs("2"))

    assert refusal(taken("ninjs", ninjs("1")))[0] == "version"
    field, rule = refusal(taken("ninjs", ninjs("2", bodies=[{"value": "Another text."}])))
    assert (field, "another text" in rule) == ("version", True)
    assert Ingestion.objects.count() == 1


def test_an_item_at_an_address_is_the_article_at_that_address():
    taken("ninjs", ninjs(uri="https://daily.example/1?utm_source=cms"))

    assert Article.objects.get().url == "https://daily.example/1"


@pytest.mark.parametrize(
    "body",
    [
        {"body_text": BODY},
        {"body_xhtml": f"<p>{BODY * 4}</p>"},
        {"bodies": [{"contentType": "text/html", "value": f"<p>{BODY * 4}</p>"}]},
        {"bodies": [{"role": "summary", "value": "x"}, {"role": "main", "value": BODY}]},
    ],
    ids=["ninjs 1, text", "ninjs 1, XHTML", "ninjs 3, HTML", "the main of several"],
)
def test_bodies_of_all_kinds_are_read(body):
    value = {k: v for k, v in ninjs().items() if k != "bodies"} | body

    assert outcomes(taken("ninjs", value)) == ["created"]
    assert "ستنخفض" in Article.objects.get().current.text


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"uri": ""}, "uri"),
        ({"uri": 7}, "uri"),
        ({"version": "new"}, "version"),
        ({"bodies": []}, "bodies"),
        ({"bodies": 5}, "bodies"),
        ({"infoSources": 5}, "infosources"),
        ({"pubStatus": "canceled"}, "pubstatus"),
        ({"contentCreated": "soon"}, "contentcreated"),
        ({"language": "no tag!"}, "language"),
    ],
)
def test_a_broken_item_names_its_field_and_stores_nothing(broken, field):
    assert refusal(taken("ninjs", ninjs(**broken)))[0] == field
    assert not Ingestion.objects.exists()


def test_what_came_in_stays_as_it_came_in():
    taken("ninjs", ninjs())

    for statement in (
        "UPDATE articles_importeditem SET version = 9",
        "DELETE FROM articles_importeditem",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


NEWSML = """<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:newsml:agency.example:7" version="{version}">
 <itemMeta><provider literal="وكالة"/><versionCreated>2026-11-28T10:00:00+02:00</versionCreated>
  <pubStatus qcode="stat:usable"/></itemMeta>
 <contentMeta><headline>الأسعار</headline><language tag="ar"/>
  <infoSource literal="الوزارة" role="isrol:origin"/></contentMeta>
 <contentSet>{content}</contentSet>
</newsItem></itemSet></newsMessage>"""
XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
    f"<body><p>{BODY}</p><p>وهذا الثاني.</p></body></html></inlineXML>"
)


@pytest.mark.parametrize(
    "content",
    [
        XHTML,
        f"<inlineXML><nitf><body><body.content><p>{BODY}</p></body.content></body></nitf></inlineXML>",
        f'<inlineData contenttype="text/plain">{BODY}</inlineData>',
    ],
    ids=["XHTML", "NITF", "text"],
)
def test_a_newsml_item_becomes_an_article(content):
    results = taken("newsml", raw=NEWSML.format(version=1, content=content))

    assert outcomes(results) == ["created"]
    article = Article.objects.get()
    assert article.current.text.startswith(f"الأسعار\n\n{BODY}")
    assert (article.outlet.name, article.current.published_at.hour) == ("وكالة", 8)
    assert ImportedItem.objects.get().info_sources == [
        {"name": "الوزارة", "role": "isrol:origin", "uri": ""}
    ]


@pytest.mark.parametrize("head", ["<!-- by a CMS -->", '<?xml-stylesheet href="news.xsl"?>'])
def test_what_stands_before_the_root_is_no_hindrance(head):
    item = NEWSML.format(version=1, content=XHTML)
    alone = item[item.index("<newsItem") : item.index("</itemSet>")]
    namespace = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'

    raw = head + alone.replace("<newsItem", f"<newsItem {namespace}")

    assert outcomes(taken("newsml", raw=raw)) == ["created"]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE n [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE n [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
    ids=["entities that grow", "a file of the machine"],
)
def test_a_document_type_is_refused(head):
    content = '<inlineData contenttype="text/plain">&a;</inlineData>'
    raw = NEWSML.format(version=1, content=content).replace("<newsMessage", f"{head}<newsMessage")

    assert refusal(taken("newsml", raw=raw))[0] == "file"
    assert not Ingestion.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"<a", b"<newsMessage/>", b"{}"])
def test_what_is_no_newsml_brings_nothing(raw):
    assert "created" not in outcomes(taken("newsml", raw=raw))
    assert not Ingestion.objects.exists()


# The command and the API


def written(tmp_path, *values):
    path = tmp_path / "file.json"
    path.write_bytes(b"\n".join(orjson.dumps(one) for one in values))
    return str(path)


def test_the_command_prints_a_line_for_each_item_and_fails_if_one_was_refused(tmp_path, capsys):
    path = written(tmp_path, review(1), review(2, url="x"))

    with pytest.raises(SystemExit):
        call_command("import", "claimreview", path, "--json")

    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["outcome"], first["where"]) == ("created", "line 1")
    assert (second["outcome"], second["field"]) == ("refused", "url")


def test_the_command_acts_in_somebodys_name_as_far_as_they_may(tmp_path):
    path = written(tmp_path, review())
    monitor, editor = UserFactory(role="monitor"), UserFactory(role="editor")

    with pytest.raises(CommandError):
        call_command("import", "claimreview", path, "--as", monitor.username)
    with pytest.raises(CommandError, match="--as"):
        call_command("import", "claimreview", path, "--as", "nobody")
    call_command("import", "claimreview", path, "--as", editor.username)

    assert PriorCheck.objects.get().imported_by == editor


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="nothing"):
        call_command("import", "ninjs", str(tmp_path / "nothing"))


def test_nobody_imports_what_they_may_not():
    with pytest.raises(NotPermitted):
        taken("claimreview", review(), by=UserFactory(role="monitor"))


def lines_of(answer):
    return [json.loads(line) for line in b"".join(answer).splitlines()]


def test_programs_import_line_by_line():
    program = Program("ingest")
    body = b"\n".join(orjson.dumps(one) for one in (ninjs(), ninjs(), ninjs(uri="")))

    first, second, third = lines_of(program.post("imports/ninjs", body, content_type=NDJSON))

    assert (first["status"], first["outcome"]) == (201, "created")
    assert (second["status"], second["outcome"]) == (200, "unchanged")
    assert (third["status"], third["errors"][0]["field"]) == (422, "uri")
    for line in (first, second, third):
        ImportedLine.model_validate(line)


def test_a_format_that_is_not_read_is_refused():
    assert_problem(Program("ingest").post("imports/csv", b"", content_type=NDJSON), 422, "format")


def test_a_large_feed_is_read_in_constant_memory(tmp_path):
    path = tmp_path / "feed.json"
    with path.open("wb") as file:
        file.write(b'{"@type":"DataFeed","dataFeedElement":[')
        for n in range(2_000):
            broken = {**review(n, url="x"), "reviewBody": "x" * 8_000}
            file.write(
                (b"," if n else b"") + orjson.dumps({"@type": "DataFeedItem", "item": broken})
            )
        file.write(b"]}")
    assert path.stat().st_size > 3_700_000
    tracemalloc.start()
    with path.open("rb") as file:
        number = sum(1 for _ in import_file("claimreview", file, by=None))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert number == 2_000
    assert peak < 4_000_000
