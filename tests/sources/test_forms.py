"""People make and edit sources on pages; what is wrong is said at its field and changes nothing."""

from itertools import pairwise

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from sources.models import Source, SourceAlias, SourceEvent, SourceKind
from sources.workflows import Mention, resolve_mentions
from tests.factories import OutletFactory, SourceAliasFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = reverse("sources:add")


@pytest.fixture
def client(client):
    client.force_login(UserFactory(role="editor"))
    return client


def said(**values):
    plain = {"name": "وزارة المياه", "kind": "government_body", "anonymity": "named"}
    return {**plain, **values}


def edit(source):
    return reverse("sources:edit", args=[source.pk])


def test_a_source_is_made_with_all_that_is_known_of_it(client):
    ministry, holding = SourceFactory(name="Ministry"), SourceFactory(name="Holding")

    client.post(
        NEW,
        said(
            name="Water TV",
            kind="organisation",
            country="ly",
            wikidata_id="Q4242",
            parent="Ministry",
            owner=f"/sources/{holding.pk}/",
            domains="Water.example\nwww.water.example",
            accounts="@water",
            notes="Since 2020.",
            language="en",
        ),
    )

    made = Source.objects.get(name="Water TV")
    assert (made.parent, made.owner, made.country) == (ministry, holding, "LY")
    assert made.domains == ["water.example", "www.water.example"]
    assert (made.accounts, made.notes, made.wikidata_id) == (["@water"], "Since 2020.", "Q4242")
    assert list(made.aliases.values_list("surface", "origin")) == [("Water TV", "person")]
    assert [event.kind for event in made.events.all()] == ["edited", "created"]


