"""Words that the administration shows and nobody else translates: Unfold's, and names of fields."""

from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext_noop

UNFOLD_WORDS = (
    gettext_noop("Add row"),
    gettext_noop("After you've created a user, you’ll be able to edit more user options."),
    gettext_noop("All applications"),
    gettext_noop("Apply Filters"),
    gettext_noop("Cancel"),
    gettext_noop("Dark"),
    gettext_noop("Date"),
    gettext_noop("Expand row"),
    gettext_noop("False"),
    gettext_noop("Filters"),
    gettext_noop("General"),
    gettext_noop("Go back"),
    gettext_noop("Light"),
    gettext_noop("Loading more results..."),
    gettext_noop("More actions"),
    gettext_noop("No data"),
    gettext_noop("Password-based authentication"),
    gettext_noop("Enabled"),
    gettext_noop("Disabled"),
    gettext_noop(
        "Whether the user will be able to authenticate using a password or not. If disabled, they "
        "may still be able to authenticate using other backends, such as Single Sign-On or LDAP."
    ),
    gettext_noop("Raw passwords are not stored, so there is no way to see the user’s password."),
    gettext_noop(
        "Raw passwords are not stored, so there is no way to see this user’s password, but you can "
        'change the password using <a href="{}" class="text-primary-600 '
        'dark:text-primary-500">this form</a>.'
    ),
    gettext_noop("No recent searches"),
    gettext_noop("No results found"),
    gettext_noop("No results matching your query"),
    gettext_noop("Recent searches"),
    gettext_noop("Reset filters"),
    gettext_noop("Return to site"),
    gettext_noop("Run"),
    gettext_noop("Search apps and models..."),
    gettext_noop("Select action"),
    gettext_noop("Select action to run"),
    gettext_noop("Select all rows"),
    gettext_noop("Select record"),
    gettext_noop("Submit"),
    gettext_noop("System"),
    gettext_noop("This item will be deleted."),
    gettext_noop("This page yielded into no results. Create a new item or reset your filters."),
    gettext_noop("True"),
    gettext_noop("Type to search"),
)
# Names and explanations of fields for which the model itself has none in other languages.
FIELD_WORDS = (
    gettext_noop("accounts"),
    gettext_noop("actor"),
    gettext_noop("added by"),
    gettext_noop("article"),
    gettext_noop("asked at"),
    gettext_noop("at"),
    gettext_noop("attempts"),
    gettext_noop("boilerplate"),
    gettext_noop("candidate"),
    gettext_noop("claim"),
    gettext_noop("created at"),
    gettext_noop("created by"),
    gettext_noop("decided by"),
    gettext_noop("digest"),
    gettext_noop("domains"),
    gettext_noop("expires at"),
    gettext_noop("failure"),
    gettext_noop("failures"),
    gettext_noop("format"),
    gettext_noop("hash"),
    gettext_noop("hint"),
    gettext_noop("ingestion"),
    gettext_noop("is new"),
    gettext_noop("key"),
    gettext_noop("last used at"),
    gettext_noop("moved to"),
    gettext_noop("note"),
    gettext_noop("page charset"),
    gettext_noop("page url"),
    gettext_noop("paused because"),
    gettext_noop("priority"),
    gettext_noop("replaces"),
    gettext_noop("requests per minute"),
    gettext_noop("revoked at"),
    gettext_noop("scopes"),
    gettext_noop("sentence"),
    gettext_noop("source"),
    gettext_noop("state"),
    gettext_noop("status"),
    gettext_noop("updated at"),
    gettext_noop("user"),
    gettext_noop("version"),
    gettext_noop("The desk its robot belongs to."),
    gettext_noop("Empty: as the installation's settings say."),
    gettext_noop("Where it was first found; its other places are that sentence's appearances."),
    gettext_noop("At least so long between two looks; the feed may ask for longer."),
    gettext_noop("Looks that failed since the last that went well."),
    gettext_noop("Where it says it has moved for good."),
    gettext_noop("Empty: each page says it itself."),
    gettext_noop("Where the feed has an article's whole text, its page isn't fetched."),
    gettext_noop("In its canonical spelling."),
    gettext_noop("The rule, for programs."),
    gettext_noop("Whether it brought a new version; null while unknown."),
    gettext_noop("As the server said."),
    gettext_noop("Where the redirects ended."),
    gettext_noop("With which it was tried, if by a program."),
)


def translate_fields(model: type[Model]) -> None:
    """Let the administration name a model's fields in the interface's language."""
    for field in model._meta.concrete_fields:
        if field.verbose_name in FIELD_WORDS:
            field.verbose_name = translation.gettext_lazy(field.verbose_name)
        if field.help_text in FIELD_WORDS:
            field.help_text = translation.gettext_lazy(field.help_text)
