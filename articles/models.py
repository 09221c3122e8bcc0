"""Articles as outlets published them: versions, sentences, and how they came in."""

from typing import ClassVar

import pgtrigger
import zstandard
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.feed_models import Feed, FeedItem
from articles.import_models import ImportedItem
from articles.querysets import ArticleQuerySet, IngestionQuerySet, SentenceQuerySet
from articles.states import FINISHED, INGESTION_MOVES, PROGRESS, IngestionKind, IngestionStatus
from newsroom.ids import new_id
from newsroom.models import User
from newsroom.reference_sql import names_what_is_there
from newsroom.triggers import on_new_rows
from sources.folding import Folded
from sources.models import Source

__all__ = [
    "Article",
    "ArticleVersion",
    "Feed",
    "FeedItem",
    "ImportedItem",
    "Ingestion",
    "IngestionEvent",
    "Sentence",
    "StoredBytes",
]


class StoredBytes(models.Model):
    """Bytes as they came in, kept once under their own hash, so that nobody can swap them."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    compressed = models.BinaryField(help_text="The bytes, compressed with Zstandard.")
    size = models.PositiveIntegerField(help_text="Bytes before compression.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("stored bytes")
        verbose_name_plural = _("stored bytes")
        triggers = [
            pgtrigger.Protect(
                name="stored_bytes_stay", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def body(self) -> bytes:
        """The bytes as they came in."""
        return zstandard.decompress(bytes(self.compressed), max_output_size=self.size)


class Article(models.Model):
    """One article of one outlet, however often its text changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity = models.CharField(
        max_length=64,
        unique=True,
        editable=False,
        help_text="SHA-256 of its canonical address, or of outlet and text where it has none.",
    )
    url = models.TextField(_("address"), blank=True)
    outlet = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("outlet"),
    )
    current = models.OneToOneField(
        "ArticleVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-id"]
        triggers = [
            pgtrigger.ReadOnly(name="article_identity_stays", fields=["id", "identity"]),
            pgtrigger.Protect(name="article_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.current.title if self.current else self.url


class ArticleVersion(models.Model):
    """An article's text at one time. It is never edited: changed text is another version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # The constraints below begin with it: an index of its own would only cost.
    article = models.ForeignKey(
        Article,
        on_delete=models.PROTECT,
        related_name="versions",
        db_index=False,
        db_constraint=False,
    )
    number = models.PositiveIntegerField(_("version"), help_text="1 for the first.")
    text = models.TextField(_("text"))
    text_sha256 = models.CharField(max_length=64, editable=False)
    title = models.TextField(_("title"), blank=True)
    byline = models.TextField(_("byline"), blank=True)
    language = models.CharField(_("language"), max_length=35, help_text="BCP 47; 'und' if unknown.")
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    page = models.ForeignKey(StoredBytes, on_delete=models.PROTECT, related_name="+")
    # Both are spans [[start, end], ...] in code points of the text, written with its sentences.
    boilerplate = models.JSONField(default=list, editable=False)
    read_at = models.DateTimeField(
        null=True, editable=False, help_text="When its sentences and attributions were stored."
    )
    read_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("stored"), auto_now_add=True)

    class Meta:
        verbose_name = _("article version")
        verbose_name_plural = _("article versions")
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["article", "text_sha256"], name="version_text_once"),
            models.CheckConstraint(condition=~Q(text=""), name="version_has_text"),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(read_at=None), name="version_unread"),
            GinIndex(OpClass(Folded(F("title")), name="gin_trgm_ops"), name="version_title_words"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="version_text_stays",
                fields=["id", "article", "number", "text", "text_sha256", "page"],
            ),
            pgtrigger.Protect(name="version_stays", operation=pgtrigger.Delete),
            names_what_is_there("version_article_is_there", article_id="articles_article"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


# For all sentences of a statement at once, each looked up by its key however many there are. Code
# points are counted once for a version, not once for each sentence. The versions are locked: of two
# who add sentences to one at once, the second sees those of the first.
SENTENCES_IN_TEXT = """
PERFORM FROM articles_articleversion WHERE id = ANY(ARRAY(SELECT DISTINCT version_id FROM added))
    ORDER BY id FOR NO KEY UPDATE;
IF EXISTS (
    SELECT FROM (SELECT version_id, max("end") AS last FROM added GROUP BY version_id) ends
    WHERE (SELECT char_length(v.text) >= ends.last FROM articles_articleversion v
           WHERE v.id = ends.version_id) IS NOT TRUE
) THEN
    RAISE EXCEPTION 'a sentence must lie inside its text' USING ERRCODE = 'check_violation';
END IF;
IF EXISTS (
    SELECT FROM (SELECT DISTINCT version_id FROM added) v CROSS JOIN LATERAL (
        SELECT s.start < lag(s."end") OVER (ORDER BY s.start) AS overlaps
        FROM articles_sentence s WHERE s.version_id = v.version_id OFFSET 0) placed
    WHERE placed.overlaps
) THEN
    RAISE EXCEPTION 'sentences do not overlap' USING ERRCODE = 'check_violation';
END IF;
IF EXISTS (
    SELECT FROM added WHERE added.lineage_id <> added.id AND (
        SELECT v.article_id = n.article_id AND s.lineage_id = s.id
               AND substr(v.text, s.start + 1, s."end" - s.start)
                   = substr(n.text, added.start + 1, added."end" - added.start)
        FROM articles_sentence s
        JOIN articles_articleversion v ON v.id = s.version_id
        JOIN articles_articleversion n ON n.id = added.version_id
        WHERE s.id = added.lineage_id) IS NOT TRUE
) THEN
    RAISE EXCEPTION 'a sentence continues only the same words of the same article'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""


class Sentence(models.Model):
    """A sentence by its place in one version.

    Its lineage is the same sentence in the first version that had it: itself, if it is new.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # The trigger looks up both; what they name is never deleted (newsroom/reference_sql.py).
    # Each has an index that begins with it below.
    version = models.ForeignKey(
        ArticleVersion,
        on_delete=models.PROTECT,
        related_name="sentences",
        db_constraint=False,
        db_index=False,
    )
    number = models.PositiveIntegerField(help_text="Its place among the sentences, from 0.")
    start = models.PositiveIntegerField(help_text="First code point of the words.")
    end = models.PositiveIntegerField(help_text="One past their last code point.")
    is_heading = models.BooleanField(default=False)
    lineage = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="appearances",
        db_constraint=False,
        db_index=False,
    )

    objects = SentenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sentence")
        verbose_name_plural = _("sentences")
        ordering = ["version", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="sentence_has_words"),
            models.UniqueConstraint(fields=["version", "number"], name="sentence_number_once"),
            models.UniqueConstraint(fields=["lineage", "version"], name="sentence_lineage_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="sentence_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            on_new_rows("sentence_in_text", SENTENCES_IN_TEXT),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} [{self.start}:{self.end}]"


class Ingestion(models.Model):
    """One wish to have an article, until its claims are there or a person can read why not."""

    MAX_ATTEMPTS: ClassVar[int] = 5

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("kind"), max_length=4, choices=IngestionKind)
    status = models.CharField(
        _("status"), max_length=12, choices=IngestionStatus, default=IngestionStatus.QUEUED
    )
    url = models.TextField(_("address"), blank=True)
    page = models.ForeignKey(StoredBytes, on_delete=models.PROTECT, null=True, related_name="+")
    page_url = models.TextField(blank=True, help_text="Where the redirects ended.")
    page_charset = models.CharField(max_length=40, blank=True, help_text="As the server said.")
    # What the sender knows better than the page; empty means: read it from the page.
    outlet_name = models.CharField(_("outlet"), max_length=500, blank=True)
    title = models.CharField(_("title"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    version = models.ForeignKey(
        ArticleVersion, on_delete=models.PROTECT, null=True, related_name="ingestions"
    )
    is_new = models.BooleanField(
        null=True, help_text="Whether it brought a new version; null while unknown."
    )
    failure = models.CharField(max_length=40, blank=True, help_text="The rule, for programs.")
    failure_reason = models.TextField(_("reason"), blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("accepted"), auto_now_add=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = IngestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("ingestion")
        verbose_name_plural = _("ingestions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=IngestionKind.URL) & ~Q(url="")
                | Q(kind__in=[IngestionKind.HTML, IngestionKind.TEXT], page__isnull=False),
                name="ingestion_has_something_to_read",
            ),
            models.CheckConstraint(
                condition=Q(status=IngestionStatus.FAILED) ^ Q(failure_reason=""),
                name="ingestion_failed_means_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[IngestionStatus.ATTRIBUTING, IngestionStatus.DONE])
                | Q(version__isnull=False),
                name="ingestion_read_means_version",
            ),
        ]
        indexes = [
            models.Index(
                fields=["updated_at"],
                condition=~Q(status__in=FINISHED),
                name="ingestion_unfinished",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="ingestion_moves", field="status", transitions=list(INGESTION_MOVES)
            ),
            pgtrigger.Protect(name="ingestion_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title or self.url or str(_("An article without a title"))

    @property
    def progress(self) -> int:
        """How far along it is, in percent."""
        return PROGRESS[IngestionStatus(self.status)]

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.status in FINISHED


class IngestionEvent(models.Model):
    """One step of an ingestion, written once."""

    ingestion = models.ForeignKey(Ingestion, on_delete=models.PROTECT, related_name="events")
    status = models.CharField(max_length=12, choices=IngestionStatus)
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("ingestion step")
        verbose_name_plural = _("ingestion steps")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="ingestion_event_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.ingestion_id}: {self.status}"
