"""How claims are found by parts of their words, as SQL.

An index of the trigrams of a claim has five times as many entries as the claim has words, and
making them took longer than all else that a new claim costs. So the index is of whole words, and
another table has each word once: parts are looked for among those words, then claims by the words.
"""

# The words of folded text. Those too long for an index are all written as the empty word, which
# every search looks at too.
WORDS = """
CREATE FUNCTION musnad_words(folded text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(folded) > 2000 AND folded ~ '[^ ]{250}' THEN ARRAY['']
            ELSE string_to_array(folded COLLATE "C", ' ') END
"""

# On the claims table. Two who store a new word at once both write it, and neither waits. Planned
# anew each time: a plan from when there were few words would read all of them for each.
REMEMBER_WORDS = """
EXECUTE 'INSERT INTO claims_claimword (word)
    SELECT said.word FROM (SELECT DISTINCT unnest(musnad_words(folded)) AS word FROM added) said
    WHERE NOT EXISTS (SELECT FROM claims_claimword there WHERE there.word = said.word)';
RETURN NULL;
"""
REMEMBER_WORDS_OF_ALL = """
INSERT INTO claims_claimword (word) SELECT DISTINCT unnest(musnad_words(folded)) FROM claims_claim
"""

# Both are called immutable though they look into tables, so that the planner calls them once and
# sees by their answer how many claims will be found. For that a pattern must be written into the
# statement, not be a parameter of a prepared one. Nobody may put them into an index.
#
# Whether looking words up can be of use: not for fewer than three letters, nor if by the gathered
# statistics one claim in twenty has such a word. Only the owner may read those of an index.
IS_RARE = """
CREATE OR REPLACE FUNCTION musnad_is_rare(pattern text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE words text; often real[];
BEGIN
    IF char_length(pattern) < 5 THEN
        RETURN false;
    END IF;
    SELECT array_to_string(most_common_elems, ' '), most_common_elem_freqs INTO words, often
        FROM pg_stats WHERE schemaname = 'public' AND tablename = 'claim_words';
    IF words LIKE pattern THEN
        RETURN (SELECT coalesce(sum(often[nth]), 0) < 0.05
                FROM string_to_table(words, ' ') WITH ORDINALITY AS seen(word, nth)
                WHERE word LIKE pattern);
    END IF;
    RETURN true;
END $$
"""
WORDS_LIKE = """
CREATE FUNCTION musnad_words_like(pattern text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    RETURN ARRAY(SELECT word FROM claims_claimword WHERE word LIKE pattern) || ''::text;
END $$
"""
# Whether folded text has a word like a pattern, such as %part%, that has no space.
HAS_WORD = """
CREATE FUNCTION musnad_has_word(folded text, pattern text) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN folded LIKE pattern
    AND (NOT musnad_is_rare(pattern) OR musnad_words(folded) && musnad_words_like(pattern))
"""
