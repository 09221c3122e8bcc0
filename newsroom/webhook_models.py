"""Webhooks: who wants to be told of changes, and what became of each message."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.ids import new_id
from newsroom.sealing import MARK, opened

PURPOSE = "newsroom.webhooks"


class Webhook(models.Model):
    """An address that is told of changes. It follows the change feed from its place on.

    A message that isn't taken is tried again for a day; meanwhile nothing newer about the same
    claim or source is sent to this address, and everything else is.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    url = models.CharField(_("address"), max_length=4096)
    events = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("events"),
        help_text="Such as claim.status_changed, or verdict.* for all of a kind.",
    )
    # {"language": ["ar"], "status": [...]}: the row's member must be one of these.
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    owner = models.ForeignKey(
        "newsroom.User",
        on_delete=models.PROTECT,
        related_name="webhooks",
        verbose_name=_("owner"),
        help_text="It is told what this one may see.",
    )
    # `newsroom.sealing` opens them: the database has no secret by which messages could be forged.
    sealed_secret = models.TextField(editable=False)
    sealed_former_secret = models.TextField(editable=False, blank=True)
    former_until = models.DateTimeField(null=True, editable=False)
    active = models.BooleanField(_("active"), default=True)
    stopped_because = models.CharField(max_length=300, blank=True, editable=False)
    # A receiver that is down is left alone for a while, longer each time.
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    position = models.BigIntegerField(editable=False, help_text="Its place in the feed.")
    number = models.BigIntegerField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="webhook_has_a_name"),
            models.CheckConstraint(condition=Q(events__len__gt=0), name="webhook_wants_something"),
            models.CheckConstraint(
                condition=Q(url__regex=r"^https?://"), name="webhook_address_is_http"
            ),
            models.CheckConstraint(
                condition=Q(sealed_secret__startswith=MARK)
                & (Q(sealed_former_secret="") | Q(sealed_former_secret__startswith=MARK)),
                name="webhook_secrets_are_sealed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """What signs its messages. Raises: SealedWithAnotherKey."""
        return opened(self.sealed_secret, purpose=PURPOSE).decode()

    @property
    def former_secret(self) -> str:
        """What signs them as well, for a day after it was changed. Raises: SealedWithAnotherKey."""
        return opened(self.sealed_former_secret, purpose=PURPOSE).decode()


class DeliveryState(models.TextChoices):
    """Where a message is."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    DEAD = "dead", _("Given up")
    # Its owner isn't to see what it says any more: a desk was closed after it was made.
    WITHHELD = "withheld", _("Withheld")


class Delivery(models.Model):
    """One message for one webhook: the very bytes that are signed and sent, however often.

    `subject` is what the message is about for the order: the claim, or else the source.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(_("event"), max_length=40)
    subject = models.UUIDField(null=True)
    # Its place in the feed; a test message has none.
    position = models.BigIntegerField(null=True)
    number = models.BigIntegerField(null=True)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
            # However many workers read the feed for a webhook, a change is one message.
            models.UniqueConstraint(
                fields=["webhook", "position", "number"], name="delivery_once_per_change"
            ),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "subject", "position", "number"],
                condition=Q(state="waiting"),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["webhook", "due_at"], condition=Q(state="waiting"), name="delivery_due"
            ),
            models.Index(fields=["webhook", "state", "-id"], name="delivery_state"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="delivery_says_what_it_said",
                fields=["webhook", "event", "subject", "position", "number", "body"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"


class DeliveryTry(models.Model):
    """One attempt to deliver a message, and how it went."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    status = models.PositiveSmallIntegerField(null=True, help_text="HTTP, if it answered.")
    reason = models.CharField(max_length=40, blank=True, help_text="The rule, for programs.")
    failure = models.CharField(max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="attempt_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.status or self.failure}"
