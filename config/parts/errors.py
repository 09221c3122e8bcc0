"""What can keep the parts from starting."""


class PartsError(Exception):
    """Musnad can't start, or a part won't come up; the message is one line for the terminal."""
