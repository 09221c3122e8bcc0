"""Sources, to look at."""

from django.contrib import admin

from newsroom.readonly_admin import LookOnly
from sources.models import Source, SourceAlias


class AliasInline(admin.TabularInline):  # type: ignore[type-arg]
    """The names of a source."""

    model = SourceAlias
    extra = 0
    can_delete = False
    fields = readonly_fields = ("surface", "language", "origin", "count")


@admin.register(Source)
class SourceAdmin(LookOnly):
    """Sources with their names."""

    list_display = ("name", "kind", "anonymity", "outlet", "provisional", "created_at")
    list_filter = ("kind", "anonymity", "provisional")
    list_select_related = ("outlet",)
    search_fields = ("name", "aliases__surface")
    inlines = (AliasInline,)
