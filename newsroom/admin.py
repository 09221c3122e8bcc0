"""People and keys, for administrators."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsroom import workflows
from newsroom.models import ApiKey, User
from newsroom.readonly_admin import LookOnly

admin.site.site_header = _("Musnad")
admin.site.site_title = _("Musnad")
admin.site.register(User, UserAdmin)


@admin.register(ApiKey)
class ApiKeyAdmin(LookOnly):
    """Keys of programs: to look at and to revoke. `manage.py apikey` makes them."""

    list_display = ("name", "hint", "user", "scopes", "created_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name",)
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.action(description=_("Revoke the chosen keys"))
    def revoke(self, request: HttpRequest, keys: "QuerySet[Any]") -> None:
        """Stop keys at once."""
        for key in keys:
            workflows.revoke_api_key(key)
        self.message_user(request, _("Revoked."))
