"""Claims. What belongs to them has modules of its own; all of it is imported from here."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleVersion, Sentence
from articles.words_sql import PIECES, begins_so, reached
from claims.attribution_models import Attribution, AttributionSpan, Hop, Reading
from claims.evidence_models import Evidence
from claims.export_models import Export, ExportedClaim
from claims.group_models import (
    ClaimGrade,
    ClaimGroup,
    GroupEvent,
    Membership,
    Vouch,
)
from claims.import_run_models import ImportLine, ImportRun
from claims.imported_models import ImportedQuote
from claims.mark_models import ClaimMark
from claims.moves import MOVES
from claims.notice_models import Comment, FactSweep, Notice, ReviewFlag
from claims.prior_models import PriorCheck
from claims.querysets import ClaimQuerySet
from claims.rereading_models import RereadArticle, Rereading
from claims.review_models import Approval, Decision, Review, ReviewEvent
from claims.review_sql import (
    NEW_CLAIM_IS_UNREVIEWED,
    REVIEW_NEW_CLAIMS,
    STATUS_COMES_FROM_HISTORY,
)
from claims.states import ReviewStatus
from claims.topic_models import ArticleTopic, Topic
from claims.word_models import ClaimWord, Words
from claims.word_sql import REMEMBER_WORDS
from newsroom.change_models import tells_insert, tells_update
from newsroom.ids import new_id
from newsroom.reference_sql import names_what_is_there
from newsroom.triggers import on_new_rows
from sources.folding import Folded
from sources.models import Source

__all__ = [
    "Approval",
    "ArticleTopic",
    "Attribution",
    "AttributionSpan",
    "Claim",
    "ClaimGrade",
    "ClaimGroup",
    "ClaimMark",
    "ClaimWord",
    "Comment",
    "Decision",
    "Evidence",
    "Export",
    "ExportedClaim",
    "FactSweep",
    "GroupEvent",
    "Hop",
    "ImportLine",
    "ImportRun",
    "ImportedQuote",
    "Membership",
    "Notice",
    "PriorCheck",
    "Reading",
    "RereadArticle",
    "Rereading",
    "Review",
    "ReviewEvent",
    "ReviewFlag",
    "Topic",
    "Vouch",
]

# For all claims of a statement at once, a version at a time; each sentence is looked up by its key,
# however many there are: the plan is kept for the next statement.
CLAIMS_ARE_THEIR_SENTENCES = f"""
IF EXISTS (
    SELECT FROM (
        SELECT version_id, article_id, {PIECES} AS pieces,
               bool_and((fits AND start >= reached) IS TRUE) AS fit
        FROM (
            SELECT version_id, article_id, start, "end", words, fits,
                   {reached("version_id", "article_id")}
            FROM (
                SELECT s.version_id, added.article_id, s.start, s."end", added.text AS words,
                       s.lineage_id = s.id AND char_length(added.text) = s."end" - s.start AS fits
                FROM added LEFT JOIN LATERAL (
                    SELECT * FROM articles_sentence s WHERE s.id = added.sentence_id OFFSET 0
                ) s ON true
            ) found
        ) placed
        GROUP BY version_id, article_id
    ) said
    WHERE (SELECT said.fit AND v.article_id = said.article_id
                  AND {begins_so("v.text", "said.pieces")}
           FROM articles_articleversion v WHERE v.id = said.version_id) IS NOT TRUE
) THEN
    RAISE EXCEPTION 'a claim has the very words of its sentence' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""  # noqa: S608


class Claim(models.Model):
    """One sentence as a thing to check, the same one while the article keeps the sentence.

    Outlet, language and date are the article's, written here too so that a list of a million
    claims is filtered and sorted by one index.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sentence = models.OneToOneField(
        Sentence,
        on_delete=models.PROTECT,
        related_name="claim",
        db_constraint=False,
        help_text="Where it was first found; its other places are that sentence's appearances.",
    )
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="claims", db_constraint=False
    )
    outlet = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="published_claims",
        verbose_name=_("outlet"),
    )
    text = models.TextField(_("text"))
    folded = models.GeneratedField(
        expression=Folded(F("text")), output_field=models.TextField(), db_persist=True
    )
    language = models.CharField(_("language"), max_length=35)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=ReviewStatus, default=ReviewStatus.UNREVIEWED
    )
    not_found_in = models.ForeignKey(
        ArticleVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="lost_claims",
        verbose_name=_("no longer found in"),
        help_text=_("The current version of the article, if it no longer has this sentence."),
    )
    created_at = models.DateTimeField(_("stored"), auto_now_add=True)
    updated_at = models.DateTimeField(
        _("changed"),
        db_default=Now(),
        editable=False,
        help_text=_("When it, its chains or its attributions last changed; triggers write it."),
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ReviewStatus.values), name="claim_status_known"
            ),
        ]
        indexes = [
            # Read backwards for the newest first; new rows come last, and fill their pages.
            models.Index(fields=["status", "id"], name="claim_status"),
            models.Index(fields=["outlet", "id"], name="claim_outlet"),
            models.Index(fields=["language", "id"], name="claim_language"),
            models.Index(fields=["updated_at"], name="claim_updated"),
            models.Index(fields=["published_at"], name="claim_published"),
            models.Index(
                fields=["not_found_in"],
                condition=Q(not_found_in__isnull=False),
                name="claim_not_found_in",
            ),
            # A search compares each word it looks for with each entry of the pending list.
            GinIndex(Words(F("folded")), name="claim_words", gin_pending_list_limit=256),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="claim_words_stay", fields=["id", "sentence", "article", "outlet", "text"]
            ),
            names_what_is_there("claim_outlet_is_there", outlet_id="sources_source"),
            pgtrigger.Protect(name="claim_stays", operation=pgtrigger.Delete),
            pgtrigger.FSM(name="claim_moves", field="status", transitions=sorted(MOVES)),
            on_new_rows("new_claim_is_unreviewed", NEW_CLAIM_IS_UNREVIEWED),
            pgtrigger.Trigger(
                name="status_comes_from_history",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Q(old__status__df=pgtrigger.F("new__status")),
                func=STATUS_COMES_FROM_HISTORY,
            ),
            on_new_rows("review_new_claims", REVIEW_NEW_CLAIMS),
            on_new_rows("claim_is_its_sentence", CLAIMS_ARE_THEIR_SENTENCES),
            on_new_rows("remember_words", REMEMBER_WORDS),
            pgtrigger.Trigger(
                name="claim_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="NEW.updated_at = statement_timestamp(); RETURN NEW;",
            ),
            tells_insert("tell_claims", "'claim.created'"),
            tells_update(
                "tell_changed_claims",
                "CASE WHEN was.status = added.status THEN 'claim.changed'"
                " ELSE 'claim.status_changed' END",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
