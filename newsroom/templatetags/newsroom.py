"""How the pages show languages, digits and icons."""

import re
from collections.abc import Mapping

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from newsroom import failure_words

register = template.Library()

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
ARABIC_DIGITS = str.maketrans("0123456789%", "٠١٢٣٤٥٦٧٨٩٪")


@register.filter
def direction(language: str) -> str:
    """The `dir` of a text in a language: rtl, ltr, or auto where the language isn't known."""
    main = language.partition("-")[0].lower()
    if main in {"", "und"}:
        return "auto"
    return "rtl" if main in RIGHT_TO_LEFT else "ltr"


@register.filter
def digits(value: object) -> str:
    """A number, or a text with numbers such as a date, in the digits of the interface language."""
    written = f"{value:,}" if isinstance(value, int) else str(value)
    if not (get_language() or "").startswith("ar"):
        return written
    return re.sub(r"(?<=\d),(?=\d{3})", "٬", written).translate(ARABIC_DIGITS)


@register.filter
def percent(probability: float) -> str:
    """A probability as whole percents: 0.875 is 88%."""
    whole = f"{probability:.0%}"
    return whole.translate(ARABIC_DIGITS) if (get_language() or "").startswith("ar") else whole


@register.filter
def language_name(code: str) -> str:
    """A language's name in the interface language; the code itself where we have no name."""
    names = {"ar": gettext("Arabic"), "en": gettext("English"), "fr": gettext("French")}
    return names.get(code, code if code != "und" else gettext("Unknown language"))


@register.filter
def failure_name(code: str) -> str:
    """A failure's code as a sentence; the reason in full stands below it."""
    return failure_words.failure_name(code)


@register.simple_tag(takes_context=True)
def address_with(context: Context, changes: Mapping[str, object]) -> str:
    """The query of this page's address with these changes, as `querystring` does with fixed names.

    Args: changes gives a value for each name; None takes it out.
    """
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing from the sprite; what it means stands beside it in words."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )
