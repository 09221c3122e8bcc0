"""The pages on which a person puts attributions right, and says what of a sentence is the claim.

Each is a page of its own with a form; the desk brings the same form in beside the claim.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles.models import ArticleVersion, Sentence
from claims import claim_marks, corrections
from claims.corrections import AlreadyCorrected, Place
from claims.fixing import (
    current_places,
    put_right,
    relays_of,
    sources_of,
    written,
)
from claims.fixing_forms import ROLE_FIELDS, PartForm, WordsForm
from claims.mark_models import ClaimMark
from claims.models import Attribution, Claim
from claims.reading_room import Block, read_page
from newsroom.errors import BadInput, MusnadError
from newsroom.models import User
from newsroom.pages import part_or_page, say_refused, say_taken, whole_number

MOST_PARTS = 6
CHANGES = ("GET", "HEAD", "POST")


@dataclass
class Passage:
    """The words of a text that stand before a person who puts something right."""

    version: ArticleVersion
    sentence: Sentence
    attribution: Attribution | None = None

    @cached_property
    def within(self) -> Place:
        """From the block before the sentence to the one after, and all the attribution's words."""
        blocks = read_page(self.version).around(self.sentence.number)
        places = [place for block in blocks for place in _ends(block)]
        if self.attribution:
            spans = self.attribution.spans.all()
            places += [place for span in spans for place in (span.start, span.end)]
        return min(places), max(places)

    @property
    def text(self) -> str:
        """The words themselves."""
        start, end = self.within
        return self.version.text[start:end]


def _ends(block: Block) -> list[int]:
    segments = [segment for piece in block.pieces for segment in piece.segments]
    return [segments[0].start, segments[-1].end]


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _passage(claim: Claim, attribution: Attribution | None) -> Passage:
    """The claim's sentence in the attribution's version, or in the newest that has it."""
    places = Sentence.objects.filter(lineage=claim.sentence_id)
    if attribution:
        places = places.filter(version=attribution.version_id)
    sentence = (
        places.select_related("version__article__outlet").order_by("-version__number").first()
    )
    if sentence is None:
        raise Http404
    return Passage(sentence.version, sentence, attribution)


@login_required
@require_http_methods(CHANGES)
def fix(request: HttpRequest, claim_id: UUID, attribution_id: UUID | None = None) -> HttpResponse:
    """Put an attribution right, split it or withdraw it; without one, add one that is missing."""
    claim = get_object_or_404(
        Claim.objects.visible_to(_person(request)).select_related("outlet"), pk=claim_id
    )
    attribution = attribution_id and get_object_or_404(
        Attribution.objects.filter(hops__claim=claim).distinct(), pk=attribution_id
    )
    passage = _passage(claim, attribution or None)
    act = request.POST.get("act", "")
    count = _count(request)
    if request.method != "POST":
        # A draft of a split asks for as many parts as it has.
        forms = [_form(request, claim, passage, number) for number in range(count)]
        return _show_fix(request, claim, passage, forms)
    if act == "withdraw" and attribution_id:
        return _withdraw(request, claim_id, attribution_id)
    if act == "part":
        forms = [_form(request, claim, passage, number) for number in range(count)]
        more = _form(request, claim, passage, count, unbound=True)
        return _show_fix(request, claim, passage, [*forms, more])
    if act == "add":
        # What was marked against an attribution that is gone is said beside what stands now.
        passage.attribution = None
    return _save(request, claim, passage, [_form(request, claim, passage, n) for n in range(count)])


def _count(request: HttpRequest) -> int:
    given = (request.POST if request.method == "POST" else request.GET).get("parts", "1")
    return min(max(whole_number(given) or 1, 1), MOST_PARTS)


def _form(
    request: HttpRequest, claim: Claim, passage: Passage, number: int, *, unbound: bool = False
) -> WordsForm:
    version = passage.version
    sources = sources_of(version)
    outer = Attribution.objects.active().filter(version=version).select_related("source")
    if passage.attribution:
        outer = outer.exclude(pk=passage.attribution.pk)
    bound = request.method == "POST" and not unbound
    return WordsForm(
        request.POST if bound else None,
        initial=_initial(claim, passage, number),
        prefix=f"p{number}" if number else None,
        text=version.text,
        within=passage.within,
        sources=sources,
        outer=list(outer),
    )


def _initial(claim: Claim, passage: Passage, number: int) -> dict[str, Any]:
    """What stands in the form at first: what the machine says, or the whole sentence."""
    old = passage.attribution
    if old is None or number:
        sentence = [] if number else [(passage.sentence.start, passage.sentence.end)]
        return {"content": written(sentence), "manner": "indirect", "cue_class": "asserts"}
    places = current_places(old)
    return {
        **{name: written(places[role]) for role, name in ROLE_FIELDS.items()},
        "source": old.source_id,
        "manner": old.manner,
        "channel": old.channel,
        "cue_class": old.cue_class,
        "hedge": old.hedge,
        "via": old.via_id,
        "through": "" if old.via_id else "\n".join(relays_of(old, claim)),
    }


