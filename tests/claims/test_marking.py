"""Cutting text at its marks: nothing is lost, whatever crosses, nests or hides in the text."""

from hypothesis import given
from hypothesis import strategies as st

from claims.marking import Mark, highlighted, places_of_words, segments
from claims.templatetags.claims import marked


def cut(text, *marks, **options):
    return [(s.text, [m.role for m in s.marks]) for s in segments(text, marks, **options)]


def test_a_text_without_marks_is_one_segment():
    assert cut("Rain fell.") == [("Rain fell.", [])]


def test_an_empty_text_has_no_segments():
    assert segments("", [Mark(0, 1, "cue")]) == []


def test_nested_marks_come_widest_first():
    assert cut("he said no", Mark(8, 10, "content"), Mark(0, 10, "source")) == [
        ("he said ", ["source"]),
        ("no", ["source", "content"]),
    ]


def test_crossing_marks_share_the_middle():
    assert cut("abcdef", Mark(0, 4, "source"), Mark(2, 6, "content")) == [
        ("ab", ["source"]),
        ("cd", ["source", "content"]),
        ("ef", ["content"]),
    ]


def test_touching_marks_do_not_share():
    assert cut("abcd", Mark(0, 2, "source"), Mark(2, 4, "cue")) == [
        ("ab", ["source"]),
        ("cd", ["cue"]),
    ]


def test_a_mark_outside_of_the_text_is_left_out():
    assert cut("abc", Mark(2, 9, "cue"), Mark(1, 1, "cue")) == [("abc", [])]


def test_a_cut_divides_without_marking():
    assert cut("abcd", cuts=[2]) == [("ab", []), ("cd", [])]


def test_offsets_are_code_points_with_emoji_and_directional_marks():
    text = "👩🏽‍💻 قال \u200fعمر"
    start = text.index("عمر")
    assert cut(text, Mark(start, start + 3, "source"))[-1] == ("عمر", ["source"])


def test_a_mark_opens_once_and_closes_once():
    pieces = segments("abcdef", [Mark(0, 6, "content"), Mark(2, 4, "content", 2, depth=2)])
    assert [(len(s.opens), len(s.closes)) for s in pieces] == [(1, 0), (1, 1), (0, 1)]


def test_the_deepest_content_gives_the_look():
    nested = segments("ab", [Mark(0, 2, "content"), Mark(1, 2, "content", 2, depth=2)])[1]
    assert nested.classes.split() == ["content", "depth-2", "opens", "closes"]


def test_content_without_a_cue_of_its_own_looks_so():
    assert "inherited" in segments("ab", [Mark(0, 2, "content", inherited=True)])[0].classes


def test_markup_in_the_text_stays_text():
    drawn = marked(segments("<b>&", [Mark(0, 3, "source")]))
    assert drawn == ('<span class="mark source" data-numbers="0">&lt;b&gt;</span>&amp;')


marks = st.builds(
    Mark, st.integers(-2, 60), st.integers(-2, 60), st.sampled_from(["source", "cue", "content"])
)


@given(st.text(max_size=50), st.lists(marks, max_size=12))
def test_segments_join_to_the_text_and_each_mark_covers_its_words(text, given_marks):
    pieces = segments(text, given_marks)

    assert "".join(piece.text for piece in pieces) == text
    for mark in given_marks:
        if 0 <= mark.start < mark.end <= len(text):
            own = "".join(piece.text for piece in pieces if mark in piece.marks)
            assert own == text[mark.start : mark.end]


def test_words_are_found_in_another_spelling():
    assert found("أكّدَ المسؤولون", "اكد") == ["أكّدَ"]
    assert found("زار طرابلُس أمس", "طرابلس") == ["طرابلُس"]
    assert found("Café closed", "CAFE") == ["Café"]


def test_every_place_of_every_word_is_found():
    assert found("rain, rain and wind", "wind rain") == ["rain", "rain", "wind"]


def test_a_query_of_nothing_finds_nothing():
    assert places_of_words("rain", "  ") == []


@given(st.text(max_size=60), st.text(max_size=8))
def test_highlighting_never_changes_the_text(text, query):
    assert "".join(piece.text for piece in highlighted(text, query)) == text


def found(text, query):
    return [text[start:end] for start, end in places_of_words(text, query)]
