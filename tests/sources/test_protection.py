"""Protected sources: sealed, seen by those permitted alone, and each look recorded."""

import uuid

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from config.checks import protected_keys_are_keys
from newsroom.errors import BadInput
from newsroom.models import RefusedAttempt, Role
from newsroom.permissions import NotPermitted
from newsroom.secrecy import SecretWorkFailed
from sources import protection, sealing
from sources.errors import ProtectionOff, SealedWithUnknownKey
from sources.models import ProtectedEvent, ProtectedIdentity
from sources.sealing import Identity
from tests.api import Program, assert_problem
from tests.factories import SourceAliasFactory, SourceFactory, UserFactory
from tests.refusing import refused

pytestmark = pytest.mark.django_db
WHO = Identity("Salma Haddad", "+218 91 000", "Meets at the harbour.")


@pytest.fixture(autouse=True)
def key(settings):
    """One key of the operator's."""
    settings.MUSNAD_PROTECTED_KEYS = [Fernet.generate_key().decode()]
    return settings.MUSNAD_PROTECTED_KEYS[0]


@pytest.fixture
def source():
    return SourceFactory(name="An officer of the ministry")


@pytest.fixture
def reporter():
    return UserFactory(role=Role.FACT_CHECKER)


@pytest.fixture
def kept(source, reporter):
    """The source, with its identity kept by the reporter."""
    protection.keep_identity(source.pk, WHO, by=reporter, reason="The story of the port.")
    return source


def kinds(source):
    return list(
        ProtectedEvent.objects.filter(source=source).order_by("id").values_list("kind", flat=True)
    )


def test_who_keeps_an_identity_sees_it_and_the_look_is_recorded(kept, reporter):
    assert protection.look(kept.pk, by=reporter, reason="Before we publish.") == WHO

    last = ProtectedEvent.objects.first()
    assert (last.kind, last.actor, last.reason) == ("looked", reporter, "Before we publish.")


def test_a_look_needs_a_reason(kept, reporter):
    with pytest.raises(BadInput, match="reason: must say why"):
        protection.look(kept.pk, by=reporter, reason=" ")

    assert "looked" not in kinds(kept)


@pytest.mark.parametrize("role", Role)
def test_no_role_sees_an_identity_without_a_permission_of_its_own(kept, role):
    somebody = UserFactory(role=role, is_superuser=role == Role.ADMINISTRATOR)

    with pytest.raises(NotPermitted):
        protection.look(kept.pk, by=somebody, reason="I run the place.")

    assert "looked" not in kinds(kept)
    assert RefusedAttempt.objects.get().action == "see_protected"


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_nobody_permits_themselves(kept, role):
    somebody = UserFactory(role=role)

    with pytest.raises(NotPermitted):
        protection.permit(kept.pk, somebody, by=somebody, reason="I run the place.")


def test_who_may_look_passes_that_on_and_takes_it_back(kept, reporter):
    editor = UserFactory(role=Role.EDITOR)
    protection.permit(kept.pk, editor, by=reporter, reason="Reads it before print.")
    assert protection.look(kept.pk, by=editor, reason="Print.") == WHO

    protection.take_back(kept.pk, editor, by=reporter, reason="Printed.")

    with pytest.raises(NotPermitted):
        protection.look(kept.pk, by=editor, reason="Again.")
    assert kinds(kept) == ["kept", "granted", "granted", "looked", "withdrawn"]


def test_the_last_one_who_may_look_stays(kept, reporter):
    with pytest.raises(BadInput, match="the last one"):
        protection.take_back(kept.pk, reporter, by=reporter, reason="I leave.")


def test_a_monitor_is_never_permitted(kept, reporter):
    with pytest.raises(BadInput, match="their role never sees"):
        protection.permit(kept.pk, UserFactory(), by=reporter, reason="Helps out.")


def test_a_second_person_neither_replaces_nor_erases_what_was_kept(kept):
    editor = UserFactory(role=Role.EDITOR)

    for work in (
        lambda: protection.keep_identity(kept.pk, Identity("X"), by=editor, reason="Y"),
        lambda: protection.erase_identity(kept.pk, by=editor, reason="Y"),
    ):
        with pytest.raises(NotPermitted):
            work()

    assert kinds(kept) == ["kept", "granted"]


def test_an_erased_identity_takes_its_permissions_along_and_leaves_its_record(kept, reporter):
    protection.erase_identity(kept.pk, by=reporter, reason="She asked for it.")

    assert not ProtectedIdentity.objects.exists()
    assert not protection.may_look(kept.pk, reporter)
    assert kinds(kept) == ["kept", "granted", "erased", "withdrawn"]


