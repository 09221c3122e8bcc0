"""Feeds that are looked at again and again, and what has come of each of their items."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.feed_querysets import FeedQuerySet
from articles.states import FeedHealth, ItemOutcome
from articles.urls import host_of
from newsroom.ids import new_id
from newsroom.models import User
from sources.models import Source

SHORTEST_WAIT, LONGEST_WAIT = 5, 24 * 60  # minutes


class Feed(models.Model):
    """An address at which an outlet says what it has published: RSS, Atom or JSON Feed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    url = models.TextField(_("address"), unique=True, help_text="In its canonical spelling.")
    title = models.CharField(_("title"), max_length=500, blank=True)
    format = models.CharField(max_length=40, blank=True, editable=False)
    outlet = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="feeds",
        verbose_name=_("outlet"),
        help_text="Empty: each page says it itself.",
    )
    every_minutes = models.PositiveIntegerField(
        _("every so many minutes"),
        default=15,
        help_text="At least so long between two looks; the feed may ask for longer.",
    )
    takes_full_text = models.BooleanField(
        _("takes the text in the feed"),
        default=True,
        help_text="Where the feed has an article's whole text, its page isn't fetched.",
    )
    paused = models.BooleanField(_("paused"), default=False)
    paused_because = models.CharField(max_length=300, blank=True, editable=False)
    # What people have changed, counted: what a change is guarded by.
    revision = models.PositiveIntegerField(default=1, editable=False)
    etag = models.CharField(max_length=1000, blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    moved_to = models.TextField(
        blank=True, editable=False, help_text="Where it says it has moved for good."
    )
    next_at = models.DateTimeField(_("next look"), default=timezone.now, editable=False)
    # Looks begun since one last ended: a worker that was killed is seen here.
    begun = models.PositiveSmallIntegerField(default=0, editable=False)
    failures = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Looks that failed since the last that went well."
    )
    failure = models.CharField(max_length=40, blank=True, editable=False)
    error = models.TextField(_("error"), blank=True, editable=False)
    polled_at = models.DateTimeField(_("last look"), null=True, editable=False)
    succeeded_at = models.DateTimeField(_("last success"), null=True, editable=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__regex=r"^https?://"), name="feed_address_is_http"
            ),
            models.CheckConstraint(
                condition=Q(every_minutes__range=(SHORTEST_WAIT, LONGEST_WAIT)),
                name="feed_wait_in_range",
            ),
            models.CheckConstraint(
                condition=Q(failures=0, error="") | Q(failures__gt=0) & ~Q(error=""),
                name="feed_failing_means_error",
            ),
            models.CheckConstraint(
                condition=Q(paused=True) | Q(paused_because=""), name="feed_reason_means_paused"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(paused=False), name="feed_due"),
        ]

    def __str__(self) -> str:
        return self.title or host_of(self.url)

    @property
    def health(self) -> FeedHealth:
        """How it does, in a word."""
        if self.paused:
            return FeedHealth.PAUSED
        if self.failures:
            return FeedHealth.FAILING
        return FeedHealth.WELL if self.succeeded_at else FeedHealth.NEW

    @property
    def is_being_polled(self) -> bool:
        """Whether a worker is to look at it now, or does."""
        return not self.paused and (self.begun > 0 or self.next_at <= timezone.now())


class FeedItem(models.Model):
    """One item of a feed, by the id that its feed gives it, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(
        max_length=64, help_text="SHA-256 of its id, or else of its address or its words."
    )
    identity = models.CharField(
        max_length=64, blank=True, help_text="The article's that is at its address."
    )
    url = models.TextField(_("address"), blank=True)
    title = models.CharField(_("title"), max_length=1000, blank=True)
    changed = models.CharField(
        max_length=100, blank=True, help_text="When it changed, as the feed says."
    )
    outcome = models.CharField(max_length=10, choices=ItemOutcome)
    reason = models.TextField(_("reason"), blank=True)
    ingestion = models.ForeignKey(
        "articles.Ingestion", on_delete=models.PROTECT, null=True, related_name="feed_items"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("feed item")
        verbose_name_plural = _("feed items")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "key"], name="feed_item_once"),
            models.CheckConstraint(
                condition=Q(outcome=ItemOutcome.TAKEN, ingestion__isnull=False, reason="")
                | Q(outcome=ItemOutcome.KNOWN, reason="")
                | Q(outcome=ItemOutcome.REFUSED, ingestion=None) & ~Q(reason=""),
                name="feed_item_outcome_fits",
            ),
        ]
        indexes = [
            models.Index(fields=["feed", "-id"], name="feed_item_latest"),
            models.Index(fields=["feed", "created_at"], name="feed_item_pace"),
            models.Index(fields=["feed", "identity"], name="feed_item_address"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or self.key
