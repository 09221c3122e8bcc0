"""The page of what people and programs were refused, and that every refusal is on it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from newsroom import workflows
from newsroom.models import RefusedAttempt, Role, Scope
from newsroom.pages import PAGE_SIZE
from tests.api import Program
from tests.factories import ClaimFactory, SourceFactory, UserFactory

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


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    return client


def shown(answer):
    return [attempt.reason for attempt in answer.context["page"].rows]


def test_the_record_is_narrowed_by_person_key_and_day(administrator):
    program = Program(Scope.READ)
    program.post("queue/next", {})
    person = UserFactory(username="nadia")
    RefusedAttempt.objects.create(actor=person, action="pin", role=Role.MONITOR, reason="Hers.")
    today = timezone.localdate()
    scope = "This takes a key with the scope `review`."

    assert shown(administrator.get(PAGE)) == ["Hers.", scope]
    assert shown(administrator.get(PAGE, {"person": "NAD"})) == ["Hers."]
    assert shown(administrator.get(PAGE, {"key": program.key.hint})) == [scope]
    assert shown(administrator.get(PAGE, {"key": program.key.name})) == [scope]
    assert shown(administrator.get(PAGE, {"since": today, "until": today})) == ["Hers.", scope]
    assert shown(administrator.get(PAGE, {"since": today + timedelta(days=1)})) == []
    assert shown(administrator.get(PAGE, {"until": today - timedelta(days=1)})) == []
    assert shown(administrator.get(PAGE, {"since": "yesterday"})) == ["Hers.", scope]


def test_the_page_speaks_arabic(administrator):
    refused("x")

    assertContains(administrator.get(PAGE, headers={"Accept-Language": "ar"}), "محاولات مرفوضة")


def revoke(program):
    workflows.revoke_api_key(program.key)


def expire(program):
    type(program.key).objects.update(expires_at=timezone.now() - timedelta(days=1))


def leave(program):
    type(program.key.user).objects.update(is_active=False)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (revoke, "This key was revoked."),
        (expire, "This key has expired."),
        (leave, "Whose key this is has left."),
    ],
)
def test_a_key_that_has_ended_is_refused_and_that_is_written_down(end, reason):
    program = Program(Scope.READ)
    end(program)

    assert program.get("claims").status_code == 401

    attempt = RefusedAttempt.objects.get()
    assert (attempt.key, attempt.actor, attempt.action) == (
        program.key,
        program.key.user,
        "use_key",
    )
    assert (attempt.action, attempt.about) == ("use_key", "GET /api/v1/claims")
    assert attempt.reason == reason


def test_a_secret_of_no_key_is_nobodys_attempt(client):
    answer = client.get("/api/v1/claims", headers={"Authorization": "Bearer msn_unknown"})

    assert answer.status_code == 401
    assert not RefusedAttempt.objects.exists()


def test_what_a_programs_role_forbids_is_written_down_with_its_key():
    program, claim = Program(Scope.REVIEW), ClaimFactory()

    assert program.post(f"claims/{claim.pk}/reopen", {"reason": "x"}).status_code == 403

    attempt = RefusedAttempt.objects.get()
    assert (attempt.key, attempt.action) == (program.key, "reopen")


@pytest.mark.parametrize(
    ("address", "action"),
    [
        ("/admin/", "assign"),
        ("/admin/newsroom/user/", "manage_desks"),
        ("/webhooks/", "manage_webhooks"),
        ("/rereadings/", "reread"),
        ("/sources/new/", "curate_sources"),
        ("/sources/{source}/split/", "curate_sources"),
        ("/review/agreement/", "see_agreement"),
        ("/exports/", "export"),
        ("/sources/looks/", "see_records"),
    ],
)
def test_a_page_that_a_role_may_not_see_is_written_down(client, address, action):
    editors = address.startswith("/admin/newsroom")
    person = UserFactory(role=Role.EDITOR if editors else Role.MONITOR)
    client.force_login(person)

    answer = client.get(address.format(source=SourceFactory().pk), follow=address == "/admin/")

    assert answer.status_code == 200 if address == "/admin/" else 403
    attempt = RefusedAttempt.objects.get()
    assert (attempt.actor, attempt.action) == (person, action)
