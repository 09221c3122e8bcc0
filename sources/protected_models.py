"""Who a protected source really is, sealed, and the record of everybody who ever looked."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from newsroom.models import User

# A Fernet token and nothing else: what isn't encrypted doesn't get into the table.
SEALED = r"^gAAAAA[A-Za-z0-9_-]+={0,2}$"
SHORTEST = 700  # characters: a token of one block

CHANGE_IS_WRITTEN = """
IF NOT EXISTS (
    SELECT FROM sources_protectedevent e
    WHERE e.source_id = coalesce(NEW.source_id, OLD.source_id) AND e.at >= transaction_timestamp()
      AND e.kind = ANY (CASE TG_OP WHEN 'INSERT' THEN '{kept}'::text[] WHEN 'DELETE'
          THEN '{erased}' ELSE '{replaced,rotated}' END)
) THEN
    RAISE EXCEPTION 'a protected identity changes only with its record'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""


class ProtectedIdentity(models.Model):
    """A real identity, encrypted before it comes here; `sources.protection` alone handles it.

    The application's role may write the sealed text but not read it: reading goes through the
    database's function `musnad_open_protected`, which records who looks.
    """

    source = models.OneToOneField(
        "sources.Source", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    sealed = models.TextField(editable=False)
    key_mark = models.CharField(
        max_length=12, editable=False, help_text="Which key sealed it: of its hash the beginning."
    )

    class Meta:
        verbose_name = _("protected identity")
        verbose_name_plural = _("protected identities")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed__regex=SEALED)
                & Q(GreaterThanOrEqual(Length("sealed"), SHORTEST)),
                name="protected_identity_is_sealed",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="protected_source_stays", fields=["source"]),
            pgtrigger.Trigger(
                name="protected_change_is_written",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=CHANGE_IS_WRITTEN,
            ),
        ]

    def __str__(self) -> str:
        return str(self.source_id)


class ProtectedEventKind(models.TextChoices):
    """What was done with a protected identity."""

    KEPT = "kept", _("Kept")
    REPLACED = "replaced", _("Replaced")
    ERASED = "erased", _("Erased")
    GRANTED = "granted", _("Permitted")
    WITHDRAWN = "withdrawn", _("Permission taken back")
    LOOKED = "looked", _("Looked at")
    ROTATED = "rotated", _("Sealed with another key")


class ProtectedEvent(models.Model):
    """Who did what with a protected identity, when and why: written once, dated by the database.

    Who may look follows from it: those whose last grant wasn't taken back.
    """

    source = models.ForeignKey("sources.Source", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ProtectedEventKind)
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("None: operator.")
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("Who may look.")
    )
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("look at a protected identity")
        verbose_name_plural = _("looks at protected identities")
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ProtectedEventKind.values), name="protected_event_kind_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="protected_event_says_why"),
            models.CheckConstraint(
                condition=Q(kind__in=["granted", "withdrawn"], person__isnull=False)
                | ~Q(kind__in=["granted", "withdrawn"]) & Q(person=None),
                name="protected_event_names_whom_it_permits",
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | Q(kind__in=["granted", "rotated"]),
                name="protected_event_names_who",
            ),
        ]
        indexes = [models.Index(fields=["source", "-id"], name="protected_event_of_source")]
        triggers = [
            pgtrigger.Protect(
                name="protected_event_stays", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="protected_event_dated",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.at = statement_timestamp(); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind}"
