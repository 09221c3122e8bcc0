"""Pages on which an administrator looks after webhooks: who is told, and what arrived."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom import webhooks
from newsroom.errors import MusnadError
from newsroom.models import Delivery, User, Webhook
from newsroom.pages import done, page_of, part_or_page
from newsroom.permissions import Action, admit
from newsroom.refusable import RefusableForm
from newsroom.webhook_models import DeliveryState

View = Callable[..., HttpResponse]


def administrators_only(view: View) -> View:
    """Let in who may manage webhooks."""

    @wraps(view)
    def checked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        assert isinstance(request.user, User)
        admit(request.user, Action.MANAGE_WEBHOOKS, about=request.path)
        return view(request, *arguments, **named)

    return login_required(checked)


class WebhookForm(RefusableForm):
    """A new webhook."""

    name = forms.CharField(label=_("Name"), max_length=webhooks.LONGEST_NAME)
    url = forms.CharField(
        label=_("Address"),
        max_length=4096,
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr", "placeholder": "https://"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=[(event, event) for event in webhooks.EVENTS],
        initial=["claim.status_changed"],
        widget=forms.CheckboxSelectMultiple(attrs={"dir": "ltr"}),
    )


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_list(request: HttpRequest) -> HttpResponse:
    """All webhooks with what waits and what was given up; a form adds one."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = webhooks.add_webhook(**form.cleaned_data, by=_user(request))
        except MusnadError as error:
            form.refuse(error)
        else:
            return _with_secret(request, made)
    counted = Webhook.objects.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
        dead=Count("deliveries", filter=Q(deliveries__state=DeliveryState.DEAD)),
    )
    context = {"webhooks": counted, "form": form}
    return render(
        request, "newsroom/webhook_list.html", context, status=422 if form.errors else 200
    )


@administrators_only
@require_safe
def webhook_page(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """A webhook and its delivery log, the latest first; `?state=` narrows it."""
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    state = request.GET.get("state", "")
    log = webhook.deliveries.prefetch_related("attempts")
    if state in DeliveryState.values:
        log = log.filter(state=state)
    context = {
        "webhook": webhook,
        "page": page_of(log, request),
        "state": state,
        "states": DeliveryState.choices,
        "dead": webhook.deliveries.filter(state=DeliveryState.DEAD).exists(),
    }
    return part_or_page(request, "newsroom/webhook.html", context)


@administrators_only
@require_POST
def act(request: HttpRequest, webhook_id: UUID, what: str) -> HttpResponse:
    """Test it, stop or start it, send again what was given up, remove it."""
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    if what == "rotate":
        return _with_secret(request, webhooks.rotate_secret(webhook.pk, by=_user(request)))
    if what == "remove":
        said = gettext("The webhook was removed.")
        if done(request, webhooks.remove_webhook, webhook.pk, said=said):
            return redirect("newsroom:webhooks")
    elif what == "test":
        said = gettext("The test message is on its way.")
        done(request, webhooks.send_test, webhook.pk, said=said)
    elif what == "replay":
        done(request, webhooks.replay_given_up, webhook.pk)
    else:
        done(request, webhooks.change_webhook, webhook.pk, {"active": what == "start"})
    return redirect("newsroom:webhook", webhook.pk)


@administrators_only
@require_POST
def replay(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Send one message again."""
    delivery = get_object_or_404(Delivery, pk=delivery_id)
    done(request, webhooks.replay, delivery.pk)
    return redirect("newsroom:webhook", delivery.webhook_id)


def _with_secret(request: HttpRequest, webhook: Webhook) -> HttpResponse:
    """The secret, this once; nobody's cache keeps the page."""
    answer = render(request, "newsroom/webhook_secret.html", {"webhook": webhook})
    answer["Cache-Control"] = "no-store"
    return answer


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
