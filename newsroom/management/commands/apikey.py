"""`manage.py apikey create|list|rotate|revoke`: the keys by which programs use the API."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsroom.errors import KeyNotUsable, UnknownScope
from newsroom.models import ApiKey, Desk, Scope
from newsroom.reachable import need_database
from newsroom.workflows import create_api_key, revoke_api_key, rotate_api_key


class Command(BaseCommand):
    """Make, list, rotate and revoke keys."""

    help = "Make, list, rotate or revoke the keys by which programs use the API."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One subcommand each."""
        commands = parser.add_subparsers(dest="command", required=True)
        create = commands.add_parser("create", help="Make a key and print it, once.")
        create.add_argument("--name", required=True, help="Which program it is for.")
        create.add_argument(
            "--scopes", required=True, help=f"What it may do, of {','.join(Scope.values)}."
        )
        create.add_argument("--days", type=int, help="How long it works; for ever if not given.")
        create.add_argument("--desk", help="The desk its robot belongs to.")
        create.add_argument(
            "--requests-per-minute", type=int, help="As the settings say if not given."
        )
        commands.add_parser("list", help="List all keys.")
        rotate = commands.add_parser("rotate", help="Make a key that takes another one's place.")
        rotate.add_argument(
            "--overlap-hours", type=int, default=24, help="How long the old one works on (24)."
        )
        revoke = commands.add_parser("revoke", help="Stop keys at once.")
        for command in (rotate, revoke):
            which = command.add_mutually_exclusive_group(required=True)
            which.add_argument("--name", help="Keys of this name.")
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
        rate = options["requests_per_minute"]
        if rate is not None and rate < 1:
            raise CommandError("--requests-per-minute: at least 1.")
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        try:
            _, secret = create_api_key(
                name,
                scopes,
                desk=_desk(options["desk"]),
                requests_per_minute=rate,
                expires_at=timezone.now() + timedelta(days=days) if days else None,
            )
        except UnknownScope as error:
            raise CommandError(f"--{error}") from error
        self._show(secret)

    def rotate(self, options: dict[str, Any]) -> None:
        """Print a key that takes another one's place, alone on its line."""
        if options["overlap_hours"] < 0:
            raise CommandError("--overlap-hours: not less than 0.")
        newest = [key for key in _chosen(options) if not hasattr(key, "replaced_by")]
        if len(newest) != 1:
            raise CommandError("There are several such keys; name one by its --hint.")
        try:
            _, secret = rotate_api_key(newest[0], overlap=timedelta(hours=options["overlap_hours"]))
        except KeyNotUsable as error:
            raise CommandError(str(error)) from error
        self._show(secret)

    def _show(self, secret: str) -> None:
        self.stderr.write("Keep this key: it is not stored, and not shown again.")
        self.stdout.write(secret)

    def list(self, _options: dict[str, Any]) -> None:
        """A line for each key."""
        for key in ApiKey.objects.select_related("desk").order_by("pk"):
            used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"
            line = f"{key.hint}…  {_state(key):8}  {','.join(key.scopes):25}  last used {used:16}"
            desk = f" ({key.desk.name})" if key.desk else ""
            self.stdout.write(f"{line}  {key.name}{desk}")

    def revoke(self, options: dict[str, Any]) -> None:
        """Stop all usable keys of a name, or one by its first characters."""
        for key in _chosen(options):
            revoke_api_key(key)
            self.stdout.write(f"Revoked {key}.")


def _chosen(options: dict[str, Any]) -> Sequence[ApiKey]:
    """The usable keys of a name, or the one that begins like this."""
    keys = ApiKey.objects.usable().select_related("replaced_by")
    if options["name"]:
        keys = keys.filter(name=options["name"])
    else:
        keys = keys.filter(hint=options["hint"].rstrip("…"))
    found = list(keys)
    if not found:
        raise CommandError("There is no such key that still works.")
    return found


def _desk(name: str | None) -> Desk | None:
    if name is None:
        return None
    desk = Desk.objects.filter(name=name).first()
    if desk is None:
        known = ", ".join(Desk.objects.order_by("name").values_list("name", flat=True)) or "none"
        raise CommandError(f"--desk: there is no desk {name}; there are: {known}.")
    return desk


def _state(key: ApiKey) -> str:
    if key.revoked_at:
        return "revoked"
    if key.expires_at and key.expires_at <= timezone.now():
        return "expired"
    return "works"
