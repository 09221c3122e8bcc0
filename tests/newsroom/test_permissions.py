"""Who may do what: the whole table, written down a second time, and the log of refusals."""

import psycopg
import pytest
from django.db import connection, transaction

from newsroom.models import RefusedAttempt, Role
from newsroom.permissions import PERMITTED, Action, NotPermitted, all_or_nothing, may, require
from tests.factories import UserFactory

# Role → action → on whose work: "o" one's own, "x" others'. What isn't here is refused.
EXPECTED = {
    "monitor": "add_article:ox comment:ox",
    "fact_checker": (
        "add_article:ox comment:ox take:o release:o add_evidence:ox withdraw_evidence:o decide:o"
        " reopen:o correct:ox group_claims:ox keep_protected:o see_protected:o grant_protected:o"
        " export:o"
    ),
    "editor": (
        "add_article:ox comment:ox take:o release:ox add_evidence:ox withdraw_evidence:ox decide:o"
        " reopen:ox correct:ox group_claims:ox curate_sources:ox override:o approve:x assign:ox"
        " pin:ox ask_second_opinion:ox"
        " see_agreement:ox keep_protected:o see_protected:o grant_protected:o export:o"
        " manage_feeds:ox"
    ),
    "service": (
        "add_article:ox comment:ox take:o release:o add_evidence:ox withdraw_evidence:o decide:o"
        " manage_webhooks:o manage_feeds:ox see_protected:o export:o"
    ),
}
EXPECTED["administrator"] = (
    EXPECTED["editor"] + " manage_desks:ox see_records:ox reread:ox manage_webhooks:ox"
)
CELLS = {
    (role, action): marks
    for role, row in EXPECTED.items()
    for action, _, marks in (cell.partition(":") for cell in row.split())
}


@pytest.mark.parametrize("own", [True, False], ids=["own", "others"])
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_the_table_permits_just_what_is_written_here(role, action, own):
    user = UserFactory.build(role=role)

    assert may(user, action, own=own) is (("o" if own else "x") in CELLS.get((role, action), ""))


def test_no_role_approves_its_own_decisions():
    assert not any(may(UserFactory.build(role=role), Action.APPROVE, own=True) for role in Role)


def test_whoever_runs_the_installation_is_an_administrator():
    assert UserFactory.build(is_superuser=True).acts_as == Role.ADMINISTRATOR


@pytest.mark.parametrize("action", Action)
def test_somebody_who_left_may_do_nothing(action):
    assert not may(UserFactory.build(role=Role.ADMINISTRATOR, is_active=False), action)


def test_every_role_has_its_row():
    assert set(PERMITTED) == set(Role)


@all_or_nothing
def pin_twice(user):
    UserFactory(username="made on the way")
    pin_once(user)


@all_or_nothing
def pin_once(user):
    require(user, Action.PIN, own=False, about="claim 7")


@pytest.mark.django_db
def test_a_refusal_is_written_down_once_though_all_else_is_rolled_back():
    monitor = UserFactory(role=Role.MONITOR)

    with pytest.raises(NotPermitted, match="As Monitor you may not pin claims here"):
        pin_twice(monitor)

    [attempt] = RefusedAttempt.objects.all()
    assert (attempt.actor, attempt.action, attempt.about) == (monitor, "pin", "claim 7")
    assert not type(monitor).objects.filter(username="made on the way").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET reason = ''", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_the_log_of_refusals_only_grows(statement):
    with pytest.raises(NotPermitted):
        pin_once(UserFactory())

    with (
        pytest.raises(Exception, match="permission denied") as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("newsroom_refusedattempt"))

    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
