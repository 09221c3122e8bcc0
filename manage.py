#!/usr/bin/env python
"""Musnad's command line: `python manage.py help` lists what it can do."""

import os
import sys
from importlib import import_module

from django.core.management import execute_from_command_line

# Commands that read files and nothing else start in a third of the time: without settings and apps.
NEED_NO_SETTINGS = frozenset({"attribute", "score"})


def main(arguments: list[str]) -> None:
    """Run the command that the arguments name."""
    name = arguments[1] if len(arguments) > 1 else ""
    if name in NEED_NO_SETTINGS:
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
        import_module(f"claims.management.commands.{name}").Command().run_from_argv(arguments)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main(sys.argv)
