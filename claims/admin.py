"""Claims, to look at."""

from django.contrib import admin

from claims.models import Claim
from newsroom.readonly_admin import LookOnly


@admin.register(Claim)
class ClaimAdmin(LookOnly):
    """Claims with where they stand in their review."""

    list_display = ("__str__", "outlet", "language", "status", "created_at")
    list_filter = ("status", "language")
    list_select_related = ("outlet",)
    search_fields = ("text",)
    show_full_result_count = False
