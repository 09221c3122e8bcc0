"""Articles and how they came in, to look at; what failed can be tried again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from articles import workflows
from articles.models import Article, ArticleVersion, Ingestion, IngestionEvent
from newsroom.admin_base import NewsroomAdmin


class VersionInline(TabularInline):  # type: ignore[misc]
    """The versions of an article."""

    model = ArticleVersion
    extra = 0
    can_delete = False
    show_change_link = False
    fields = readonly_fields = ("number", "title", "language", "published_at", "created_at")


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
    fields = readonly_fields = ("status", "note", "at")


@admin.register(Ingestion)
class IngestionAdmin(NewsroomAdmin):
    """Ingestions with their steps and, if they failed, the reason."""

    list_display = ("__str__", "kind", "status", "failure", "created_by", "created_at")
    list_filter = ("status", "kind", "failure")
    list_select_related = ("created_by",)
    search_fields = ("url", "title")
    exclude = ("page", "version")
    inlines = (EventInline,)
    ordering = ("-id",)
    actions = ("retry",)

    @admin.action(description=_("Try again"))
    def retry(self, request: HttpRequest, ingestions: QuerySet[Any]) -> None:
        """Start failed ones once more; others stay as they are."""
        self.for_each(request, ingestions, lambda one: workflows.retry(one.pk))
