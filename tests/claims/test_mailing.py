"""Notices by e-mail: to whom, when, in which language, and what is never in them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from claims import comments, mailing, notices
from claims.models import Notice, Review
from claims.tasks import mail_notices
from newsroom.models import Desk, Role
from tests.factories import ClaimFactory, UserFactory
from tests.smtp import REFUSED, MailServer

pytestmark = pytest.mark.django_db
WORDS = "The harbour was sold in May."


@pytest.fixture
def claim():
    return ClaimFactory(text=WORDS)


def person(**fields):
    return UserFactory(**{"username": "nadia", "mailed_when": "at_once", **fields})


def mention(claim, who="nadia"):
    comments.comment(claim.pk, f"@{who} is this so?", by=UserFactory(role=Role.EDITOR))
    return Notice.objects.latest("at")


def test_who_wants_mail_at_once_gets_it_with_a_link_and_without_words(claim, settings):
    settings.MUSNAD_ADDRESS = "https://musnad.example"
    notice = mention(claim, person().username)

    mail_notices()

    [sent] = mail.outbox
    assert sent.to == ["nadia@newsroom.example"]
    assert sent.subject == "Musnad: You were mentioned"
    page = f"https://musnad.example/claims/{claim.pk}/review/"
    assert page in sent.body
    assert f'href="{page}"' in sent.alternatives[0].content
    for written in (sent.subject, sent.body, sent.alternatives[0].content):
        assert "harbour" not in written
        assert "is this so" not in written
    notice.refresh_from_db()
    assert notice.mailed_at


def test_a_mail_is_in_the_persons_own_language(claim):
    mention(claim, person(language="ar").username)

    mailing.mail_due_notices()

    [sent] = mail.outbox
    assert sent.subject == "مُسنَد: ذُكر اسمك"
    assert '<html lang="ar" dir="rtl">' in sent.alternatives[0].content


def test_several_notices_are_one_mail_and_none_comes_twice(claim):
    person()
    for _ in range(2):
        mention(claim)

    assert mailing.mail_due_notices() == 1
    assert mailing.mail_due_notices() == 0
    assert mail.outbox[0].subject == "Musnad: 2 notices"


def at(hour, minute=0, day=10):
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "looked", "mails"),
    [
        (at(6), at(6, 59), 0),
        (at(6), at(7), 1),
        (at(6), at(23), 1),
        (at(9), at(23), 0),
        (at(9), at(7, day=11), 1),
        (at(9), at(12, day=11), 1),
    ],
)
def test_the_daily_mail_comes_at_its_hour_or_as_soon_after_as_can_be(claim, told, looked, mails):
    mention(claim, person(mailed_when="daily", digest_hour=7).username)
    Notice.objects.update(at=told)

    assert mailing.mail_due_notices(now=looked) == mails


@pytest.mark.parametrize("fields", [{"mailed_when": "never"}, {"email": ""}, {"is_active": False}])
def test_some_get_no_mail(claim, fields):
    who = person()
    mention(claim)
    type(who).objects.filter(pk=who.pk).update(**fields)

    assert mailing.mail_due_notices() == 0


def test_what_was_seen_in_the_app_is_not_mailed(claim):
    who = person()
    mention(claim)
    notices.seen(who, claim.pk)

    assert mailing.mail_due_notices() == 0


def test_who_may_not_see_a_claim_any_more_gets_no_mail_about_it(claim):
    person()
    mention(claim)
    desk = Desk.objects.create(name="Investigations", closed=True)
    Review.objects.filter(pk=claim.pk).update(desk=desk)

    assert mailing.mail_due_notices() == 0
    assert not mail.outbox


def test_what_could_not_be_sent_for_days_is_no_news_any_more(claim):
    person()
    mention(claim)
    later = timezone.now() + mailing.TRIED_FOR + timedelta(minutes=1)

    assert mailing.mail_due_notices(now=later) == 0


def test_a_worker_killed_before_it_marks_a_mail_sends_the_same_one_again(claim, monkeypatch):
    person()
    mention(claim)
    with monkeypatch.context() as patch:
        patch.setattr("django.db.models.QuerySet.update", lambda *_a, **_k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            mailing.mail_due_notices()

    assert mailing.mail_due_notices() == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.body == second.body


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def test_a_refused_address_keeps_nobody_else_from_being_told(claim, server):
    person(username="first", email=f"first@{REFUSED}.example")
    person(username="second")
    for who in ("first", "second"):
        mention(claim, who)

    assert mailing.mail_due_notices() == 1

    [taken] = server.taken
    assert taken["To"] == "second@newsroom.example"
    assert Notice.objects.filter(mailed_at=None).get().person.username == "first"


def test_while_the_server_is_away_notices_wait_for_it(claim, server, caplog):
    person()
    mention(claim)
    server.__exit__()

    assert mailing.mail_due_notices() == 0
    assert "No mail for now: ConnectionRefusedError" in caplog.text
    assert "nadia" not in caplog.text
    assert not Notice.objects.exclude(mailed_at=None).exists()


def test_each_further_person_costs_two_statements(claim, django_assert_num_queries):
    person(username="first")
    mention(claim, "first")
    with django_assert_num_queries(3):  # people, what is due, what was sent
        mailing.mail_due_notices()

    for number in range(3):
        person(username=f"more-{number}")
        mention(claim, f"more-{number}")
    with django_assert_num_queries(1 + 3 * 2):
        mailing.mail_due_notices()


class TestPreferences:
    """The page on which one chooses."""

    def test_one_chooses_for_oneself(self, client):
        who, other = person(), UserFactory()
        client.force_login(who)

        client.post(
            "/preferences/", {"mailed_when": "daily", "digest_hour": "18", "language": "ar"}
        )

        who.refresh_from_db()
        assert (who.mailed_when, who.digest_hour, who.language) == ("daily", 18, "ar")
        other.refresh_from_db()
        assert (other.mailed_when, other.digest_hour, other.language) == ("daily", 7, "")

    @pytest.mark.parametrize(
        "wrong", [{"digest_hour": "24"}, {"mailed_when": "often"}, {"language": "xx"}]
    )
    def test_what_can_not_be_is_refused_and_changes_nothing(self, client, wrong):
        who = person()
        client.force_login(who)
        right = {"mailed_when": "never", "digest_hour": "1", "language": "en"}

        assert client.post("/preferences/", {**right, **wrong}).status_code == 422

        who.refresh_from_db()
        assert (who.mailed_when, who.digest_hour, who.language) == ("at_once", 7, "")

    def test_the_language_of_the_page_is_offered(self, client):
        client.force_login(person())

        page = client.get("/preferences/", headers={"Accept-Language": "ar"})

        assert page.context["form"]["language"].value() == "ar"
        assert "الإشعارات بالبريد" in page.content.decode()
