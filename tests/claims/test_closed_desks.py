"""A closed desk's claims exist to its members and administrators alone: in every place there is.

The places are found by walking the resolver and the OpenAPI document, so a new page or endpoint
that shows claims without `visible_to` fails here.
"""

import io
import re
import zipfile

import orjson
import pytest

from claims import (
    change_shapes,
    claim_marks,
    comments,
    corrections,
    evidence,
    groups,
    notices,
    queue,
    review,
)
from claims.corrections import Words
from claims.exports import making
from claims.exports.formats import FORMATS
from claims.exports.rows import rows_of_claims, rows_of_texts
from claims.models import Claim, Notice, Review
from claims.schemas import ClaimsWanted
from claims.track_record import track_record
from newsroom.errors import BadInput
from newsroom.models import Desk, Role
from newsroom.schemas import NDJSON
from tests.api import Program, assert_problem
from tests.crawling import Visitor, a_body_for, operations, pages, words_of
from tests.factories import (
    ClaimFactory,
    OutletFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
    claims_of,
)

pytestmark = pytest.mark.django_db
WORDS = "Quillonbrook harbour is sold, the minister said."
# An article's text is everybody's; what is hidden is that a sentence of it is a claim, and all of
# its review. Of a change the feed says that there was one, not what it is.
TEXTS = re.compile(r"/articles/|/changes|/ingestions/|/admin/|/rereadings/|/protected")


@pytest.fixture
def member():
    return UserFactory(role=Role.EDITOR, username="member")


@pytest.fixture
def desk(member):
    desk = Desk.objects.create(name="Investigations", closed=True)
    desk.members.add(member)
    return desk


@pytest.fixture
def minister():
    return SourceFactory(name="The minister")


@pytest.fixture
def hidden(desk, minister, member):
    """The closed desk's claim, with something of everything."""
    outlet = OutletFactory(name="The Daily")
    claim = ClaimFactory(text=WORDS, outlet=outlet)
    attribute(claim, minister, cue="said", named="the minister", chain=[minister, outlet])
    Review.objects.filter(pk=claim.pk).update(desk=desk)
    open_claim = ClaimFactory(text="The harbour was sold in May.")
    group = groups.start_group(WORDS, by=member)
    groups.decide_membership(group.pk, claim.pk, "confirmed", by=member)
    mixed = groups.start_group("The sale", by=member)
    groups.suggest_member(mixed.pk, claim.pk, by=member)
    groups.decide_membership(mixed.pk, open_claim.pk, "confirmed", by=member)
    cites = evidence.NewEvidence("supports", "claim", cited_claim=claim.pk)
    evidence.add_evidence(open_claim.pk, cites, by=member)
    comments.comment(claim.pk, "@outsider what do you think?", by=member)
    review.decide(claim.pk, review.Verdict("refuted", f"Not so: {WORDS}"), by=member)
    return claim


def outsiders():
    for role in (Role.MONITOR, Role.FACT_CHECKER, Role.EDITOR):
        yield UserFactory(role=role, is_staff=True, username=f"outsider-{role}"), ""
    yield None, Program().secret


def places(secret):
    if secret:
        for method, address, operation in operations():
            yield method, address, a_body_for(operation), {}
            names = {one["name"] for one in operation.get("parameters", ())}
            if method == "GET" and "q" in names:
                yield method, address, None, {"q": "harbour"}
            if "expand" in names:
                yield method, address, None, {"expand": "evidence,groups,history"}
        return
    for address in pages():
        yield "GET", address, None, {}
        yield "GET", address, None, {"q": "harbour"}
        yield "POST", address, {"reason": "crawled", "text": "crawled"}, {}


def where_seen(claim, user, secret, *, among=None):
    """Places, of all or of some, that show a claim's id unasked, or its words, to somebody."""
    visitor, found = Visitor(user, secret), []
    for method, address, body, query in among or places(secret):
        if "/protected" in address or address.startswith("/accounts/"):
            continue
        written = words_of(visitor.ask(method, address, body, query)).decode(errors="replace")
        shows = str(claim.pk) in written.replace(address, "") and str(claim.pk) not in str(body)
        words = "Quillonbrook" in written and not TEXTS.search(address)
        if (shows and "/changes" not in address) or words:
            found.append(f"{method} {address} {query or ''}")
    return found


