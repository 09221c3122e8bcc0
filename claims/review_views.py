"""The pages of the desk: the queue, and one claim in hand with all it takes to decide it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles.models import Sentence
from claims import comments, evidence, notices, queue, review
from claims.agreement import agreement_by_desk, agreement_of
from claims.claim_marks import standing_marks
from claims.errors import StaleScreen
from claims.gate import standing_of
from claims.models import Claim, Decision, Evidence, PriorCheck, Review
from claims.moves import AWAITING_APPROVAL, OPEN
from claims.prior_models import MOST_SHOWN
from claims.priority import PARTS, points_for_age
from claims.reading_room import read_page
from claims.review_forms import DecisionForm, EvidenceForm
from claims.review_models import Outcome
from claims.ripple import ripple_of
from newsroom.errors import BadInput, MusnadError
from newsroom.models import Desk, User
from newsroom.pages import page_of, part_or_page, say_refused, say_taken, whole_number
from newsroom.permissions import Action, admit, may

SHOWN = HISTORY_SHOWN = 50
PERIODS = (30, 90, 365)
URGENT = "-priority"


class ListOfClaims(NamedTuple):
    """A list of the queue: what is in it, its order, and what to do where it is empty."""

    label: Any
    reviews_of: Callable[[User], QuerySet[Review]]
    by: str
    empty: Any
    empty_hint: Any


LISTS = {
    "waiting": ListOfClaims(
        gettext_lazy("Waiting"),
        queue.waiting,
        URGENT,
        gettext_lazy("No claim waits"),
        gettext_lazy("Claims come here with new articles."),
    ),
    "mine": ListOfClaims(
        gettext_lazy("My claims"),
        queue.in_hands_of,
        URGENT,
        gettext_lazy("You hold no claim"),
        gettext_lazy("Take the next one: nobody else gets it while you work on it."),
    ),
    "approval": ListOfClaims(
        gettext_lazy("Waiting for my approval"),
        queue.awaiting_approval_of,
        URGENT,
        gettext_lazy("No decision waits for you"),
        gettext_lazy("What colleagues decide and a second person must sign comes here."),
    ),
    "overdue": ListOfClaims(
        gettext_lazy("Overdue"),
        queue.overdue,
        "open_since",
        gettext_lazy("Nothing is overdue"),
        gettext_lazy("A claim comes here when it waits longer than its desk allows."),
    ),
}


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@login_required
@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """What waits: for anybody of my desks, for me, for my approval, for too long."""
    person, chosen = _person(request), request.GET.get("list", "waiting")
    if chosen not in LISTS:
        chosen = "waiting"
    shown = LISTS[chosen]
    page = page_of(shown.reviews_of(person), request, by=shown.by, size=SHOWN)
    now = timezone.now()
    context = {
        "lists": [(name, one.label) for name, one in LISTS.items()],
        "chosen": chosen,
        "shown": shown,
        "notices": notices.unread(person)[:SHOWN],
        "page": page,
        "rows": [{"review": one, "points": points_shown(one, now)} for one in page.rows],
        "may_take": may(person, Action.TAKE),
        "may_assign": may(person, Action.ASSIGN),
        "colleagues": User.objects.filter(is_active=True).order_by("username"),
    }
    return part_or_page(request, "claims/queue.html", context)


def due_of(one: Review) -> Any:
    """Until when an open claim is to be decided, by its desk's target."""
    hours = one.desk.hours_to_decide if one.desk else queue.HOURS_TO_DECIDE
    return one.open_since + timedelta(hours=hours) if one.is_open else None


def points_shown(one: Review, now: Any) -> list[tuple[Any, int]]:
    """Why a claim is where it is in the queue: each part with its points, waiting included."""
    points = {**one.priority_parts, "age": points_for_age(one.open_since, now)}
    return [(PARTS[part], number) for part, number in points.items() if number and part in PARTS]


@login_required
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent claim and open it."""
    try:
        found = queue.take_next(by=_person(request))
    except MusnadError as error:
        say_refused(request, error)
        return redirect("claims:queue")
    if found is None:
        messages.info(request, _("Nothing is waiting for you."))
        return redirect("claims:queue")
    return redirect("claims:review", found.pk)


@login_required
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the ticked claims to a colleague; those refused are named with the reason."""
    to = get_object_or_404(User, username=request.POST.get("to", ""))
    try:
        ids = [UUID(one) for one in request.POST.getlist("claim")]
        ticked = Claim.objects.visible_to(_person(request)).filter(pk__in=ids)
        texts = dict(ticked.values_list("pk", "text"))
        refused = queue.assign(list(texts), to, by=_person(request))
    except ValueError:
        messages.error(request, _("There is no claim at this address."))
        return redirect("claims:queue")
    except MusnadError as error:
        say_refused(request, error)
        return redirect("claims:queue")
    for claim_id, why in refused.items():
        messages.warning(request, f"“{texts[claim_id][:80]}”: {why}")
    done = {"count": len(texts) - len(refused), "person": to}
    messages.info(request, _("%(count)d assigned to %(person)s.") % done)
    return redirect("claims:queue")


