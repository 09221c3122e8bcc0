"""The review for editors: queue, approvals and what is overdue; claims and history to look at."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminSelectWidget

from claims import queue, review
from claims.models import Claim, Review, ReviewEvent
from newsroom.admin_base import NewsroomAdmin, person
from newsroom.errors import MusnadError
from newsroom.models import Desk, Role, User
from newsroom.pages import whole_number
from newsroom.templatetags.newsroom import digits, direction

Listing = Callable[[User], QuerySet[Review]]
WAITING = "waiting"
LISTS: dict[str, tuple[Any, Listing]] = {
    WAITING: (_("Waiting"), queue.waiting_at_desks),
    "hands": (_("In somebody’s hands"), queue.in_any_hands),
    "approval": (_("Awaiting approval"), queue.awaiting_any_approval),
    "overdue": (_("Overdue"), queue.overdue),
}


def _words(one: Review) -> str:
    return one.claim.text


class WhereFilter(admin.SimpleListFilter):
    """Which part of the review is listed; what waits, unless something else is asked for."""

    title = _("List")
    parameter_name = "where"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """The lists, by name."""
        return [(name, label) for name, (label, _rows) in LISTS.items()]

    def choices(self, changelist: Any) -> Any:
        """The same without "All": a decided claim is among the claims."""
        for name, label in self.lookup_choices:
            yield {
                "selected": name == (self.value() or WAITING),
                "query_string": changelist.get_query_string({self.parameter_name: name}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """The reviews of the chosen list that this person may see."""
        name = self.value() or WAITING
        return LISTS.get(name, LISTS[WAITING])[1](person(request))


class LanguageFilter(admin.SimpleListFilter):
    """Claims of one language: those that have rules, without looking through a million claims."""

    title = _("language")
    parameter_name = "language"
    path: ClassVar[str] = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """The languages with rules."""
        return [("ar", _("Arabic")), ("en", _("English")), ("fr", _("French"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Those in the chosen language."""
        return queryset.filter(**{self.path: self.value()}) if self.value() else queryset


class LanguageOfClaimFilter(LanguageFilter):
    """The same, of reviews."""

    path = "claim__language"


class ReviewActionForm(ActionForm):  # type: ignore[misc]
    """Whom to assign to, and which desk to move to."""

    to = forms.ModelChoiceField(
        User.objects.filter(is_active=True).exclude(role=Role.MONITOR).order_by("username"),
        label=_("to"),
        required=False,
        empty_label=_("nobody"),
        widget=UnfoldAdminSelectWidget,
    )
    desk = forms.ModelChoiceField(
        Desk.objects.all(),
        label=_("desk"),
        required=False,
        empty_label=_("no desk"),
        widget=UnfoldAdminSelectWidget,
    )