@pytest.mark.parametrize("number", range(4), ids=["monitor", "fact-checker", "editor", "program"])
def test_an_outsider_meets_a_closed_desks_claim_nowhere(hidden, number):
    user, secret = list(outsiders())[number]

    assert where_seen(hidden, user, secret) == []


@pytest.mark.parametrize("who", ["member", "administrator"])
def test_members_and_administrators_meet_it_everywhere(hidden, member, who):
    user = member if who == "member" else UserFactory(role=Role.ADMINISTRATOR, is_staff=True)

    addresses = (
        "/claims/",
        f"/claims/{hidden.pk}/",
        f"/claims/{hidden.pk}/review/",
        f"/articles/{hidden.article_id}/",
        "/groups/",
    )

    seen = where_seen(hidden, user, "", among=[("GET", address, None, {}) for address in addresses])

    assert seen == [f"GET {address} " for address in addresses]


def test_an_outsider_takes_decides_assigns_and_cites_nothing_of_it(hidden, desk):
    outsider = UserFactory(role=Role.EDITOR)
    other = ClaimFactory()
    for work in (
        lambda: queue.take(hidden.pk, by=outsider),
        lambda: review.decide(hidden.pk, review.Verdict("disputed", "x"), by=outsider),
        lambda: review.approve(hidden.decisions.get().pk, by=outsider),
        lambda: queue.pin(hidden.pk, True, by=outsider),
        lambda: evidence.add_evidence(
            hidden.pk, evidence.NewEvidence("supports", "call_note", note="x"), by=outsider
        ),
    ):
        with pytest.raises(Review.DoesNotExist):
            work()
    with pytest.raises(Claim.DoesNotExist):
        comments.comment(hidden.pk, "x", by=outsider)
    with pytest.raises(Exception, match="there is no such claim"):
        evidence.add_evidence(
            other.pk,
            evidence.NewEvidence("supports", "claim", cited_claim=hidden.pk),
            by=outsider,
        )
    queue.assign([hidden.pk], outsider, by=outsider)
    hidden.review.refresh_from_db()
    assert hidden.review.assigned_to is None


def test_an_outsider_says_nothing_of_it_through_its_neighbour(desk, member, minister):
    """Claims of one article belong to different desks; words are added by their places in it."""
    version = VersionFactory(text="The harbour is sold. The bridge is open.")
    shut, seen = claims_of(version)
    Review.objects.filter(pk=shut.pk).update(desk=desk)
    outsider = UserFactory(role=Role.FACT_CHECKER)

    def of(claim):
        sentence = claim.sentence
        return Words(minister.pk, {"content": [(sentence.start, sentence.end)]})

    with pytest.raises(BadInput, match="no sentence that is a claim"):
        corrections.add(version.pk, of(shut), by=outsider)
    there = corrections.add(version.pk, of(seen), by=outsider)
    with pytest.raises(BadInput, match="no sentence that is a claim"):
        corrections.correct(there.pk, of(shut), by=outsider)

    assert not shut.history.exists()
    assert corrections.add(version.pk, of(shut), by=member)


def test_an_outsider_takes_back_no_mark_of_it(client, desk, member):
    claim = ClaimFactory()
    mark = claim_marks.say_not_a_claim(claim.pk, by=member)
    Review.objects.filter(pk=claim.pk).update(desk=desk)
    client.force_login(UserFactory(role=Role.FACT_CHECKER))

    answer = client.post(f"/claims/{claim.pk}/review/marks/{mark.pk}/")

    assert answer.status_code == 404


def test_nobody_outside_is_given_a_closed_desks_claim(desk, member):
    claim = ClaimFactory()
    Review.objects.filter(pk=claim.pk).update(desk=desk)
    outsider = UserFactory(role=Role.FACT_CHECKER)

    refused = queue.assign([claim.pk], outsider, by=member)

    assert "isn't of its closed desk" in refused[claim.pk]


def test_what_was_assigned_before_the_desk_was_closed_is_not_taken_any_more(desk):
    outsider = UserFactory(role=Role.FACT_CHECKER)
    claim = ClaimFactory()
    Review.objects.filter(pk=claim.pk).update(desk=desk, assigned_to=outsider)

    assert queue.take_next(by=outsider) is None
    assert not queue.in_hands_of(outsider).exists()


