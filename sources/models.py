"""Who says things: people, offices, outlets, documents, unnamed groups, and all their names."""

from typing import Any
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField, HnswIndex

from newsroom.change_models import tells_delete, tells_insert, tells_update
from newsroom.ids import new_id
from newsroom.models import User
from sources.folding import Folded
from sources.protected_models import ProtectedEvent, ProtectedIdentity
from sources.querysets import SourceQuerySet, SourceQuestionQuerySet
from sources.resolution import index_key
from sources.sql import HIERARCHY_HAS_NO_CIRCLE, MERGED_INTO_ONE_THAT_STANDS
from sources.vectors import SIZE

__all__ = [
    "KINDS_OF_ONE_OUTLET",
    "Anonymity",
    "Folded",
    "ProtectedEvent",
    "ProtectedIdentity",
    "Reliability",
    "Source",
    "SourceAlias",
    "SourceEvent",
    "SourceGrade",
    "SourceKind",
    "SourceQuestion",
]


class SourceKind(models.TextChoices):
    """What a source is; the values are those of the attribution data."""

    PERSON = "person", _("Person")
    GOVERNMENT_BODY = "government_body", _("Official body")
    ORGANISATION = "organisation", _("Organisation")
    MEDIA_OUTLET = "media_outlet", _("Media outlet")
    DOCUMENT = "document", _("Document")
    SOCIAL_MEDIA_POST = "social_media_post", _("Social media post")
    ANONYMOUS_GROUP = "anonymous_group", _("Unnamed people")
    UNNAMED_REPORTS = "unnamed_reports", _("Unnamed reports")


class Anonymity(models.TextChoices):
    """How well a reader can know who it is."""

    NAMED = "named", _("Named")
    ROLE = "role", _("Identified by role")
    GROUP = "group", _("Unnamed group")
    UNNAMED = "unnamed", _("Unnamed")


# Sources of these kinds are different people in every outlet that quotes them.
KINDS_OF_ONE_OUTLET = (SourceKind.ANONYMOUS_GROUP, SourceKind.UNNAMED_REPORTS)


# What would let a name look like another one, in PostgreSQL's regular expressions.
BIDI_OR_CONTROL = r"[\u0001-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"


class Source(models.Model):
    """One who says things. Unnamed people belong to the outlet that quoted them, to no other."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=500)
    folded = models.GeneratedField(
        expression=Folded(F("name")), output_field=models.TextField(), db_persist=True
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    anonymity = models.CharField(
        _("anonymity"), max_length=10, choices=Anonymity, default=Anonymity.NAMED
    )
    language = models.CharField(_("language of the name"), max_length=35, blank=True)
    outlet = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="unnamed_sources",
        verbose_name=_("outlet"),
        help_text=_("The outlet that quotes these unnamed people; empty for everybody else."),
    )
    provisional = models.BooleanField(
        _("provisional"), default=False, help_text=_("Made by the machine; nobody has looked yet.")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("An embassy's ministry, a programme's channel, a spokesperson's body."),
    )
    owner = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned",
        verbose_name=_("owner"),
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="merged",
        verbose_name=_("merged into"),
        help_text=_("The source that this one turned out to be; always one that stands itself."),
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("ISO 3166, such as LY.")
    )
    wikidata_id = models.CharField(
        _("Wikidata id"), max_length=20, null=True, blank=True, unique=True
    )
    domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    accounts = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="source_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=SourceKind.values), name="source_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(anonymity__in=Anonymity.values), name="source_anonymity_known"
            ),
            models.CheckConstraint(
                condition=Q(outlet=None) | ~Q(kind=SourceKind.MEDIA_OUTLET),
                name="source_outlet_has_no_outlet",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")) & ~Q(parent=F("id")) & ~Q(owner=F("id")),
                name="source_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=Q(wikidata_id=None) | Q(wikidata_id__regex=r"^Q[1-9][0-9]*$"),
                name="source_wikidata_form",
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="source_country_form",
            ),
            models.CheckConstraint(
                condition=~Q(name__regex=BIDI_OR_CONTROL), name="source_name_shows_itself"
            ),
            # However many workers meet a new name at once, the machine makes one source for it.
            models.UniqueConstraint(
                fields=["outlet", "folded", "kind"],
                condition=Q(provisional=True, merged_into=None),
                nulls_distinct=False,
                name="source_provisional_once",
            ),
            # An outlet's unnamed group is never made twice, however many workers ask at once.
            models.UniqueConstraint(
                fields=["outlet", "folded", "kind"],
                condition=Q(kind__in=KINDS_OF_ONE_OUTLET),
                nulls_distinct=False,
                name="source_unnamed_once_per_outlet",
            ),
        ]
        indexes = [
            models.Index(fields=["merged_into"], name="source_merged_into"),
            models.Index(fields=["folded"], name="source_folded"),
            GinIndex(fields=["domains"], name="source_domains"),
        ]
        triggers = [
            pgtrigger.Protect(name="source_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="source_id_stays", fields=["id"]),
            pgtrigger.Trigger(
                name="source_hierarchy",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "owner_id"),
                func=HIERARCHY_HAS_NO_CIRCLE,
            ),
            pgtrigger.Trigger(
                name="source_merge",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
                func=MERGED_INTO_ONE_THAT_STANDS,
            ),
            tells_insert("tell_sources", "'source.created'"),
            tells_update(
                "tell_changed_sources",
                "CASE WHEN was.merged_into_id IS DISTINCT FROM added.merged_into_id"
                " THEN 'source.merged' ELSE 'source.changed' END",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} @ {self.outlet.name}" if self.outlet else self.name

    @property
    def canonical_id(self) -> UUID:
        """The id of the source that stands for this one: itself, unless it was merged."""
        return self.merged_into_id or self.id


class SourceAlias(models.Model):
    """A string under which a source was seen, in whatever language, and how often."""

    class Origin(models.TextChoices):
        MACHINE = "machine", _("Machine")
        PERSON = "person", _("Person")

    # The constraint below begins with it: an index of its own would only cost.
    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="aliases", db_index=False
    )
    surface = models.CharField(_("as written"), max_length=500)
    folded = models.GeneratedField(
        expression=Folded(F("surface")), output_field=models.TextField(), db_persist=True
    )
    language = models.CharField(_("language"), max_length=35, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.MACHINE)
    count = models.PositiveIntegerField(_("times seen"), default=0)
    key = models.CharField(
        max_length=500,
        editable=False,
        default="",
        help_text="Its sound or its office, the same in every language.",
    )
    vector = HalfVectorField(
        dimensions=SIZE,
        null=True,
        editable=False,
        help_text="Its meaning, once a worker has come by; written by `candidates.embed_names`.",
    )

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["-count", "surface"]
        constraints = [
            models.UniqueConstraint(fields=["source", "surface"], name="alias_once_per_source"),
            models.CheckConstraint(condition=~Q(surface=""), name="alias_is_not_empty"),
        ]
        indexes = [
            models.Index(fields=["folded"], name="alias_folded"),
            models.Index(fields=["key"], name="alias_key"),
            GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="alias_trigrams"),
            HnswIndex(fields=["vector"], opclasses=["halfvec_cosine_ops"], name="alias_nearest"),
            models.Index(fields=["id"], condition=Q(vector=None), name="alias_without_vector"),
        ]
        # How often a name was seen changes with every article; that is no news.
        triggers = [
            tells_insert("tell_aliases", "'source.changed'", subject="added.source_id"),
            tells_update(
                "tell_changed_aliases",
                "CASE WHEN (was.source_id, was.surface) <> (added.source_id, added.surface)"
                " THEN 'source.changed' END",
                subject="added.source_id",
            ),
            tells_delete("tell_removed_aliases", "'source.changed'", subject="was.source_id"),
        ]

    def __str__(self) -> str:
        return self.surface

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the key with the surface that it is made of."""
        self.key = index_key(self.surface)[:500]
        super().save(*args, **kwargs)


