"""One version of an article as a person reads it: its text in blocks, its claims beside it."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch, Q

from articles.models import ArticleVersion, Sentence
from claims.chains import Chain, chains_of
from claims.marking import Mark, Segment, segments
from claims.models import Attribution, Claim, Hop
from claims.querysets import KEPT_BY_PEOPLE
from newsroom.models import User


@dataclass(frozen=True, slots=True)
class Note:
    """What stands in the margin beside a sentence."""

    claim: Claim
    chains: list[Chain]
    attributions: list[Attribution]

    @property
    def numbers(self) -> str:
        """The attributions whose marks belong to it."""
        return " ".join(str(attribution.number) for attribution in self.attributions)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, a stretch of page debris, or what stands between."""

    segments: list[Segment]
    sentence: Sentence | None = None
    note: Note | None = None


@dataclass(slots=True)
class Block:
    """Lines that belong together: a paragraph of text, a heading, or page debris."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """All that the page of one version shows of its text."""

    blocks: list[Block]
    notes: dict[int, Note]

    @property
    def claims(self) -> int:
        """How many of its sentences are claims."""
        return len(self.notes)

    @property
    def attributed(self) -> int:
        """How many of the claims have a source."""
        return sum(bool(note.chains) for note in self.notes.values())

    def around(self, number: int) -> list[Block]:
        """The block of the sentence of this number, with the one before and the one after."""
        here = next(
            at
            for at, block in enumerate(self.blocks)
            if any(piece.sentence and piece.sentence.number == number for piece in block.pieces)
        )
        return self.blocks[max(here - 1, 0) : here + 2]


def attributions_of(version: ArticleVersion) -> list[Attribution]:
    """The attributions of a version as they stood when it was last read, in text order.

    Those of an old version are retired by the readings of the newer ones, and are shown with it
    all the same; those that a person withdrew are shown nowhere. Each gets a `number` from 1
    and its `proof`, the words of its evidence.
    """
    last = version.readings.order_by("-number").values("pk")[:1]
    found = (
        Attribution.objects.filter(version=version, retired_by_person=None)
        .filter(KEPT_BY_PEOPLE | Q(reading=last, retells=None))
        .select_related("source", "reading", "person")
        .prefetch_related(
            "spans",
            Prefetch("hops", Hop.objects.select_related("source", "attribution")),
        )
    )
    listed = sorted(found, key=lambda a: min((s.start for s in a.spans.all()), default=0))
    for number, attribution in enumerate(listed, 1):
        attribution.number = number  # type: ignore[attr-defined]
        attribution.proof = [version.text[start:end] for start, end in attribution.evidence]  # type: ignore[attr-defined]
    return listed


def marks_of(attributions: Sequence[Attribution]) -> list[Mark]:
    """The marks of all spans; what is nested in another attribution lies deeper."""
    by_id = {attribution.pk: attribution for attribution in attributions}

    def depth(attribution: Attribution) -> int:
        level, seen = 1, {attribution.pk}
        above = by_id.get(attribution.via_id) if attribution.via_id else None
        while above is not None and above.pk not in seen:
            seen.add(above.pk)
            level, above = level + 1, by_id.get(above.via_id) if above.via_id else None
        return level

    return [
        Mark(span.start, span.end, span.role, a.number, depth(a), a.inherited)  # type: ignore[attr-defined]
        for a in attributions
        for span in a.spans.all()
    ]


def read_page(version: ArticleVersion, person: User | None = None) -> ReadingPage:
    """Lay out a version's text with the claims a person may see, in 7 queries however long it is.

    The segments of all pieces, joined, are the text without the white space around blocks.
    """
    visible = set(
        Claim.objects.visible_to(person)
        .filter(sentence__appearances__version=version)
        .values_list("pk", flat=True)
    )
    attributions = [
        one
        for one in attributions_of(version)
        if not one.hops.all() or any(hop.claim_id in visible for hop in one.hops.all())
    ]
    sentences = list(
        version.sentences.in_order().select_related(
            "lineage__claim__article", "lineage__claim__outlet"
        )
    )
    notes = _notes(sentences, attributions, visible)
    places = _places(version, sentences)
    cuts = [place for start, end, *_ in places for place in (start, end)]
    pieces = segments(version.text, marks_of(attributions), cuts=cuts)
    blocks = _blocks(places, pieces, notes)
    return ReadingPage(blocks, notes)


def _notes(
    sentences: Iterable[Sentence], attributions: Iterable[Attribution], visible: Container[UUID]
) -> dict[int, Note]:
    hops: dict[object, list[Hop]] = defaultdict(list)
    about: dict[object, list[Attribution]] = defaultdict(list)
    for attribution in attributions:
        for hop in attribution.hops.all():
            hops[hop.claim_id].append(hop)
            if attribution not in about[hop.claim_id]:
                about[hop.claim_id].append(attribution)
    notes = {}
    for sentence in sentences:
        claim = getattr(sentence.lineage, "claim", None)
        if claim is not None and claim.pk in visible:
            notes[sentence.number] = Note(claim, chains_of(hops[claim.pk]), about[claim.pk])
    return notes


def _places(
    version: ArticleVersion, sentences: Iterable[Sentence]
) -> list[tuple[int, int, str, Sentence | None]]:
    """Where sentences, debris and the rest stand, in order and without overlap."""
    known: list[tuple[int, int, str, Sentence | None]] = [
        (s.start, s.end, "heading" if s.is_heading else "text", s) for s in sentences
    ]
    known += [(start, end, "debris", None) for start, end in version.boilerplate]
    places: list[tuple[int, int, str, Sentence | None]] = []
    reached = 0
    for start, end, kind, sentence in sorted(known, key=lambda place: place[:2]):
        if start > reached:
            places.append((reached, start, "between", None))
        if max(start, reached) < end:
            places.append((max(start, reached), end, kind, sentence))
            reached = end
    if reached < len(version.text):
        places.append((reached, len(version.text), "between", None))
    return places


def _blocks(
    places: Sequence[tuple[int, int, str, Sentence | None]],
    cut: Sequence[Segment],
    notes: dict[int, Note],
) -> list[Block]:
    blocks: list[Block] = []
    at = 0
    ended = True
    for _, end, kind, sentence in places:
        first = at
        while at < len(cut) and cut[at].end <= end:
            at += 1
        own = list(cut[first:at])
        words = "".join(segment.text for segment in own)
        before, after = words[: -len(words.lstrip()) or None], words[len(words.rstrip()) :]
        ended = ended or "\n" in before
        if not words.strip():
            if not ended:
                blocks[-1].pieces.append(Piece(own))
            continue
        shown_as = "text" if kind == "between" else kind
        if ended or not blocks or blocks[-1].kind != shown_as:
            blocks.append(Block(shown_as))
        note = notes.get(sentence.number) if sentence else None
        blocks[-1].pieces.append(Piece(own, sentence, note))
        ended = "\n" in after
    return blocks
