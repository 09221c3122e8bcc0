"""Signing in by OpenID Connect, against a provider on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from newsroom.models import Role, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
START = "/accounts/oidc/oidc/login/"
BACK = "/accounts/oidc/oidc/login/callback/"


class Provider(BaseHTTPRequestHandler):
    """An OpenID Connect provider that knows one person."""

    person: dict[str, object] = {}
    asked: list[dict[str, list[str]]] = []

    def do_GET(self):
        root = f"http://127.0.0.1:{self.server.server_port}"
        if self.path.endswith("openid-configuration"):
            self._say(
                {
                    "issuer": root,
                    "authorization_endpoint": f"{root}/authorize",
                    "token_endpoint": f"{root}/token",
                    "userinfo_endpoint": f"{root}/userinfo",
                    "jwks_uri": f"{root}/keys",
                }
            )
        else:
            known = self.headers.get("Authorization") == "Bearer of-the-test"
            self._say(self.person if known else {"error": "unknown"}, 200 if known else 401)

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.asked.append(sent)
        known = sent.get("code") == ["good"]
        self._say(
            {"access_token": "of-the-test", "token_type": "Bearer"} if known
            else {"error": "invalid_grant"}, 200 if known else 400,
        )  # fmt: skip

    def _say(self, value, status=200):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    Provider.asked.clear()
    app = {
        "provider_id": "oidc",
        "name": "Newsroom account",
        "client_id": "musnad",
        "secret": "of the test",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def person(email, *, verified=True):
    Provider.person = {
        "sub": f"sub-{email}",
        "email": email,
        "email_verified": verified,
        "preferred_username": email.partition("@")[0],
    }


def come_back(client, code="good", **more):
    """Start at our page, and come back as the provider sends somebody."""
    started = client.post(START)
    state = parse_qs(urlsplit(started["Location"]).query)["state"][0]
    return client.get(BACK, {"code": code, "state": state, **more})


def signed_in(client):
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk) if pk else None


def test_the_sign_in_page_leads_to_the_provider(client, provider):
    page = client.get("/accounts/login/").content.decode()
    started = client.post(START)

    assert "Sign in with Newsroom account" in page
    assert started["Location"].startswith(f"{provider}/authorize?")
    asked = parse_qs(urlsplit(started["Location"]).query)
    assert asked["client_id"] == ["musnad"]
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert asked["code_challenge_method"] == ["S256"]


def test_without_a_provider_the_page_says_nothing_of_one(client):
    assert "openid" not in client.get("/accounts/login/").content.decode().lower()
    assert client.post(START).status_code == 404


def test_a_colleague_is_known_by_the_address_the_provider_has_verified(client, provider):
    huda = UserFactory(email="huda@newsroom.example", role=Role.EDITOR)
    person("huda@newsroom.example")

    come_back(client)

    assert signed_in(client) == huda
    assert Provider.asked[0]["code_verifier"]


def test_an_address_nobody_has_verified_lets_nobody_in(client, provider):
    UserFactory(email="huda@newsroom.example")
    person("huda@newsroom.example", verified=False)

    come_back(client)

    assert signed_in(client) is None


def test_somebody_unknown_is_told_whom_to_ask(client, provider):
    person("stranger@elsewhere.example")

    answer = come_back(client)

    assert "Ask your editor for an account" in answer.content.decode()
    assert signed_in(client) is None
    assert not User.objects.exists()


def test_where_the_newsroom_says_so_somebody_unknown_becomes_a_monitor(client, provider, settings):
    settings.MUSNAD_OIDC_SIGNUP = True
    person("stranger@elsewhere.example")

    come_back(client)

    assert signed_in(client).role == Role.MONITOR


@pytest.mark.parametrize(
    "query", [{"code": "stolen"}, {"code": "", "error": "access_denied"}], ids=["bad", "denied"]
)
def test_who_comes_back_without_a_good_word_is_not_let_in(client, provider, query):
    UserFactory(email="huda@newsroom.example")
    person("huda@newsroom.example")

    answer = come_back(client, **query)
    shown = client.get(answer["Location"]) if answer.status_code == 302 else answer

    assert "You can’t sign in this way" in shown.content.decode()
    assert signed_in(client) is None


def test_an_answer_to_no_question_of_ours_is_refused(client, provider):
    UserFactory(email="huda@newsroom.example")
    person("huda@newsroom.example")

    client.get(BACK, {"code": "good", "state": "made up"})

    assert signed_in(client) is None
    assert Provider.asked == []
