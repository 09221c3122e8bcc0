"""Who says things: people, offices, outlets, documents, unnamed groups, and all their names."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from newsroom.ids import new_id
from sources.querysets import SourceQuerySet


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


class Folded(models.Func):
    """The database's twin of `sources.names.fold`."""

    function = "musnad_fold"
    output_field = models.TextField()


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
                condition=Q(outlet=None) | Q(kind__in=KINDS_OF_ONE_OUTLET),
                name="source_outlet_only_for_unnamed",
            ),
            # An outlet's unnamed group is never made twice, however many workers ask at once.
            models.UniqueConstraint(
                fields=["outlet", "folded", "kind"],
                condition=Q(kind__in=KINDS_OF_ONE_OUTLET),
                nulls_distinct=False,
                name="source_unnamed_once_per_outlet",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} @ {self.outlet.name}" if self.outlet else self.name


class SourceAlias(models.Model):
    """A string under which a source was seen, in whatever language, and how often."""

    class Origin(models.TextChoices):
        MACHINE = "machine", _("Machine")
        PERSON = "person", _("Person")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="aliases")
    surface = models.CharField(_("as written"), max_length=500)
    folded = models.GeneratedField(
        expression=Folded(F("surface")), output_field=models.TextField(), db_persist=True
    )
    language = models.CharField(_("language"), max_length=35, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.MACHINE)
    count = models.PositiveIntegerField(_("times seen"), default=0)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["-count", "surface"]
        constraints = [
            models.UniqueConstraint(fields=["source", "surface"], name="alias_once_per_source"),
            models.CheckConstraint(condition=~Q(surface=""), name="alias_is_not_empty"),
        ]
        indexes = [models.Index(fields=["folded"], name="alias_folded")]

    def __str__(self) -> str:
        return self.surface
