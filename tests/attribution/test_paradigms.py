"""What a word may be, by the company that its forms keep in counts of words."""

from claims.attribution.languages.ar.make_paradigms import counts_of, nouns_of, verbs_of, write

# The commonest first; a bucket a centibel.
BUCKETS = [
    ["الوزير", "وزير", "كتب", "كتبت", "كتبوا", "يكتب", "تكتب", "سيكتب", "English"],
    ["الوزيرة", "وزيرة", "لندن"],
]


def test_a_noun_takes_the_article():
    assert nouns_of(counts_of(BUCKETS)) == {"وزير", "وزيرة"}


def test_a_verb_takes_the_endings_of_persons():
    assert verbs_of(counts_of(BUCKETS)) == {"كتب", "كتبت", "كتبوا", "يكتب"}


def test_of_a_pair_both_genders_are_nouns(tmp_path):
    table = tmp_path / "paradigms.txt"

    write(counts_of(BUCKETS), table)

    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[lines.index("= pair") + 1] == "وزير وزيرة"
