"""The forms of feeds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.feed_models import Feed
from articles.feed_reading import LONGEST_TITLE
from newsroom.refusable import RefusableForm

WAITS = [
    (5, _("5 minutes")),
    (15, _("15 minutes")),
    (30, _("30 minutes")),
    (60, _("an hour")),
    (180, _("3 hours")),
    (720, _("12 hours")),
    (1440, _("a day")),
]


class FeedForm(RefusableForm):
    """A feed's address, whose it is, how often it is looked at and what is taken of it."""

    url = forms.CharField(
        label=_("Address of the feed"),
        max_length=4096,
        help_text=_("Or of a page that names its feed."),
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr", "placeholder": "https://"}),
    )
    outlet = forms.CharField(
        label=_("Outlet"),
        required=False,
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Who publishes it. Read from each page if you leave it empty."),
    )
    every_minutes = forms.TypedChoiceField(
        label=_("Look at it every"),
        choices=WAITS,
        coerce=int,
        initial=15,
        help_text=_("A feed that asks for a longer wait gets it."),
    )
    takes_full_text = forms.BooleanField(
        label=_("Take whole texts from the feed"),
        required=False,
        initial=True,
        help_text=_("Where they are there and the outlet is named; else each page is fetched."),
    )

    @classmethod
    def of(cls, feed: Feed) -> "FeedForm":
        """A form that shows what a feed is now."""
        form = cls(initial=values_of(feed))
        form.know(feed.every_minutes)
        return form

    def know(self, minutes: int) -> None:
        """Offer a wait that a program has set among the usual ones."""
        field: Any = self.fields["every_minutes"]
        if minutes not in dict(WAITS):
            field.choices = [*WAITS, (minutes, f"{minutes} min")]


def values_of(feed: Feed) -> dict[str, Any]:
    """What a form shows of a feed."""
    return {
        "url": feed.url,
        "outlet": feed.outlet.name if feed.outlet else "",
        "every_minutes": feed.every_minutes,
        "takes_full_text": feed.takes_full_text,
    }
