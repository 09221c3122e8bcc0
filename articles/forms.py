"""The form by which a person brings in an article: one of three ways, and what they know of it."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from articles.states import IngestionKind
from articles.storing import Submission
from newsroom.refusable import RefusableForm

LANGUAGES = [("", _("Find out")), ("ar", _("Arabic")), ("en", _("English")), ("fr", _("French"))]


class AddArticleForm(RefusableForm):
    """An address, a text or an HTML file; outlet, title, language and date are optional."""

    url = forms.CharField(
        label=_("Address of the article"),
        required=False,
        max_length=4096,
        widget=forms.TextInput(
            attrs={
                "inputmode": "url",
                "dir": "ltr",
                "placeholder": "https://",
                "autocomplete": "off",
            }
        ),
    )
    text = forms.CharField(
        label=_("Text of the article"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    html = forms.FileField(
        label=_("HTML file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".html,.htm,text/html"}),
    )
    outlet = forms.CharField(
        label=_("Outlet"),
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Who published it. Read from the page if you leave it empty."),
    )
    title = forms.CharField(
        label=_("Title"), required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    language = forms.ChoiceField(label=_("Language"), required=False, choices=LANGUAGES)
    published_at = forms.DateTimeField(
        label=_("Published"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_html(self) -> Any:
        """A file over the limit is refused before anybody reads it."""
        file, limit = self.cleaned_data["html"], settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if file is not None and file.size > limit:
            raise forms.ValidationError(
                _("The file is too large; at most %(limit)s are taken."),
                params={"limit": filesizeformat(limit)},
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Exactly one way must be taken."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = [name for name in ("url", "text", "html") if self._given(name)]
        if not given and not self.errors:
            self.add_error("url", _("Give an address, or paste a text, or choose a file."))
        for name in given[1:]:
            self.add_error(name, _("You have given more than one; leave all but one empty."))
        return cleaned

    def submission(self) -> Submission:
        """What to hand in, of a form that is valid."""
        cleaned = self.cleaned_data
        if self._given("html"):
            kind, body = IngestionKind.HTML, cleaned["html"].read()
        elif self._given("text"):
            kind, body = IngestionKind.TEXT, cleaned["text"].encode(errors="surrogatepass")
        else:
            kind, body = IngestionKind.URL, b""
        return Submission(
            kind,
            url=cleaned["url"].strip(),
            body=body,
            outlet=cleaned["outlet"],
            title=cleaned["title"],
            language=cleaned["language"],
            published_at=cleaned["published_at"],
        )

    def _given(self, name: str) -> bool:
        value = self.cleaned_data.get(name)
        return bool(value.strip()) if isinstance(value, str) else value is not None
