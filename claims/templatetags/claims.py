"""How marked text is drawn, and the engine's words for cues, hedges and channels."""

from collections.abc import Iterable
from typing import Any

import orjson
from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from claims.marking import Segment, highlighted
from claims.states import ReviewStatus

register = template.Library()

CUE_CLASSES = {
    "asserts": _("asserts"),
    "denies": _("denies"),
    "asks": _("asks"),
    "promises": _("promises"),
    "warns": _("warns"),
    "accuses": _("accuses"),
    "praises": _("praises"),
    "criticises": _("criticises"),
    "believes": _("believes"),
    "relays": _("passes on"),
    "states": _("states in writing"),
}
HEDGES = {"doubt": _("Told with doubt"), "hearsay": _("Hearsay")}
CHANNELS = {
    "statement": _("Statement"),
    "interview": _("Interview"),
    "tweet": _("Social media post"),
    "report": _("Report"),
    "study": _("Study"),
    "meeting": _("Meeting"),
    "document": _("Document"),
    "broadcast": _("Broadcast"),
    "speech": _("Speech"),
    "press_conference": _("Press conference"),
    "letter": _("Letter"),
    "call": _("Phone call"),
    "book": _("Book"),
    "article": _("Article"),
    "website": _("Website"),
}


@register.filter
def marked(segments: Iterable[Segment]) -> SafeString:
    """Text with its marks, and not one character more: what is copied from it is the text."""
    return format_html_join("", "{}", ((_drawn(segment),) for segment in segments))


def _drawn(segment: Segment) -> str:
    if not segment.marks:
        return segment.text
    return format_html(
        '<span class="mark {}" data-numbers="{}">{}</span>',
        segment.classes,
        segment.numbers,
        segment.text,
    )


@register.filter
def naming(text: str, name: str) -> SafeString:
    """A sentence with the words of a name marked, however they are spelled."""
    return marked(highlighted(text, name))


@register.filter
def cue_class_name(value: str) -> str:
    """The engine's word for what a cue does, for people."""
    return str(CUE_CLASSES.get(value, value))


@register.filter
def status_name(value: str) -> str:
    """Where a claim is in its review, for people."""
    return str(ReviewStatus(value).label)


@register.filter
def hedge_name(value: str) -> str:
    """The engine's word for how far the outlet keeps its distance, for people."""
    return str(HEDGES.get(value, value))


@register.filter
def channel_name(value: str) -> str:
    """The engine's word for the way by which something was said, for people."""
    return str(CHANNELS.get(value, value.replace("_", " ")))


# So that no text of a claim ends the element that it stands in.
_OUT_OF_MARKUP = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.filter
def json_ld(values: dict[str, Any]) -> SafeString:
    """Data for machines, to stand in a `script` that is none."""
    return mark_safe(orjson.dumps(values).decode().translate(_OUT_OF_MARKUP))  # noqa: S308
