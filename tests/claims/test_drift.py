"""What changes from one telling to the next, class by class."""

from dataclasses import replace

import pytest

from claims.drift import Drift, Telling, drift, hedges_in, version_steps

SAID = Telling(
    id="1",
    text="Sources said the minister may resign.",
    language="en",
    outlet="watan",
    origin="sources",
    unnamed=True,
    hedged=True,
)


@pytest.mark.parametrize(
    ("change", "classes"),
    [
        ({}, {Drift.UNCHANGED}),
        ({"text": "Sources said the  minister MAY resign."}, {Drift.UNCHANGED}),
        ({"text": "The minister may resign, sources said."}, {Drift.REWORDED}),
        ({"origin": "other sources"}, {Drift.SOURCE_CHANGED}),
        ({"origin": None, "unnamed": False}, {Drift.SOURCE_REMOVED}),
        ({"origin": "minister", "unnamed": False}, {Drift.SOURCE_CHANGED, Drift.ANONYMITY_LOST}),
        ({"hedged": False}, {Drift.HEDGE_REMOVED}),
        ({"deleted": True}, {Drift.DELETED}),
    ],
)
def test_each_change_has_its_class(change, classes):
    assert drift(SAID, replace(SAID, id="2", **change)) == classes


def test_changes_back_are_seen_too():
    fact = replace(SAID, origin=None, unnamed=False, hedged=False)

    assert drift(fact, SAID) == {Drift.SOURCE_ADDED, Drift.HEDGE_ADDED}
    assert Drift.ANONYMITY_GAINED in drift(replace(SAID, unnamed=False), SAID)


@pytest.mark.parametrize(
    ("text", "language", "hedged"),
    [
        ("زعم المتحدث أن السفينة غرقت", "ar", True),
        ("وقالت إن الوزير قد يستقيل", "ar", True),
        ("وقالت إن الوزير قد استقال", "ar", False),
        ("The ship allegedly sank", "en", True),
        ("The ship sank in the strait of dismay", "en", False),
        ("Le navire aurait coulé", "fr", True),
        ("Le navire a coulé", "fr", False),
    ],
)
def test_words_of_doubt_are_heard(text, language, hedged):
    assert bool(hedges_in(text, language)) is hedged


def test_versions_of_an_article_are_compared_one_after_another():
    versions = [SAID, replace(SAID, hedged=False), replace(SAID, hedged=False, deleted=True)]

    steps = version_steps(versions)

    assert [set(step.losses) for step in steps] == [set(), {Drift.HEDGE_REMOVED}, {Drift.DELETED}]
