"""Webhooks: signed messages of what changed, at least once, in order per claim."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from claims import corrections, queue, review
from claims.models import Review
from newsroom import delivering, webhooks
from newsroom.models import Delivery, DeliveryTry, Desk, Webhook
from newsroom.permissions import NotPermitted
from newsroom.webhook_api import (
    DeliveryOut,
    DeliveryPage,
    WebhookOut,
    WebhookPage,
    WebhookWithSecret,
)
from newsroom.webhook_models import DeliveryState
from newsroom.workflows import create_api_key, revoke_api_key
from sources.models import Source
from tests.api import Program, assert_is, assert_problem
from tests.factories import ClaimFactory, SourceFactory, UserFactory, attribute
from tests.newsroom.receiver import listening
from tests.refusing import refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings):
    settings.MUSNAD_FETCH_ALLOW = ["127.0.0.1"]


@pytest.fixture
def administrator():
    return UserFactory(role="administrator")


@pytest.fixture
def receiver():
    with listening() as found:
        yield found


@pytest.fixture
def hook(receiver, administrator):
    return webhooks.add_webhook("cms", receiver.url, ["*"], by=administrator)


def deliver(hook: Webhook, *, seconds: float = 10) -> None:
    """What the worker's task does in one turn."""
    while delivering.tell(hook.pk):
        pass
    delivering.send_due(hook.pk, seconds=seconds)


def hurry(hook: Webhook) -> None:
    """Let every wait be over."""
    hook.deliveries.filter(state="waiting").update(due_at=timezone.now())
    Webhook.objects.filter(pk=hook.pk).update(rests_until=None)


def events(messages) -> list[str]:
    return [json.loads(body)["type"] for _, body in messages]


def test_a_change_arrives_signed_with_the_row_as_it_is(hook, receiver):
    source = SourceFactory(name="بلدية المرفأ")

    deliver(hook)

    headers, body = receiver.taken[0]
    message = Verifier(hook.secret).verify(body, headers)
    assert message["type"] == "source.created"
    assert message["data"]["id"] == str(source.pk)
    assert message["data"]["row"]["name"] == "بلدية المرفأ"


def test_another_secret_doesnt_verify_it(hook, receiver):
    SourceFactory()
    deliver(hook)
    headers, body = receiver.taken[0]

    with pytest.raises(WebhookVerificationError):
        Verifier("whsec_" + "A" * 43 + "=").verify(body, headers)


def test_while_secrets_change_over_both_verify(hook, receiver, administrator):
    webhooks.rotate_secret(hook.pk, by=administrator)
    SourceFactory()
    deliver(hook)
    headers, body = receiver.taken[0]

    newer = Webhook.objects.get().secret
    assert newer != hook.secret
    for secret in (hook.secret, newer):
        assert Verifier(secret).verify(body, headers)["type"] == "source.created"


def test_the_database_has_no_secret_to_sign_with(hook, administrator):
    former = hook.secret
    webhooks.rotate_secret(hook.pk, by=administrator)
    with connection.cursor() as cursor:
        cursor.execute("SELECT w::text FROM newsroom_webhook w")
        ((row,),) = cursor.fetchall()

    assert former not in row
    assert Webhook.objects.get().secret not in row
    assert "are_sealed" in refused("UPDATE newsroom_webhook SET sealed_secret = 'whsec_AAAA'")


def test_a_message_that_cant_be_signed_waits_and_says_why(hook, receiver, settings, administrator):
    settings.SECRET_KEY = "another"
    SourceFactory()

    deliver(hook)

    assert not receiver.taken
    assert hook.deliveries.get().state == DeliveryState.WAITING
    assert "MUSNAD_SECRET_KEY has changed" in DeliveryTry.objects.get().failure

    webhooks.rotate_secret(hook.pk, by=administrator)
    hurry(hook)
    deliver(hook)

    headers, body = receiver.taken[0]
    assert Verifier(Webhook.objects.get().secret).verify(body, headers)


def test_secrets_go_over_to_a_new_secret_key(hook, settings, administrator):
    secret = hook.secret
    webhooks.rotate_secret(hook.pk, by=administrator)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "newer", [settings.SECRET_KEY]

    call_command("seal_webhooks", stdout=StringIO())
    settings.SECRET_KEY_FALLBACKS = []

    kept = Webhook.objects.get()
    assert kept.former_secret == secret
    assert kept.secret != secret


def test_a_webhook_goes_with_its_messages_in_as_many_statements_however_many(
    hook, receiver, administrator, django_assert_max_num_queries
):
    for _ in range(3):
        SourceFactory()
    deliver(hook)
    assert DeliveryTry.objects.count() == 3

    with django_assert_max_num_queries(12):
        webhooks.remove_webhook(hook.pk, by=administrator)

    assert not DeliveryTry.objects.exists()
    assert not Delivery.objects.exists()
    assert not Webhook.objects.exists()


