"""How the pages of groups and sources write statuses."""

from django import template

from claims.states import ReviewStatus

register = template.Library()


@register.filter
def status_name(value: str) -> str:
    """A status in words."""
    return str(ReviewStatus(value).label)
