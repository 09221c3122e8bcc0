"""What is kept of answers that were given before."""

from claims.attribution.kept import Kept, kept_for_each


def test_what_was_asked_before_is_not_made_again():
    made: list[str] = []

    def spell(word: str) -> str:
        made.append(word)
        return word.upper()

    kept = Kept(spell)

    assert [kept["a"], kept["b"], kept["a"]] == ["A", "B", "A"]
    assert made == ["a", "b"]


def test_no_more_is_kept_than_was_allowed():
    kept = Kept(str.upper, most=2)

    assert [kept[letter] for letter in "abcab"] == list("ABCAB")
    assert len(kept) <= 2


def test_owners_keep_their_own_answers():
    @kept_for_each
    def said(owner: str, word: str) -> str:
        return f"{owner} {word}"

    assert (said("en")["yes"], said("ar")["yes"]) == ("en yes", "ar yes")
    assert said("en") is said("en")
