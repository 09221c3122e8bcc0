"""Pages of feeds: how they do, adding one after a look at what it holds, changing, pausing."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import feeds
from articles.feed_forms import FeedForm
from articles.feed_reading import OfferedFeed
from articles.models import Feed
from articles.states import FeedHealth
from newsroom.errors import BadInput
from newsroom.models import User
from newsroom.pages import asked_by_htmx, counted, done, page_of, part_or_page
from newsroom.permissions import Action, NotPermitted, may

View = Callable[..., HttpResponse]


def for_managers(view: View) -> View:
    """Answer 403 where a workflow says that somebody may not."""

    @wraps(view)
    def tried(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *arguments, **named)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    return login_required(tried)


@login_required
@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """All feeds with how they do; `?health=` narrows them."""
    found = Feed.objects.all()
    health = request.GET.get("health", "")
    if health in FeedHealth.values:
        found = found.in_health(FeedHealth(health))
    context = {
        "page": page_of(found.with_pace().select_related("outlet"), request),
        "count": counted(found),
        "health": health,
        "healths": FeedHealth.choices,
        "may_manage": may(_person(request), Action.MANAGE_FEEDS),
    }
    return part_or_page(request, "articles/feed_list.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def add_feed(request: HttpRequest) -> HttpResponse:
    """First a look at what a feed holds, then it is added."""
    by = _person(request)
    feeds.check_may_manage(by)
    if request.method != "POST":
        return render(request, "articles/feed_add.html", {"form": FeedForm()})
    sent = request.POST.copy()
    if "offered" in sent:
        sent["url"] = request.POST["offered"]
    if sent.get("do") != "add":
        return _look(request, sent, by)
    form = FeedForm(sent)
    if form.is_valid():
        try:
            feed = feeds.add_feed(**form.cleaned_data, by=by)
        except BadInput as error:
            form.refuse(error)
        else:
            messages.success(request, gettext("The feed was added; it is being looked at."))
            return redirect("articles:feed", feed.pk)
    return render(request, "articles/feed_add.html", {"form": form, "looked": True}, status=422)


def _look(request: HttpRequest, sent: QueryDict, by: User) -> HttpResponse:
    """What the feed at an address holds, or why not, and which feeds its page names."""
    offered: list[OfferedFeed] = []
    context: dict[str, Any] = {}
    form = FeedForm({**FeedForm().initial, "url": sent.get("url", ""), "every_minutes": 15})
    if form.is_valid():
        try:
            seen = feeds.preview(form.cleaned_data["url"], by=by)
        except BadInput as error:
            offered = getattr(error, "feeds", [])
            if not offered:
                form.refuse(error)
        else:
            form = FeedForm(initial={"url": seen.url, "outlet": seen.content.title})
            context = {"seen": seen, "items": seen.content.items, "number": seen.content.number}
    # What htmx is to swap in, it swaps only if all is well.
    refused = form.is_bound and bool(form.errors) and not asked_by_htmx(request)
    context |= {"form": form, "offered": offered, "looked": bool(context)}
    return render(request, "articles/feed_add.html", context, status=422 if refused else 200)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def feed_page(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """A feed, how it does, its latest items; who may changes it here."""
    by = _person(request)
    feed = get_object_or_404(Feed.objects.with_pace().select_related("outlet"), pk=feed_id)
    form = FeedForm(request.POST) if request.method == "POST" else FeedForm.of(feed)
    if form.is_bound:
        form.know(feed.every_minutes)
        if form.is_valid():
            try:
                feeds.change_feed(feed.pk, form.cleaned_data, by=by)
            except BadInput as error:
                form.refuse(error)
            else:
                messages.success(request, gettext("The feed was changed."))
                return redirect("articles:feed", feed.pk)
    context = {
        "feed": feed,
        "form": form,
        "page": page_of(feed.items.select_related("ingestion"), request),
        "may_manage": may(by, Action.MANAGE_FEEDS),
    }
    if form.is_bound:
        return render(request, "articles/feed.html", context, status=422)
    return part_or_page(request, "articles/feed.html", context)


@login_required
@require_safe
def feed_health(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """How a feed does, which its page asks again while a worker looks at it."""
    feed = get_object_or_404(Feed.objects.with_pace().select_related("outlet"), pk=feed_id)
    return render(request, "articles/feed.html#health", {"feed": feed})


@for_managers
@require_POST
def act(request: HttpRequest, feed_id: UUID, what: str) -> HttpResponse:
    """Look at it now, pause or start it, follow it to where it moved, remove it."""
    feed = get_object_or_404(Feed, pk=feed_id)
    feeds.check_may_manage(_person(request))
    if what == "remove":
        said = gettext("The feed was removed; its articles stay.")
        if done(request, feeds.remove_feed, feed.pk, said=said):
            return redirect("articles:feeds")
    elif what == "poll":
        done(request, feeds.poll_now, feed.pk)
    elif what == "move":
        done(request, feeds.change_feed, feed.pk, {"url": feed.moved_to})
    else:
        done(request, feeds.change_feed, feed.pk, {"paused": what == "pause"})
    return redirect("articles:feed", feed.pk)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
