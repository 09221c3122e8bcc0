"""What the pages of the administration share: who may see them, and lists that count no further.

Rows change only through the workflows that pages and API call too; what is history is looked at.
"""

from collections.abc import Callable, Iterable
from functools import cached_property, wraps
from typing import Any, ClassVar

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.admin import display
from django.contrib.admin.utils import unquote
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import CharField, DateTimeField, FloatField, IntegerField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import localize
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite
from unfold.views import ChangeList

from newsroom.errors import MusnadError
from newsroom.models import User
from newsroom.permissions import Action, may, refusal_of, write_down
from newsroom.templatetags.newsroom import digits, language_name

# Nobody turns more pages than this; who looks for more filters or searches.
COUNTED_UP_TO = 2000


def person(request: HttpRequest) -> User:
    """Who is signed in."""
    assert isinstance(request.user, User)
    return request.user


def is_administrator(request: HttpRequest) -> bool:
    """Whether somebody manages desks and people."""
    return isinstance(request.user, User) and may(request.user, Action.MANAGE_DESKS)


class NewsroomSite(UnfoldAdminSite):  # type: ignore[misc]
    """The administration, for those who assign work: editors and administrators."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether somebody gets in at all."""
        return isinstance(request.user, User) and may(request.user, Action.ASSIGN)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Loosen the Content-Security-Policy for these pages alone, as far as they need.

        Unfold's menus are Alpine's, which makes functions of the words in the pages (unsafe-eval),
        and it writes its colours into them (unsafe-inline, for styles). Scripts still come from our
        own files alone, and nothing at all from elsewhere. Who is refused one is written down.
        """
        action = getattr(getattr(view, "__self__", None), "permitted_by", Action.ASSIGN)

        @wraps(view)
        def refusals_kept(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            try:
                answer: HttpResponse = view(request, *arguments, **named)
            except PermissionDenied:
                write_down(refusal_of(person(request), action, own=False, about=request.path))
                raise
            return answer

        loosened = csp_update(
            {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}
        )
        return loosened(super().admin_view(refusals_kept, cacheable))

    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's signature
    ) -> HttpResponse:
        """Sign in where everybody does."""
        if request.user.is_authenticated and not self.has_permission(request):
            about = request.GET.get("next", request.path)
            write_down(refusal_of(person(request), Action.ASSIGN, own=False, about=about))
            said = gettext("The administration is for editors and administrators.")
            messages.error(request, said)
            return redirect("home")
        target = request.GET.get("next", reverse("admin:index"))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list whose rows are counted up to a bound, so that a million cost no more."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most `COUNTED_UP_TO`."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by().values("pk")[:COUNTED_UP_TO].count()


class BoundedList(ChangeList):  # type: ignore[misc]
    """A list that says how many rows it has once, at its end."""

    def get_results(self, request: HttpRequest) -> None:
        """As many as were found are all that there are to tell of."""
        super().get_results(request)
        self.full_result_count = self.result_count


def for_people(model: type[Model], name: Any) -> Any:
    """A column as an admin names it, whose values people read: names of languages and choices.

    A number or a time is shown in the interface's digits.
    """
    field = next((one for one in model._meta.concrete_fields if one.name == name), None)
    words = _words_for(field)
    if field is None or words is None:
        return name

    @display(description=field.verbose_name, ordering=field.name, empty_value="-")
    def shown(row: Model) -> str | None:
        value = getattr(row, field.name)
        return None if value in (None, "") else words(value)

    shown.__name__ = field.name
    return shown


def _words_for(field: Any) -> Callable[[Any], str] | None:
    """How a field's values are told; None where Django tells them well."""
    if isinstance(field, ArrayField) and field.base_field.choices:
        labels = dict(field.base_field.flatchoices)
        return lambda values: ", ".join(str(labels.get(value, value)) for value in values)
    if isinstance(field, CharField) and field.name == "language":
        return language_name
    if isinstance(field, DateTimeField):
        return lambda value: digits(localize(localtime(value)))
    if isinstance(field, IntegerField | FloatField) and not field.choices:
        return lambda value: digits(localize(value))
    return None


class NewsroomAdmin(ModelAdmin):  # type: ignore[misc]
    """Pages for whoever may do `permitted_by`; nothing is added, changed or removed on them."""

    permitted_by: ClassVar[Action] = Action.ASSIGN
    may_change: ClassVar[bool] = False
    # The page that has the history of a row; Django's own knows only what is changed here.
    history_page: ClassVar[str] = ""
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_disable_select_all = True
    list_filter_sheet = False
    actions_on_bottom = False

    def get_changelist(self, request: HttpRequest, **_named: Any) -> type[ChangeList]:  # noqa: ARG002
        """The list's own class."""
        return BoundedList

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns, in words and digits of the interface."""
        return [for_people(self.model, name) for name in super().get_list_display(request)]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """The same of a row that is only looked at."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.may_change:
            return fieldsets
        return [
            (title, {**options, "fields": [for_people(self.model, n) for n in options["fields"]]})
            for title, options in fieldsets
        ]

    def _get_obj_does_not_exist_redirect(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        opts: Any,  # noqa: ARG002
        object_id: str,  # noqa: ARG002
    ) -> HttpResponse:
        """What isn't there, or not for this person, is a 404 as on every other page."""
        raise Http404

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was done with a row, where that is written."""
        row = self.get_object(request, unquote(object_id))
        if row is None or not (self.may_change or self.history_page):
            raise Http404
        if self.history_page:
            return redirect(f"{reverse(self.history_page, args=[row.pk])}#history")
        answer: HttpResponse = super().history_view(request, object_id, extra_context)
        return answer

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the pages are listed."""
        return may(person(request), self.permitted_by)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Whether rows are shown."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether rows are made here."""
        return self.may_change and self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Whether rows are changed here."""
        return self.may_change and self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nothing is removed: what anybody did refers to it."""
        return False

    def for_each(
        self,
        request: HttpRequest,
        rows: Iterable[Model],
        work: Callable[[Any], object],
        *,
        named: Callable[[Any], str] = str,
    ) -> None:
        """Do the same to each chosen row by its workflow; a row refused is named, with why."""
        done = 0
        for row in rows:
            try:
                work(row)
            except MusnadError as refusal:
                messages.warning(request, f"“{named(row)[:80]}”: {refusal}")
            else:
                done += 1
        self.tell_done(request, done)

    def tell_done(self, request: HttpRequest, done: int) -> None:
        """Say to how many rows something was done, if to any."""
        if done:
            messages.success(request, gettext("Done: %(count)d.") % {"count": done})