def test_secrets_that_no_key_opens_are_named(hook, settings):
    before, settings.SECRET_KEY = hook.sealed_secret, "another"

    with pytest.raises(CommandError, match="No key opens those of cms"):
        call_command("seal_webhooks", stdout=StringIO())

    assert Webhook.objects.get().sealed_secret == before


def test_a_day_later_only_the_new_secret_signs(hook, receiver, administrator):
    webhooks.rotate_secret(hook.pk, by=administrator)
    Webhook.objects.update(former_until=timezone.now() - timedelta(seconds=1))
    SourceFactory()
    deliver(hook)
    headers, body = receiver.taken[0]

    with pytest.raises(WebhookVerificationError):
        Verifier(hook.secret).verify(body, headers)


def test_only_what_is_wanted_is_sent(receiver, administrator):
    hook = webhooks.add_webhook("verdicts", receiver.url, ["verdict.*"], by=administrator)
    checker = UserFactory(role="fact_checker")
    claim = ClaimFactory()
    queue.take(claim.pk, by=checker)
    review.decide(claim.pk, review.Verdict("disputed", "The log says so."), by=checker)

    deliver(hook)

    assert events(receiver.taken) == ["verdict.decided"]


def test_a_filter_counts_for_rows_that_have_its_member(receiver, administrator):
    hook = webhooks.add_webhook(
        "arabic", receiver.url, ["claim.*", "source.*"], by=administrator,
        filters={"language": ["ar"], "status": ["unreviewed"]},
    )  # fmt: skip
    ClaimFactory(language="en")
    arabic = ClaimFactory(language="ar", text="ارتفع منسوب النهر.")

    deliver(hook)

    told = [json.loads(body)["data"] for _, body in receiver.taken]
    assert [data["id"] for data in told if data["kind"] == "claim"] == [str(arabic.pk)]


def test_what_changed_before_it_was_added_is_not_told(receiver, administrator):
    SourceFactory()
    hook = webhooks.add_webhook("cms", receiver.url, ["*"], by=administrator)

    deliver(hook)

    assert receiver.received == []


def test_what_fails_is_sent_again_under_the_same_id(hook, receiver):
    SourceFactory()
    receiver.answer = lambda *_: 500
    deliver(hook)
    receiver.answer = lambda *_: 204
    hurry(hook)

    deliver(hook)

    first, second = receiver.received
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]
    assert list(DeliveryTry.objects.values_list("status", flat=True)) == [500, 204]


def test_nothing_newer_about_a_claim_passes_what_still_waits(hook, receiver):
    stuck, free = SourceFactory(name="stuck"), SourceFactory(name="free")
    receiver.answer = lambda _, body: 503 if "stuck" in body.decode() else 204
    deliver(hook)
    Source.objects.filter(pk=stuck.pk).update(country="LY")
    Source.objects.filter(pk=free.pk).update(country="TN")
    deliver(hook)
    assert events(receiver.taken) == ["source.created", "source.changed"]

    receiver.answer = lambda *_: 204
    for _ in range(2):
        hurry(hook)
        deliver(hook)

    of_the_stuck = [m for m in receiver.taken if str(stuck.pk) in m[1].decode()]
    assert events(of_the_stuck) == ["source.created", "source.changed"]


def test_an_attribution_keeps_its_place_among_the_messages_of_its_claim(hook):
    claim = ClaimFactory()
    said = attribute(claim, SourceFactory())
    delivering.tell(hook.pk)

    message = Delivery.objects.get(event="attribution.created")

    assert json.loads(message.body)["data"]["id"] == str(said.pk)
    assert message.subject == claim.pk


def test_after_a_day_of_failures_a_message_is_given_up(hook, receiver, settings):
    waits = settings.MUSNAD_WEBHOOK_WAITS
    SourceFactory()
    receiver.answer = lambda *_: 500
    for _ in range(len(waits) + 2):
        deliver(hook)
        hurry(hook)

    message = Delivery.objects.get()
    assert (message.state, message.tries) == (DeliveryState.DEAD, len(waits) + 1)
    assert len(receiver.received) == len(waits) + 1
    assert 23 * 3600 <= sum(waits) <= 25 * 3600


def test_what_was_given_up_can_be_sent_again(hook, receiver, administrator):
    SourceFactory()
    delivering.tell(hook.pk)
    Delivery.objects.update(state="dead", tries=11)

    assert webhooks.replay_given_up(hook.pk, by=administrator) == 1
    deliver(hook)

    assert events(receiver.taken) == ["source.created"]