def test_who_is_called_in_a_closed_desks_claim_is_told_only_as_a_member(hidden, desk, member):
    UserFactory(username="outsider")
    colleague = UserFactory(username="colleague")
    desk.members.add(colleague)

    comments.comment(hidden.pk, "@outsider @colleague look", by=member)

    assert list(Notice.objects.values_list("person__username", flat=True)) == ["colleague"]


def test_a_notice_is_gone_when_its_claim_moves_to_a_closed_desk(desk, member):
    person = UserFactory(username="person")
    claim = ClaimFactory()
    comments.comment(claim.pk, "@person look", by=member)

    Review.objects.filter(pk=claim.pk).update(desk=desk)

    assert not notices.unread(person).exists()


def test_a_track_record_counts_what_one_may_see(hidden, minister, member):
    outsider = UserFactory(role=Role.EDITOR)
    now = hidden.created_at.replace(year=2100)

    assert track_record(minister.pk, as_of=now, to=member).roles["origin"].total == 1
    assert track_record(minister.pk, as_of=now, to=outsider).roles["origin"].total == 0


def test_nobody_corroborates_with_what_a_closed_desk_keeps_from_them(desk, member, minister):
    witness, outlets = SourceFactory(), [OutletFactory(), OutletFactory()]
    told, closed = (ClaimFactory(outlet=outlet) for outlet in outlets)
    for claim, speaker, outlet in ((told, minister, outlets[0]), (closed, witness, outlets[1])):
        attribute(claim, speaker, chain=[speaker, outlet])
    group = groups.start_group("The sale", by=member)
    for claim in (told, closed):
        groups.decide_membership(group.pk, claim.pk, "confirmed", by=member)
    Review.objects.filter(pk=closed.pk).update(desk=desk)
    from claims.gate import standing_of

    assert standing_of(told, member).independence.count == 2
    assert standing_of(told, UserFactory(role=Role.EDITOR)).independence.count == 1


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_in_any_format_has_it_for_members_alone(hidden, member, name):
    told = ("Quillonbrook", str(hidden.pk), str(hidden.hops.first().attribution_id))
    if FORMATS[name].of_verdicts:
        review.approve(hidden.decisions.get().pk, by=UserFactory(role=Role.ADMINISTRATOR))

    def exported_for(user):
        parts = making.streamed(name, ClaimsWanted(), by=user, base="https://musnad.example")
        body = b"".join(parts)
        if not body.startswith(b"PK"):
            return body.decode()
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return " ".join(book.read(sheet).decode() for sheet in book.namelist())

    assert any(words in exported_for(member) for words in told)
    assert not any(words in exported_for(UserFactory(role=Role.EDITOR)) for words in told)


def test_an_exported_text_has_of_each_sentence_what_one_may_see(desk, member):
    version = VersionFactory(text="The minister spoke. The mayor wrote.")
    first, second = claims_of(version)
    for claim, words in ((first, "The minister"), (second, "The mayor")):
        speaker = SourceFactory(name=words)
        attribute(claim, speaker, named=words, chain=[speaker])
    Review.objects.filter(pk=first.pk).update(desk=desk)

    def said_to(user):
        (row,) = rows_of_texts(Claim.objects.visible_to(user), user)
        return [one["chain"][0] for one in row["said"]], len(row["contains"])

    assert said_to(member) == (["The minister", "The mayor"], 2)
    assert said_to(UserFactory(role=Role.EDITOR)) == (["The mayor"], 1)


def test_the_first_to_say_it_is_the_first_that_one_may_see(hidden, desk, member):
    early, late = (
        ClaimFactory(published_at=f"2026-0{month}-01T00:00Z", outlet=OutletFactory())
        for month in (1, 2)
    )
    group = groups.start_group("The harbour", by=member)
    for claim in (early, late):
        groups.decide_membership(group.pk, claim.pk, "confirmed", by=member)
    Review.objects.filter(pk=early.pk).update(desk=desk)

    def first_for(user):
        rows = rows_of_claims(Claim.objects.filter(pk=late.pk), user)
        return next(rows)["first"]["id"]

    assert first_for(member) == str(early.article_id)
    assert first_for(UserFactory(role=Role.EDITOR)) == str(late.article_id)


@pytest.mark.parametrize("shape", [change_shapes.claims, change_shapes.attributions,
                                   change_shapes.verdicts])  # fmt: skip
