"""Whether words stand in a text where they are said to, as SQL: asked once a text, not a place.

To find a code point PostgreSQL counts all those before it, so that comparing each of twenty
sentences with its text reads the text ten times. Instead the words of a text become one pattern:
`_`, which is any one code point, for each between them, then the words themselves.
"""

_ORDER = 'ORDER BY start, "end"'
_ESCAPED = r"replace(replace(replace(words, '\', '\\'), '%', '\%'), '_', '\_')"
# What a row with `start`, `end`, `words` and `reached` adds to the pattern of its text.
# Words that begin within others can't be told by the pattern: it only goes on to where they end.
_PIECE = f"""CASE WHEN start >= reached THEN repeat('_', start - reached) || {_ESCAPED}
                 ELSE repeat('_', greatest("end" - reached, 0)) END"""
PIECES = f"string_agg({_PIECE}, '' {_ORDER})"


def reached(*of: str) -> str:
    """How far the words before a row's reach, among rows that have these columns in common."""
    window = f"PARTITION BY {', '.join(of)} {_ORDER}"
    return (
        f'coalesce(max("end") OVER ({window} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)'
        " AS reached"
    )


def begins_so(text: str, pieces: str) -> str:
    """Whether a text begins with the pattern of its pieces, which are put together in order."""
    return f"({text}) COLLATE \"C\" LIKE {pieces} || '%'"
