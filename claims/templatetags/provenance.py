"""How the pages of groups and sources write statuses."""

from django import template
from django.utils.translation import gettext_lazy as _

from claims.models import Topic
from claims.states import ReviewStatus
from sources.models import Anonymity

register = template.Library()
GROUP_EVENTS = {
    "started": _("begun"),
    "suggested": _("suggested"),
    "confirmed": _("confirmed"),
    "rejected": _("rejected"),
    "vouched": _("vouched for"),
    "vouch_withdrawn": _("word taken back"),
}


@register.filter
def status_name(value: str) -> str:
    """A status in words."""
    return str(ReviewStatus(value).label)


@register.filter
def topic_name(value: str) -> str:
    """A topic in words."""
    return str(Topic(value).label)


@register.filter
def anonymity_name(value: str) -> str:
    """How well a reader can know who it is, in words."""
    return str(Anonymity(value).label)


@register.filter
def group_event_name(value: str) -> str:
    """What happened to a claim group, in words."""
    return str(GROUP_EVENTS.get(value, value))
