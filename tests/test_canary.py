"""A protected name appears nowhere but on the one page that may show it, and there the look is
recorded: every address there is, asked as everybody; logs, errors, mail, database and queue.
"""

import io
import logging
import re
import subprocess
import traceback
import zipfile
from contextlib import contextmanager

import pytest
import redis
from cryptography.fernet import Fernet
from django.conf import settings as django_settings
from django.core import mail
from django.core.management import CommandError, call_command, get_commands
from django.db import connections
from django.test import Client

from articles.models import Feed
from claims import comments, groups, mailing, review
from claims.exports import making
from claims.exports.formats import FORMATS
from claims.models import Export
from claims.schemas import ClaimsWanted
from config.parts import postgres
from config.parts.places import postgres_data_folder, postgres_socket_folder
from newsroom import delivering, webhooks
from newsroom.models import IdempotentAnswer, Role, Scope, Webhook
from sources import curation, protection, sealing
from sources.models import ProtectedEvent, SourceEvent, SourceQuestion
from tests import canary
from tests.api import Program
from tests.conftest import DATABASE, HOME
from tests.crawling import OUR_APPS, Visitor, a_body_for, operations, pages, words_of
from tests.factories import (
    ClaimFactory,
    IngestionFactory,
    SourceAliasFactory,
    SourceFactory,
    UserFactory,
    attribute,
)

pytestmark = pytest.mark.django_db(transaction=True)
UUID = "[0-9a-f]{8}-[0-9a-f]{4}"
FORM = {"reason": "crawled", "text": "crawled", "person": "nobody", "q": "x", "answer": "same"}


@pytest.fixture(autouse=True)
def key(settings):
    """A key of the operator's."""
    settings.MUSNAD_PROTECTED_KEYS = [Fernet.generate_key().decode()]
    settings.MUSNAD_FETCH_ALLOW = ["127.0.0.1"]


@pytest.fixture
def reporter():
    return UserFactory(role=Role.FACT_CHECKER, username="reporter")


@pytest.fixture
def source(reporter):
    """The protected source, quoted in the news like any other, with something of everything."""
    source = SourceFactory(name="An officer of the ministry")
    SourceAliasFactory(source=source, surface="a ministry officer")
    editor = UserFactory(role=Role.EDITOR, username="an-editor")
    claim = ClaimFactory(text="The port closes, an officer of the ministry said.")
    attribute(claim, source, cue="said", named="an officer of the ministry")
    IngestionFactory()
    group = groups.start_group("The port", by=editor)
    groups.decide_membership(group.pk, claim.pk, "confirmed", by=editor)
    curation.grade_source(source.pk, "B", by=editor, reason="Was right before.")
    other = SourceFactory(name="The officer")
    merge = curation.merge_sources(other.pk, source.pk, by=editor, reason="The same.")
    assert isinstance(merge, SourceEvent)
    SourceQuestion.objects.create(
        source=SourceFactory(provisional=True), candidate=source, score=0.5
    )
    comments.comment(claim.pk, "@reporter look", by=editor)
    review.decide(claim.pk, review.Verdict("refuted", "The port is open."), by=editor)
    protection.keep_identity(source.pk, canary.WHO, by=reporter, reason="The port.")
    tell_the_world(source)
    return source


def tell_the_world(source):
    """A feed, a file of each format, and a webhook that is told of all there is."""
    administrator = UserFactory(role=Role.ADMINISTRATOR, username="an-administrator")
    Feed.objects.create(url="https://news.example/feed", added_by=administrator)
    hook = webhooks.add_webhook("cms", "http://127.0.0.1/", ["*"], by=administrator)
    Webhook.objects.update(position=0, number=0)
    assert not delivering.tell(hook.pk)
    assert hook.deliveries.filter(body__contains=source.name).exists()
    for name in FORMATS:
        export = making.ask_for_export(
            name, ClaimsWanted(), by=administrator, base="https://musnad.example"
        )
        making.write_export(export.pk)


@contextmanager
def everything_logged():
    """All that Python code logs, statements with their values and errors with their frames."""
    written = io.StringIO()
    loggers = [logging.getLogger(name) for name in ("", "django", "django.db.backends")]
    # Of each name that a template looks for in vain: with a traceback, a third of all the time.
    templates = logging.getLogger("django.template")
    before = [(one, one.level, one.handlers) for one in (*loggers, templates)]
    templates.setLevel(logging.INFO)
    for logger in loggers:
        # Instead of pytest's own handlers, which would keep each of a million records.
        is_last = logger.parent is None or not logger.propagate
        logger.handlers = [logging.StreamHandler(written)] if is_last else []
        logger.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        for logger, level, handlers in before:
            logger.handlers = handlers
            logger.setLevel(level)


