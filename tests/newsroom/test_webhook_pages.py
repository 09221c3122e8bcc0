"""The pages of webhooks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from newsroom import webhooks
from newsroom.models import Delivery, DeliveryTry, Webhook
from newsroom.webhook_models import DeliveryState
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/webhooks/"


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings):
    settings.MUSNAD_FETCH_ALLOW = ["127.0.0.1"]


@pytest.fixture
def administrator():
    return UserFactory(role="administrator")


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def hook(administrator):
    return webhooks.add_webhook("cms", "http://127.0.0.1:9/hook", ["verdict.*"], by=administrator)


def message(hook, state="waiting", **columns):
    return Delivery.objects.create(
        webhook=hook, event="verdict.decided", body='{"type": "x"}', state=state,
        due_at=timezone.now(), **columns,
    )  # fmt: skip


@pytest.mark.parametrize("role", ["monitor", "fact_checker", "editor", "service"])
def test_only_administrators_see_webhooks(client, hook, role):
    client.force_login(UserFactory(role=role))

    for path in (LIST, f"/webhooks/{hook.pk}/"):
        assert client.get(path).status_code == 403
    assert client.post(f"/webhooks/{hook.pk}/remove/").status_code == 403
    assert Webhook.objects.exists()


def test_an_empty_list_says_what_to_do(client):
    assertContains(client.get(LIST), "Add the address of a program")


def test_a_new_webhook_shows_its_secret_once(client):
    sent = {"name": "cms", "url": "http://127.0.0.1:9/", "events": ["claim.created"]}
    answer = client.post(LIST, sent)

    made = Webhook.objects.get()
    assertContains(answer, made.secret)
    assert answer["Cache-Control"] == "no-store"
    for path in (LIST, f"/webhooks/{made.pk}/"):
        assertNotContains(client.get(path), made.secret)


def test_a_private_address_is_refused_at_its_field(client):
    sent = {"name": "cms", "url": "http://169.254.169.254/", "events": ["claim.created"]}
    answer = client.post(LIST, sent)

    assertContains(answer, "not a public address", status_code=422)
    assert "url" in answer.context["form"].errors
    assert not Webhook.objects.exists()


def test_the_log_shows_each_attempt_with_its_failure(client, hook):
    sent = message(hook)
    DeliveryTry.objects.create(delivery=sent, status=503, failure="HTTP 503", milliseconds=12)

    assertContains(client.get(f"/webhooks/{hook.pk}/"), "HTTP 503")


def test_the_log_says_in_arabic_why_a_try_failed(client, hook):
    DeliveryTry.objects.create(
        delivery=message(hook), reason="timeout", failure="url: cms slept.", milliseconds=1
    )

    page = client.get(f"{LIST}{hook.pk}/", headers={"accept-language": "ar"})

    assertContains(page, "تأخّر الخادم")
    assertContains(page, '<bdi lang="en" dir="ltr">url: cms slept.</bdi>')


def test_the_log_costs_as_many_statements_for_one_message_as_for_ten(client, hook):
    counts = []
    for number in (1, 9):
        for _ in range(number):
            DeliveryTry.objects.create(delivery=message(hook), status=204, milliseconds=1)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/webhooks/{hook.pk}/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 6


def test_the_log_is_narrowed_to_a_state(client, hook):
    message(hook, state="dead")
    page = client.get(f"/webhooks/{hook.pk}/", {"state": "delivered"})

    assertContains(page, "No message")


@pytest.mark.parametrize(
    ("what", "holds"),
    [
        ("test", lambda hook: hook.deliveries.filter(event="webhook.test").count() == 1),
        ("stop", lambda hook: not hook.active),
        ("replay", lambda hook: not hook.deliveries.filter(state="dead").exists()),
        ("rotate", lambda hook: hook.former_secret != ""),
    ],
)
def test_a_button_does_what_it_says(client, hook, what, holds):
    message(hook, state="dead")
    client.post(f"/webhooks/{hook.pk}/{what}/")

    assert holds(Webhook.objects.get())


def test_a_stopped_one_sends_no_test(client, hook):
    Webhook.objects.update(active=False)
    answer = client.post(f"/webhooks/{hook.pk}/test/", follow=True)

    assertContains(answer, "The webhook is stopped")
    assert not Delivery.objects.exists()


def test_one_message_is_sent_again(client, hook):
    lost = message(hook, state=DeliveryState.DELIVERED, tries=1)
    assertRedirects(client.post(f"/webhooks/messages/{lost.pk}/replay/"), f"/webhooks/{hook.pk}/")

    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_removed_it_is_gone_with_its_messages(client, hook):
    message(hook)
    assertRedirects(client.post(f"/webhooks/{hook.pk}/remove/"), LIST)

    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()
