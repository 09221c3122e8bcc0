"""Why an article didn't come in, in the words of the interface language."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

FAILURES = {
    "address_not_public": _("The address lies in a private network."),
    "bad_redirect": _("The page forwards to an address that can’t be read."),
    "bidi_override": _("The text has directional controls that hide its order."),
    "binary": _("This is a binary file, not a page."),
    "connection": _("The server can’t be reached."),
    "dns": _("There is no such server."),
    "empty": _("There is no text in it."),
    "gave_up": _("The work broke off again and again."),
    "http_status": _("The server refused the page."),
    "invalid_url": _("The address can’t be read."),
    "no_text": _("No article was found on the page."),
    "not_a_feed": _("This is no feed."),
    "not_http": _("Only http and https addresses are fetched."),
    "not_text": _("This is not a text."),
    "null_bytes": _("The text has null bytes."),
    "port_not_allowed": _("This port is not fetched from."),
    "redirect_loop": _("The page forwards in a circle."),
    "timeout": _("The server took too long."),
    "tls": _("No secure connection came about."),
    "too_large": _("It is too large."),
    "too_long": _("The address is too long."),
    "too_many_redirects": _("The page forwards too often."),
    "undecodable": _("The letters of the text can’t be read."),
    "userinfo": _("The address has a user name or password in it."),
}


@register.filter
def failure_name(code: str) -> str:
    """A failure's code as a sentence; the reason in full stands below it."""
    return str(FAILURES.get(code, _("The article couldn’t be read.")))