@contextmanager
def every_statement_logged():
    """PostgreSQL writes each statement it gets into its log."""
    with postgres.connect(HOME) as superuser:
        superuser.execute("ALTER SYSTEM SET log_statement = 'all'")
        superuser.execute("SELECT pg_reload_conf()")
        begin = (HOME / "servers.log").stat().st_size
        try:
            yield begin
        finally:
            superuser.execute("ALTER SYSTEM RESET log_statement")
            superuser.execute("SELECT pg_reload_conf()")


def everybody():
    """(who, user, secret): no one, each role, and a key of each scope and of all."""
    yield "anonymous", None, ""
    for role in Role:
        power = role == Role.ADMINISTRATOR
        yield role.value, UserFactory(role=role, is_staff=power, is_superuser=power), ""
    for scope in Scope:
        yield f"key {scope}", None, Program(scope).secret
    yield "key of all scopes", None, Program(*Scope).secret


def requests(secret):
    """(method, address, body, query) of all that there is to ask: of the API with a key."""
    if not secret:
        for address in pages():
            yield "GET", address, None, {}
            if not re.search(UUID, address):
                yield from (("GET", address, None, {"q": q}) for q in canary.BEGINNINGS)
            yield "POST", address, FORM, {}
        return
    for method, address, operation in operations():
        yield method, address, a_body_for(operation), {}
        if any(one["name"] == "q" for one in operation.get("parameters", ())):
            for q in canary.BEGINNINGS:
                yield "GET", address, None, {"q": q}


def test_nobody_finds_a_protected_name_at_any_address(source, capsys, monkeypatch):
    monkeypatch.setattr(connections["default"], "force_debug_cursor", True)
    asked, found = 0, []
    with everything_logged() as log:
        for who, user, secret in everybody():
            visitor = Visitor(user, secret)
            for method, address, body, query in requests(secret):
                answer = visitor.ask(method, address, body, query)
                asked += 1
                if ways := canary.seen_in(words_of(answer)):
                    found.append((who, method, address, ways))

    assert not found
    assert canary.seen_in(log.getvalue().encode()) == []
    assert not ProtectedEvent.objects.filter(kind="looked").exists()
    assert asked > 1000
    with capsys.disabled():
        print(f" {asked} requests", end="")  # noqa: T201


def test_who_may_look_finds_the_name_on_the_one_page_and_the_look_is_recorded(source, reporter):
    the_page = f"/sources/{source.pk}/protected/look/"
    visitor = Visitor(reporter)
    found = [
        (method, address)
        for method, address, body, query in requests("")
        if method == "GET" or not address.startswith("/sources/")
        if canary.seen_in(words_of(visitor.ask(method, address, body, query)))
    ]
    assert not found
    assert not ProtectedEvent.objects.filter(kind="looked").exists()

    shown = visitor.ask("POST", the_page, {"reason": "Before we publish."})

    assert canary.WORDS[0].encode() in shown.content
    look = ProtectedEvent.objects.get(kind="looked")
    assert (look.actor, look.reason) == (reporter, "Before we publish.")


def test_keeping_looking_and_failing_leave_the_name_nowhere(  # noqa: PLR0915 - one long way
    settings, source, reporter, monkeypatch
):
    """All ways in and out, each broken in the middle too; then all that is written is searched."""
    settings.DEBUG = True
    program = Program("protected")
    protection.permit(source.pk, program.key.user, by=reporter, reason="The vault.")
    page, api = f"/sources/{source.pk}/protected/", f"/api/v1/sources/{source.pk}/protected"
    form = {"name": canary.WHO.name, "contact": canary.WHO.contact, "note": canary.WHO.note}
    headers = {"Authorization": f"Bearer {program.secret}", "Idempotency-Key": "once"}
    answers = []

    def send(path, body, *, as_json=False):
        client = Client(raise_request_exception=False)
        if as_json:
            method = client.put if path == api else client.post
            answer = method(path, body, content_type="application/json", headers=headers)
        else:
            client.force_login(reporter)
            answer = client.post(path, body)
        answers.append(answer)
        return answer

    def broken(*args, **kwargs):
        raise ValueError(f"{canary.WHO.name} {args} {kwargs}")

    with everything_logged() as log, every_statement_logged() as begin:
        # What is refused: no reason, too long, an unknown field, no JSON, another media type.
        assert send(page + "keep/", form).status_code == 422
        assert send(page + "keep/", {**form, "reason": canary.WORDS[0]}).status_code == 422
        for body in ({**form}, {**form, "reason": "x", "nme": "y"}, {**form, "name": ["x"]}):
            assert send(api, body, as_json=True).status_code == 422
        assert send(api, f'{{"name": "{canary.WHO.name}"', as_json=True).status_code == 400
        too_long = {**form, "name": canary.WHO.name * 99, "reason": "x"}
        assert send(page + "keep/", too_long).status_code == 422
        # What breaks: our own code, the encryption, the database, the template.
        for module, name in (
            (sealing, "seal"),
            (protection, "_check"),
            (protection, "_write"),
            (sealing, "key_mark"),
            (protection, "fold"),
        ):
            with monkeypatch.context() as patch:
                patch.setattr(module, name, broken)
                assert send(page + "keep/", {**form, "reason": "x"}).status_code == 500
        with monkeypatch.context() as patch:
            patch.setattr("sources.protected_views.render", broken)
            patch.setattr("sources.protected_api.json_bytes", broken)
            assert send(page + "look/", {"reason": "x"}).status_code == 500
            assert send(api + "/looks", {"reason": "x"}, as_json=True).status_code == 500
        with monkeypatch.context() as patch:
            patch.setattr(sealing, "opened", broken)
            assert send(page + "look/", {"reason": "x"}).status_code == 500
            assert send(api + "/looks", {"reason": "x"}, as_json=True).status_code == 500
        # What succeeds.
        assert send(page + "keep/", {**form, "reason": "Better spelled."}).status_code == 302
        before = len(answers)
        shown = [
            send(page + "look/", {"reason": "Print."}),
            send(api + "/looks", {"reason": "Print."}, as_json=True),
        ]
        del answers[before:]
        log_of_server = (HOME / "servers.log").read_bytes()[begin:]

    assert all(canary.WORDS[0].encode() in answer.content for answer in shown)
    assert [a.status_code for a in answers if canary.seen_in(words_of(a))] == []
    assert canary.seen_in(log.getvalue().encode()) == []
    assert b"musnad_open_protected" in log_of_server
    assert canary.seen_in(log_of_server) == []
    assert not IdempotentAnswer.objects.exists()
    reporter.mailed_when = "at_once"
    reporter.save()
    assert mailing.mail_due_notices() == 1
    written = "".join(m.subject + m.body + str(m.message()) + m.alternatives[0].content
                      for m in mail.outbox)  # fmt: skip
    assert "You were mentioned" in written
    assert canary.seen_in(written.encode()) == []
    assert canary.seen_in(dump_of_database()) == []
    assert canary.seen_in(all_of_valkey()) == []
    assert canary.seen_in(all_exports()) == []
    assert files_with_the_name() == []


