"""Claims that say the same thing, and judgements of single claims."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.states import MadeBy, MembershipState
from newsroom.ids import new_id
from newsroom.models import Desk, Role, User
from sources.folding import Folded
from sources.models import Source
from sources.names import fold


class ClaimGroupQuerySet(models.QuerySet["ClaimGroup"]):
    """Questions about groups."""

    def visible_to(self, user: User) -> "ClaimGroupQuerySet":
        """Those that have a claim somebody may see, or none yet."""
        from claims.models import Claim

        if user.acts_as == Role.ADMINISTRATOR:
            return self
        shut = Desk.objects.shut_to(user)
        members = Membership.objects.filter(group=OuterRef("pk"))
        seen = members.filter(claim__in=Claim.objects.visible_to(user))
        return self.filter(~Exists(shut) | Exists(seen) | ~Exists(members))

    def titled(self, query: str) -> "ClaimGroupQuerySet":
        """Those whose title has every word of the query, however it is spelled."""
        words = [Q(folded_title__contains=word) for word in fold(query).split()]
        return self.alias(folded_title=Folded(F("title"))).filter(*words)


class ClaimGroup(models.Model):
    """Claims that say the same thing, across articles, outlets and languages.

    A group offers evidence. It has no verdict, and none travels from one member to another.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("title"), max_length=500)
    made_by = models.CharField(_("made by"), max_length=10, choices=MadeBy)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClaimGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim group")
        verbose_name_plural = _("claim groups")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="group_has_a_title"),
        ]
        indexes = [
            GinIndex(OpClass(Folded(F("title")), name="gin_trgm_ops"), name="group_title_words"),
        ]

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    """A claim in a group: suggested by somebody, then confirmed or rejected by a person."""

    group = models.ForeignKey(ClaimGroup, on_delete=models.PROTECT, related_name="memberships")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(
        max_length=10, choices=MembershipState, default=MembershipState.SUGGESTED
    )
    made_by = models.CharField(max_length=10, choices=MadeBy)
    score = models.FloatField(null=True, help_text="How sure the machine was, from 0 to 1.")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["group", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "claim"], name="membership_once"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state="confirmed"), name="confirmed_in_one_group"
            ),
            models.CheckConstraint(
                condition=Q(state="suggested") ^ Q(decided_by__isnull=False),
                name="membership_decided_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} in {self.group_id}: {self.state}"


class GroupEvent(models.Model):
    """What happened to a group, written once."""

    group = models.ForeignKey(ClaimGroup, on_delete=models.PROTECT, related_name="events")
    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, null=True, related_name="group_events"
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change of a group")
        verbose_name_plural = _("changes of groups")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="group_event_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.kind}"


class Vouch(models.Model):
    """A person's word that an unnamed source, or an outlet's own voice, stands for itself here."""

    group = models.ForeignKey(ClaimGroup, on_delete=models.PROTECT, related_name="vouches")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="vouches")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("how it is known"))
    withdrawn_at = models.DateTimeField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("vouching")
        verbose_name_plural = _("vouchings")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "source"], condition=Q(withdrawn_at=None), name="vouched_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="vouch_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} in {self.group_id}"


class Credibility(models.IntegerChoices):
    """The Admiralty digits: how far one statement is to be believed, whoever says it."""

    CONFIRMED = 1, _("1: confirmed by other sources")
    PROBABLY = 2, _("2: probably true")
    POSSIBLY = 3, _("3: possibly true")
    DOUBTFUL = 4, _("4: doubtful")
    IMPROBABLE = 5, _("5: improbable")
    UNKNOWN = 6, _("6: cannot be judged")


class ClaimGrade(models.Model):
    """One person's judgement of a claim on a day, apart from that of its source."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="grades")
    digit = models.PositiveSmallIntegerField(_("credibility"), choices=Credibility)
    grader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("credibility grade")
        verbose_name_plural = _("credibility grades")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(digit__gte=1, digit__lte=6), name="claim_grade_digit_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="claim_grade_has_reason"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="claim_grade_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.digit}"
