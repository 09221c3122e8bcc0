"""A source's record: counted from the log, with intervals, as of any day."""

from collections import Counter

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Claim
from claims.track_record import ENOUGH, track_record, wilson
from sources.curation import merge_sources
from tests.factories import ClaimFactory, SourceFactory, UserFactory, attribute
from tests.reviewing import bring_to


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_bounds(counts):
    k, n = counts
    found = wilson(k, n)

    assert 0 <= found.low <= found.share + 1e-12
    assert found.share - 1e-12 <= found.high <= 1


def test_the_interval_is_wilsons():
    found = wilson(8, 10)

    assert (round(found.low, 4), round(found.high, 4)) == (0.4902, 0.9433)


def claims_by(source, number, **columns):
    claims = [ClaimFactory() for _ in range(number)]
    for claim in claims:
        attribute(claim, source, **columns)
    return claims


def rule(claims, status):
    for claim in claims:
        bring_to(claim, status)


@pytest.mark.django_db
def test_few_decided_claims_give_no_share():
    source = SourceFactory()
    rule(claims_by(source, ENOUGH - 1), "corroborated")

    record = track_record(source.pk, as_of=timezone.now())

    assert record.roles["origin"].by_status == {"corroborated": ENOUGH - 1}
    assert record.roles["origin"].corroborated is None


@pytest.mark.django_db
def test_open_claims_are_in_no_share():
    source = SourceFactory()
    claims = claims_by(source, ENOUGH + 3)
    rule(claims[:8], "corroborated")
    rule(claims[8:10], "refuted")

    share = track_record(source.pk, as_of=timezone.now()).roles["origin"].corroborated

    assert (share.k, share.n) == (8, 10)


@pytest.mark.django_db
def test_origin_and_relay_are_apart():
    agency, speaker, claim = SourceFactory(), SourceFactory(), ClaimFactory()
    attribute(claim, speaker, chain=[speaker, agency, claim.outlet])

    record = track_record(agency.pk, as_of=timezone.now())

    assert (record.roles["origin"].total, record.roles["relay"].total) == (0, 1)


@pytest.mark.django_db
def test_as_of_a_moment_gives_the_figures_of_that_moment():
    source, before = SourceFactory(), timezone.now()
    [claim] = claims_by(source, 1)
    moments = [before, timezone.now()]
    for status in ("in_review", "refuted"):
        rule([claim], status)
        moments.append(timezone.now())

    records = [track_record(source.pk, as_of=at).roles["origin"].by_status for at in moments]

    assert records == [{}, {"unreviewed": 1}, {"in_review": 1}, {"refuted": 1}]


@pytest.mark.django_db
def test_what_the_history_says_is_what_is_stored():
    source = SourceFactory()
    claims = claims_by(source, 3)
    for status in ("in_review", "unverified", "in_review", "refuted"):
        rule(claims[:2], status)

    recounted = track_record(source.pk, as_of=timezone.now()).roles["origin"].by_status

    stored = Counter(Claim.objects.values_list("status", flat=True))
    assert recounted == stored == {"refuted": 2, "unreviewed": 1}


@pytest.mark.django_db
def test_a_merged_sources_claims_are_in_the_record():
    hafter, haftar = SourceFactory(), SourceFactory()
    claims_by(hafter, 2)
    claims_by(haftar, 1)

    merge_sources(hafter.pk, haftar.pk, by=UserFactory(role="editor"))

    assert track_record(haftar.pk, as_of=timezone.now()).roles["origin"].total == 3
