"""Articles and how they came in, to look at; what failed can be tried again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from articles import feeds, workflows
from articles.models import Article, ArticleVersion, Feed, Ingestion, IngestionEvent
from newsroom.admin_base import NewsroomAdmin, for_people, person
from newsroom.failure_words import failure_name
from newsroom.permissions import Action


class VersionInline(TabularInline):  # type: ignore[misc]
    """The versions of an article."""

    model = ArticleVersion
    extra = 0
    can_delete = False
    show_change_link = False
    fields = readonly_fields = tuple(
        for_people(ArticleVersion, name)
        for name in ("number", "title", "language", "published_at", "created_at")
    )


@admin.register(Article)
class ArticleAdmin(NewsroomAdmin):
    """Articles with their versions."""

    list_display = ("__str__", "outlet", "url", "created_at")
    list_select_related = ("outlet", "current")
    search_fields = ("url", "current__title")
    inlines = (VersionInline,)


class EventInline(TabularInline):  # type: ignore[misc]
    """The steps of an ingestion."""

    model = IngestionEvent
    extra = 0
    can_delete = False
    fields = readonly_fields = ("status", "note", for_people(IngestionEvent, "at"))


@admin.register(Ingestion)
class IngestionAdmin(NewsroomAdmin):
    """Ingestions with their steps and, if they failed, the reason."""

    list_display = ("__str__", "kind", "status", "why", "created_by", "created_at")
    list_filter = ("status", "kind")
    list_select_related = ("created_by",)
    search_fields = ("url", "title")
    exclude = ("page", "version")
    inlines = (EventInline,)
    ordering = ("-id",)
    actions = ("retry",)

    @admin.display(description=_("reason"))
    def why(self, one: Ingestion) -> str | None:
        """Why it failed, in a sentence."""
        return failure_name(one.failure) if one.failure else None

    @admin.action(description=_("Try again"))
    def retry(self, request: HttpRequest, ingestions: QuerySet[Any]) -> None:
        """Start failed ones once more; others stay as they are."""
        self.for_each(request, ingestions, lambda one: workflows.retry(one.pk))


@admin.register(Feed)
class FeedAdmin(NewsroomAdmin):
    """Feeds and how they do: to look at now, to pause and to start. Their pages change the rest."""

    permitted_by = Action.MANAGE_FEEDS
    list_display = (
        "__str__",
        "outlet",
        "state",
        "every_minutes",
        "failures",
        "succeeded_at",
        "next_at",
    )
    list_filter = ("paused",)
    list_select_related = ("outlet",)
    search_fields = ("url", "title")
    readonly_fields = (
        "state",
        "format",
        "moved_to",
        "failures",
        "error",
        "polled_at",
        "succeeded_at",
        "next_at",
        "created_at",
    )
    ordering = ("-id",)
    actions = ("poll_now", "pause", "start")

    @admin.display(description=_("State"))
    def state(self, feed: Feed) -> str:
        """How it does, in a word."""
        return str(feed.health.label)

    @admin.action(description=_("Look now"))
    def poll_now(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """Look at feeds without waiting for their time."""
        self.for_each(request, chosen, lambda one: feeds.poll_now(one.pk, by=person(request)))

    @admin.action(description=_("Pause"))
    def pause(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """Look at feeds no more until they are started."""
        self._set_paused(request, chosen, paused=True)

    @admin.action(description=_("Start again"))
    def start(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """Look at paused feeds again, from now on."""
        self._set_paused(request, chosen, paused=False)

    def _set_paused(self, request: HttpRequest, chosen: QuerySet[Any], *, paused: bool) -> None:
        by = person(request)
        self.for_each(
            request, chosen, lambda one: feeds.change_feed(one.pk, {"paused": paused}, by=by)
        )
