"""A newer engine reads stored articles again: compared first, applied when a person says so."""

import pytest

from claims.models import Attribution, Reading, RereadArticle
from claims.rereading import (
    Found,
    RereadingNotPossible,
    apply_rereading,
    cancel_rereading,
    compare,
    go_on,
    start_rereading,
)
from claims.states import RereadingState
from claims.workflows import read_version
from newsroom.models import RefusedAttempt
from tests.factories import SourceFactory, UserFactory, VersionFactory, attribute, claims_of

TEXT = "The mayor said that rain is due."


def found(**facts):
    defaults = {
        "cue": ((10, 14),),
        "source": ((0, 9),),
        "content": ((15, 31),),
        "source_name": "The mayor",
        "manner": "indirect",
        "channel": "",
    }
    return Found(**defaults | facts)


def test_the_same_attribution_is_kept():
    assert compare([found()], [found()]).kept == 1


def test_another_source_at_the_same_cue_is_a_change():
    old, new = found(), found(source_name="Ann Lee")

    assert compare([old], [new]).changed == [(old, new)]


def test_a_cue_that_only_one_reading_has_comes_or_goes():
    other = found(cue=((40, 44),))

    assert compare([found()], [other]).added == [other]
    assert compare([found()], [other]).dropped == [found()]


def test_inherited_attributions_are_paired_by_their_content():
    assert compare([found(cue=())], [found(cue=())]).kept == 1


@pytest.fixture
def editor(db):
    return UserFactory(role="administrator")


@pytest.fixture
def version(db):
    """An article that an older engine read, without finding anything."""
    version = VersionFactory(text=TEXT, read_at=None)
    read_version(version.pk)
    return version


@pytest.fixture
def newer_engine(monkeypatch):
    monkeypatch.setattr("claims.attribution.EXTRACTOR_VERSION", "musnad-next")


def test_comparing_changes_nothing_that_people_see(version, editor, newer_engine):
    before = set(Attribution.objects.active().values_list("pk", flat=True))

    rereading = start_rereading(by=editor)
    go_on(rereading.pk)

    rereading.refresh_from_db()
    assert rereading.state == RereadingState.COMPARED
    assert set(Attribution.objects.active().values_list("pk", flat=True)) == before


def test_the_same_engine_would_change_nothing(version, editor, newer_engine):
    rereading = start_rereading(by=editor)
    go_on(rereading.pk)

    row = RereadArticle.objects.get()
    assert row.kept == Attribution.objects.active().count() > 0
    assert (row.added, row.dropped, row.changed) == (0, 0, 0)


def test_an_applied_rereading_is_what_people_see(version, editor, newer_engine):
    rereading = start_rereading(by=editor)
    go_on(rereading.pk)
    apply_rereading(rereading.pk, by=editor)
    go_on(rereading.pk)

    rereading.refresh_from_db()
    assert rereading.state == RereadingState.APPLIED
    extractors = Attribution.objects.active().values_list("reading__extractor", flat=True)
    assert set(extractors) == {"musnad-next"}


def test_what_a_person_said_survives_an_applied_rereading(editor, newer_engine):
    version = VersionFactory(text=TEXT)
    (claim,) = claims_of(version)
    persons = attribute(claim, SourceFactory(), cue="said", person=editor)

    rereading = start_rereading(by=editor)
    go_on(rereading.pk)
    apply_rereading(rereading.pk, by=editor)
    go_on(rereading.pk)

    assert list(Attribution.objects.active().filter(spans__quote="said")) == [persons]


def test_a_rereading_that_dies_half_way_goes_on_where_it_stopped(version, editor, newer_engine):
    rereading = start_rereading(by=editor)
    go_on(rereading.pk)
    apply_rereading(rereading.pk, by=editor)
    go_on(rereading.pk)
    go_on(rereading.pk)

    assert Reading.objects.filter(extractor="musnad-next").count() == 1


def test_nothing_is_applied_before_all_is_compared(version, editor, newer_engine):
    rereading = start_rereading(by=editor)

    with pytest.raises(RereadingNotPossible, match="Comparing"):
        apply_rereading(rereading.pk, by=editor)


def test_what_was_compared_with_one_engine_is_not_applied_with_another(
    version, editor, monkeypatch
):
    rereading = start_rereading(by=editor)
    go_on(rereading.pk)
    monkeypatch.setattr("claims.attribution.EXTRACTOR_VERSION", "musnad-later")

    with pytest.raises(RereadingNotPossible, match="compare again"):
        apply_rereading(rereading.pk, by=editor)


def test_a_rereading_stops_when_its_turn_is_over_and_goes_on_later(version, editor):
    rereading = start_rereading(by=editor)

    assert go_on(rereading.pk, seconds=-1)
    rereading.refresh_from_db()
    assert rereading.state == RereadingState.COMPARING

    assert not go_on(rereading.pk)


def test_there_is_one_rereading_at_a_time(version, editor):
    start_rereading(by=editor)

    with pytest.raises(RereadingNotPossible, match="not decided"):
        start_rereading(by=editor)


def test_a_cancelled_rereading_leaves_everything_as_it_is(version, editor, newer_engine):
    rereading = start_rereading(by=editor)
    go_on(rereading.pk)
    cancel_rereading(rereading.pk, by=editor)
    go_on(rereading.pk)

    assert not Reading.objects.filter(extractor="musnad-next").exists()


def test_a_person_sees_what_would_change_and_applies_it(client, version, editor, newer_engine):
    client.force_login(editor)
    page = client.post("/rereadings/start/", follow=True)
    rereading = page.context["rereading"]
    go_on(rereading.pk)

    assert client.get(f"/rereadings/{rereading.pk}/").context["totals"]["kept"] > 0
    client.post(f"/rereadings/{rereading.pk}/apply/")
    rereading.refresh_from_db()
    assert rereading.state == RereadingState.APPLYING


def test_only_administrators_read_again_and_others_are_written_down(client, version):
    client.force_login(UserFactory(role="editor"))

    assert client.get("/rereadings/").status_code == 403
    assert client.post("/rereadings/start/").status_code == 403
    assert not RereadArticle.objects.exists()
    refused = RefusedAttempt.objects.values_list("action", flat=True)
    assert list(refused) == ["reread", "reread"]
