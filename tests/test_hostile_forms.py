"""What no form of ours sends: every page answers it with a refusal, and none with an error of ours.

Pages are found by walking the resolver, and their fields by looking through views and forms: a new
one is among them by itself.
"""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception

from tests.crawling import Visitor, pages
from tests.factories import UserFactory
from tests.test_page_queries import World

pytestmark = pytest.mark.django_db
HOSTILE = {
    "no id and no number": "9" * 5000,
    "no day": "2026-02-30",
    "the last day": "9999-12-31",
    "null": "\0",
}
_READ = re.compile(r'(?:POST|GET)\.get(?:list)?\("([\w-]+)"|_id_in\(request, "(\w+)"')
_FIELD = re.compile(r"^    (\w+) = (?:forms\.\w+|SourceField|Lines|\w+Field)\(", re.MULTILINE)


def fields() -> set[str]:
    """The names of all that our pages read of a form or an address."""
    found = set()
    for app in ("articles", "claims", "newsroom", "sources"):
        for file in Path(app).glob("*.py"):
            text = file.read_text()
            found |= {name for names in _READ.findall(text) for name in names if name}
            found |= set(_FIELD.findall(text))
    return found


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_page_fails_by_what_a_form_has(settings, value):
    settings.MUSNAD_FETCH_ALLOW = ["127.0.0.1"]
    world = World()
    world.grow(1)
    visitor, form = Visitor(world.person), dict.fromkeys(fields(), value)
    failed = []

    def note(request, **_named):
        failed.append((request.method, request.path))

    got_request_exception.connect(note)
    # One of each kind of page.
    chosen = {re.sub(r"[0-9a-f]{8}-[-0-9a-f]{27}", "ID", one): one for one in pages()}
    try:
        for address in chosen.values():
            if not address.startswith(("/api/", "/static/", "/accounts/")):
                visitor.ask("GET", address, query=form)
                visitor.ask("POST", address, form)
    finally:
        got_request_exception.disconnect(note)

    assert {"decision", "evidence", "revision", "as_of", "until", "to", "surface"} <= form.keys()
    assert failed == []


def test_a_file_far_above_the_limit_is_not_read(client, settings):
    """Whoever isn't signed in sends it too: the form's token is looked for before the person."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    file = SimpleUploadedFile("page.html", b"x" * 1_100_000)

    answer = client.post("/accounts/login/", {"html": file})

    assert answer.status_code == 413
    assert client.post("/accounts/login/", {"html": SimpleUploadedFile("a", b"x" * 1200)})
    client.force_login(UserFactory())
    little_more = client.post("/articles/add/", {"html": SimpleUploadedFile("a", b"x" * 1200)})
    assert little_more.status_code == 422
