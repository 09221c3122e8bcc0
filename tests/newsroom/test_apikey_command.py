"""`manage.py apikey`: keys from the command line."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from newsroom.errors import KeyNotUsable
from newsroom.models import ApiKey, Desk
from newsroom.workflows import rotate_api_key
from tests.api import Program

pytestmark = pytest.mark.django_db


def run(*arguments):
    call_command("apikey", *arguments)


def test_the_new_key_is_printed_alone_on_its_line_and_works(capsys, client):
    run("create", "--name", "wire", "--scopes", "read,ingest")

    printed = capsys.readouterr().out
    answer = client.get("/api/v1/claims", headers={"Authorization": f"Bearer {printed.strip()}"})
    assert printed.count("\n") == 1
    assert answer.status_code == 200
    assert ApiKey.objects.get().scopes == ["ingest", "read"]


@pytest.mark.parametrize(
    ("scopes", "words"), [("read,fly", "fly"), ("", "none given"), (",", "none given")]
)
def test_a_wrong_scope_is_refused_with_the_right_ones(scopes, words):
    with pytest.raises(CommandError, match=f"--scopes: {words}.*read, ingest, review, admin"):
        run("create", "--name", "wire", "--scopes", scopes)

    assert not ApiKey.objects.exists()


def test_the_list_shows_which_keys_work_but_no_key(capsys):
    program = Program("read")
    run("list")

    printed = capsys.readouterr().out
    assert program.key.hint in printed
    assert program.secret not in printed
    assert "works" in printed


@pytest.mark.parametrize("by", ["--name", "--hint"])
def test_a_revoked_key_stops_at_once(by):
    program = Program("read")

    run("revoke", by, program.key.name if by == "--name" else program.key.hint)

    assert program.get("claims").status_code == 401


def test_revoking_what_isnt_there_says_so():
    with pytest.raises(CommandError, match="no such key"):
        run("revoke", "--name", "nobody")


def test_a_rotated_key_works_on_for_as_long_as_both_are_wanted(capsys):
    program = Program("read")
    desk = Desk.objects.create(name="Night")
    ApiKey.objects.update(desk=desk, requests_per_minute=70)

    run("rotate", "--hint", program.key.hint, "--overlap-hours", "2")

    new = Program("read")
    new.secret = capsys.readouterr().out.strip()
    assert new.get("claims")["RateLimit-Policy"] == '"key";q=70;w=60'
    assert program.get("claims").status_code == 200
    newer = ApiKey.objects.get(replaces=program.key)
    assert (newer.user_id, newer.scopes, newer.desk) == (program.key.user_id, ["read"], desk)
    program.key.refresh_from_db()
    assert timedelta(hours=1) < program.key.expires_at - timezone.now() <= timedelta(hours=2)


def test_without_an_overlap_the_old_key_stops_at_once(capsys):
    program = Program("read")

    run("rotate", "--hint", program.key.hint, "--overlap-hours", "0")

    assert program.get("claims").status_code == 401


def test_a_key_is_rotated_once():
    program = Program("read")
    run("rotate", "--hint", program.key.hint)

    with pytest.raises(KeyNotUsable, match="rotated already"):
        rotate_api_key(program.key, overlap=timedelta(hours=1))


def test_a_keys_robot_belongs_to_its_desk(capsys):
    desk = Desk.objects.create(name="Night")

    run("create", "--name", "wire", "--scopes", "read", "--desk", "Night")

    key = ApiKey.objects.get()
    assert (key.desk, list(desk.members.all())) == (desk, [key.user])


def test_a_desk_that_is_not_there_is_refused_by_name():
    Desk.objects.create(name="Night")

    with pytest.raises(CommandError, match="--desk: there is no desk Day; there are: Night"):
        run("create", "--name", "wire", "--scopes", "read", "--desk", "Day")
