"""How the pages of groups and sources write statuses."""

from django import template

from claims.models import Topic
from claims.states import ReviewStatus
from sources.models import Anonymity

register = template.Library()


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
