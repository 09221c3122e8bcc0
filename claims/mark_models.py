"""What people say of a claim itself: that it is none, or which of its words are to be checked."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from newsroom.ids import new_id
from newsroom.models import User


class MarkKind(models.TextChoices):
    """What a person says of a claim."""

    NOT_A_CLAIM = "not_a_claim", _("Not a claim")
    PART = "part", _("Only these words are the claim")


# A claim's words never change and follow its sentence through all versions of the article, so
# places in them outlive every reading.
MARK_IS_ITS_QUOTE = """
SELECT substr(c.text, NEW.start + 1, NEW."end" - NEW.start) = NEW.quote
       AND NEW."end" <= char_length(c.text) INTO same
    FROM claims_claim c WHERE c.id = NEW.claim_id;
IF same IS NOT TRUE THEN
    RAISE EXCEPTION 'a mark has the very words of its claim' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class ClaimMark(models.Model):
    """A person's word about a claim, written once and at most taken back. Machines make none."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=12, choices=MarkKind)
    start = models.PositiveIntegerField(help_text="First code point, in the claim's own text.")
    end = models.PositiveIntegerField(help_text="One past the last code point.")
    quote = models.TextField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("mark of a claim")
        verbose_name_plural = _("marks of claims")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MarkKind.values), name="mark_kind_known"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="mark_has_words"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="mark_withdrawn_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["claim", "kind", "start"],
                condition=Q(withdrawn_at=None),
                name="mark_once",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="mark_stays", exclude=["withdrawn_at", "withdrawn_by"]),
            pgtrigger.Protect(
                name="withdrawn_mark_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.Protect(name="mark_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="mark_is_its_quote",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("same", "boolean")],
                func=MARK_IS_ITS_QUOTE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.quote}"
