"""Putting attributions right on the page, with words or places that are typed."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from claims import queue
from claims.fixing import places_named
from claims.models import Attribution, ClaimMark, Review
from newsroom.errors import BadInput
from newsroom.models import Role
from sources.models import Source
from tests.factories import (
    ClaimFactory,
    OutletFactory,
    SentenceFactory,
    SourceAliasFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
)
from tests.reviewing import claim_that_is

pytestmark = pytest.mark.django_db
TEXT = "قالت 📰 وَزِيرَةُ الصِّحّةِ\u200f إن 40 سفينة 🚢 رست."
CONTENT = "40 سفينة 🚢 رست"


@pytest.fixture
def client(client):
    client.force_login(UserFactory(role=Role.FACT_CHECKER))
    return client


@pytest.fixture
def claim():
    """The second sentence of its article, with emoji and tashkeel before and in it."""
    version = VersionFactory(
        text=f"🌧️ مطر.\n{TEXT}", language="ar", article__outlet=OutletFactory(name="وطن")
    )
    SentenceFactory(version=version, words="🌧️ مطر.")
    sentence = SentenceFactory(version=version, words=TEXT)
    return ClaimFactory(sentence=sentence, version=version, text=TEXT, language="ar")


@pytest.fixture
def guess(claim):
    return attribute(claim, SourceFactory(name="الوزيرة"), cue="قالت", content="سفينة 🚢 رست")


def place(claim, words):
    start = claim.sentence.version.text.index(words)
    return f"{start}-{start + len(words)}"


def fields(claim, **changes):
    given = {
        "content": place(claim, CONTENT),
        "cue": place(claim, "قالت"),
        "words_of_source": "",
        "source_name": "وزيرة الصحة",
        "source_kind": "person",
        "manner": "indirect",
        "cue_class": "asserts",
        "act": "save",
        "parts": "1",
    }
    return given | changes


def fix(claim, guess):
    return reverse("claims:fix", args=[claim.pk, guess.pk])


def active(claim):
    return Attribution.objects.active().filter(hops__claim=claim).distinct()


def quotes(attribution):
    return {span.role: span.quote for span in attribution.spans.all()}


def test_the_form_shows_what_the_machine_says(client, claim, guess):
    page = client.get(fix(claim, guess))

    assertContains(page, place(claim, "سفينة 🚢 رست"))
    assertContains(page, 'data-start="0" lang="ar" dir="rtl"')
    assertContains(page, f'choose words in it">{claim.sentence.version.text}</div>')


def test_places_are_taken_in_code_points(client, claim, guess):
    answer = client.post(fix(claim, guess), fields(claim))

    assertRedirects(answer, reverse("claims:review", args=[claim.pk]))
    [new] = active(claim)
    assert quotes(new) == {"content": CONTENT, "cue": "قالت"}
    assert (new.made_by, new.source.name) == ("person", "وزيرة الصحة")


def test_the_very_words_do_as_well_as_their_place(client, claim, guess):
    words = "وَزِيرَةُ الصِّحّةِ\u200f"
    client.post(fix(claim, guess), fields(claim, content=CONTENT, words_of_source=words))

    assert quotes(active(claim).get()) == {"content": CONTENT, "cue": "قالت", "source": words}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"content": ""}, "This field is required"),
        ({"content": "كلام آخر"}, "stand in this passage"),
        ({"content": "ر"}, "more than once"),
        ({"content": "3-99999"}, "is no place in the text"),
        ({"source_name": ""}, "A name is needed"),
        ({"manner": "sung"}, "Select a valid choice"),
    ],
)
def test_what_can_not_be_is_named_beside_its_field(client, claim, guess, changes, said):
    answer = client.post(fix(claim, guess), fields(claim, **changes))

    assertContains(answer, said, status_code=422)
    assert list(active(claim)) == [guess]
    assert not Source.objects.filter(name="وزيرة الصحة").exists()


def test_a_source_of_the_article_is_taken_by_its_name(client, claim, guess):
    client.post(fix(claim, guess), fields(claim, source_name="الوزيرة"))

    assert active(claim).get().source == guess.source


def test_the_chain_goes_through_whom_the_person_names(client, claim, guess):
    client.post(fix(claim, guess), fields(claim, through="وكالة الأنباء\nرويترز"))

    hops = active(claim).get().hops.all()
    assert [hop.source.name for hop in hops] == ["وزيرة الصحة", "وكالة الأنباء", "رويترز", "وطن"]


def test_manner_and_channel_are_a_persons_to_say(client, claim, guess):
    client.post(fix(claim, guess), fields(claim, manner="direct", channel="interview"))

    new = active(claim).get()
    assert (new.manner, new.channel) == ("direct", "interview")


def test_a_part_more_keeps_what_was_typed_and_splits(client, claim, guess):
    typed = fields(claim, source_name="وزيرة الصحة", act="part")
    shown = client.post(fix(claim, guess), typed)
    assertContains(shown, 'name="p1-content"')
    assertContains(shown, 'value="وزيرة الصحة"')

    second = {f"p1-{name}": value for name, value in fields(claim, content="رست").items()}
    client.post(fix(claim, guess), typed | second | {"act": "save", "parts": "2"})

    assert active(claim).count() == 2


def test_nobody_says_this(client, claim, guess):
    client.post(fix(claim, guess), {"act": "withdraw"})

    assert not active(claim)


def test_what_the_machine_missed_is_added(client, claim):
    client.post(reverse("claims:add_words", args=[claim.pk]), fields(claim))

    assert quotes(active(claim).get())["content"] == CONTENT


def test_of_two_at_one_attribution_the_second_keeps_what_was_marked(client, claim, guess):
    client.post(fix(claim, guess), fields(claim))

    late = client.post(fix(claim, guess), fields(claim, channel="interview"))

    assertContains(late, "in the meantime", status_code=409)
    assertContains(late, place(claim, CONTENT), status_code=409)
    [newer] = active(claim)
    assertContains(late, f'action="{fix(claim, newer)}"', status_code=409)
    assert newer.channel == ""


def test_a_late_form_stands_against_what_replaced_its_own_attribution(client, claim, guess):
    attribute(claim, SourceFactory(), content="رست")
    client.post(fix(claim, guess), fields(claim))
    replaced = active(claim).get(source__name="وزيرة الصحة")
    another = attribute(claim, SourceFactory(name="رويترز"), content="رست")

    late = client.post(fix(claim, guess), fields(claim, channel="interview"))

    assertContains(late, f'action="{fix(claim, replaced)}"', status_code=409)
    assertContains(late, f'href="{fix(claim, another)}"', status_code=409)


def test_a_late_form_of_one_that_is_gone_stands_against_no_other(client, claim, guess):
    another = attribute(claim, SourceFactory(name="رويترز"), content="رست")
    client.post(fix(claim, guess), {"act": "withdraw"})

    late = client.post(fix(claim, guess), fields(claim, channel="interview"))

    assertContains(late, f'action="{fix(claim, guess)}"', status_code=409)
    assertContains(late, place(claim, CONTENT), status_code=409)
    assertContains(late, "رويترز", status_code=409)
    assert list(active(claim)) == [another]

    client.post(fix(claim, guess), fields(claim, channel="interview", act="add"))

    assert set(active(claim).values_list("channel", flat=True)) == {another.channel, "interview"}


# Names that are typed


def test_a_relay_is_the_source_known_by_that_name_whatever_its_kind(client, claim, guess):
    agency = SourceFactory(name="Reuters", kind="organisation")
    SourceAliasFactory(source=agency, surface="وكالة رويترز")

    client.post(fix(claim, guess), fields(claim, through="وكاله رويترز"))

    assert agency in [hop.source for hop in active(claim).get().hops.all()]


def test_a_relay_that_nobody_knows_is_an_outlet(client, claim, guess):
    client.post(fix(claim, guess), fields(claim, through="وكالة الفجر"))

    assert Source.objects.get(name="وكالة الفجر").kind == "media_outlet"


@pytest.mark.parametrize("field", ["through", "source_name"])
def test_a_name_of_several_is_asked_about_in_its_field(client, claim, guess, field):
    for _ in range(2):
        SourceFactory(name="الفجر", kind="media_outlet")

    late = client.post(fix(claim, guess), fields(claim, **{field: "الفجر"}))

    assertContains(late, "2 sources are called “الفجر”", status_code=422)
    assert late.context["forms"][0].errors.keys() == {field}
    assert list(active(claim)) == [guess]


def test_the_kind_tells_which_of_several_says_it(client, claim, guess):
    person, _ = (SourceFactory(name="الفجر", kind=kind) for kind in ("person", "media_outlet"))

    client.post(fix(claim, guess), fields(claim, source_name="الفجر"))

    assert active(claim).get().source == person


def test_relays_that_are_left_as_they_are_stay_the_very_same(client, claim):
    one, _ = (SourceFactory(name="رويترز", kind="media_outlet") for _ in range(2))
    speaker = SourceFactory(name="الوزيرة")
    old = attribute(claim, speaker, chain=[speaker, one, claim.outlet], content=CONTENT)

    client.post(fix(claim, old), fields(claim, through="رويترز", channel="interview"))

    assert one in [hop.source for hop in active(claim).get().hops.all()]


def test_a_monitor_gets_no_form_to_use(client, claim, guess):
    client.force_login(UserFactory(role=Role.MONITOR))

    assertNotContains(client.get(reverse("claims:review", args=[claim.pk])), "Put it right")
    answer = client.post(fix(claim, guess), fields(claim))

    assertContains(answer, "As Monitor you may not correct attributions here", status_code=409)
    assert list(active(claim)) == [guess]


def test_htmx_gets_the_form_alone(client, claim, guess):
    assertNotContains(client.get(fix(claim, guess), headers={"HX-Request": "true"}), "<html")


# What people say of the claim itself


def act(client, claim, name, **data):
    return client.post(reverse(f"claims:{name}", args=[claim.pk]), data, follow=True)


def test_what_is_no_claim_leaves_the_queue_until_that_is_taken_back(client, claim):
    assertContains(act(client, claim, "not_a_claim"), "Not a claim")
    assertContains(client.post(reverse("claims:next"), follow=True), "Nothing is waiting for you")

    mark = ClaimMark.objects.get()
    client.post(reverse("claims:take_back_mark", args=[claim.pk, mark.pk]))

    assert Review.objects.get(pk=claim.pk).is_open
    kinds = list(claim.history.values_list("kind", flat=True))
    assert kinds == ["marked", "mark_taken_back"]


def test_nobody_takes_what_is_no_claim(client, claim):
    act(client, claim, "not_a_claim")

    answer = client.post(reverse("claims:act", args=[claim.pk, "take"]), follow=True)

    assertContains(answer, "this is no claim")


def test_a_decided_claim_is_not_said_to_be_none(client):
    claim = claim_that_is("disputed")

    assertContains(act(client, claim, "not_a_claim"), "re-open it first")
    assert not ClaimMark.objects.exists()


def test_a_claim_in_anothers_hands_is_left_to_them(client, claim):
    queue.take(claim.pk, by=UserFactory(username="huda", role=Role.FACT_CHECKER))

    assertContains(act(client, claim, "not_a_claim"), "huda has it in hand")


def test_a_part_of_the_sentence_is_the_claim(client, claim):
    act(client, claim, "part", part=CONTENT)
    act(client, claim, "part", part=place(claim, "سفينة 🚢 رست"))

    [mark] = ClaimMark.objects.filter(withdrawn_at=None)
    assert mark.quote == "سفينة 🚢 رست"
    assert claim.text[mark.start : mark.end] == mark.quote


def test_words_of_another_sentence_are_no_part_of_the_claim(client, claim):
    assertContains(act(client, claim, "part", part="مطر"), "stand in this passage", status_code=422)
    assertContains(act(client, claim, "part", part="0-3"), "is no place", status_code=422)


def test_what_was_said_of_claims_is_exported_with_places_in_the_text(client, claim):
    act(client, claim, "part", part=CONTENT)
    out = StringIO()

    call_command("export_corrections", stdout=out)

    record = json.loads(out.getvalue())
    [(start, end)] = record["claim_parts"]
    assert record["text"][start:end] == CONTENT
    assert record["not_claims"] == []


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ("3-9", [(3, 9)]),
        ("٣-٩", [(3, 9)]),
        ("12–20, 3-9", [(3, 9), (12, 20)]),
        ("the port, closed", [(8, 24)]),
        ("3-9\nclosed", [(3, 9), (18, 24)]),
        ("", []),
    ],
)
def test_places_are_named_by_figures_or_by_words(given, places):
    text = "He says the port, closed now."

    assert places_named("content", given, text, within=(0, len(text))) == places


def test_words_that_are_not_there_are_refused_by_name():
    with pytest.raises(BadInput, match=r"content: “sea” doesn’t stand in this passage"):
        places_named("content", "sea", "The port.", within=(0, 9))
