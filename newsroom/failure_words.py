"""Why something from outside couldn't be taken or reached, in words of the interface."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from newsroom.errors import IntakeError, MusnadError

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
    "sealed": _("Its secret was sealed with another key."),
    "timeout": _("The server took too long."),
    "tls": _("No secure connection came about."),
    "too_large": _("It is too large."),
    "too_long": _("The address is too long."),
    "too_many_redirects": _("The page forwards too often."),
    "undecodable": _("The letters of the text can’t be read."),
    "userinfo": _("The address has a user name or password in it."),
    "withheld": _("A desk that is closed to the webhook’s owner has its claim now."),
}


def failure_name(code: str) -> str:
    """The `reason` of an `IntakeError` as a sentence."""
    return str(FAILURES.get(code, _("The article couldn’t be read.")))


def field_and_rule(error: MusnadError) -> tuple[str, str]:
    """What a page says of a refusal: the field that its message starts with, or "", and the rule.

    The rules of what comes from outside are written in English, with names and numbers; in other
    languages the sentence of their code stands before them.
    """
    field, colon, rule = str(error).partition(": ")
    if not colon or " " in field:
        field, rule = "", str(error)
    if isinstance(error, IntakeError) and not (get_language() or "en").startswith("en"):
        rule = f"{failure_name(error.reason)} ({rule})"
    return field, rule