def _save(
    request: HttpRequest, claim: Claim, passage: Passage, forms: list[WordsForm]
) -> HttpResponse:
    old, status = passage.attribution, 422
    # Each part is looked at, so that all errors are shown at once.
    if not sum(not form.is_valid() for form in forms):
        try:
            put_right(
                passage.version,
                old.pk if old else None,
                [form.said() for form in forms],
                by=_person(request),
            )
        except BadInput as refusal:
            forms[0].refuse(refusal)
        except AlreadyCorrected as refusal:
            # What was marked stays in the form, which now stands against what a colleague put in
            # the place of the attribution that was opened, if that is one.
            assert old is not None
            forms[0].add_error(None, str(refusal))
            passage.attribution, status = corrections.in_place_of(old.pk) or old, 409
        except MusnadError as refusal:
            forms[0].add_error(None, str(refusal))
            status = 409
        else:
            say_taken(request, _("Corrected."))
            return redirect("claims:review", claim.pk)
    return _show_fix(request, claim, passage, forms, status=status)


def _withdraw(request: HttpRequest, claim_id: UUID, attribution_id: UUID) -> HttpResponse:
    try:
        corrections.withdraw(attribution_id, by=_person(request))
    except MusnadError as refusal:
        say_refused(request, refusal)
    else:
        say_taken(request, _("Withdrawn."))
    return redirect("claims:review", claim_id)


def _show_fix(
    request: HttpRequest,
    claim: Claim,
    passage: Passage,
    forms: list[WordsForm],
    *,
    status: int = 200,
) -> HttpResponse:
    gone = passage.attribution is not None and passage.attribution.retired_at is not None
    context = {
        "claim": claim,
        "passage": passage,
        "attribution": passage.attribution,
        "gone": gone,
        "standing": _standing(claim, passage) if gone or status == 409 else [],
        "forms": forms,
        "may_split": len(forms) < MOST_PARTS and not gone,
    }
    answer = part_or_page(request, "claims/fix.html", context, part="fix")
    answer.status_code = status
    return answer


def _standing(claim: Claim, passage: Passage) -> list[Attribution]:
    """Who says what of the claim as it stands now, for somebody whose screen is older."""
    now = Attribution.objects.active().filter(hops__claim=claim, version=passage.version)
    return list(now.select_related("source").prefetch_related("spans").distinct().order_by("pk"))


@login_required
@require_http_methods(CHANGES)
def choose_part(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Say which words of a sentence are the claim to check."""
    claim = get_object_or_404(Claim.objects.visible_to(_person(request)), pk=claim_id)
    passage = _passage(claim, None)
    sentence = passage.sentence
    within = sentence.start, sentence.end
    marked = claim_marks.standing_marks(claim_id).filter(kind="part")
    places = [(sentence.start + mark.start, sentence.start + mark.end) for mark in marked]
    form = PartForm(
        request.POST if request.method == "POST" else None,
        initial={"part": written(places or [within])},
        text=passage.version.text,
        within=within,
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            chosen = [
                (s - sentence.start, e - sentence.start) for s, e in form.cleaned_data["part"]
            ]
            try:
                claim_marks.say_part(claim_id, chosen, by=_person(request))
            except BadInput as refusal:
                form.refuse(refusal)
            except MusnadError as refusal:
                form.add_error(None, str(refusal))
            else:
                say_taken(request, _("Marked."))
                return redirect("claims:review", claim_id)
        status = 422
    context = {"claim": claim, "passage": passage, "form": form}
    answer = part_or_page(request, "claims/part.html", context, part="fix")
    answer.status_code = status
    return answer


@login_required
@require_POST
def say_not_a_claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Take a sentence that claims nothing out of the queue."""
    get_object_or_404(Claim.objects.visible_to(_person(request)), pk=claim_id)
    try:
        claim_marks.say_not_a_claim(claim_id, by=_person(request))
    except MusnadError as refusal:
        say_refused(request, refusal)
    else:
        say_taken(request, _("Marked."))
    return redirect("claims:review", claim_id)


@login_required
@require_POST
def take_back_mark(request: HttpRequest, claim_id: UUID, mark_id: UUID) -> HttpResponse:
    """Take back what was said of a claim."""
    seen = Claim.objects.visible_to(_person(request)).filter(pk=claim_id)
    get_object_or_404(ClaimMark, pk=mark_id, claim__in=seen)
    try:
        claim_marks.take_back(mark_id, by=_person(request))
    except MusnadError as refusal:
        say_refused(request, refusal)
    else:
        say_taken(request, _("Taken back."))
    return redirect("claims:review", claim_id)
