"""Evidence: what it needs, its snapshot, and quotes that must be there word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.errors import FetchFailed
from articles.fetching import Fetched
from claims import evidence
from claims.evidence import NewEvidence, add_evidence, fetch_snapshot, try_again, withdraw_evidence
from claims.models import Evidence
from claims.quoting import has_quote, shown_text
from newsroom.errors import BadInput
from newsroom.models import Role
from newsroom.permissions import NotPermitted
from tests.factories import ClaimFactory, UserFactory

ARABIC = "قال الوزير إنّ «السفينة غادرت الميناء» صباح الثلاثاء."


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("السفينة غادرت الميناء", True),
        ("السفينة  غادرت\nالميناء", True),
        ("السفينـة غادرت", True),
        ("السفينة لم تغادر الميناء", False),
        ("السفينه غادرت الميناء", False),
        ("السفينة غادرت الموانئ", False),
        ("ان السفينة", False),
        ("«»", False),
        ("", False),
        (" ، ", False),
    ],
)
def test_an_arabic_quote_is_there_word_for_word_or_not_at_all(quote, there):
    assert has_quote(ARABIC, quote) is there


def test_how_letters_are_composed_makes_no_difference_and_which_they_are_does():
    assert has_quote("Un caf\u00e9 ferm\u00e9", "cafe\u0301")
    assert not has_quote("Un café", "cafe")


@given(st.text(min_size=1), st.data())
def test_any_part_of_a_text_with_a_letter_in_it_is_there(text, data):
    words = text.split()
    if not words:
        return
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    part = " ".join(words[start:end])

    assert has_quote(" ".join(words), part) or not any(c.isalnum() for c in part)


def test_a_pages_text_is_what_it_shows():
    page = (
        "<html><head><title>T</title><script>var hidden</script></head><body><p>One</p><p>two"
        "<b>three</b></p><!-- no --></body></html>"
    )

    assert shown_text(page.encode()).split() == ["One", "twothree"]
    assert shown_text(b"%PDF-1.7 \x00\xff") is None


@pytest.fixture
def person(db):
    return UserFactory(role=Role.FACT_CHECKER)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"stance": "likes"}, "stance"),
        ({"kind": "rumour"}, "kind"),
        ({"url": ""}, "url: is needed"),
        ({"url": "ftp://x.example/"}, "url: begins with"),
        ({"quote": "«…»"}, "quote: has no letter"),
        ({"kind": "claim"}, "cited_claim"),
        ({"kind": "call_note", "url": ""}, "note: is needed"),
    ],
)
def test_evidence_that_is_not_whole_is_refused(person, new, said):
    facts = {"stance": "supports", "kind": "page", "url": "https://x.example/"}

    with pytest.raises(BadInput, match=said):
        add_evidence(ClaimFactory().pk, NewEvidence(**{**facts, **new}), by=person)

    assert not Evidence.objects.exists()


def page_of(body):
    return Fetched("u", "u", 200, {}, "text/html", "utf-8", body.encode())


def linked(person, quote=""):
    return add_evidence(
        ClaimFactory().pk,
        NewEvidence("supports", "page", url="https://x.example/", quote=quote),
        by=person,
    )


@pytest.mark.parametrize(("quote", "found"), [("غادرت الميناء", True), ("لم تغادر", False)])
def test_a_link_is_stored_with_its_hash_and_its_quote_looked_for(person, monkeypatch, quote, found):
    monkeypatch.setattr(evidence, "fetch", lambda _url: page_of(f"<p>{ARABIC}</p>"))
    one = linked(person, quote)

    fetch_snapshot(one.pk)
    fetch_snapshot(one.pk)

    one.refresh_from_db()
    assert (one.snapshot_state, one.quote_found) == ("stored", found)
    assert ARABIC in one.snapshot.body.decode()


def test_a_failed_link_says_why_and_can_be_tried_again(person, monkeypatch):
    def fail(_url):
        raise FetchFailed("timeout", "x.example didn't answer within 30 seconds.")

    monkeypatch.setattr(evidence, "fetch", fail)
    one = linked(person)
    fetch_snapshot(one.pk)
    one.refresh_from_db()
    assert (one.snapshot_state, one.failure, one.failure_reason) == (
        "failed",
        "timeout",
        "x.example didn't answer within 30 seconds.",
    )

    monkeypatch.setattr(evidence, "fetch", lambda _url: page_of("<p>Now.</p>"))
    try_again(one.pk, by=person)
    fetch_snapshot(one.pk)

    one.refresh_from_db()
    assert one.snapshot_state == "stored"


def test_the_same_evidence_twice_is_one(person):
    claim = ClaimFactory()
    note = NewEvidence("context", "call_note", note="She was there.")

    assert add_evidence(claim.pk, note, by=person) == add_evidence(claim.pk, note, by=person)


def test_one_withdraws_ones_own_evidence_with_a_reason_and_not_others(person):
    one = linked(person)

    with pytest.raises(NotPermitted):
        withdraw_evidence(one.pk, by=UserFactory(role=Role.FACT_CHECKER), because="No.")
    with pytest.raises(BadInput, match="because"):
        withdraw_evidence(one.pk, by=person, because=" ")
    withdraw_evidence(one.pk, by=person, because="Another ship.")
    withdraw_evidence(one.pk, by=person, because="Once more.")

    one.refresh_from_db()
    assert one.withdrawn_because == "Another ship."
