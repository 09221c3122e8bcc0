"""The form by which a person puts an attribution right; it works with typed words alone."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.corrections import Place
from claims.fixing import Said, places_named
from claims.models import Attribution
from claims.states import Manner, SpanRole
from claims.templatetags.claims import CHANNELS, CUE_CLASSES, HEDGES
from newsroom.errors import BadInput
from newsroom.refusable import RefusableForm
from sources.models import Source, SourceKind

_LONGEST = 4000
_PLACES = {"dir": "auto", "rows": 1, "spellcheck": "false"}


class OuterField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An attribution to choose, by the name of who says it."""

    def label_from_instance(self, obj: Attribution) -> str:
        """What the article calls its source."""
        return obj.source_name or obj.source.name


class WordsForm(RefusableForm):
    """Who says what, in which words; several of them split one attribution."""

    content = forms.CharField(
        label=_("Content"), max_length=_LONGEST, widget=forms.Textarea(attrs=_PLACES)
    )
    cue = forms.CharField(
        label=_("Cue"), required=False, max_length=_LONGEST, widget=forms.Textarea(attrs=_PLACES)
    )
    words_of_source = forms.CharField(
        label=_("Source, in the text"),
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs=_PLACES),
    )
    source = forms.ModelChoiceField(
        Source.objects.none(), label=_("Who says it"), required=False, empty_label="—"
    )
    source_name = forms.CharField(
        label=_("or somebody else"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    source_kind = forms.ChoiceField(
        label=_("Kind, if new"),
        choices=list(SourceKind.choices),
        required=False,
        initial=SourceKind.PERSON,
    )
    manner = forms.ChoiceField(label=_("Manner"), choices=Manner.choices)
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("", "—"), *CHANNELS.items()], required=False
    )
    cue_class = forms.ChoiceField(label=_("Kind of cue"), choices=list(CUE_CLASSES.items()))
    hedge = forms.ChoiceField(
        label=_("Hedge"), choices=[("", "—"), *HEDGES.items()], required=False
    )
    via = OuterField(
        Attribution.objects.none(), label=_("Said within"), required=False, empty_label="—"
    )
    through = forms.CharField(
        label=_("Through whom"),
        required=False,
        max_length=2000,
        help_text=_("One name a line, nearest to the speaker first; the outlet comes by itself."),
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        text: str,
        within: Place,
        sources: Sequence[Source],
        outer: Sequence[Attribution],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.text, self.within = text, within
        source, via = self.fields["source"], self.fields["via"]
        assert isinstance(source, forms.ModelChoiceField)
        assert isinstance(via, forms.ModelChoiceField)
        named = Source.objects.select_related("outlet").filter(pk__in=[one.pk for one in sources])
        source.queryset = named.order_by("name")
        via.queryset = Attribution.objects.select_related("source__outlet").filter(
            pk__in=[one.pk for one in outer]
        )

    def clean(self) -> dict[str, Any]:
        """Find the places that are named."""
        given = super().clean() or {}
        given["places"] = {}
        for role, name in ROLE_FIELDS.items():
            try:
                given["places"][role] = places_named(
                    name, given.get(name, ""), self.text, within=self.within
                )
            except BadInput as refusal:
                self.refuse(refusal)
        return given

    def said(self) -> Said:
        """What the person marked."""
        given = self.cleaned_data
        return Said(
            source=given["source"].pk if given["source"] else None,
            name=given["source_name"].strip(),
            kind=given["source_kind"],
            places=given["places"],
            manner=given["manner"],
            channel=given["channel"],
            cue_class=given["cue_class"],
            hedge=given["hedge"],
            through=[name.strip() for name in given["through"].splitlines() if name.strip()],
            via=given["via"].pk if given["via"] else None,
        )


ROLE_FIELDS = {
    SpanRole.SOURCE: "words_of_source",
    SpanRole.CUE: "cue",
    SpanRole.CONTENT: "content",
}


class PartForm(RefusableForm):
    """Which words of a sentence are the claim to check."""

    part = forms.CharField(
        label=_("The words to check"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs=_PLACES),
    )

    def __init__(self, *args: Any, text: str, within: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text, self.within = text, within

    def clean_part(self) -> list[Place]:
        """The places that are named."""
        try:
            return places_named("part", self.cleaned_data["part"], self.text, within=self.within)
        except BadInput as refusal:
            raise forms.ValidationError(str(refusal).partition(": ")[2]) from refusal
