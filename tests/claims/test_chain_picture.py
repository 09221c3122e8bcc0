"""The chain of a claim is drawn: who printed it, through whom, who said it."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from claims.chain_picture import chain_picture
from claims.provenance import chains_of_claim
from sources.models import Anonymity, SourceKind
from tests.factories import ClaimFactory, OutletFactory, SourceFactory, UserFactory, attribute

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    """Watan → Libyan sources → Haftar, and → his spokesman."""
    watan = OutletFactory(name="وطن")
    claim = ClaimFactory(outlet=watan)
    sources = SourceFactory(
        name="مصادر ليبية",
        kind=SourceKind.ANONYMOUS_GROUP,
        anonymity=Anonymity.GROUP,
        outlet=watan,
    )
    outer = attribute(claim, sources)
    for name in ("خليفة حفتر", "أحمد المسماري"):
        attribute(claim, SourceFactory(name=name), via=outer)
    return claim


def test_the_outlet_stands_where_reading_begins_and_the_speakers_last(claim):
    for right_to_left in (False, True):
        picture = chain_picture(chains_of_claim(claim.pk), right_to_left=right_to_left)
        places = {box.source.name: box.x for box in picture.boxes}
        order = sorted(places, key=places.get, reverse=right_to_left)

        assert order[:2] == ["وطن", "مصادر ليبية"]
        assert places["خليفة حفتر"] == places["أحمد المسماري"]


def test_who_stands_on_both_chains_is_their_common_link(claim):
    picture = chain_picture(chains_of_claim(claim.pk))

    assert [box.source.name for box in picture.boxes if box.meets] == ["مصادر ليبية"]
    assert [box.source.name for box in picture.boxes if box.source.unknown] == ["مصادر ليبية"]
    assert sorted(line.cue_class for line in picture.lines) == ["asserts", "asserts", "relays"]


def test_on_a_narrow_screen_all_stand_below_each_other_in_the_same_order(claim):
    for right_to_left in (False, True):
        picture = chain_picture(chains_of_claim(claim.pk), right_to_left=right_to_left).narrow
        boxes = sorted(picture.boxes, key=lambda box: box.y)

        assert [box.source.name for box in boxes][:2] == ["وطن", "مصادر ليبية"]
        assert len({box.x for box in boxes}) == 1
        assert picture.width <= 320
        assert sorted(line.cue_class for line in picture.lines) == ["asserts", "asserts", "relays"]


def test_the_page_has_the_picture_with_the_same_in_words(client, claim):
    client.force_login(UserFactory())

    page = client.get(reverse("claims:claim", args=[claim.pk]), headers={"accept-language": "ar"})

    assertContains(page, 'class="node', count=8)  # once for wide screens, once for narrow ones
    assertContains(page, "المدار المشترك · مجهول", count=2)
    assertContains(page, 'aria-label="سلسلة الإسناد، من الوسيلة إلى القائل الأخير"', count=2)


def test_a_claim_without_a_source_has_a_broken_chain(client):
    client.force_login(UserFactory())

    page = client.get(
        reverse("claims:claim", args=[ClaimFactory().pk]), headers={"accept-language": "ar"}
    )

    assertContains(page, "إسناد منقطع")
    assertNotContains(page, 'class="node')
