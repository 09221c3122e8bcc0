"""`manage.py apikey create|list|revoke`: the keys by which programs use the API."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsroom.errors import UnknownScope
from newsroom.models import ApiKey, Scope
from newsroom.reachable import need_database
from newsroom.workflows import create_api_key, revoke_api_key


class Command(BaseCommand):
    """Make, list and revoke keys."""

    help = "Make, list or revoke the keys by which programs use the API."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One subcommand each."""
        commands = parser.add_subparsers(dest="command", required=True)
        create = commands.add_parser("create", help="Make a key and print it, once.")
        create.add_argument("--name", required=True, help="Which program it is for.")
        create.add_argument(
            "--scopes", required=True, help=f"What it may do, of {','.join(Scope.values)}."
        )
        create.add_argument("--days", type=int, help="How long it works; for ever if not given.")
        commands.add_parser("list", help="List all keys.")
        revoke = commands.add_parser("revoke", help="Stop keys at once.")
        which = revoke.add_mutually_exclusive_group(required=True)
        which.add_argument("--name", help="All keys of this name.")
        which.add_argument("--hint", help="The key that begins like this; the list shows it.")

    def handle(self, **options: Any) -> None:
        """Run one subcommand."""
        need_database()
        getattr(self, options["command"])(options)

    def create(self, options: dict[str, Any]) -> None:
        """Print the new key, alone on its line, so that a script can keep it."""
        name, days = options["name"].strip(), options["days"]
        if not name:
            raise CommandError("--name: give the key a name.")
        if days is not None and days < 1:
            raise CommandError("--days: at least 1.")
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        expires_at = timezone.now() + timedelta(days=days) if days else None
        try:
            _, secret = create_api_key(name, scopes, expires_at=expires_at)
        except UnknownScope as error:
            raise CommandError(f"--{error}") from error
        self.stderr.write("Keep this key: it is not stored, and not shown again.")
        self.stdout.write(secret)

    def list(self, _options: dict[str, Any]) -> None:
        """A line for each key."""
        for key in ApiKey.objects.order_by("pk"):
            used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"
            line = f"{key.hint}…  {_state(key):8}  {','.join(key.scopes):25}  last used {used:16}"
            self.stdout.write(f"{line}  {key.name}")

    def revoke(self, options: dict[str, Any]) -> None:
        """Stop all usable keys of a name, or one by its first characters."""
        keys = ApiKey.objects.usable()
        if options["name"]:
            keys = keys.filter(name=options["name"])
        else:
            keys = keys.filter(hint=options["hint"].rstrip("…"))
        found = list(keys)
        if not found:
            raise CommandError("There is no such key that still works.")
        for key in found:
            revoke_api_key(key)
            self.stdout.write(f"Revoked {key}.")


def _state(key: ApiKey) -> str:
    if key.revoked_at:
        return "revoked"
    if key.expires_at and key.expires_at <= timezone.now():
        return "expired"
    return "works"
