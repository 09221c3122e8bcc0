"""Reading stored articles again with a newer engine: compared first, applied on a person's word."""

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, ArticleVersion
from claims import attribution as engine
from claims.models import Attribution, AttributionSpan, RereadArticle, Rereading
from claims.states import WORKING, MadeBy, RereadingState, SpanRole
from claims.workflows import analyse_version, cues_people_decided, record_reading
from newsroom.after_commit import after_commit
from newsroom.errors import MusnadError
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require

OPEN = (RereadingState.COMPARING, RereadingState.COMPARED, RereadingState.APPLYING)
# What a person is shown of one article's changes; the counts are of all of them.
EXAMPLES = 20


class RereadingNotPossible(MusnadError):
    """The rereading isn't in a state that allows this."""


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution as far as two readings are compared by it: words and what is said of them."""

    cue: tuple[tuple[int, int], ...]
    source: tuple[tuple[int, int], ...]
    content: tuple[tuple[int, int], ...]
    source_name: str
    manner: str
    channel: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a newer reading would leave, add, drop and change; a change has the same cue."""

    kept: int
    added: Sequence[Found]
    dropped: Sequence[Found]
    changed: Sequence[tuple[Found, Found]]


def compare(old: Sequence[Found], new: Sequence[Found]) -> Comparison:
    """Compare two readings of one text, paired by cue; the inherited, without one, by content."""

    def place(found: Found) -> tuple[tuple[int, int], ...]:
        return found.cue or found.content

    before, after = {place(f): f for f in old}, {place(f): f for f in new}
    both = [key for key in before if key in after]
    return Comparison(
        kept=sum(before[key] == after[key] for key in both),
        added=[after[key] for key in after if key not in before],
        dropped=[before[key] for key in before if key not in after],
        changed=[(before[key], after[key]) for key in both if before[key] != after[key]],
    )


@all_or_nothing
def start_rereading(*, by: User) -> Rereading:
    """Begin to compare what the present engine finds with what is stored, for all articles.

    Nothing that people see changes until `apply_rereading`.
    Raises: RereadingNotPossible while another one isn't decided; the database allows one.
    """
    require(by, Action.REREAD)
    try:
        with transaction.atomic():
            rereading = Rereading.objects.create(extractor=engine.EXTRACTOR_VERSION, created_by=by)
    except IntegrityError:
        raise RereadingNotPossible(_("Another rereading is not decided yet.")) from None
    articles = Article.objects.exclude(current=None).values_list("pk", flat=True)
    RereadArticle.objects.bulk_create(
        (RereadArticle(rereading=rereading, article_id=pk) for pk in articles.iterator()),
        batch_size=2000,
    )
    _queue(rereading)
    return rereading


@all_or_nothing
def apply_rereading(rereading_id: UUID, *, by: User) -> Rereading:
    """Let the compared reading become what people see; what people decided stays.

    Raises: RereadingNotPossible unless all articles are compared and it was neither applied nor
    cancelled, and if the engine is another one than at the comparison.
    """
    require(by, Action.REREAD)
    rereading = Rereading.objects.select_for_update().get(pk=rereading_id)
    if rereading.state != RereadingState.COMPARED:
        raise RereadingNotPossible(
            _("A rereading in the state “{state}” can't be applied.").format(
                state=rereading.get_state_display()
            )
        )
    if rereading.extractor != engine.EXTRACTOR_VERSION:
        raise RereadingNotPossible(
            _("It was compared with {old}, and the engine is now {new}: compare again.").format(
                old=rereading.extractor, new=engine.EXTRACTOR_VERSION
            )
        )
    rereading.state, rereading.decided_by = RereadingState.APPLYING, by
    rereading.save(update_fields=["state", "decided_by"])
    _queue(rereading)
    return rereading