def test_unnamed_people_are_made_for_their_outlet(client):
    watan = OutletFactory(name="Watan")
    unnamed = said(name="مصادر مائية", kind="anonymous_group", anonymity="group")

    assertContains(client.post(NEW, unnamed), "belong to the outlet", status_code=422)
    client.post(NEW, {**unnamed, "outlet": "Watan"})

    assert Source.objects.get(name="مصادر مائية").outlet == watan


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": " "}, "This field is required"),
        ({"name": "x" * 501}, "at most 500 characters"),
        ({"name": "Reu\u202eters"}, "directional controls"),
        ({"name": "<b>Reuters</b>"}, "control characters"),
        ({"name": "ـــ"}, "must have a letter or a digit"),
        ({"kind": "ghost"}, "Select a valid choice"),
        ({"country": "1A"}, "two capital letters"),
        ({"wikidata_id": "42"}, "has the form Q42"),
        ({"wikidata_id": "Q42"}, "another source&#x27;s already"),
        ({"domains": "not a domain"}, "is no domain"),
        ({"domains": "taken.example"}, "taken.example is that of Taken"),
        ({"parent": "Nobody at all"}, "There is no source of this name or address"),
        ({"parent": "Twice"}, "Several sources have this name"),
        ({"outlet": "Taken"}, "must be a media outlet"),
        ({"notes": "x" * 10_001}, "at most 10000 characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(client, values, message):
    SourceFactory(name="Taken", wikidata_id="Q42", domains=["taken.example"])
    SourceFactory(name="Twice")
    SourceFactory(name="twice")
    before = Source.objects.count()

    page = client.post(NEW, said(**values))

    assertContains(page, message, status_code=422)
    assertContains(page, 'class="field wrong"', count=1, status_code=422)
    assert (Source.objects.count(), SourceEvent.objects.count()) == (before, 0)


def test_a_circle_of_any_length_is_refused_at_its_field(client):
    chain = [SourceFactory(name=f"Body {n}", kind=SourceKind.GOVERNMENT_BODY) for n in range(5)]
    for above, below in pairwise(chain):
        Source.objects.filter(pk=below.pk).update(parent=above)

    page = client.post(edit(chain[0]), said(name="Body 0", parent="Body 4"))

    assertContains(page, "must not stand above itself", status_code=422)
    chain[0].refresh_from_db()
    assert chain[0].parent is None


def test_an_edit_shows_what_is_known_and_keeps_what_was(client):
    parent = SourceFactory(name="Ministry", kind=SourceKind.GOVERNMENT_BODY)
    source = SourceFactory(name="Embassy", kind=SourceKind.GOVERNMENT_BODY, parent=parent)
    page = client.get(edit(source))
    assertContains(page, 'value="Ministry"')

    done = client.post(
        edit(source), said(name="The Embassy", parent="", reason="It left."), follow=True
    )

    assertRedirects(done, reverse("claims:source", args=[source.pk]))
    event = source.events.get()
    assert event.details == {
        "name": ["Embassy", "The Embassy"],
        "parent_id": [str(parent.pk), None],
    }
    assert event.reason == "It left."


def test_a_source_given_another_name_is_recognised_by_it(client):
    source = SourceFactory(name="Ministry of Water", kind=SourceKind.GOVERNMENT_BODY)

    client.post(edit(source), said(name="Utilities Board", kind="government_body"))

    mention = Mention("Utilities Board", "government_body", "named", "en", ())
    assert resolve_mentions(None, [mention]) == [source]


def test_names_are_added_and_removed_with_history(client):
    source = SourceAliasFactory(surface="Aljazeera").source
    add, remove = (reverse(f"sources:{do}_name", args=[source.pk]) for do in ("add", "remove"))

    client.post(add, {"surface": "الجزيرة", "language": "ar"})
    client.post(remove, {"surface": "Aljazeera"})

    assert list(source.aliases.values_list("surface", "language", "origin")) == [
        ("الجزيرة", "ar", "person")
    ]
    assert [e.kind for e in source.events.all()] == ["alias_removed", "alias_added"]


@pytest.mark.parametrize("surface", ["a" * 10_000, "Reu\u202eters", "", "<i>"])
def test_a_bad_name_is_refused_at_its_field(client, surface):
    source = SourceFactory()

    page = client.post(reverse("sources:add_name", args=[source.pk]), {"surface": surface})

    assertContains(page, 'class="field wrong"', count=1, status_code=422)
    assert not SourceAlias.objects.exists()


def test_its_own_name_cannot_be_taken_from_a_source(client):
    source = SourceAliasFactory(surface="Mine", source__name="Mine").source

    page = client.post(
        reverse("sources:remove_name", args=[source.pk]), {"surface": "Mine"}, follow=True
    )

    assertContains(page, "This is its own name")
    assert source.aliases.count() == 1


def test_known_names_are_offered_while_typing(client):
    SourceAliasFactory(surface="رويترز", source__name="Reuters")

    assertContains(client.get(reverse("sources:names"), {"parent": "رويتر"}), 'value="Reuters"')


@pytest.mark.parametrize("role", ["monitor", "fact_checker", "service"])
def test_who_does_not_look_after_sources_sees_no_form(client, role):
    client.force_login(UserFactory(role=role))

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, said()).status_code == 403


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": "ـــ"}, "لا بدّ أن يحوي الاسم حرفاً أو رقماً."),
        ({"accounts": "@ab\u202ecd"}, "لا يجوز أن يحوي الاسم محارف تقلب الاتجاه (U+202E)."),
        ({"accounts": "x" * 201}, "لا يتجاوز الاسم 200 محرف، وهذا 201."),
    ],
)
def test_what_is_wrong_with_a_name_is_said_in_arabic_to_who_reads_arabic(client, values, message):
    page = client.post(NEW, said(**values), headers={"accept-language": "ar"})

    assertContains(page, message, status_code=422)
    assert not SourceEvent.objects.exists()


def test_a_refusal_on_a_page_names_the_rule_and_not_our_name_of_the_field(client):
    source = SourceFactory()

    page = client.post(
        reverse("claims:grade", args=[source.pk]),
        {"letter": "B", "reason": " "},
        headers={"accept-language": "ar"},
        follow=True,
    )

    assertContains(page, '<li class="error">يجب بيان السبب.</li>', html=True)
    assert not source.grades.exists()