def test_a_receiver_that_is_down_rests_longer_each_time(hook, receiver):
    receiver.close()
    SourceFactory()
    rests = []
    for _ in range(3):
        deliver(hook)
        found = Webhook.objects.get()
        rests.append(found.rests_until - timezone.now())
        hurry(hook)

    assert rests == sorted(rests)
    assert found.failures == 3


def test_a_receiver_that_rests_is_sent_nothing(hook, receiver):
    SourceFactory()
    Webhook.objects.update(rests_until=timezone.now() + timedelta(minutes=1))

    deliver(hook)

    assert receiver.received == []
    assert hook.pk not in delivering.with_work().values_list("pk", flat=True)


def test_who_left_is_told_nothing(hook, receiver, administrator):
    SourceFactory()
    administrator.is_active = False
    administrator.save()

    deliver(hook)

    assert receiver.received == []
    assert not delivering.with_work().exists()


def test_a_program_whose_last_key_was_revoked_is_told_nothing(receiver):
    key, _ = create_api_key("cms", ["admin"])
    hook = webhooks.add_webhook("cms", receiver.url, ["*"], by=key.user)
    SourceFactory()
    assert delivering.with_work().exists()

    revoke_api_key(key)
    deliver(hook)

    assert receiver.received == []
    assert not delivering.with_work().exists()


def test_what_is_left_of_a_large_batch_is_still_work(hook, monkeypatch):
    monkeypatch.setattr(delivering, "TURN", 2)
    with transaction.atomic():
        for _ in range(3):
            SourceFactory()
    delivering.tell(hook.pk)
    Delivery.objects.update(state="delivered")

    assert delivering.with_work().exists()


def test_gone_stops_it(hook, receiver):
    SourceFactory()
    receiver.answer = lambda *_: 410
    deliver(hook)

    found = Webhook.objects.get()
    assert (found.active, found.stopped_because) == (False, "410 Gone")


def test_a_redirect_is_followed_nowhere(hook, receiver):
    SourceFactory()
    receiver.answer = lambda *_: 302
    deliver(hook)

    assert DeliveryTry.objects.get().status == 302
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_one_that_hangs_up_without_an_answer_has_not_taken_it(hook, receiver):
    SourceFactory()
    receiver.answer = lambda *_: None
    deliver(hook)

    tried = DeliveryTry.objects.get()
    assert tried.status is None
    assert "127.0.0.1" in tried.failure


def test_one_that_answers_too_late_has_not_taken_it(hook, receiver, monkeypatch):
    from tests.newsroom.receiver import slowly

    monkeypatch.setattr(delivering, "ONE_TRY_SECONDS", 0.2)
    SourceFactory()
    receiver.answer = slowly(1)
    deliver(hook)

    assert "0.2 seconds" in DeliveryTry.objects.get().failure


def test_started_again_it_is_told_what_it_missed(hook, receiver, administrator):
    webhooks.change_webhook(hook.pk, {"active": False}, by=administrator)
    SourceFactory()
    deliver(hook)
    assert receiver.received == []

    webhooks.change_webhook(hook.pk, {"active": True}, by=administrator)
    deliver(hook)

    assert events(receiver.taken) == ["source.created"]


