"""The forms by which people make and edit sources. What they say goes to `curation` as it is."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from newsroom.refusable import RefusableForm
from sources.models import Anonymity, Source, SourceAlias, SourceKind
from sources.names import LONGEST_NAME, fold

LANGUAGES = [("", "—"), ("ar", _("Arabic")), ("en", _("English")), ("fr", _("French"))]
SHOWS_ITSELF = RegexValidator(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069<>]",
    _("A name must not have control characters, directional controls or < >."),
    inverse_match=True,
)
_AUTO = {"dir": "auto", "autocomplete": "off"}
_LTR = {"dir": "ltr", "autocomplete": "off"}


def source_at(place: str) -> Source:
    """The source of an id, of its page's address, or of a name that only one source has.

    Raises: forms.ValidationError saying that there is none, or more than one.
    """
    last = place.strip().rstrip("/").rpartition("/")[2]
    try:
        found = Source.objects.filter(pk=UUID(last)).first()
        bearers = [found] if found else []
    except ValueError:
        named = SourceAlias.objects.filter(folded=fold(place)).values("source")
        by_name = Source.objects.filter(folded=fold(place)) | Source.objects.filter(pk__in=named)
        both = by_name.select_related("merged_into").distinct()[:20]
        bearers = list(dict.fromkeys(source.merged_into or source for source in both))
    if not bearers:
        raise forms.ValidationError(_now("There is no source of this name or address."))
    if len(bearers) > 1:
        raise forms.ValidationError(
            _now("Several sources have this name; give the address of one's page.")
        )
    return bearers[0]


class SourceField(forms.CharField):
    """A known source, by its name or the address of its page."""

    widget = forms.TextInput(
        attrs={
            **_AUTO,
            "list": "known-sources",
            "hx-get": reverse_lazy("sources:names"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#known-sources",
        }
    )

    def to_python(self, value: Any) -> Any:
        """Raises: ValidationError as `source_at`."""
        return source_at(value) if value else None

    def validate(self, value: Any) -> None:
        """Only whether one must be given."""
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """What is valid was looked up already."""


class Lines(forms.CharField):
    """One entry a line."""

    widget = forms.Textarea(attrs={"rows": 2, "dir": "ltr"})

    def to_python(self, value: Any) -> Any:
        """The lines that say something."""
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        """Back to lines."""
        return "\n".join(value) if isinstance(value, list) else value


class SourceForm(RefusableForm):
    """All that may be said of a source."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        validators=[SHOWS_ITSELF],
        widget=forms.TextInput(attrs=_AUTO),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=SourceKind)
    anonymity = forms.ChoiceField(label=_("Anonymity"), choices=Anonymity)
    language = forms.ChoiceField(label=_("Language of the name"), choices=LANGUAGES, required=False)
    country = forms.CharField(
        label=_("Country"),
        required=False,
        max_length=2,
        help_text=_("ISO 3166, such as LY."),
        widget=forms.TextInput(attrs=_LTR),
    )
    wikidata_id = forms.CharField(
        label=_("Wikidata id"),
        required=False,
        max_length=20,
        help_text=_("Such as Q42; leave it empty unless you are certain."),
        widget=forms.TextInput(attrs=_LTR),
    )
    outlet = SourceField(
        label=_("Outlet"),
        required=False,
        help_text=_("The outlet that quotes these unnamed people; empty for everybody else."),
    )
    parent = SourceField(
        label=_("Part of"),
        required=False,
        help_text=_("An embassy's ministry, a programme's channel, a spokesperson's body."),
    )
    owner = SourceField(label=_("Owned by"), required=False)
    domains = Lines(label=_("Home domains"), required=False, help_text=_("One a line."))
    accounts = Lines(label=_("Accounts"), required=False, help_text=_("One a line."))
    notes = forms.CharField(
        label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=2000, widget=forms.TextInput(attrs=_AUTO)
    )

    def clean_country(self) -> str:
        """Small letters are meant as capitals."""
        return str(self.cleaned_data["country"]).upper()

    def values(self) -> dict[str, Any]:
        """What was said, by the names of our columns, of a form that is valid."""
        said = {name: self.cleaned_data[name] for name in self.fields if name != "reason"}
        for name in ("outlet", "parent", "owner"):
            above = said.pop(name)
            said[f"{name}_id"] = above.pk if above else None
        said["wikidata_id"] = said["wikidata_id"] or None
        return said

    @classmethod
    def of(cls, source: Source) -> "SourceForm":
        """Filled with what is known now."""
        known = {name: getattr(source, name) for name in cls.base_fields if name != "reason"}
        for name in ("outlet", "parent", "owner"):
            known[name] = shown_as(known[name])
        return cls(initial=known)


def shown_as(source: Source | None) -> str:
    """What a `SourceField` says for this source: its name, or its address if it shares that."""
    if source is None:
        return ""
    try:
        return source.name if source_at(source.name) == source else f"/sources/{source.pk}/"
    except forms.ValidationError:
        return f"/sources/{source.pk}/"


class AliasForm(RefusableForm):
    """Another name of a source."""

    surface = forms.CharField(
        label=_("Another name"),
        max_length=LONGEST_NAME,
        validators=[SHOWS_ITSELF],
        widget=forms.TextInput(attrs=_AUTO),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