@admin.register(Review)
class ReviewAdmin(NewsroomAdmin):
    """The queue as editors run it. Every action is the one that pages and API have."""

    list_display = (
        "words", "status", "desk", "urgency", "holder", "assigned_to", "verdict", "open_since",
    )  # fmt: skip
    fields = readonly_fields = list_display
    list_display_links = None
    history_page = "claims:review"
    list_filter = (WhereFilter, "desk", LanguageOfClaimFilter)
    list_select_related = (
        "claim__outlet", "desk", "leased_to", "assigned_to", "decision__decider",
    )  # fmt: skip
    sortable_by = ()
    action_form = ReviewActionForm
    actions = ("assign", "approve", "move_to_desk", "pin", "unpin", "release")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        """Those of claims that the person may see."""
        return queue.seen_by(person(request), super().get_queryset(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """The most urgent first; of what is overdue, the longest."""
        if request.GET.get(WhereFilter.parameter_name) == "overdue":
            return ("open_since", "claim")
        return ("-priority", "claim")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """A review is read on its own page."""
        return False

    @admin.display(description=_("claim"))
    def words(self, one: Review) -> str:
        """The claim, as a link; the revision that was seen goes along with an action."""
        return format_html(
            '<a href="{}" lang="{}" dir="{}">{}</a>'
            '<input type="hidden" name="revision-{}" value="{}">',
            reverse("claims:review", args=[one.pk]),
            one.claim.language,
            direction(one.claim.language),
            one.claim.text[:140],
            one.pk,
            one.revision,
        )

    @admin.display(description=_("status"))
    def status(self, one: Review) -> str:
        """Where the claim is."""
        return one.claim.get_status_display()

    @admin.display(description=_("urgency"))
    def urgency(self, one: Review) -> str:
        """The points without those for waiting; a pin by its name."""
        points = sum(number for part, number in one.priority_parts.items() if part != "pinned")
        return f"📌 {digits(points)}" if one.pinned else digits(points)

    @admin.display(description=_("in whose hands"))
    def holder(self, one: Review) -> Any:
        """Who has it, unless the lease ran out."""
        held = one.leased_to and one.leased_until and one.leased_until > timezone.now()
        return one.leased_to if held else None

    @admin.display(description=_("verdict"))
    def verdict(self, one: Review) -> Any:
        """The decision that stands or waits, and whose it is; not a first opinion."""
        if one.decision is None or (one.opinions_wanted == 2 and one.is_open):
            return None
        return f"{one.decision.get_verdict_display()} — {one.decision.decider}"

    @admin.action(description=_("Assign to the colleague"))
    def assign(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        """Give the chosen claims to somebody, or back to the queue."""
        to = self._chosen(request, "to")
        ids = [one.pk for one in reviews]
        try:
            refused = queue.assign(ids, to, by=person(request))
        except MusnadError as refusal:
            messages.error(request, str(refusal))
            return
        texts = dict(
            Claim.objects.visible_to(person(request))
            .filter(pk__in=refused)
            .values_list("pk", "text")
        )
        for claim, why in refused.items():
            messages.warning(request, f"“{texts[claim][:80]}”: {why}")
        done = len(ids) - len(refused)
        if done:
            self.tell_done(request, done)

    @admin.action(description=_("Approve"))
    def approve(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        """Approve each decision as it was seen; one's own is refused and named."""

        def work(one: Review) -> None:
            seen = whole_number(request.POST.get(f"revision-{one.pk}", ""))
            review.approve_what_waits(one.pk, by=person(request), seen=-1 if seen is None else seen)

        self.for_each(request, reviews, work, named=_words)

    @admin.action(description=_("Move to the desk"))
    def move_to_desk(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        """Put the chosen claims into another desk's queue, or in that of no desk."""
        desk = self._chosen(request, "desk")
        ids = [one.pk for one in reviews]
        try:
            queue.move_to_desk(ids, desk, by=person(request))
        except MusnadError as refusal:
            messages.error(request, str(refusal))
            return
        self.tell_done(request, len(ids))

    @admin.action(description=_("Pin"))
    def pin(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        """Put the chosen claims first."""
        self.for_each(
            request, reviews, lambda one: queue.pin(one.pk, True, by=person(request)), named=_words
        )

    @admin.action(description=_("Unpin"))
    def unpin(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        """Put the chosen claims back to their places."""
        self.for_each(
            request, reviews, lambda one: queue.pin(one.pk, False, by=person(request)), named=_words
        )

    @admin.action(description=_("Give back to the queue"))
    def release(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        """Take the chosen claims out of the hands that have them."""
        self.for_each(
            request, reviews, lambda one: queue.release(one.pk, by=person(request)), named=_words
        )

    def _chosen(self, request: HttpRequest, field: str) -> Any:
        form = self.action_form(request.POST)
        form.fields["action"].choices = self.get_action_choices(request)
        form.is_valid()
        return form.cleaned_data.get(field)


@admin.register(Claim)
class ClaimAdmin(NewsroomAdmin):
    """Claims with where they stand in their review."""

    list_display = ("__str__", "outlet", "language", "status", "created_at")
    history_page = "claims:review"
    list_filter = ("status", LanguageFilter)
    list_select_related = ("outlet",)
    search_fields = ("text",)
    search_help_text = _("Words of the claim, however they are spelled")
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """Those the person may see."""
        return Claim.objects.visible_to(person(request)).order_by(*self.ordering)

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        queryset: Any,
        search_term: str,
    ) -> tuple[QuerySet[Claim], bool]:
        """Search as the page of claims does, by its index."""
        return (queryset.with_words(search_term) if search_term else queryset), False


@admin.register(ReviewEvent)
class HistoryAdmin(NewsroomAdmin):
    """The history of all reviews as it was written; `manage.py verify_history` checks it."""

    list_display = ("number", "at", "kind", "actor", "claim", "old", "new", "note")
    list_filter = ("kind",)
    list_select_related = ("actor", "claim")
    ordering = ("-number",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewEvent]:
        """Those of claims that the person may see; a first opinion is kept from the second."""
        seen = Claim.objects.visible_to(person(request))
        events = ReviewEvent.objects.filter(claim__in=seen).order_by(*self.ordering)
        return review.shown_to(person(request), events)
