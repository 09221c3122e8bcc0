"""What all pages share: languages, security headers, error pages, administration."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation.template import templatize
from pytest_django.asserts import assertContains

from newsroom.templatetags.newsroom import digits, direction, percent
from tests.factories import (
    PASSWORD,
    UserFactory,
)

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale" / "ar" / "LC_MESSAGES" / "django.po"
APPS = ("articles", "claims", "config", "newsroom", "sources")
MARKERS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


def strings_in_python(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKERS and node.args:
            yield ast.literal_eval(node.args[0])


def strings_in_template(path):
    calls = templatize(path.read_text())
    for quoted in re.findall(r"gettext\(u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", calls):
        yield ast.literal_eval(quoted)
    for quoted in re.findall(r"\b_\(('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\)", calls):
        yield ast.literal_eval(quoted)


def strings_of_the_interface():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            yield from strings_in_python(path)
    for path in (ROOT / "templates").rglob("*.html"):
        yield from strings_in_template(path)


def named(message):
    """A message's English; of a counted one the singular."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message):
    """A message's translation; of a counted one all six Arabic forms."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.fixture(scope="module")
def arabic():
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ar")


def test_every_string_of_the_interface_has_an_arabic_translation(arabic):
    translated = {named(message) for message in arabic if message.id and all(forms(message))}

    assert set(strings_of_the_interface()) - translated == set()


def test_placeholders_survive_translation(arabic):
    names = re.compile(r"%\(\w+\)s")
    for message in arabic:
        if isinstance(message.id, str) and message.id:
            assert sorted(names.findall(message.id)) == sorted(names.findall(message.string))


def test_the_compiled_catalogue_is_current(arabic):
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)

    def told(catalogue):
        return {named(message): forms(message) for message in catalogue if message.id}

    assert told(compiled) == told(arabic)


@pytest.mark.parametrize(
    ("language", "written"),
    [("ar", "rtl"), ("ar-LY", "rtl"), ("fa", "rtl"), ("fr", "ltr"), ("und", "auto")],
)
def test_each_language_is_written_in_its_direction(language, written):
    assert direction(language) == written


def test_numbers_are_written_in_the_digits_of_the_interface():
    with translation.override("ar"):
        assert (digits(1234), digits("1,000+"), percent(0.9)) == ("١٬٢٣٤", "١٬٠٠٠+", "٩٠٪")
    with translation.override("en"):
        assert (digits(1234), digits("1,000+"), percent(0.9)) == ("1,234", "1,000+", "90%")


@pytest.mark.django_db
def test_the_language_is_switched_by_a_form(client):
    client.post("/language/", {"language": "ar", "next": "/accounts/login/"})

    assertContains(client.get("/accounts/login/"), '<html lang="ar" dir="rtl">')


@pytest.mark.django_db
def test_pages_run_no_script_and_no_style_but_our_files(client):
    client.force_login(UserFactory())
    page = client.get("/articles/")

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(rb"<style|<script>|\son\w+=|\sstyle=", page.content)
    assert page.headers["X-Frame-Options"] == "DENY"


def test_no_template_has_a_script_or_a_style_of_its_own():
    for path in (ROOT / "templates").rglob("*.html"):
        assert not re.search(r"<style|<script>|\son(click|load|submit)=|\sstyle=", path.read_text())


def test_no_template_or_style_sheet_asks_anybody_else():
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "css").iterdir()]:
        assert not re.search(
            r"(src|<link[^>]*href)=[\"']?(https?:)?//|url\([\"']?https?:", path.read_text()
        )


@pytest.mark.django_db
def test_nobody_signs_up_from_outside(client):
    client.post(
        "/accounts/signup/",
        {"username": "x", "email": "x@x.example", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert not client.login(username="x", password=PASSWORD)


@pytest.mark.django_db
def test_an_unknown_address_says_so_in_the_readers_language(client):
    client.cookies["django_language"] = "ar"

    assertContains(client.get("/nothing/"), "لا شيء هنا", status_code=404)


@pytest.mark.django_db
def test_an_expired_form_says_that_nothing_was_changed():
    strict = Client(enforce_csrf_checks=True)

    assertContains(strict.post("/language/"), "nothing was changed", status_code=403)


@pytest.mark.django_db
def test_a_fault_of_ours_is_told_in_both_languages(client, monkeypatch):
    client.force_login(UserFactory())
    client.raise_request_exception = False
    monkeypatch.setattr("articles.views.counted", None)

    page = client.get("/articles/")

    assertContains(page, "Something broke on our side", status_code=500)
    assertContains(page, "حدث خلل من جهتنا", status_code=500)
