"""Why an article didn't come in, in the words of the interface language."""

from django import template

from newsroom import failure_words

register = template.Library()


@register.filter
def failure_name(code: str) -> str:
    """A failure's code as a sentence; the reason in full stands below it."""
    return failure_words.failure_name(code)
