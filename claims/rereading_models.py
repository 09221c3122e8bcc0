"""Letting a newer engine read stored articles again: what would change, and whether it has."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from claims.states import WORKING, RereadingState
from newsroom.ids import new_id
from newsroom.models import User


class Rereading(models.Model):
    """One wish to let a newer engine read stored articles again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    extractor = models.CharField(max_length=60)
    state = models.CharField(
        max_length=10, choices=RereadingState, default=RereadingState.COMPARING
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("rereading")
        verbose_name_plural = _("rereadings")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(
                    state__in=[
                        RereadingState.COMPARING,
                        RereadingState.COMPARED,
                        RereadingState.APPLYING,
                    ]
                ),
                name="one_rereading_at_a_time",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="rereading_moves",
                field="state",
                transitions=[
                    (RereadingState.COMPARING, RereadingState.COMPARED),
                    (RereadingState.COMPARED, RereadingState.APPLYING),
                    (RereadingState.APPLYING, RereadingState.APPLIED),
                    (RereadingState.COMPARING, RereadingState.CANCELLED),
                    (RereadingState.COMPARED, RereadingState.CANCELLED),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.extractor}: {self.state}"

    @property
    def is_working(self) -> bool:
        """Whether a machine still has work to do on it."""
        return self.state in WORKING

    @property
    def is_decided(self) -> bool:
        """Whether a person has said to apply it."""
        return self.state in (RereadingState.APPLYING, RereadingState.APPLIED)


class RereadArticle(models.Model):
    """One article of a rereading: what would change, and whether it has."""

    rereading = models.ForeignKey(Rereading, on_delete=models.CASCADE, related_name="articles")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    kept = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    examples = models.JSONField(default=list)
    compared_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["rereading", "article"], name="reread_once"),
        ]
        indexes = [
            models.Index(
                fields=["rereading", "id"], condition=Q(compared_at=None), name="reread_uncompared"
            ),
            models.Index(
                fields=["rereading", "id"], condition=Q(applied_at=None), name="reread_unapplied"
            ),
        ]

    def __str__(self) -> str:
        return str(self.article_id)