def test_the_search_itself_finds_a_name_that_is_there(source):
    """A name kept in the open shows in page, dump and files: the search above is no blind one."""
    SourceFactory(name=canary.WHO.name)

    page = Visitor(UserFactory()).ask("GET", "/sources/")

    assert canary.seen_in(words_of(page))
    assert canary.seen_in(dump_of_database())
    assert files_with_the_name()


def dump_of_database() -> bytes:
    """All tables, functions and views, as `pg_dump` writes them."""
    return subprocess.run(
        [
            postgres.program("pg_dump"),
            f"--host={postgres_socket_folder(HOME)}",
            "--username=postgres",
            DATABASE,
        ],
        check=True,
        capture_output=True,
    ).stdout


def files_with_the_name() -> list[str]:
    """PostgreSQL's own files that have the name: tables, indexes, journal, statistics."""
    with postgres.connect(HOME, database=DATABASE) as superuser:
        superuser.execute("CHECKPOINT")
        (oid,) = superuser.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    data = postgres_data_folder(HOME)
    needles = [word.encode() for word in canary.WORDS]
    found = []
    for path in [*data.glob(f"base/{oid}/*"), *data.glob("pg_wal/*"), *data.glob("pg_stat*/*")]:
        if path.is_file():
            written = path.read_bytes()
            found += [str(path)] if any(needle in written for needle in needles) else []
    return found


def all_of_valkey() -> bytes:
    """Keys and values of all the databases of queue and cache."""
    found = b""
    for url in (django_settings.CELERY_BROKER_URL, django_settings.CACHE_URL):
        with redis.Redis.from_url(
            url.replace("redis+socket", "unix").replace("virtual_host", "db")
        ) as server:
            for key in server.scan_iter():
                found += key + (server.dump(key) or b"")
    return found


def all_exports() -> bytes:
    """What our commands that export, list or verify print, and Django's own dump."""
    out = io.StringIO()
    ours = [
        name
        for name, app in get_commands().items()
        if app in OUR_APPS and name.startswith(("export", "list", "verify"))
    ]
    assert ours
    for name in [*ours, "dumpdata"]:
        options = {"exclude": ["sources.ProtectedIdentity"]} if name == "dumpdata" else {}
        try:
            call_command(name, stdout=out, stderr=out, **options)
        except (CommandError, TypeError):
            out.write(traceback.format_exc())
    assert "An officer of the ministry" in out.getvalue()
    return out.getvalue().encode() + files_of_exports()


def files_of_exports() -> bytes:
    """What the export files have in them, unpacked."""
    found = b""
    for export in Export.objects.all():
        body = making.file_of(export).read_bytes()
        if zipfile.is_zipfile(io.BytesIO(body)):
            with zipfile.ZipFile(io.BytesIO(body)) as book:
                body = b"".join(book.read(name) for name in book.namelist())
        found += body
    assert b"officer of the ministry" in found
    return found