class SourceEvent(models.Model):
    """What somebody did to a source, written once; a merge or a split can be undone by another."""

    class Kind(models.TextChoices):
        CREATED = "created", _("Created")
        EDITED = "edited", _("Edited")
        MERGED = "merged", _("Merged")
        MERGE_UNDONE = "merge_undone", _("Merge undone")
        SPLIT = "split", _("Split")
        KEPT = "kept", _("Kept as a source of its own")
        ALIAS_ADDED = "alias_added", _("Alias added")
        ALIAS_REMOVED = "alias_removed", _("Alias removed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="events")
    other = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="events_of_others"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    # What an undo needs: {"followers": [ids]}, or {"field": [old, new]} of an edit.
    details = models.JSONField(default=dict)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change of a source")
        verbose_name_plural = _("changes of sources")
        ordering = ["-id"]
        triggers = [
            pgtrigger.Protect(
                name="source_event_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind}"


class Reliability(models.TextChoices):
    """The Admiralty letters: how far the source itself is to be trusted."""

    A = "A", _("A: completely reliable")
    B = "B", _("B: usually reliable")
    C = "C", _("C: fairly reliable")
    D = "D", _("D: not usually reliable")
    E = "E", _("E: unreliable")
    F = "F", _("F: cannot be judged")


class SourceGrade(models.Model):
    """One person's judgement of a source on a day. Later ones stand beside it, none replaces it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="grades")
    letter = models.CharField(_("reliability"), max_length=1, choices=Reliability)
    grader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reliability grade")
        verbose_name_plural = _("reliability grades")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(letter__in=Reliability.values), name="source_grade_letter_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="source_grade_has_reason"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="source_grade_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.letter}"


class SourceQuestion(models.Model):
    """Is this provisional source that known one? An entry of the source inbox, for a person."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SAME = "same", _("The same")
        DIFFERENT = "different", _("Different")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="questions")
    candidate = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="asked_about")
    score = models.FloatField(_("likeness"), help_text=_("From 0 to 1."))
    letters = models.FloatField(
        _("in letters"), null=True, help_text=_("Trigrams both names share, from 0 to 1.")
    )
    meaning = models.FloatField(
        _("in meaning"), null=True, help_text=_("The cosine of their vectors, from 0 to 1.")
    )
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)

    objects = SourceQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about a source")
        verbose_name_plural = _("source inbox")
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "candidate"], name="question_asked_once"),
            models.CheckConstraint(
                condition=~Q(source=F("candidate")), name="question_about_two_sources"
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="question_score_is_probability"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | ~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="question_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["-score", "id"], condition=Q(state="open"), name="question_open")
        ]

    def __str__(self) -> str:
        return f"{self.source} = {self.candidate}?"
