"""What people are told: doubts about a decision, what colleagues wrote, notices."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.ids import new_id
from newsroom.models import User


class FlagReason(models.TextChoices):
    """Why a decided claim has to be looked at again."""

    WORDS_CHANGED = "words_changed", _("The article no longer has these words")
    SOURCES_CHANGED = "sources_changed", _("Its chains are others than when it was decided")
    EVIDENCE_WITHDRAWN = "evidence_withdrawn", _("Evidence of the decision was withdrawn")
    DECIDED_OTHERWISE = "decided_otherwise", _("A claim that says the same was decided otherwise")
    RELIED_ON = "relied_on", _("A claim it relies on no longer stands")


class ReviewFlag(models.Model):
    """A fact that speaks against a decision, raised once however often it is met."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey("claims.Decision", on_delete=models.PROTECT, related_name="flags")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="flags")
    reason = models.CharField(max_length=20, choices=FlagReason)
    fact = models.CharField(max_length=64, help_text=_("The version, evidence or decision."))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("doubt about a decision")
        verbose_name_plural = _("doubts about decisions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=FlagReason.values), name="flag_reason_known"
            ),
            models.UniqueConstraint(
                fields=["decision", "reason", "fact"], name="flag_once_for_each_fact"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="flag_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.reason}"


class Comment(models.Model):
    """What a colleague wrote beside a claim; `@name` calls somebody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]
        triggers = [
            pgtrigger.Protect(name="comment_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.text[:80]


class NoticeKind(models.TextChoices):
    """What a person is told about."""

    MENTIONED = "mentioned", _("You were mentioned")
    FLAGGED = "flagged", _("Your decision is in doubt")
    RETURNED = "returned", _("Your decision came back")
    ASSIGNED = "assigned", _("A claim was assigned to you")
    RELIED_ON = "relied_on", _("A claim that your work relied on was re-opened")


class Notice(models.Model):
    """Something one person should know about one claim, told once.

    It has no words of its own, so that nothing secret can be in it: who opens it sees the claim.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    about = models.CharField(max_length=64, help_text=_("The comment, flag or step it tells of."))
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "about"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["at"], condition=Q(mailed_at=None), name="notice_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"


class FactSweep(models.Model):
    """Up to when changes were compared with what was decided; the next look begins there."""

    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.until)
