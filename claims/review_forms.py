"""The forms of the desk. What they say goes to `claims.review` and `claims.evidence` as it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.evidence import NewEvidence, shown_to
from claims.evidence_models import Evidence, EvidenceKind, Stance
from claims.models import Claim
from claims.moves import VERDICTS
from claims.review import Verdict
from claims.review_models import Settles
from newsroom.models import User
from newsroom.permissions import Action, may
from newsroom.refusable import RefusableForm

_WORDS = {"rows": 4, "dir": "auto"}
CREDIBILITY = {
    1: _("1: confirmed by other sources"),
    2: _("2: probably true"),
    3: _("3: possibly true"),
    4: _("4: doubtful"),
    5: _("5: improbable"),
    6: _("6: cannot be judged"),
}


class DecisionForm(RefusableForm):
    """A verdict with all that the verdicts ask for."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[(verdict.value, verdict.label) for verdict in VERDICTS],
        widget=forms.RadioSelect,
    )
    rationale = forms.CharField(label=_("Rationale"), widget=forms.Textarea(attrs=_WORDS))
    evidence = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        label=_("Evidence it rests on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    settled_by = forms.ChoiceField(
        label=_("What would settle it"),
        choices=[("", "—"), *Settles.choices],
        required=False,
        help_text=_("For an unverified claim."),
    )
    settled_how = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    settler = forms.ModelChoiceField(
        User.objects.none(), label=_("Whose task"), required=False, empty_label="—"
    )
    settle_due = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    credibility = forms.TypedChoiceField(
        label=_("Credibility of the item"),
        choices=[("", "—"), *CREDIBILITY.items()],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("The digit of the Admiralty code, if you want to give one."),
    )
    override = forms.CharField(
        label=_("Why without two origins"),
        required=False,
        widget=forms.Textarea(attrs={**_WORDS, "rows": 2}),
        help_text=_("An editor’s written reason; another editor reads it."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, claim: Claim, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        evidence = self.fields["evidence"]
        settler = self.fields["settler"]
        assert isinstance(evidence, forms.ModelMultipleChoiceField)
        assert isinstance(settler, forms.ModelChoiceField)
        evidence.queryset = shown_to(user, claim).filter(withdrawn_at=None)
        settler.queryset = User.objects.filter(is_active=True).order_by("username")
        if not may(user, Action.OVERRIDE):
            del self.fields["override"]

    def verdict_given(self) -> Verdict:
        """What the person decided."""
        given = self.cleaned_data
        return Verdict(
            verdict=given["verdict"],
            rationale=given["rationale"],
            evidence=tuple(evidence.pk for evidence in given["evidence"]),
            settled_by=given["settled_by"],
            settled_how=given["settled_how"],
            settler=given["settler"].pk if given["settler"] else None,
            settle_due=given["settle_due"],
            credibility=given["credibility"],
            override=given.get("override", ""),
        )


class EvidenceForm(RefusableForm):
    """Evidence: a link, a file, a claim of the tracker, or a note."""

    stance = forms.ChoiceField(label=_("Stance"), choices=Stance.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=EvidenceKind.choices)
    url = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=4096,
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}),
    )
    body = forms.FileField(label=_("File"), required=False)
    cited_claim = forms.UUIDField(label=_("Number of the claim"), required=False)
    quote = forms.CharField(
        label=_("Quote"),
        required=False,
        widget=forms.Textarea(attrs={**_WORDS, "rows": 2}),
        help_text=_("Looked for in what the link shows, word for word."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={**_WORDS, "rows": 2})
    )
    is_primary = forms.BooleanField(
        label=_("Primary: the thing itself, not a report of it"), required=False
    )

    def evidence_given(self) -> NewEvidence:
        """What the person brings."""
        given = self.cleaned_data
        upload = given["body"]
        return NewEvidence(**{**given, "body": upload.read() if upload else b""})
