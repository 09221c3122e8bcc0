"""Many texts at once: the same findings in the same order, taken only as they are wanted."""

from collections.abc import Iterator

import pytest

from claims.attribution import (
    Document,
    LanguageNotSupported,
    analyse,
    analyse_many,
    batch,
    find_attributions,
    find_attributions_in_many,
)

TEXTS = [f"قالت المديرة إن {number} بالمئة من العمل أنجز. وأضافت أنه مستمر." for number in range(9)]


@pytest.fixture(autouse=True)
def small_portions(monkeypatch):
    """Two texts are already worth the way to another process."""
    monkeypatch.setattr(batch, "_PORTION", len(TEXTS[0]) * 2)


@pytest.mark.parametrize("processes", [1, 2])
def test_many_texts_give_what_each_gives_alone_in_the_same_order(processes):
    found = list(find_attributions_in_many(TEXTS, language="ar", outlet="و", processes=processes))

    assert found == [find_attributions(text, language="ar", outlet="و") for text in TEXTS]


def test_documents_may_be_in_different_languages():
    documents = [Document("She said it rained.", "en"), Document("قال إن المطر نزل.", None, "و")]

    english, arabic = analyse_many(documents, processes=2)

    assert english == analyse("She said it rained.", language="en")
    assert arabic == analyse("قال إن المطر نزل.", outlet="و")


def test_texts_are_taken_only_as_results_are_wanted():
    taken = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(None)
            yield TEXTS[0]

    results = find_attributions_in_many(endless(), language="ar", processes=2)
    next(results)
    results.close()

    assert len(taken) < 20


def test_no_texts_give_nothing():
    assert list(find_attributions_in_many([], language="ar", processes=2)) == []


def test_a_language_without_rules_is_refused_before_any_text_is_read():
    with pytest.raises(LanguageNotSupported, match="no rules for 'xx'"):
        find_attributions_in_many(iter(TEXTS), language="xx")


def test_fewer_than_one_process_is_refused():
    with pytest.raises(ValueError, match="processes: 0 is less than 1"):
        analyse_many([], processes=0)
