"""The pages of claims, of an article's text and of a source."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from claims.chains import chains_of
from claims.models import Attribution, Claim, Reading
from claims.reading_room import read_page
from claims.states import ReviewStatus
from sources.models import Anonymity, SourceKind
from tests.factories import (
    ClaimFactory,
    OutletFactory,
    ReadingFactory,
    SentenceFactory,
    SourceAliasFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
    claims_of,
)

pytestmark = pytest.mark.django_db
LIST = "/claims/"
NO_ID = uuid.UUID("01900000-0000-7000-8000-000000000000")


@pytest.fixture
def client(client):
    client.force_login(UserFactory())
    return client


def page_of_article(client, version):
    return client.get(reverse("claims:article", args=[version.article_id]))


def claim_of(text):
    return claims_of(VersionFactory(text=text))[0]


@pytest.mark.parametrize("name", ["claims:claim", "claims:article", "claims:source"])
def test_what_does_not_exist_is_not_found(client, name):
    assertContains(client.get(reverse(name, args=[NO_ID])), "404", status_code=404)


def test_strangers_are_sent_to_sign_in(client):
    client.logout()
    assertRedirects(client.get(LIST), f"/accounts/login/?next={LIST}")


# The article page


def test_source_cue_and_content_are_marked(client):
    claim = claim_of("Omar said that rain fell.")
    attribute(claim, SourceFactory(), named="Omar", cue="said", content="rain fell")

    page = page_of_article(client, claim.sentence.version)

    assertContains(page, '<span class="mark source" data-numbers="1">Omar</span>', html=True)
    assertContains(page, '<span class="mark cue" data-numbers="1">said</span>', html=True)
    assertContains(page, 'class="mark content depth-1 opens closes"')


def test_what_is_said_within_what_is_said_lies_deeper(client):
    claim = claim_of("Sources said Omar denied that rain fell.")
    outer = attribute(claim, SourceFactory(), cue="said", content="Omar denied that rain fell")
    attribute(claim, SourceFactory(), cue="denied", content="rain fell", via=outer)

    page = page_of_article(client, claim.sentence.version)

    assertContains(page, "depth-2")


def test_a_chain_is_shown_from_the_outlet_to_the_last_speaker(client):
    claim = claim_of("Sources said Omar denied that rain fell.")
    sources, omar = SourceFactory(name="Local sources"), SourceFactory(name="Omar Said")
    outer = attribute(claim, sources, cue="said", content="Omar denied that rain fell")
    attribute(claim, omar, cue="denied", content="rain fell", via=outer)

    shown = page_of_article(client, claim.sentence.version).content.decode()

    note = shown[shown.index('<ol class="chain"') :]
    assert note.index(claim.outlet.name) < note.index("Local sources") < note.index("Omar Said")
    assert shown.count('<ol class="chain"') == 1


def test_the_text_keeps_its_direction_in_either_interface(client):
    version = VersionFactory(text="قال عمر إن المطر هطل.", language="ar")
    claims_of(version)
    for language in ("en", "ar"):
        client.cookies["django_language"] = language
        assertContains(
            page_of_article(client, version), '<article class="reading" lang="ar" dir="rtl">'
        )


def test_a_language_without_rules_is_said_so(client):
    version = VersionFactory(text="Sateli kaupungilla.", language="fi")
    claims_of(version)

    assertContains(page_of_article(client, version), "There are no rules for this language yet")


def test_page_debris_is_dimmed_and_makes_no_note(client):
    text = "Home » News\nRain fell."
    version = VersionFactory(text=text, boilerplate=[[0, 11]])
    claim = ClaimFactory(
        sentence=SentenceFactory(version=version, words="Rain fell."), text="Rain fell."
    )

    page = page_of_article(client, version)

    assertContains(page, '<div class="block debris">')
    assertContains(page, reverse("claims:claim", args=[claim.pk]))


def test_a_note_tells_machine_from_person_and_says_why(client):
    claim = claim_of("Omar said that rain fell.")
    attribute(claim, SourceFactory(), cue="said", rule="verb-rule", hedge="doubt", channel="tweet")

    page = page_of_article(client, claim.sentence.version)

    for words in ("Machine", "90%", "Told with doubt", "Social media post", "verb-rule", "test-1"):
        assertContains(page, words)


def test_a_persons_attribution_says_so(client):
    claim = claim_of("Omar said that rain fell.")
    attribute(claim, SourceFactory(), person=UserFactory(username="layla"))

    page = page_of_article(client, claim.sentence.version)

    assertContains(page, 'class="badge person"')
    assertContains(page, "layla")


def test_an_older_version_shows_the_attributions_it_had(client):
    claim = claim_of("Omar said that rain fell.")
    old = claim.sentence.version
    attribution = attribute(claim, SourceFactory(), named="Omar", cue="said")
    newer = VersionFactory(article=old.article, text="Snow fell.")
    Attribution.objects.filter(pk=attribution.pk).update(
        retired_at=timezone.now(), retired_by_reading=ReadingFactory(version=newer)
    )

    page = client.get(reverse("claims:version", args=[old.article_id, 1]))

    assertContains(page, "This is an older version")
    assertContains(page, '<span class="mark source content depth-1"', count=0)
    assertContains(page, ">Omar</span>")
    assertContains(page, reverse("claims:version", args=[old.article_id, 2]))


def test_what_a_person_withdrew_is_shown_nowhere():
    claim = claim_of("Omar said that rain fell.")
    attribution = attribute(claim, SourceFactory(), cue="said")
    Attribution.objects.filter(pk=attribution.pk).update(
        retired_at=timezone.now(), retired_by_person=UserFactory()
    )

    page = read_page(claim.sentence.version)

    assert [note.chains for note in page.notes.values()] == [[]]


def test_a_text_is_shown_whole():
    text = "Home\n\nOne. Two said «three».\n— end —\n"
    version = VersionFactory(text=text, boilerplate=[[0, 4]])
    SentenceFactory(version=version, words="One.")
    SentenceFactory(version=version, words="Two said «three».")

    page = read_page(version)

    shown = [
        "".join(segment.text for piece in block.pieces for segment in piece.segments)
        for block in page.blocks
    ]
    assert [block.kind for block in page.blocks] == ["debris", "text", "text"]
    assert [words.strip() for words in shown] == ["Home", "One. Two said «three».", "— end —"]


def test_names_and_titles_with_markup_stay_text(client):
    nasty = '<script>alert(1)</script>"onload="'
    claim = ClaimFactory(outlet=OutletFactory(name=nasty), text=f"Rain {nasty} fell.")
    attribute(claim, SourceFactory(name=nasty), cue="Rain", rule=nasty)

    for address in (
        LIST,
        f"/claims/{claim.pk}/",
        f"/articles/{claim.article_id}/",
        f"/sources/{claim.outlet_id}/",
        "/sources/",
        "/articles/",
    ):
        page = client.get(address)
        assertNotContains(page, "<script>alert")
        assertContains(page, "&lt;script&gt;alert(1)")


def test_titles_with_directional_controls_are_isolated(client):
    version = VersionFactory(title="abc\u202egnp.exe")

    assertContains(page_of_article(client, version), "<h1><bdi>abc\u202egnp.exe</bdi></h1>")


def test_a_long_article_takes_as_many_queries_as_a_short_one(client, django_assert_max_num_queries):
    for length in (2, 12):
        version = VersionFactory(text=" ".join(f"Omar said {n}." for n in range(length)))
        for claim in claims_of(version):
            attribute(claim, SourceFactory(), named="Omar", cue="said")
        with django_assert_max_num_queries(14):
            page_of_article(client, version)


# The list


def test_the_list_shows_the_newest_claim_first(client):
    older, newer = ClaimFactory(text="Older."), ClaimFactory(text="Newer.")

    shown = client.get(LIST).content.decode()

    assert shown.index(newer.text) < shown.index(older.text)


def test_an_empty_list_says_what_to_do(client):
    assertContains(client.get(LIST), reverse("articles:add"))


def test_filters_narrow_the_list(client):
    reviewed = ClaimFactory(text="Reviewed.")
    Claim.objects.filter(pk=reviewed.pk).update(status=ReviewStatus.UNREVIEWED)
    arabic = ClaimFactory(text="هطل المطر.", language="ar")
    said = ClaimFactory(text="Omar said so.")
    omar = SourceFactory()
    attribute(said, omar, cue="said")

    def shown(query):
        return {row["claim"].pk for row in client.get(f"{LIST}?{query}").context["rows"]}

    assert shown("language=ar") == {arabic.pk}
    assert shown(f"outlet={said.outlet_id}") == {said.pk}
    assert shown(f"source={omar.pk}") == {said.pk}
    assert shown("attributed=yes") == {said.pk}
    assert shown("attributed=no") == {reviewed.pk, arabic.pk}
    assert shown("status=refuted") == set()
    assert shown("found=no") == set()
    assert shown("status=nonsense&outlet=nonsense") == {reviewed.pk, arabic.pk, said.pk}


def test_search_folds_spelling_and_marks_the_words_found(client):
    ClaimFactory(text="أكّدَ المسؤول وصول السفينة.", language="ar")
    ClaimFactory(text="هطل المطر.", language="ar")

    page = client.get(LIST, {"q": "اكد"})

    assert len(page.context["rows"]) == 1
    assertContains(page, '<span class="mark found" data-numbers="0">أكّدَ</span>', html=True)


def test_pages_neither_skip_nor_repeat_while_claims_are_added(client):
    before = [ClaimFactory().pk for _ in range(65)]
    seen, address = [], LIST
    while address:
        page = client.get(address).context["page"]
        seen += [claim.pk for claim in page.rows]
        ClaimFactory()
        address = page.next and f"{LIST}?after={page.next}"

    assert seen == before[::-1]


def test_going_back_shows_the_page_before(client):
    for _ in range(65):
        ClaimFactory()
    first = client.get(LIST).context["page"]
    second = client.get(f"{LIST}?after={first.next}").context["page"]

    again = client.get(f"{LIST}?before={second.previous}").context["page"]

    assert [claim.pk for claim in again.rows] == [claim.pk for claim in first.rows]
    assert again.previous is None


@pytest.mark.parametrize("place", ["after=nonsense", "before=1"])
def test_a_damaged_place_in_the_list_is_refused(client, place):
    assertContains(client.get(f"{LIST}?{place}"), "400", status_code=400)


def test_htmx_gets_the_results_alone(client):
    ClaimFactory(text="Rain fell.")

    part = client.get(LIST, headers={"HX-Request": "true"})

    assertContains(part, "Rain fell.")
    assertNotContains(part, "<html")


def test_the_list_takes_as_many_queries_for_many_rows_as_for_one(
    client, django_assert_max_num_queries
):
    for rows in (1, 20):
        for _ in range(rows):
            attribute(ClaimFactory(), SourceFactory())
        # The session and its user take 2 more.
        with django_assert_max_num_queries(2 + 5):
            client.get(LIST)


# A claim


def test_a_claim_shows_where_it_was_found(client):
    claim = claim_of("Rain fell.")
    old = claim.sentence
    newer = VersionFactory(article=claim.article, text="Now. Rain fell.")
    SentenceFactory(version=newer, words="Rain fell.", lineage_id=old.pk)

    page = client.get(f"/claims/{claim.pk}/")

    assert [place.version.number for place in page.context["places"]] == [2, 1]
    assertContains(page, "characters 5 to 15")


def test_a_lost_claim_says_which_version_lost_it(client):
    claim = claim_of("Rain fell.")
    newer = VersionFactory(article=claim.article, text="Snow fell.")
    Claim.objects.filter(pk=claim.pk).update(not_found_in=newer)

    assertContains(
        client.get(f"/claims/{claim.pk}/"), "Version 2 of the article no longer has this sentence."
    )


# A source


def test_a_source_shows_its_names_and_what_it_says(client):
    claim = ClaimFactory(text="Omar said so.")
    omar = SourceFactory(name="Omar Said", anonymity=Anonymity.NAMED)
    SourceAliasFactory(source=omar, surface="عمر سعيد", language="ar")
    attribute(claim, omar, cue="said")

    page = client.get(f"/sources/{omar.pk}/")

    assertContains(page, "عمر سعيد")
    assertContains(page, "Omar said so.")


def test_passing_on_is_not_saying(client):
    claim = ClaimFactory(text="Sources said Omar denied it.")
    relay = SourceFactory(kind=SourceKind.ANONYMOUS_GROUP, outlet=claim.outlet)
    outer = attribute(claim, relay, cue="said")
    attribute(claim, SourceFactory(), cue="denied", via=outer)

    passed_on = client.get(f"/sources/{relay.pk}/?as=relay").context["rows"]

    assert [row["claim"] for row in passed_on] == [claim]


# Chains


def test_a_chain_that_another_continues_is_told_once():
    claim = ClaimFactory(text="Sources said Omar denied it.")
    sources, omar = SourceFactory(), SourceFactory()
    outer = attribute(claim, sources, cue="said")
    attribute(claim, omar, cue="denied", via=outer)

    chains = chains_of(claim.hops.select_related("source", "attribution"))

    assert [chain.speakers for chain in chains] == [(claim.outlet, sources, omar)]
    assert chains[0].last_speaker == omar
    assert Reading.objects.count() == 1


def test_the_names_of_a_source_come_by_pages_the_most_used_first(client):
    source = SourceFactory()
    made = [
        SourceAliasFactory(source=source, surface=f"name {n}", count=n // 7).pk for n in range(120)
    ]
    client.force_login(UserFactory())
    seen, query = [], {}
    while query is not None:
        page = client.get(f"/sources/{source.pk}/", query).context["aliases"]
        seen += page.rows
        query = {"names-after": page.next} if page.next else None

    assert {alias.pk for alias in seen} >= set(made)
    assert len(seen) == len({alias.pk for alias in seen})
    assert [alias.count for alias in seen] == sorted((a.count for a in seen), reverse=True)
