"""Sentences joined for training: longer ones, with every annotation where it was."""

from claims.attribution.joining import joined

TEXT = "قال الوزير إن الجسر آمن.\n\nوأضاف أن الفحص انتهى. وتمطر السماء منذ الفجر."


def spans(*words: str) -> list[list[int]]:
    return [[TEXT.index(word), TEXT.index(word) + len(word)] for word in words]


DOCUMENT = {
    "doc": "bridge",
    "text": TEXT,
    "sentences": spans(
        "قال الوزير إن الجسر آمن.", "وأضاف أن الفحص انتهى.", "وتمطر السماء منذ الفجر."
    ),
    "attributions": [
        {
            "source": spans("الوزير"),
            "cue": spans("قال"),
            "content": spans("إن الجسر آمن"),
            "source_name": "الوزير",
        },
        {
            "source": [],
            "cue": spans("وأضاف"),
            "content": spans("أن الفحص انتهى"),
            "source_name": "الوزير",
        },
    ],
}


def test_a_sentence_that_goes_on_with_a_cue_is_joined_by_a_comma():
    longer = joined(DOCUMENT, conjunction="و", comma="،")

    (sentence,) = longer["sentences"]
    words = longer["text"][sentence[0] : sentence[1]].split()
    assert " ".join(words) == "قال الوزير إن الجسر آمن، وأضاف أن الفحص انتهى."


def test_offsets_stay_as_they_are():
    longer = joined(DOCUMENT, conjunction="و", comma="،")

    assert len(longer["text"]) == len(TEXT)
    for entry in longer["attributions"]:
        for start, end in (*entry["cue"], *entry["content"]):
            assert longer["text"][start:end] == TEXT[start:end]


def test_a_later_verb_of_the_sentence_has_the_words_of_its_subject():
    longer = joined(DOCUMENT, conjunction="و", comma="،")

    assert [entry["source"] for entry in longer["attributions"]] == [spans("الوزير")] * 2


def test_headings_and_sentences_without_a_cue_are_not_joined():
    alone = {**DOCUMENT, "headings": [DOCUMENT["sentences"][0]]}

    assert joined(alone, conjunction="و", comma="،")["sentences"] == []