@pytest.mark.parametrize(
    ("identity", "reason", "said"),
    [
        (Identity(" "), "why", "name: must say"),
        (Identity("x" * 501), "why", "name: at most 500"),
        (Identity("Salma\0"), "why", "name: has characters"),
        (Identity("Salma\ud800"), "why", "name: has characters"),
        (Identity("Salma", note="x" * 5001), "why", "note: at most 5000"),
        (Identity("Salma"), "", "reason: must say why"),
        (Identity("Salma Haddad"), "since SALMA HADDAD asked", "reason: names whom"),
        (Identity("the officer"), "why", "name: is public already"),
    ],
)
def test_what_breaks_a_rule_is_refused_without_being_repeated(
    source, reporter, identity, reason, said
):
    SourceAliasFactory(source=source, surface="The Officer")

    with pytest.raises(BadInput, match=said) as refusal:
        protection.keep_identity(source.pk, identity, by=reporter, reason=reason)

    assert "Salma" not in str(refusal.value)
    assert not ProtectedEvent.objects.exists()


def test_without_a_key_nothing_is_stored_and_that_is_said(settings, source, reporter):
    settings.MUSNAD_PROTECTED_KEYS = []

    with pytest.raises(ProtectionOff, match="switched off"):
        protection.keep_identity(source.pk, WHO, by=reporter, reason="why")

    assert not ProtectedEvent.objects.exists()


def test_a_look_with_a_key_gone_says_so(settings, kept, reporter):
    settings.MUSNAD_PROTECTED_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(SealedWithUnknownKey, match="an older key is missing"):
        protection.look(kept.pk, by=reporter, reason="why")


def test_keys_rotate_and_the_old_one_can_go(settings, key, kept, reporter, capsys):
    new = Fernet.generate_key().decode()
    settings.MUSNAD_PROTECTED_KEYS = [new, key]
    call_command("rotate_protected_keys")
    call_command("rotate_protected_keys")
    settings.MUSNAD_PROTECTED_KEYS = [new]

    assert protection.look(kept.pk, by=reporter, reason="why") == WHO
    assert capsys.readouterr().out.splitlines() == [
        "1 of 1 identities sealed with the first key.",
        "0 of 1 identities sealed with the first key.",
    ]
    assert kinds(kept).count("rotated") == 1


def test_a_rotation_names_what_it_cannot_open(settings, kept):
    settings.MUSNAD_PROTECTED_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(CommandError, match=str(kept.pk)):
        call_command("rotate_protected_keys")


def test_the_operator_permits_where_nobody_is_left(kept):
    heir = UserFactory(role=Role.EDITOR, username="heir")

    call_command("permit_protected", str(kept.pk), "heir", "--reason", "The reporter left.")

    assert protection.look(kept.pk, by=heir, reason="why") == WHO


def test_a_key_that_is_none_stops_the_start_without_being_shown(settings):
    settings.MUSNAD_PROTECTED_KEYS = [Fernet.generate_key().decode(), "hunter2"]

    [error] = protected_keys_are_keys()

    assert error.id == "musnad.E005"
    assert "key 2" in error.msg
    assert "hunter2" not in error.msg


def test_a_sealed_text_opens_for_its_own_source_alone(source):
    sealed = sealing.seal(source.pk, WHO)

    with pytest.raises(SealedWithUnknownKey):
        sealing.opened(uuid.uuid4(), sealed)


def test_the_length_of_a_sealed_text_says_nothing_about_the_name(source):
    sealed = {len(sealing.seal(source.pk, Identity("x" * length))) for length in (1, 20, 300)}

    assert len(sealed) == 1


def test_an_identity_shows_itself_in_no_log():
    assert repr([WHO]) == str([WHO]) == "[Identity(protected)]"


def test_an_error_on_the_way_leaves_without_its_words(monkeypatch, source, reporter):
    def broken(*_):
        raise ValueError(WHO.name)

    monkeypatch.setattr(sealing, "seal", broken)

    with pytest.raises(SecretWorkFailed, match=r"ValueError in .*broken") as failure:
        protection.keep_identity(source.pk, WHO, by=reporter, reason="why")

    assert WHO.name not in str(failure.value)
    assert failure.value.__context__ is None


# What the database itself holds, against the application's own role.


def test_the_application_reads_no_sealed_text_but_by_the_function(kept):
    assert "permission denied" in refused("SELECT sealed FROM sources_protectedidentity")


def test_the_database_opens_nothing_for_whoever_is_not_permitted(kept):
    said = refused("SELECT musnad_open_protected(%s, 'looked', %s, 'x')", kept.pk, UserFactory().pk)

    assert "without permission" in said


def test_the_database_takes_no_plain_text(kept):
    said = refused("UPDATE sources_protectedidentity SET sealed = %s", "Salma Haddad " * 99)

    assert "protected_identity_is_sealed" in said


def test_an_identity_changes_only_with_its_record(source):
    sealed = sealing.seal(source.pk, WHO)

    said = refused(
        "INSERT INTO sources_protectedidentity (source_id, sealed, key_mark) VALUES (%s, %s, 'x')",
        source.pk,
        sealed,
    )

    assert "only with its record" in said


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_the_record_of_looks_only_grows(kept, statement):
    assert "permission denied" in refused(statement.format("sources_protectedevent"))


