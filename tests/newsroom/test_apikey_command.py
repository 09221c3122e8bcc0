"""`manage.py apikey`: keys from the command line."""

import pytest
from django.core.management import CommandError, call_command

from newsroom.models import ApiKey
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
