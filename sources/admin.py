"""Sources, and the questions about them that wait for a person."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from newsroom.admin_base import NewsroomAdmin, for_people, person
from sources import curation
from sources.models import Source, SourceAlias, SourceQuestion


class AliasInline(TabularInline):  # type: ignore[misc]
    """The names of a source."""

    model = SourceAlias
    extra = 0
    can_delete = False
    fields = readonly_fields = tuple(
        for_people(SourceAlias, name) for name in ("surface", "language", "origin", "count")
    )


@admin.register(Source)
class SourceAdmin(NewsroomAdmin):
    """Sources with their names."""

    list_display = ("name", "kind", "anonymity", "outlet", "provisional", "created_at")
    list_filter = ("kind", "anonymity", "provisional")
    list_select_related = ("outlet",)
    search_fields = ("name", "aliases__surface")
    history_page = "claims:care"
    inlines = (AliasInline,)


@admin.register(SourceQuestion)
class QuestionAdmin(NewsroomAdmin):
    """The source inbox: is this provisional source that known one?"""

    list_display = ("source", "candidate", "score", "state", "decided_by", "asked_at")
    list_filter = ("state",)
    list_select_related = ("source", "candidate", "decided_by")
    ordering = ("-score", "id")
    sortable_by = ()
    actions = ("same", "different")

    @admin.action(description=_("The same: merge them"))
    def same(self, request: HttpRequest, questions: QuerySet[Any]) -> None:
        """Merge each provisional source into its candidate."""
        self.for_each(
            request, questions, lambda one: curation.answer_same(one.pk, by=person(request))
        )

    @admin.action(description=_("Different: keep both"))
    def different(self, request: HttpRequest, questions: QuerySet[Any]) -> None:
        """Ask nobody about these pairs again."""
        self.for_each(
            request, questions, lambda one: curation.answer_different(one.pk, by=person(request))
        )