def test_the_feed_of_changes_and_webhooks_have_no_row_of_it_for_outsiders(hidden, member, shape):
    ids = {hidden.pk, hidden.decisions.get().pk, hidden.hops.first().attribution_id}

    assert len(shape(ids, member)) == 1
    assert shape(ids, UserFactory(role=Role.EDITOR)) == {}


def test_a_list_asks_no_more_queries_for_closed_desks(
    client, hidden, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(UserFactory(role=Role.EDITOR))
    with django_assert_max_num_queries(10) as few:
        client.get("/claims/")
    for _ in range(4):
        ClaimFactory()

    with django_assert_num_queries(len(few.captured_queries)):
        client.get("/claims/")


def test_the_agreement_names_and_counts_no_desk_that_is_shut_to_one(
    client, desk, member, django_assert_num_queries
):
    claim = ClaimFactory()
    Review.objects.filter(pk=claim.pk).update(desk=desk)
    review.ask_second_opinion(claim.pk, by=member)
    for person in (member, UserFactory(role=Role.EDITOR)):
        desk.members.add(person)
        review.decide(claim.pk, review.Verdict("disputed", "The port says no."), by=person)

    def agreed(user):
        client.force_login(user)
        return client.get("/review/agreement/").content.decode()

    assert agreed(member).count("1/1") == 6
    outside = agreed(UserFactory(role=Role.EDITOR))
    assert "Investigations" not in outside
    assert "1/1" not in outside
    Desk.objects.create(name="Harbour")
    Desk.objects.create(name="Police")
    with django_assert_num_queries(4):
        client.get("/review/agreement/")


def closed_to_a_program(claim):
    desk = Desk.objects.create(name="Closed later", closed=True)
    Review.objects.filter(pk=claim.pk).update(desk=desk)


REPEATED = {
    "take": ("claims/{}/take", None),
    "decide": ("claims/{}/decisions", {"verdict": "disputed", "rationale": "As the log says."}),
    # An answer that doesn't name the claim itself: its address does.
    "comment": ("claims/{}/comments", {"text": "See the log."}),
}


@pytest.mark.parametrize("what", REPEATED)
def test_a_kept_answer_is_given_again_only_while_its_claim_may_be_seen(what):
    program, claim = Program(), ClaimFactory()
    address, body = REPEATED[what]
    send = {"path": address.format(claim.pk), "body": body, "idempotency_key": "k-1"}
    first = program.post(**send)
    again = program.post(**send)

    closed_to_a_program(claim)

    assert first.status_code < 300
    assert again.content == first.content
    assert_problem(program.post(**send), 404)
    assert program.post(send["path"], body).status_code == 404


def test_a_kept_answer_comes_again_once_the_desk_lets_its_caller_in():
    program, claim = Program(), ClaimFactory()
    send = {"path": f"claims/{claim.pk}/take", "idempotency_key": "k-1"}
    first = program.post(**send)
    closed_to_a_program(claim)
    assert program.post(**send).status_code == 404

    Desk.objects.get().members.add(program.key.user)

    assert program.post(**send).content == first.content


def test_a_kept_answer_that_names_a_hidden_claim_among_others_is_not_given_again():
    program, member, other = Program(), ClaimFactory(), ClaimFactory()
    person = UserFactory(role=Role.EDITOR)
    group = groups.start_group("The sale", by=person)
    groups.decide_membership(group.pk, other.pk, "confirmed", by=person)
    path, body = f"groups/{group.pk}/members", {"claim": str(member.pk), "state": "suggested"}
    assert program.post(path, body, idempotency_key="k-1").status_code == 200

    closed_to_a_program(other)

    assert_problem(program.post(path, body, idempotency_key="k-1"), 404)


def test_kept_lines_of_hidden_claims_are_not_given_again_and_the_others_are():
    program, one, other = Program(), ClaimFactory(), ClaimFactory()
    verdict = {"verdict": "disputed", "rationale": "As the log says."}
    lines = b"".join(
        orjson.dumps({"claim": str(claim.pk), **verdict}) + b"\n" for claim in (one, other)
    )
    send = {"content_type": NDJSON, "idempotency_key": "k-1"}
    first = b"".join(program.post("decisions/bulk", lines, **send)).splitlines()

    closed_to_a_program(one)

    again = b"".join(program.post("decisions/bulk", lines, **send)).splitlines()
    assert again[1] == first[1]
    gone = orjson.loads(again[0])
    assert (gone["line"], gone["status"]) == (1, 404)
    assert str(one.pk).encode() not in again[0]
