"""The attributions that tie claims to sources, by whose reading, and the chains they make."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleVersion
from articles.words_sql import PIECES, begins_so, reached
from claims.querysets import AttributionQuerySet
from claims.states import MadeBy, Manner, SpanRole
from newsroom.change_models import tells_insert, tells_update
from newsroom.ids import new_id
from newsroom.models import User
from newsroom.reference_sql import names_what_is_there
from newsroom.triggers import on_new_rows
from sources.models import Source


class Reading(models.Model):
    """One finished run of one extractor over one version; an article's readings are numbered."""

    # The constraint below begins with it: an index of its own would only cost.
    article = models.ForeignKey(
        Article,
        on_delete=models.PROTECT,
        related_name="readings",
        db_index=False,
        db_constraint=False,
    )
    number = models.PositiveIntegerField(help_text="1 for the article's first reading.")
    version = models.ForeignKey(
        ArticleVersion, on_delete=models.PROTECT, related_name="readings", db_constraint=False
    )
    extractor = models.CharField(max_length=60, help_text="EXTRACTOR_VERSION of the engine.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="reading_number_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="reading_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            names_what_is_there(
                "reading_names_what_is_there",
                article_id="articles_article",
                version_id="articles_articleversion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} by {self.extractor}"


# A claim made in the same transaction is as new as can be; it isn't written a second time.
RETIRING_CHANGES_CLAIMS = """
UPDATE claims_claim SET updated_at = now() WHERE updated_at < now() AND id IN (
    SELECT h.claim_id FROM claims_hop h JOIN retired a ON a.id = h.attribution_id
);
RETURN NULL;
"""
# Each claim is looked up once, for whether it is there and for when it changed last.
HOPS_CHANGE_CLAIMS = """
SELECT bool_and(at IS NOT NULL), min(at) INTO there, oldest FROM (
    SELECT (SELECT c.updated_at FROM claims_claim c WHERE c.id = named.id) AS at
    FROM (SELECT DISTINCT claim_id AS id FROM added) named
) claims;
IF NOT there THEN
    RAISE EXCEPTION 'claim_id names no row of claims_claim' USING ERRCODE = 'foreign_key_violation';
END IF;
IF oldest < now() THEN
    UPDATE claims_claim SET updated_at = now()
        WHERE updated_at < now() AND id IN (SELECT claim_id FROM added);
END IF;
RETURN NULL;
"""


class Attribution(models.Model):
    """Who says a part of a text, by which cue. It is written once and at most retired.

    A machine's reading retires only what machines made: a check refuses that a reading
    retires a person's attribution.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # What has no constraint of its own, a trigger looks up (newsroom/reference_sql.py).
    version = models.ForeignKey(
        ArticleVersion, on_delete=models.PROTECT, related_name="attributions", db_constraint=False
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="attributions", db_constraint=False
    )
    via = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="nested",
        help_text=_("The attribution this one is nested in or relayed by."),
    )
    source_name = models.CharField(
        max_length=500, blank=True, help_text=_("What the page calls the source, at its fullest.")
    )
    cue_class = models.CharField(_("kind of cue"), max_length=20)
    hedge = models.CharField(_("hedge"), max_length=20, blank=True)
    manner = models.CharField(_("manner"), max_length=10, choices=Manner)
    channel = models.CharField(_("channel"), max_length=20, blank=True)
    inherited = models.BooleanField(
        _("inherited"), help_text=_("The sentence has no cue of its own.")
    )
    confidence = models.FloatField(_("confidence"), help_text=_("A probability from 0 to 1."))
    made_by = models.CharField(_("made by"), max_length=10, choices=MadeBy)
    reading = models.ForeignKey(
        Reading,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attributions",
        db_constraint=False,
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    rule = models.CharField(max_length=200, help_text="The rule or model that decided.")
    retells = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="retold",
        help_text="Whose place it took, unchanged, when a person changed what that was nested in.",
    )
    # The words the decision rests on: spans [[start, end], ...] in code points of the text.
    evidence = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by_reading = models.ForeignKey(
        Reading,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="retired",
        db_index=False,
    )
    retired_by_person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = AttributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("attribution")
        verbose_name_plural = _("attributions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="attribution_confidence_is_probability",
            ),
            models.CheckConstraint(
                condition=Q(manner__in=Manner.values), name="attribution_manner_known"
            ),
            models.CheckConstraint(
                condition=Q(made_by=MadeBy.MACHINE, reading__isnull=False, person=None)
                | Q(made_by=MadeBy.PERSON, reading=None, person__isnull=False),
                name="attribution_machine_or_person",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by_reading=None, retired_by_person=None)
                | Q(retired_at__isnull=False)
                & (Q(retired_by_reading=None) ^ Q(retired_by_person=None)),
                name="attribution_retired_by_one",
            ),
            models.CheckConstraint(
                condition=Q(retired_by_reading=None) | Q(made_by=MadeBy.MACHINE),
                name="machine_never_retires_a_person",
            ),
            models.CheckConstraint(condition=~Q(via=F("id")), name="attribution_not_via_itself"),
        ]
        indexes = [
            # Most rows have none of these.
            *(
                models.Index(
                    fields=[field],
                    condition=Q(**{f"{field}__isnull": False}),
                    name=f"attribution_{field}",
                )
                for field in (
                    "via",
                    "person",
                    "retells",
                    "retired_by_reading",
                    "retired_by_person",
                )
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="attribution_stays",
                exclude=["retired_at", "retired_by_reading", "retired_by_person"],
            ),
            pgtrigger.Protect(
                name="retired_stays_retired",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__retired_at__isnull=False),
            ),
            pgtrigger.Protect(name="attribution_not_deleted", operation=pgtrigger.Delete),
            names_what_is_there(
                "attribution_names_what_is_there",
                version_id="articles_articleversion",
                source_id="sources_source",
                reading_id="claims_reading",
            ),
            pgtrigger.Trigger(
                name="retiring_changes_claims",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(new="retired"),
                func=RETIRING_CHANGES_CLAIMS,
            ),
            tells_insert("tell_attributions", "'attribution.created'"),
            tells_update("tell_retired_attributions", "'attribution.retired'"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.rule}"


# For all spans of a statement at once, those of one role in one version together. Those that begin
# within an earlier one, as what is nested does, are looked at one by one. A constraint holds that
# spans are as long as their quotes.
SPANS_ARE_THEIR_QUOTES = f"""
SELECT array_agg(DISTINCT said.version_id), bool_and((
    SELECT {begins_so("v.text", "said.pieces")} AND (
        said.starts IS NULL OR (
            SELECT bool_and(starts_with(
                CASE nested.start WHEN 0 THEN v.text ELSE right(v.text, -nested.start) END,
                nested.quote))
            FROM unnest(said.starts, said.quotes) AS nested(start, quote)))
    FROM articles_articleversion v WHERE v.id = said.version_id) IS TRUE)
INTO versions, fit
FROM (
    SELECT version_id, {PIECES} AS pieces,
           array_agg(start) FILTER (WHERE start < reached) AS starts,
           array_agg(words) FILTER (WHERE start < reached) AS quotes
    FROM (
        SELECT version_id, role, start, "end", words,
               {reached("version_id", "role")}
        FROM (
            SELECT a.version_id, added.role, added.start, added."end", added.quote AS words
            FROM added LEFT JOIN LATERAL (
                SELECT version_id FROM claims_attribution a
                WHERE a.id = added.attribution_id OFFSET 0
            ) a ON true
        ) found
    ) placed
    GROUP BY version_id, role
) said;
IF fit IS FALSE THEN
    RAISE EXCEPTION 'a span has the very words of its text' USING ERRCODE = 'check_violation';
END IF;
IF NOT EXISTS (
    SELECT FROM claims_attribution p WHERE p.version_id = ANY(versions)
      AND (p.made_by = 'person' AND p.retired_at IS NULL OR p.retired_by_person_id IS NOT NULL)
) THEN
    RETURN NULL;
END IF;
IF EXISTS (
    SELECT FROM added WHERE added.role = 'cue' AND (
        SELECT bool_or(cue.start < added."end" AND added.start < cue."end")
        FROM claims_attribution a
        JOIN claims_attribution p ON p.version_id = a.version_id
        JOIN claims_attributionspan cue ON cue.attribution_id = p.id AND cue.role = 'cue'
        WHERE a.id = added.attribution_id AND a.made_by = 'machine' AND a.retells_id IS NULL
          AND (p.made_by = 'person' AND p.retired_at IS NULL OR p.retired_by_person_id IS NOT NULL))
) THEN
    RAISE EXCEPTION 'a person has already decided about this cue' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""  # noqa: S608


class AttributionSpan(models.Model):
    """Words of a text in their role. A role may have several spans, or none."""

    # The trigger looks it up, and the constraint below begins with it.
    attribution = models.ForeignKey(
        Attribution,
        on_delete=models.PROTECT,
        related_name="spans",
        db_constraint=False,
        db_index=False,
    )
    role = models.CharField(max_length=10, choices=SpanRole)
    start = models.PositiveIntegerField(help_text="First code point of the words.")
    end = models.PositiveIntegerField(help_text="One past their last code point.")
    quote = models.TextField()

    class Meta:
        verbose_name = _("span")
        verbose_name_plural = _("spans")
        ordering = ["attribution", "role", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="span_has_words"),
            models.CheckConstraint(condition=Q(role__in=SpanRole.values), name="span_role_known"),
            # So that the trigger need not count the words once more.
            models.CheckConstraint(
                condition=Q(end=F("start") + Length("quote")), name="span_is_as_long_as_its_quote"
            ),
            models.UniqueConstraint(fields=["attribution", "role", "start"], name="span_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="span_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            on_new_rows(
                "span_is_its_quote",
                SPANS_ARE_THEIR_QUOTES,
                declare=[("versions", "uuid[]"), ("fit", "boolean")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.quote}"


class Hop(models.Model):
    """One step of a claim's chain: position 0 is the last speaker, the highest the outlet.

    Written from the attributions, so that "all claims whose chain passes through S" is one
    index scan.
    """

    # Each has an index that begins with it below; one of its own would only cost.
    claim = models.ForeignKey(
        "claims.Claim",
        on_delete=models.PROTECT,
        related_name="hops",
        db_index=False,
        db_constraint=False,
    )
    attribution = models.ForeignKey(
        Attribution,
        on_delete=models.PROTECT,
        related_name="hops",
        db_index=False,
        db_constraint=False,
    )
    position = models.PositiveSmallIntegerField()
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="hops", db_index=False, db_constraint=False
    )

    class Meta:
        verbose_name = _("hop")
        verbose_name_plural = _("hops")
        ordering = ["claim", "attribution", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "attribution", "position"], name="hop_position_once"
            ),
            models.UniqueConstraint(
                fields=["attribution", "claim", "source"], name="hop_source_once"
            ),
        ]
        indexes = [models.Index(fields=["source", "claim"], name="hop_source")]
        triggers = [
            pgtrigger.Protect(name="hop_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            names_what_is_there(
                "hop_names_what_is_there",
                attribution_id="claims_attribution",
                source_id="sources_source",
            ),
            on_new_rows(
                "hops_change_claims",
                HOPS_CHANGE_CLAIMS,
                declare=[("there", "boolean"), ("oldest", "timestamptz")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.source}"