@all_or_nothing
def cancel_rereading(rereading_id: UUID, *, by: User) -> Rereading:
    """Leave everything as it is.

    Raises: RereadingNotPossible once it is being applied.
    """
    require(by, Action.REREAD)
    rereading = Rereading.objects.select_for_update().get(pk=rereading_id)
    if rereading.state not in (RereadingState.COMPARING, RereadingState.COMPARED):
        raise RereadingNotPossible(
            _("A rereading in the state “{state}” can't be cancelled.").format(
                state=rereading.get_state_display()
            )
        )
    rereading.state, rereading.decided_by = RereadingState.CANCELLED, by
    rereading.save(update_fields=["state", "decided_by"])
    return rereading


def unfinished() -> QuerySet[Rereading]:
    """Those with work left for a machine."""
    return Rereading.objects.filter(state__in=WORKING)


def go_on(rereading_id: UUID, *, seconds: float = math.inf) -> bool:
    """Do what is left of a rereading, one article a transaction. Safe to run twice and to die.

    Returns: whether the time was up before all was done.
    """
    until = time.monotonic() + seconds
    steps = {
        RereadingState.COMPARING: (_compare_article, "compared_at", RereadingState.COMPARED),
        RereadingState.APPLYING: (_apply_article, "applied_at", RereadingState.APPLIED),
    }
    rereading = Rereading.objects.get(pk=rereading_id)
    while step := steps.get(RereadingState(rereading.state)):
        do, done_at, next_state = step
        left = rereading.articles.filter(**{done_at: None}).first()
        if left is None:
            finished = Rereading.objects.filter(pk=rereading.pk, state=rereading.state)
            finished.update(state=next_state)
            return False
        if time.monotonic() > until:
            return True
        do(left)
        setattr(left, done_at, timezone.now())
        left.save()
        rereading.refresh_from_db()
    return False


def _queue(rereading: Rereading) -> None:
    from claims.tasks import reread

    after_commit(reread.delay, str(rereading.pk))


def _compare_article(row: RereadArticle) -> None:
    version = row.article.current
    assert version is not None
    comparison = compare(_stored(version), _found(version))
    row.kept = comparison.kept
    row.added, row.dropped = len(comparison.added), len(comparison.dropped)
    row.changed = len(comparison.changed)
    row.examples = _in_words(version.text, comparison)


def _apply_article(row: RereadArticle) -> None:
    version = row.article.current
    assert version is not None
    # The engine that reads is what the reading says, even after an upgrade half way.
    record_reading(version.pk, analyse_version(version), extractor=engine.EXTRACTOR_VERSION)


def _found(version: ArticleVersion) -> list[Found]:
    decided = cues_people_decided(version)
    return [
        Found(
            cue=_places(a.cue),
            source=_places(a.source),
            content=_places(a.content),
            source_name=a.source_name,
            manner=a.manner,
            channel=a.channel or "",
        )
        for a in analyse_version(version).attributions
        if not any(cue.start < end and start < cue.end for cue in a.cue for start, end in decided)
    ]


def _stored(version: ArticleVersion) -> list[Found]:
    stored = Attribution.objects.filter(version=version, made_by=MadeBy.MACHINE, retells=None)
    return [
        Found(
            cue=_places(span for span in a.spans.all() if span.role == SpanRole.CUE),
            source=_places(span for span in a.spans.all() if span.role == SpanRole.SOURCE),
            content=_places(span for span in a.spans.all() if span.role == SpanRole.CONTENT),
            source_name=a.source_name,
            manner=a.manner,
            channel=a.channel,
        )
        for a in stored.for_reading()
    ]


def _places(spans: Iterable[engine.Span | AttributionSpan]) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in spans)


def _in_words(text: str, comparison: Comparison) -> list[dict[str, object]]:
    def words(found: Found) -> dict[str, str]:
        return {
            role: " … ".join(text[start:end] for start, end in getattr(found, role))
            for role in SpanRole.values
        } | {"name": found.source_name, "manner": found.manner, "channel": found.channel}

    examples: list[dict[str, object]] = []
    examples += [{"before": words(old), "after": words(new)} for old, new in comparison.changed]
    examples += [{"after": words(new)} for new in comparison.added]
    examples += [{"before": words(old)} for old in comparison.dropped]
    return examples[:EXAMPLES]
