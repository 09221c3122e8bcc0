"""The figures of the overview: counted once a minute at most, whoever looks."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from claims.dashboard import COUNTING, FIGURES, desks_of, figures, shown
from claims.models import Claim, Review
from newsroom.models import Desk, Role
from tests.factories import ClaimFactory, UserFactory
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.delete_many([FIGURES, COUNTING])
    yield
    cache.delete_many([FIGURES, COUNTING])


def chart(title, desks):
    charts = dict(shown(figures(NOW), desks)["charts"])
    return [bar["number"] for bar in charts[title]]


def test_within_a_minute_nothing_is_counted_again(django_assert_num_queries):
    first = figures(NOW)

    with django_assert_num_queries(0):
        assert figures(NOW + timedelta(seconds=59)) == first


def test_after_a_minute_they_are_counted_anew():
    first = figures(NOW)
    ClaimFactory()

    assert len(figures(NOW + timedelta(seconds=61))["statuses"]) > len(first["statuses"])


def test_while_one_counts_the_others_see_the_last_figures(django_assert_num_queries):
    first = figures(NOW)
    cache.add(COUNTING, "")

    with django_assert_num_queries(0):
        assert figures(NOW + timedelta(minutes=5)) == first


def test_who_counts_and_fails_leaves_the_next_one_to_count(monkeypatch):
    def fail(_now):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("claims.dashboard.counted", fail)
        with pytest.raises(ZeroDivisionError):
            figures(NOW)

    assert figures(NOW)["at"] == NOW


def test_only_the_desks_one_sees_are_counted():
    ours, theirs = (Desk.objects.create(name=name) for name in ("Harbour", "Police"))
    for desk, status in ((ours, "disputed"), (theirs, "disputed"), (None, "unreviewed")):
        claim = claim_that_is(status)
        Review.objects.filter(pk=claim.pk).update(desk=desk, open_since=NOW - timedelta(days=30))
    late = ClaimFactory()
    Review.objects.filter(pk=late.pk).update(desk=theirs, open_since=NOW - timedelta(days=30))

    Desk.objects.filter(pk=theirs.pk).update(closed=True)
    seen = desks_of(UserFactory(role=Role.EDITOR))
    everything = desks_of(UserFactory(role=Role.ADMINISTRATOR))

    assert Claim.objects.count() == sum(chart("Claims by status", everything)) == 4
    assert sum(chart("Claims by status", seen)) == 2
    assert sum(chart("Open claims by age", seen)) == 1
    assert chart("Overdue by desk", seen) == [1, 0]
    assert [name for name, _ in shown(figures(NOW), seen)["agreement"]] == ["Harbour"]
    assert chart("Overdue by desk", everything) == [1, 0, 1]
