"""`manage.py generate`: what it makes is what the newsroom could have made."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.history import verify
from claims.models import Claim, Hop
from claims.states import ReviewStatus
from sources.models import SourceAlias
from tests.factories import ClaimFactory

pytestmark = pytest.mark.django_db


def test_there_are_claims_in_all_states_in_both_languages_with_chains_and_a_whole_history(capsys):
    call_command("generate", claims=300)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert "300 claims" in capsys.readouterr().out
    assert set(Claim.objects.values_list("status", flat=True)) == set(ReviewStatus.values)
    assert set(Claim.objects.values_list("language", flat=True)) == {"ar", "en"}
    assert Hop.objects.filter(position=2).exists()
    assert SourceAlias.objects.exists()
    assert verify() is None


def test_a_database_with_claims_is_left_alone_unless_more_are_asked_for():
    ClaimFactory()

    with pytest.raises(CommandError, match="--add"):
        call_command("generate", claims=20)
    assert Claim.objects.count() == 1

    call_command("generate", claims=20, add=True)
    assert Claim.objects.count() == 21