@login_required
@require_safe
def review_page(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """One claim in its article, with chains, origins, evidence, history and the decision form."""
    notices.seen(_person(request), claim_id)
    return _render(request, claim_id)


def _found(claim_id: UUID, person: User) -> Review:
    try:
        return queue.review_of(claim_id, to=person)
    except Review.DoesNotExist:
        raise Http404 from None


def _render(
    request: HttpRequest,
    claim_id: UUID,
    *,
    decision_form: DecisionForm | None = None,
    evidence_form: EvidenceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person = _person(request)
    found = _found(claim_id, person)
    claim = found.claim
    sentence = (
        Sentence.objects.filter(lineage=claim.sentence_id)
        .select_related("version")
        .order_by("-version__number")[0]
    )
    page = read_page(sentence.version, person)
    given = claim.decisions.select_related("decider", "settler", "approval__approver")
    made = list(given.order_by("-pk"))
    decisions = [one for one in made if not review.is_hidden_from(one, person, found)]
    hidden = len(made) > len(decisions)
    standing = standing_of(claim, person)
    rights = _rights(person, found, claim)
    # What was typed is shown again, though the claim be decided meanwhile.
    rights["may_decide"] |= decision_form is not None
    context = {
        **rights,
        "claim": claim,
        "review": found,
        "mine": found.leased_to_id == person.pk,
        "note": page.notes[sentence.number],
        "blocks": page.around(sentence.number),
        "latest": sentence,
        "points": points_shown(found, timezone.now()),
        "standing": standing,
        "reasons": standing.reasons(),
        "evidence": evidence.shown_to(person, claim),
        "decisions": decisions,
        "hidden": hidden,
        "flags": claim.flags.filter(decision=found.decision_id),
        "history": page_of(
            claim.history.none() if hidden else claim.history.select_related("actor"),
            request,
            size=HISTORY_SHOWN,
            name="history-",
        ),
        "comments": claim.comments.select_related("author"),
        "prior_checks": PriorCheck.objects.about(claim.folded)[:MOST_SHOWN],
        "ripple": ripple_of(claim, person),
        "decision_form": decision_form
        or DecisionForm(claim=claim, user=person, initial={"revision": found.revision}),
        "evidence_form": evidence_form or EvidenceForm(),
        "due": due_of(found),
        "marks": standing_marks(claim_id).select_related("person"),
    }
    return render(request, "claims/review.html", context, status=status)


def _rights(person: User, found: Review, claim: Claim) -> dict[str, bool]:
    """What somebody may do with a claim as it is now, and whose turn it is."""
    waiting = claim.status == AWAITING_APPROVAL
    in_others_hands = found.leased_to_id not in (None, person.pk) and (
        found.leased_until is not None and found.leased_until > timezone.now()
    )
    may_approve = waiting and _may_approve(person, found)
    return {
        "waiting": waiting,
        "in_others_hands": in_others_hands,
        "may_take": may(person, Action.TAKE),
        "may_approve": may_approve,
        "may_reopen": claim.status not in (*OPEN, AWAITING_APPROVAL)
        and may(person, Action.REOPEN, own=_is_decider(person, found)),
        "may_decide": may(person, Action.DECIDE)
        and not in_others_hands
        and (claim.status in OPEN or may_approve),
        "may_pin": found.is_open and may(person, Action.PIN),
        "may_ask_second": found.is_open
        and found.opinions_wanted == 1
        and may(person, Action.ASK_SECOND_OPINION),
        "may_add_evidence": may(person, Action.ADD_EVIDENCE),
        "may_correct": may(person, Action.CORRECT),
    }


def _is_decider(person: User, found: Review) -> bool:
    return found.decision is not None and found.decision.decider_id == person.pk


def _may_approve(person: User, found: Review) -> bool:
    own = (
        found.decision is not None
        and Decision.objects.filter(
            claim=found.pk, round=found.decision.round, decider=person
        ).exists()
    )
    return may(person, Action.APPROVE, own=own)


@login_required
@require_POST
def decide(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Decide, or otherwise than the decision that waits; a refusal keeps what was typed."""
    person = _person(request)
    claim = get_object_or_404(Claim.objects.visible_to(_person(request)), pk=claim_id)
    form = DecisionForm(request.POST, claim=claim, user=person)
    if not form.is_valid():
        return _render(request, claim_id, decision_form=form, status=422)
    seen, status = form.cleaned_data["revision"], 409
    try:
        waits = queue.review_of(claim_id)
        if claim.status == AWAITING_APPROVAL and waits.decision:
            review.decide_differently(waits.decision.pk, form.verdict_given(), by=person, seen=seen)
        else:
            review.decide(claim_id, form.verdict_given(), by=person, seen=seen)
    except BadInput as refusal:
        form.refuse(refusal)
        return _render(request, claim_id, decision_form=form, status=422)
    except StaleScreen as refusal:
        # The newer state is shown with the text that was typed, to be sent again if it still fits.
        data = request.POST.copy()
        data["revision"] = str(refusal.now)
        form = DecisionForm(data, claim=claim, user=person)
        form.add_error(None, str(refusal))
        return _render(request, claim_id, decision_form=form, status=status)
    except MusnadError as refusal:
        form.add_error(None, str(refusal))
        return _render(request, claim_id, decision_form=form, status=status)
    say_taken(request, _("Decided."))
    return redirect("claims:review", claim_id)


@login_required
@require_POST
def add_evidence(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Add evidence; a refusal keeps what was typed."""
    get_object_or_404(Claim.objects.visible_to(_person(request)), pk=claim_id)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            evidence.add_evidence(claim_id, form.evidence_given(), by=_person(request))
        except BadInput as refusal:
            form.refuse(refusal)
        except MusnadError as refusal:
            form.add_error(None, str(refusal))
        else:
            say_taken(request, _("Evidence added."))
            return redirect("claims:review", claim_id)
    return _render(request, claim_id, evidence_form=form, status=422)


def _take(request: HttpRequest, claim_id: UUID) -> None:
    queue.take(claim_id, by=_person(request))


def _release(request: HttpRequest, claim_id: UUID) -> None:
    queue.release(claim_id, by=_person(request))


def _approve(request: HttpRequest, claim_id: UUID) -> None:
    decision = get_object_or_404(Decision, pk=_id_in(request, "decision"), claim=claim_id)
    options: dict[str, Any] = {"by": _person(request), "comment": request.POST.get("comment", "")}
    options["seen"] = _revision(request)
    if request.POST.get("outcome") == Outcome.RETURNED:
        review.send_back(decision.pk, **options)
    else:
        review.approve(decision.pk, **options)


def _reopen(request: HttpRequest, claim_id: UUID) -> None:
    review.reopen(
        claim_id,
        by=_person(request),
        reason=request.POST.get("reason", ""),
        seen=_revision(request),
    )


def _comment(request: HttpRequest, claim_id: UUID) -> None:
    comments.comment(claim_id, request.POST.get("text", ""), by=_person(request))


def _withdraw(request: HttpRequest, claim_id: UUID) -> None:
    one = get_object_or_404(Evidence, pk=_id_in(request, "evidence"), claim=claim_id)
    evidence.withdraw_evidence(one.pk, by=_person(request), because=request.POST.get("because", ""))


def _pin(request: HttpRequest, claim_id: UUID) -> None:
    queue.pin(claim_id, request.POST.get("pinned") == "1", by=_person(request))


def _second_opinion(request: HttpRequest, claim_id: UUID) -> None:
    review.ask_second_opinion(claim_id, by=_person(request))


ACTS: dict[str, Callable[[HttpRequest, UUID], None]] = {
    "take": _take,
    "release": _release,
    "approve": _approve,
    "reopen": _reopen,
    "comment": _comment,
    "withdraw": _withdraw,
    "pin": _pin,
    "second-opinion": _second_opinion,
}


DONE = {
    "take": gettext_lazy("Taken."),
    "release": gettext_lazy("Given back."),
    "approve": gettext_lazy("Your word on the decision is written down."),
    "reopen": gettext_lazy("Re-opened."),
    "comment": gettext_lazy("Comment written."),
    "withdraw": gettext_lazy("Withdrawn."),
    "pin": gettext_lazy("Pinned, or back in its place."),
    "second-opinion": gettext_lazy("A second person decides without seeing the first decision."),
}


def _revision(request: HttpRequest) -> int | None:
    return whole_number(request.POST.get("revision", ""))


def _id_in(request: HttpRequest, field: str) -> UUID:
    """The id that a form has; what is none is of nothing."""
    try:
        return UUID(request.POST.get(field, ""))
    except ValueError:
        raise Http404 from None


@login_required
@require_POST
def act(request: HttpRequest, claim_id: UUID, act: str) -> HttpResponse:
    """Call one workflow and show the claim again, with the refusal in words if there was one."""
    get_object_or_404(Claim.objects.visible_to(_person(request)), pk=claim_id)
    if act not in ACTS:
        raise Http404
    try:
        ACTS[act](request, claim_id)
    except MusnadError as error:
        say_refused(request, error)
    else:
        say_taken(request, DONE[act])
    if act == "release":
        return redirect("claims:queue")
    return redirect("claims:review", claim_id)


@login_required
@require_safe
def agreement_page(request: HttpRequest) -> HttpResponse:
    """How far first and second opinions agree, by desk and period, as far as one may see."""
    user = _person(request)
    admit(user, Action.SEE_AGREEMENT, about=request.path)
    periods = [timedelta(days=days) for days in PERIODS]
    found = agreement_by_desk(periods, until=timezone.now(), to=user)
    nothing = [agreement_of([])] * len(periods)
    desks: list[Desk | None] = [None, *Desk.objects.exclude(pk__in=Desk.objects.shut_to(user))]
    rows = [
        {"desk": desk, "figures": found.get(desk.pk if desk else None, nothing)} for desk in desks
    ]
    return render(request, "claims/agreement.html", {"rows": rows, "periods": PERIODS})
