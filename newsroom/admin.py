"""People, desks and keys, for administrators; what people were refused."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextInputWidget

from newsroom import workflows
from newsroom.admin_base import NewsroomAdmin
from newsroom.models import ApiKey, Desk, RefusedAttempt, Role, User
from newsroom.permissions import WORDS, Action
from newsroom.templatetags.newsroom import language_name


@admin.register(User)
class PersonAdmin(NewsroomAdmin, UserAdmin):  # type: ignore[type-arg, misc]
    """People of the newsroom, and the robots that keys act as. Who leaves is made inactive."""

    permitted_by = Action.MANAGE_DESKS
    may_change = True
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "full_name", "email", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined", "is_superuser")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "role", "is_active")}),
        (_("Dates"), {"fields": ("last_login", "date_joined", "is_superuser")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "email",
                    "role",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    @admin.display(description=_("name"))
    def full_name(self, one: User) -> str:
        """First and last name, where they are known."""
        return one.get_full_name()


# The words for what a desk decides; the claims app, which has the list, is above this one.
VERDICTS = [
    ("corroborated", _("Corroborated")),
    ("unverified", _("Unverified")),
    ("disputed", _("Disputed")),
    ("refuted", _("Refuted")),
    ("not_checkable", _("Not checkable")),
]


class DeskForm(forms.ModelForm):  # type: ignore[type-arg]
    """A desk, with boxes to tick instead of lists to type."""

    approved_verdicts = forms.MultipleChoiceField(
        label=_("verdicts that a second person approves"),
        choices=VERDICTS,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    languages = SimpleArrayField(
        forms.CharField(max_length=35),
        label=_("languages"),
        required=False,
        help_text=_("New claims in these languages come to this desk, such as ar, fr."),
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = Desk
        fields = ("name", "members", "closed", "languages", "hours_to_decide", "approved_verdicts")
        widgets: ClassVar[dict[str, Any]] = {"members": UnfoldAdminCheckboxSelectMultipleWidget}


@admin.register(Desk)
class DeskAdmin(NewsroomAdmin):
    """Desks: who belongs to them, which claims come to them, and how long they may take."""

    form = DeskForm
    permitted_by = Action.MANAGE_DESKS
    may_change = True
    list_display = ("name", "closed", "in_languages", "hours_to_decide", "approved")
    search_fields = ("name",)

    @admin.display(description=_("languages"))
    def in_languages(self, desk: Desk) -> str:
        """The languages' names."""
        return ", ".join(map(language_name, desk.languages))

    @admin.display(description=_("verdicts that a second person approves"))
    def approved(self, desk: Desk) -> str:
        """The verdicts' names."""
        return ", ".join(str(name) for key, name in VERDICTS if key in desk.approved_verdicts)


@admin.register(ApiKey)
class ApiKeyAdmin(NewsroomAdmin):
    """Keys of programs: to look at and to revoke. `manage.py apikey` makes them."""

    permitted_by = Action.MANAGE_DESKS
    list_display = ("name", "hint", "user", "scopes", "created_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name",)
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.action(description=_("Revoke the chosen keys"))
    def revoke(self, request: HttpRequest, keys: "QuerySet[Any]") -> None:
        """Stop keys at once."""
        self.for_each(request, keys, workflows.revoke_api_key)


def action_name(action: str) -> str:
    """What was tried, in words."""
    if action == RefusedAttempt.USE_KEY:
        return gettext("use a key")
    return str(WORDS.get(Action(action), action)) if action in set(Action) else action


class ActionFilter(admin.SimpleListFilter):
    """Refusals of one action."""

    title = _("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """The actions in words."""
        return [(RefusedAttempt.USE_KEY, _("use a key")), *((str(a), WORDS[a]) for a in Action)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Those of the chosen one."""
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(RefusedAttempt)
class RefusedAttemptAdmin(NewsroomAdmin):
    """Who tried what they may not do, as it was written down."""

    permitted_by = Action.MANAGE_DESKS
    list_display = ("at", "actor", "key", "as_role", "what", "about", "reason")
    list_filter = (ActionFilter,)
    list_select_related = ("actor", "key")
    fields = readonly_fields = list_display
    ordering = ("-id",)

    @admin.display(description=_("role"))
    def as_role(self, attempt: RefusedAttempt) -> str:
        """The role's name."""
        return str(Role(attempt.role).label)

    @admin.display(description=_("action"))
    def what(self, attempt: RefusedAttempt) -> str:
        """The action in words."""
        return action_name(attempt.action)
