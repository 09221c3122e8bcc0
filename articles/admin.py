"""Articles and how they came in, to look at."""

from django.contrib import admin

from articles.models import Article, ArticleVersion, Ingestion, IngestionEvent
from newsroom.readonly_admin import LookOnly


class VersionInline(admin.TabularInline):  # type: ignore[type-arg]
    """The versions of an article."""

    model = ArticleVersion
    extra = 0
    can_delete = False
    show_change_link = False
    fields = readonly_fields = ("number", "title", "language", "published_at", "created_at")


@admin.register(Article)
class ArticleAdmin(LookOnly):
    """Articles with their versions."""

    list_display = ("__str__", "outlet", "url", "created_at")
    list_select_related = ("outlet", "current")
    search_fields = ("url", "current__title")
    inlines = (VersionInline,)


class EventInline(admin.TabularInline):  # type: ignore[type-arg]
    """The steps of an ingestion."""

    model = IngestionEvent
    extra = 0
    can_delete = False
    fields = readonly_fields = ("status", "note", "at")


@admin.register(Ingestion)
class IngestionAdmin(LookOnly):
    """Ingestions with their steps and, if they failed, the reason."""

    list_display = ("__str__", "kind", "status", "failure", "created_by", "created_at")
    list_filter = ("status", "kind", "failure")
    list_select_related = ("created_by",)
    search_fields = ("url", "title")
    exclude = ("page", "version")
    inlines = (EventInline,)
