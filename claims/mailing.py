"""Notices by e-mail, to each person when they want them and in their language.

A notice is its own outbox: it is to be mailed until `mailed_at` says that it was. It is marked
after its mail was handed over, so a worker that is killed loses none; one killed between the two
sends the same mail once more, under the same Message-ID, by which mail programs may know it again.
More than "at least once" isn't to be had from SMTP, which can't tell whether a mail arrived.

Mail isn't encrypted and stays where it was sent, so it has links and no words: none of a claim, a
comment or a source. Who may not see a claim any more gets no mail about it.
"""

import hashlib
import logging
import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from claims.models import Claim, Notice
from newsroom.models import MailedWhen, User

logger = logging.getLogger(__name__)
# What couldn't be sent for so long isn't news any more; it stays in the app.
TRIED_FOR: Final = timedelta(days=3)
LISTED: Final = 50


def mail_due_notices(*, now: datetime | None = None) -> int:
    """Send what is due, a mail to each person; returns how many mails. One worker at a time.

    An address that the server refuses keeps no other from being tried; without a server all wait.
    """
    now = now or timezone.now()
    sent = 0
    server = get_connection()
    try:
        for person in _people_with_notices(now):
            notices = list(_due(person, now))
            if not notices:
                continue
            # Opened here, so that a server that isn't there or knows us not stops the round.
            server.open()
            try:
                _send(person, notices, server)
            except smtplib.SMTPResponseException as refusal:
                logger.warning("No mail to %s: the server says %s.", person.pk, refusal.smtp_code)
            except smtplib.SMTPRecipientsRefused:
                logger.warning("No mail to %s: the server refuses the address.", person.pk)
            else:
                ids = [notice.pk for notice in notices]
                Notice.objects.filter(pk__in=ids).update(mailed_at=timezone.now())
                sent += 1
    except OSError as failure:  # of the connection; smtplib's own errors are OSErrors too
        logger.warning("No mail for now: %s.", type(failure).__name__)
    finally:
        server.close()
    return sent


def _waiting(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(mailed_at=None, read_at=None, at__gte=now - TRIED_FOR)


def _people_with_notices(now: datetime) -> QuerySet[User]:
    """Who wants mail and has something unread."""
    told = User.objects.filter(pk__in=_waiting(now).values("person"), is_active=True)
    return told.exclude(email="").exclude(mailed_when=MailedWhen.NEVER).order_by("pk")


def _due(person: User, now: datetime) -> QuerySet[Notice]:
    """What is to be mailed to a person: all of it, or what there was at the hour of the digest."""
    until = now if person.mailed_when == MailedWhen.AT_ONCE else last_digest(person, now)
    seen = Claim.objects.visible_to(person)
    due = _waiting(now).filter(person=person, at__lte=until, claim__in=seen)
    return due.order_by("pk")


def last_digest(person: User, now: datetime) -> datetime:
    """When it was last the hour of a person's daily mail, by the clock of the pages."""
    local = timezone.localtime(now)
    hour = local.replace(hour=person.digest_hour, minute=0, second=0, microsecond=0)
    return hour if hour <= local else hour - timedelta(days=1)


def _send(person: User, notices: Sequence[Notice], server: BaseEmailBackend) -> None:
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language):
        if len(notices) == 1:
            subject = notices[0].get_kind_display()
        else:
            number = len(notices)
            subject = ngettext("%(number)d notice", "%(number)d notices", number)
            subject %= {"number": number}
        context = {
            "person": person,
            "notices": notices[:LISTED],
            "more": max(0, len(notices) - LISTED),
            "address": settings.MUSNAD_ADDRESS,
            "language": language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "subject": subject,
        }
        mail = EmailMultiAlternatives(
            subject=gettext("Musnad: %(what)s") % {"what": subject},
            body=render_to_string("claims/mail/notices.txt", context),
            to=[person.email],
            headers={"Message-ID": _message_id(notices), "Auto-Submitted": "auto-generated"},
            connection=server,
        )
        mail.attach_alternative(render_to_string("claims/mail/notices.html", context), "text/html")
    mail.send()


def _message_id(notices: Sequence[Notice]) -> str:
    """The same for the same notices."""
    named = hashlib.sha256(b"".join(notice.pk.bytes for notice in notices)).hexdigest()[:32]
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    return f"<{named}@{host}>"
