"""The page of what people were refused."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from newsroom.models import RefusedAttempt, Role
from newsroom.pages import PAGE_SIZE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/refused-attempts/"


def refused(reason):
    return RefusedAttempt.objects.create(
        actor=UserFactory(), action="pin", role=Role.MONITOR, about="claim 7", reason=reason
    )


def test_an_administrator_reads_the_latest_first_and_turns_the_page(
    client, django_assert_max_num_queries
):
    first = refused("the first of all")
    rest = [refused(f"attempt number {number}.") for number in range(PAGE_SIZE)]
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))

    with django_assert_max_num_queries(5):  # session, person, savepoint and its end, rows
        newest = client.get(PAGE)

    assert [row.pk for row in newest.context["page"].rows] == [row.pk for row in reversed(rest)]
    assertNotContains(newest, first.reason)
    assertContains(client.get(PAGE, {"after": rest[0].pk}), first.reason)


def test_a_place_that_is_no_number_is_a_bad_request(client):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))

    assert client.get(PAGE, {"after": "nowhere"}).status_code == 400


@pytest.mark.parametrize("role", [Role.MONITOR, Role.FACT_CHECKER, Role.EDITOR])
def test_others_are_refused_and_that_is_written_down(client, role):
    person = UserFactory(role=role)
    client.force_login(person)

    assert client.get(PAGE).status_code == 403

    [attempt] = RefusedAttempt.objects.all()
    assert (attempt.actor, attempt.action) == (person, "see_records")
