"""Signing in: wrong passwords are counted, by the visitor's address and by the name."""

import pytest
from django.conf import settings
from django.test import Client

from newsroom.models import Role
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/accounts/login/"


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """What makes guessing slow makes these tests slow too."""
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    settings.PASSWORD_HASHERS = [quick, *settings.PASSWORD_HASHERS]


@pytest.fixture
def no_valkey(settings, tmp_path):
    away = {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/none"}
    settings.CACHES = {"default": away}


def sign_in(name, password, *, forwarded="", address="192.0.2.1"):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    browser = Client(REMOTE_ADDR=address, raise_request_exception=False)
    answer = browser.post(PAGE, {"login": name, "password": password}, headers=headers)
    return answer.status_code == 302


def try_eleven_names(**where):
    for number in range(11):
        assert not sign_in(f"nobody-{number}", "wrong", **where)


def test_a_name_takes_five_wrong_passwords_and_then_not_even_the_right_one():
    UserFactory(username="guessed")

    assert not any(sign_in("guessed", "wrong", address=f"192.0.2.{n}") for n in range(10, 15))

    assert not sign_in("guessed", PASSWORD, address="192.0.2.15")


def test_an_address_takes_ten_wrong_passwords_whatever_the_names():
    UserFactory(username="neighbour")

    try_eleven_names(address="192.0.2.20")

    assert not sign_in("neighbour", PASSWORD, address="192.0.2.20")
    assert sign_in("neighbour", PASSWORD, address="192.0.2.21")


def test_behind_a_proxy_it_is_the_visitors_address(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    UserFactory(username="colleague")

    try_eleven_names(forwarded="198.51.100.1")

    assert not sign_in("colleague", PASSWORD, forwarded="198.51.100.1")
    assert sign_in("colleague", PASSWORD, forwarded="198.51.100.2")


def test_without_a_proxy_nobody_chooses_the_address_that_is_counted():
    UserFactory(username="honest")

    for number in range(11):
        sign_in(f"nobody-{number}", "wrong", forwarded=f"198.51.100.{number}", address="192.0.2.30")

    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0
    assert not sign_in("honest", PASSWORD, forwarded="198.51.100.99", address="192.0.2.30")


def test_while_valkey_is_away_the_page_says_so_and_nobody_is_let_in_uncounted(no_valkey):
    UserFactory(username="early")
    browser = Client(raise_request_exception=False)

    answer = browser.post(PAGE, {"login": "early", "password": PASSWORD})

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Try again in a minute" in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_while_valkey_is_away_who_is_signed_in_goes_on_working(no_valkey):
    browser = Client()
    browser.force_login(UserFactory(role=Role.ADMINISTRATOR))

    assert browser.get("/articles/").status_code == 200
    assert browser.get("/admin/").status_code == 200
