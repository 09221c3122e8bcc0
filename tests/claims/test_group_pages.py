"""The pages of groups and of the care for sources say what was found, in words and drawn."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from claims.drawing import Drawable, draw_graph
from claims.models import ClaimGroup, Membership
from claims.provenance import confirmed_claims
from sources.models import Source, SourceEvent, SourceQuestion
from sources.workflows import Mention, resolve_mentions
from tests.claims.conftest import source_named
from tests.claims.planted_stories import CIRCLE, EMBASSY, HARDENED, STORIES, WIRE, WITNESSES
from tests.factories import (
    ClaimFactory,
    SourceAliasFactory,
    SourceFactory,
    UserFactory,
    attribute,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client):
    client.force_login(UserFactory(role="editor"))
    return client


def page_of(client, group, language="en"):
    return client.get(
        reverse("claims:group", args=[group.pk]), headers={"accept-language": language}
    )


@pytest.mark.parametrize("planted", STORIES, ids=lambda planted: planted.name)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_of_a_planted_story_shows_its_count(client, plant, planted, language):
    page = page_of(client, plant(planted), language)

    count = str(planted.count)
    shown = (
        count.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")) if language == "ar" else count
    )
    assertContains(page, f'<p class="big">{shown}</p>', html=True)
    for telling in planted.tellings:
        assertContains(page, escape(telling.claim))


def test_the_meeting_point_is_named_and_marked(client, plant):
    page = page_of(client, plant(EMBASSY))

    assertContains(page, "both come through السفارة النرويجية في ليبيا")
    assertContains(page, "common link", count=2)  # drawn for wide and for narrow screens


def test_circular_reporting_is_named(client, plant):
    assertContains(page_of(client, plant(CIRCLE)), "Circular reporting:")


def test_the_timeline_shows_where_doubt_and_source_were_lost(client, plant):
    page = page_of(client, plant(HARDENED))

    assertContains(page, "Doubt removed")
    assertContains(page, "Source removed: stated as fact")


def test_vouching_from_the_page_makes_the_source_count(client, plant):
    group = plant(HARDENED)
    source = source_named("مصادر مطلعة @ الأفق")

    client.post(reverse("claims:vouch", args=[group.pk, source.pk]), {"reason": "We met them."})

    assertContains(page_of(client, group), "We met them.")
    assert group.vouches.get().source == source


def test_the_page_takes_the_same_queries_for_two_and_for_five(
    client, plant, django_assert_max_num_queries
):
    for planted in (WITNESSES, WIRE):
        group = plant(planted)
        with django_assert_max_num_queries(18):
            page_of(client, group)


def test_a_group_begins_at_a_claim_and_grows_by_address(client):
    first, second = ClaimFactory(), ClaimFactory()

    client.post(reverse("claims:start_group", args=[first.pk]))
    group = ClaimGroup.objects.get()
    client.post(reverse("claims:add_to_group", args=[group.pk]), {"claim": f"/claims/{second.pk}/"})

    assert list(confirmed_claims(group.pk)) == [first]
    assert Membership.objects.get(claim=second).state == "suggested"


def test_an_address_without_a_claim_is_said(client, plant):
    group = plant(WITNESSES)

    page = client.post(
        reverse("claims:add_to_group", args=[group.pk]), {"claim": "nowhere"}, follow=True
    )

    assertContains(page, "There is no claim at this address.")


@pytest.fixture
def question():
    haftar = SourceFactory(name="خليفة حفتر")
    SourceAliasFactory(source=haftar, surface="خليفة حفتر")
    [found] = resolve_mentions(None, [Mention("حفتر", "person", "named", "ar", ("حفتر",))])
    attribute(ClaimFactory(text="قال حفتر إن الجيش باق."), found)
    return SourceQuestion.objects.get()


def test_the_inbox_shows_the_words_and_takes_one_press(client, question):
    page = client.get(reverse("claims:inbox"))
    assertContains(page, "قال حفتر إن الجيش باق.")
    assertContains(page, "surname alone")

    client.post(reverse("claims:answer", args=[question.pk]), {"answer": "same"})

    assert Source.objects.get(pk=question.source_id).merged_into == question.candidate
    assertContains(client.get(reverse("claims:inbox")), "Nothing to ask")


def test_a_fact_checker_is_told_that_editors_merge(client, question):
    client.force_login(UserFactory(role="fact_checker"))

    page = client.post(
        reverse("claims:answer", args=[question.pk]), {"answer": "same"}, follow=True
    )

    assertContains(page, "you may not merge, split and edit sources here")


def test_a_merge_is_previewed_made_and_undone(client):
    hafter, haftar = SourceFactory(name="Hafter"), SourceFactory(name="Haftar")
    attribute(ClaimFactory(), hafter)
    care = reverse("claims:care", args=[hafter.pk])

    assertContains(client.get(care, {"into": "Haftar"}), "<li>1 attribution</li>")
    made = client.post(reverse("claims:merge", args=[hafter.pk]), {"into": str(haftar.pk)})
    assertRedirects(made, care)
    assertContains(client.get(care), "merged into")
    event = SourceEvent.objects.get(kind="merged")
    client.post(reverse("claims:undo", args=[haftar.pk, event.pk]))

    assertNotContains(client.get(care), "merged into")


def test_a_merge_into_itself_is_objected_to_and_refused(client):
    source = SourceFactory(name="Haftar")
    care = reverse("claims:care", args=[source.pk])

    assertContains(client.get(care, {"into": "Haftar"}), escape("can't be merged into itself"))
    refused = client.post(
        reverse("claims:merge", args=[source.pk]), {"into": str(source.pk)}, follow=True
    )

    assertContains(refused, '<li class="error">A source can’t be'.replace("’", "&#x27;"))
    assert not SourceEvent.objects.exists()


def test_grades_of_two_people_stand_side_by_side(client):
    source = SourceFactory()
    for letter in "BD":
        client.force_login(UserFactory(role="editor"))
        client.post(
            reverse("claims:grade", args=[source.pk]), {"letter": letter, "reason": "knows"}
        )

    page = client.get(reverse("claims:care", args=[source.pk]))

    assertContains(page, "usually reliable")
    assertContains(page, "not usually reliable")


def test_a_record_too_small_says_so(client):
    source = SourceFactory()
    attribute(ClaimFactory(), source)

    assertContains(client.get(reverse("claims:care", args=[source.pk])), "Not enough")


def test_boxes_never_overlap_and_mirror_for_right_to_left():
    sources = {name: Drawable(name, name, "person", "named") for name in "abcdef"}
    chains = [("abc", "asserts"), ("ade", "asserts"), ("fe", "denies")]

    ltr = draw_graph(chains, sources, meetings=frozenset("a"))
    rtl = draw_graph(chains, sources, meetings=frozenset("a"), right_to_left=True)

    places = [(box.x, box.y) for box in ltr.boxes]
    assert len(set(places)) == len(sources)
    assert [(ltr.width - x - 190, y) for x, y in places] == [(b.x, b.y) for b in rtl.boxes]
    assert [box.source.id for box in ltr.boxes if box.meets] == ["a"]
    assert {line.cue_class for line in ltr.lines} == {"asserts", "relays", "denies"}