def test_an_address_that_became_private_is_not_called(hook, receiver, settings):
    settings.MUSNAD_FETCH_ALLOW = []
    SourceFactory()
    deliver(hook)

    assert receiver.received == []
    assert "not a public address" in DeliveryTry.objects.get().failure


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "http://169.254.169.254/latest"}, "not a public address"),
        ({"url": "http://[::1]/"}, "not a public address"),
        ({"url": "ftp://cms.example/"}, "http:// or https://"),
        ({"url": "https://user:secret@127.0.0.1/"}, "name or password"),
        ({"events": ["claim.deleted"]}, "events"),
        ({"events": []}, "events"),
        ({"name": " "}, "name"),
        ({"name": "c\u202ems"}, "name"),
        ({"filters": {"colour": ["red"]}}, "filters"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_input_is_refused_with_its_field(receiver, changes, words):
    body = {"name": "cms", "url": receiver.url, "events": ["*"], **changes}

    assert_problem(Program("admin").post("webhooks", body), 422, words)
    assert not Webhook.objects.exists()


def test_a_program_adds_a_webhook_and_sees_its_secret_once(receiver):
    program = Program("admin")
    body = {"name": "cms", "url": receiver.url, "events": ["verdict.*"]}
    made = assert_is(program.post("webhooks", body), WebhookWithSecret, status=201)

    assert made["secret"].startswith("whsec_")
    found = assert_is(program.get(f"webhooks/{made['id']}"), WebhookOut)
    assert found["events"] == ["verdict.*"]
    listed = assert_is(program.get("webhooks"), WebhookPage)
    assert [row["id"] for row in listed["items"]] == [made["id"]]


def test_a_test_message_says_whether_it_arrived(hook, receiver):
    program = Program("admin")
    mine = program.post("webhooks", {"name": "m", "url": receiver.url, "events": ["*"]}).json()

    sent = assert_is(program.post(f"webhooks/{mine['id']}/test", {}), DeliveryOut, status=201)
    deliver(Webhook.objects.get(pk=mine["id"]))

    assert events(receiver.taken) == ["webhook.test"]
    log = assert_is(program.get(f"webhooks/{mine['id']}/deliveries"), DeliveryPage)
    assert [(row["id"], row["state"]) for row in log["items"]] == [(sent["id"], "delivered")]
    assert log["items"][0]["attempts"][0]["status"] == 204


def test_anothers_webhook_is_not_there_for_a_program(hook):
    program = Program("admin")

    assert program.get("webhooks").json()["items"] == []
    for path in (f"webhooks/{hook.pk}", f"webhooks/{hook.pk}/deliveries"):
        assert_problem(program.get(path), 404)
    assert_problem(program.post(f"webhooks/{hook.pk}/secret", {}), 404)


def test_an_editor_adds_no_webhook(receiver):
    with pytest.raises(NotPermitted):
        webhooks.add_webhook("cms", receiver.url, ["*"], by=UserFactory(role="editor"))


@pytest.fixture
def shut_desk():
    return Desk.objects.create(name="Investigations", closed=True)


@pytest.fixture
def program_hook(receiver):
    """A program's webhook: it sees what outsiders of a desk see."""
    program = Program("admin")
    return program, webhooks.add_webhook("cms", receiver.url, ["*"], by=program.key.user)


@pytest.mark.parametrize("kind", ["claim", "attribution", "verdict"])
def test_a_message_made_before_its_claims_desk_was_closed_is_not_sent_after_it(
    program_hook, receiver, shut_desk, kind
):
    program, hook = program_hook
    claim = ClaimFactory(text="Quillonbrook is sold.")
    attribute(claim, SourceFactory())
    queue.take(claim.pk, by=(checker := UserFactory(role="fact_checker")))
    review.decide(claim.pk, review.Verdict("disputed", "Quillonbrook isn't."), by=checker)
    ClaimFactory(text="The river rose.")
    while delivering.tell(hook.pk):
        pass

    Review.objects.filter(pk=claim.pk).update(desk=shut_desk)
    delivering.send_due(hook.pk, seconds=10)

    sent = [json.loads(body)["data"] for _, body in receiver.taken]
    assert not [one for one in sent if one["kind"] == kind and "Quillonbrook" in str(one)]
    assert [one for one in sent if one["kind"] == "claim"]
    [withheld, *_] = hook.deliveries.filter(state="withheld", event__startswith=kind)
    assert "closed to the webhook's owner" in withheld.attempts.get().failure
    assert not hook.deliveries.filter(state="waiting").exists()
    log = program.get(f"webhooks/{hook.pk}/deliveries?state=withheld&limit=100")
    assert "Quillonbrook" not in log.content.decode()
    assert {row["body"] for row in assert_is(log, DeliveryPage)["items"]} == {None}


def test_a_message_about_what_was_replaced_since_is_sent_all_the_same(program_hook, receiver):
    _program, hook = program_hook
    claim = ClaimFactory()
    attribution = attribute(claim, SourceFactory())
    while delivering.tell(hook.pk):
        pass

    corrections.withdraw(attribution.pk, by=UserFactory(role="editor"))
    delivering.send_due(hook.pk, seconds=10)

    assert "attribution.created" in events(receiver.taken)
    assert not hook.deliveries.filter(state="withheld").exists()


def test_a_withheld_message_is_sent_again_once_its_owner_may_see_it(
    program_hook, receiver, shut_desk
):
    _program, hook = program_hook
    claim = ClaimFactory()
    Review.objects.filter(pk=claim.pk).update(desk=shut_desk)
    Desk.objects.update(closed=False)
    while delivering.tell(hook.pk):
        pass
    Desk.objects.update(closed=True)
    delivering.send_due(hook.pk, seconds=10)
    Desk.objects.update(closed=False)

    message = hook.deliveries.get(event="claim.created")
    assert message.state == "withheld"
    webhooks.replay(message.pk, by=hook.owner)
    delivering.send_due(hook.pk, seconds=10)

    assert "claim.created" in events(receiver.taken)