def test_nobody_backdates_a_look(kept, reporter):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sources_protectedevent (source_id, kind, actor_id, reason, at)"
            " VALUES (%s, 'looked', %s, 'x', '2001-01-01') RETURNING at > now() - interval '1 h'",
            [kept.pk, reporter.pk],
        )
        assert cursor.fetchone() == (True,)


# Pages and API.


def test_the_page_shows_an_identity_once_and_lets_nobody_keep_the_answer(client, kept, reporter):
    client.force_login(reporter)
    address = f"/sources/{kept.pk}/protected/"

    assert WHO.name not in client.get(address).content.decode()
    shown = client.post(address + "look/", {"reason": "Before we publish."})

    assert WHO.name in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert WHO.name not in client.get(address).content.decode()
    assert kinds(kept)[-1] == "looked"


def test_a_refused_look_is_a_403_that_nobody_keeps_either(client, kept):
    client.force_login(UserFactory(role=Role.EDITOR))

    refusal = client.post(f"/sources/{kept.pk}/protected/look/", {"reason": "I run the place."})

    assert refusal.status_code == 403
    assert refusal["Cache-Control"] == "no-store"


def test_the_page_keeps_permits_and_erases(client, source, reporter):
    editor = UserFactory(role=Role.EDITOR)
    client.force_login(reporter)
    at = f"/sources/{source.pk}/protected/"

    client.post(at + "keep/", {"name": WHO.name, "reason": "The port."})
    client.post(at + "permit/", {"person": editor.username, "reason": "Reads it."})
    client.post(at + "permit/", {"person": editor.username, "reason": "Read.", "take_back": "1"})
    client.post(at + "erase/", {"reason": "Over."})

    assert kinds(source) == ["kept", "granted", "granted", "withdrawn", "erased", "withdrawn"]


def test_without_a_key_the_page_says_so(client, settings, source, reporter):
    settings.MUSNAD_PROTECTED_KEYS = []
    client.force_login(reporter)
    address = f"/sources/{source.pk}/protected/"

    assert "switched off" in client.get(address).content.decode()
    answer = client.post(address + "keep/", {"name": WHO.name, "reason": "why"})

    assert answer.status_code == 409
    assert WHO.name not in answer.content.decode()


def test_a_program_with_scope_and_permission_looks(kept, reporter):
    program = Program("protected")
    protection.permit(kept.pk, program.key.user, by=reporter, reason="The vault.")

    answer = program.post(f"sources/{kept.pk}/protected/looks", {"reason": "Nightly."})

    assert answer.json()["name"] == WHO.name
    assert answer["Cache-Control"] == "no-store"


def test_a_program_without_permission_is_refused_whatever_its_scopes(kept):
    program = Program("read", "ingest", "review", "admin", "protected")

    assert_problem(
        program.post(f"sources/{kept.pk}/protected/looks", {"reason": "x"}), 403, "may not see"
    )


def test_no_key_without_the_scope_comes_near(kept):
    program = Program("read", "ingest", "review", "admin")

    assert_problem(program.get(f"sources/{kept.pk}/protected"), 403, "protected")


def test_only_administrators_see_all_looks(client, kept, reporter):
    protection.look(kept.pk, by=reporter, reason="Before we publish.")
    for role, status in (("administrator", 200), ("editor", 403)):
        client.force_login(UserFactory(role=role))
        page = client.get("/sources/looks/")
        assert page.status_code == status
        assert (kept.name in page.content.decode()) == (status == 200)


def test_an_administrator_reads_the_reason_of_a_look_only_if_permitted_to_look(
    client, kept, reporter
):
    administrator = UserFactory(role="administrator")
    protection.look(kept.pk, by=reporter, reason="Before we publish.")
    client.force_login(administrator)

    def reasons_are_shown():
        page = client.get("/sources/looks/").content.decode()
        assert kept.name in page
        return "Before we publish." in page

    assert not reasons_are_shown()
    protection.permit(kept.pk, administrator, by=reporter, reason="To advise us.")
    assert reasons_are_shown()
    protection.take_back(kept.pk, administrator, by=reporter, reason="Done.")
    assert not reasons_are_shown()


def test_a_program_reads_the_whole_record_page_by_page(kept, reporter):
    program, found, cursor = Program("protected"), [], ""
    protection.permit(kept.pk, program.key.user, by=reporter, reason="The vault.")
    for number in range(7):
        protection.look(kept.pk, by=reporter, reason=f"Look {number}.")
    address = f"sources/{kept.pk}/protected"

    while cursor is not None:
        query = {"limit": 3, "cursor": cursor} if cursor else {"limit": 3}
        page = program.get(address, query).json()
        found += [event["reason"] for event in page["events"]]
        cursor = page["next"]

    written = protection.events_of(kept.pk)
    assert found == [event.reason for event in written]
    assert len(found) == 10
    assert_problem(program.get(address, {"cursor": "nonsense"}), 422, "cursor")
