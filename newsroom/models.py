"""People who work here and their desks, programs' keys, and what both were refused."""

import hashlib
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.change_models import Change, ChangeBatch
from newsroom.ids import new_id
from newsroom.webhook_models import Delivery, DeliveryTry, Webhook

__all__ = [
    "ApiKey",
    "Change",
    "ChangeBatch",
    "Delivery",
    "DeliveryTry",
    "Desk",
    "IdempotentAnswer",
    "MailedWhen",
    "RefusedAttempt",
    "Role",
    "Scope",
    "User",
    "Webhook",
]


class Role(models.TextChoices):
    """What somebody is in the newsroom; `permissions` says what each may do."""

    MONITOR = "monitor", _("Monitor")
    FACT_CHECKER = "fact_checker", _("Fact-checker")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")
    SERVICE = "service", _("Program")


class MailedWhen(models.TextChoices):
    """When notices come by e-mail."""

    NEVER = "never", _("Never")
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, together")


class User(AbstractUser):
    """A person of the newsroom, or the robot that a key acts as."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MONITOR)
    mailed_when = models.CharField(
        _("notices by e-mail"), max_length=8, choices=MailedWhen, default=MailedWhen.DAILY
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the daily mail"),
        default=7,
        help_text=_("0 to 23, in the time zone of the pages."),
    )
    language = models.CharField(
        _("language of mails"),
        max_length=2,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Empty: that of the installation."),
    )
    # The key by which somebody calls in the request at hand, if by one.
    calling_with: "ApiKey | None" = None

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(
                condition=Q(mailed_when__in=MailedWhen.values), name="user_mailed_when_known"
            ),
            models.CheckConstraint(condition=Q(digest_hour__lt=24), name="user_digest_hour"),
        ]

    @property
    def acts_as(self) -> Role:
        """The role that counts: whoever runs the installation is an administrator."""
        return Role.ADMINISTRATOR if self.is_superuser else Role(self.role)


def _verdicts_to_approve() -> list[str]:
    return ["corroborated", "refuted"]


class DeskQuerySet(models.QuerySet["Desk"]):
    """What is asked of desks."""

    def shut_to(self, user: User | None) -> "DeskQuerySet":
        """Closed desks that somebody isn't a member of: their claims don't exist to them.

        None is Musnad itself, which sees all.
        """
        if user is None or user.acts_as == Role.ADMINISTRATOR:
            return self.none()
        return self.filter(closed=True).exclude(members=user)


class Desk(models.Model):
    """People with a queue of their own. Claims of no desk are everybody's."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    members = models.ManyToManyField(
        User, related_name="desks", blank=True, verbose_name=_("members")
    )
    languages = ArrayField(
        models.CharField(max_length=35),
        default=list,
        blank=True,
        verbose_name=_("languages"),
        help_text=_("New claims in these languages come to this desk, such as ar, fr."),
    )
    hours_to_decide = models.PositiveIntegerField(
        _("hours to decide"), default=48, help_text=_("A claim open for longer is overdue.")
    )
    approved_verdicts = ArrayField(
        models.CharField(max_length=20),
        default=_verdicts_to_approve,
        blank=True,
        verbose_name=_("verdicts that a second person approves"),
    )
    closed = models.BooleanField(
        _("closed"),
        default=False,
        help_text=_("Nobody sees its claims but its members and administrators."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="desk_has_a_name"),
            models.CheckConstraint(
                condition=Q(hours_to_decide__gt=0), name="desk_has_time_to_decide"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RefusedAttempt(models.Model):
    """Somebody tried what they may not do. Written once; the application can't take it back."""

    # What somebody is refused whose key isn't let in at all: revoked, expired, without the scope.
    USE_KEY: ClassVar[str] = "use_key"

    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(
        "ApiKey",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("API key"),
        help_text="With which it was tried, if by a program.",
    )
    action = models.CharField(_("action"), max_length=30)
    role = models.CharField(_("role"), max_length=20, help_text=_("The role at that time."))
    about = models.CharField(_("about"), max_length=200, blank=True)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("refused attempt")
        verbose_name_plural = _("refused attempts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["at"], name="refused_attempt_time")]
        triggers = [
            pgtrigger.Protect(
                name="refused_attempt_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.about or self.action}"


class Scope(models.TextChoices):
    """What a key may do. A larger scope doesn't contain a smaller one: a key lists all it needs."""

    READ = "read", _("Read")
    INGEST = "ingest", _("Add articles")
    REVIEW = "review", _("Review claims")
    ADMIN = "admin", _("Administer")
    PROTECTED = "protected", _("See protected sources")


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """What is asked of keys."""

    def usable(self) -> "ApiKeyQuerySet":
        """Keys neither revoked nor expired."""
        now = timezone.now()
        return self.filter(revoked_at=None).filter(Q(expires_at=None) | Q(expires_at__gt=now))


class ApiKey(models.Model):
    """A program's key. Only its SHA-256 is stored: 256 random bits need no salt."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(
        max_length=12, editable=False, help_text=_("The key's first characters.")
    )
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope))
    desk = models.ForeignKey(
        Desk,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="api_keys",
        verbose_name=_("desk"),
        help_text="The desk its robot belongs to.",
    )
    requests_per_minute = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty: as the installation's settings say."
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=list(Scope)) & Q(scopes__len__gt=0),
                name="apikey_has_known_scopes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @staticmethod
    def digest_of(key: str) -> str:
        """The hexadecimal SHA-256 under which a key is stored."""
        return hashlib.sha256(key.encode()).hexdigest()


class IdempotentAnswer(models.Model):
    """What a write with an Idempotency-Key answered, so that its repeat answers the same."""

    KEPT_HOURS: ClassVar[int] = 24

    caller = models.ForeignKey(User, on_delete=models.CASCADE)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text=_("SHA-256 of method, path and body."))
    role = models.CharField(
        max_length=20, db_default="", help_text="The caller's then; empty where not yet kept."
    )
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    # Encrypted by `newsroom.idempotency`.
    body = models.TextField(help_text="As it was sent, before compression.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="idempotent_once_per_caller"),
        ]
        ordering = [F("created_at").desc()]

    def __str__(self) -> str:
        return self.key


class BulkPortion(models.Model):
    """Lines of a bulk request that were done together, so that a retry doesn't do them again."""

    caller = models.ForeignKey(User, on_delete=models.CASCADE)
    key = models.CharField(max_length=255)
    number = models.PositiveIntegerField(help_text="Its place among the request's, from 0.")
    lines = models.PositiveIntegerField()
    fingerprint = models.CharField(
        max_length=64, help_text="SHA-256 of all that was asked for up to its last line."
    )
    results = models.BinaryField(help_text="Its result lines, compressed with Zstandard.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["caller", "key", "number"], name="bulk_portion_once_per_caller"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="bulk_portion_age")]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"
