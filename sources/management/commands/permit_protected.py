"""`manage.py permit_protected`: let somebody look where nobody who may is left."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from newsroom.errors import MusnadError
from newsroom.models import User
from newsroom.reachable import need_database
from sources import protection
from sources.models import Source


class Command(BaseCommand):
    """The operator's way; it's recorded like every other."""

    help = "Let a colleague see who a protected source really is. It is recorded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which source, who, and why."""
        parser.add_argument("source", type=UUID, help="The source's id, from its address.")
        parser.add_argument("username", help="The colleague.")
        parser.add_argument("--reason", required=True, help="Why; it is kept for ever.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Permit, or say why not."""
        need_database()
        try:
            person = User.objects.get(username=options["username"])
            protection.permit(options["source"], person, by=None, reason=options["reason"])
        except User.DoesNotExist:
            raise CommandError(f"There is nobody called {options['username']}.") from None
        except Source.DoesNotExist:
            raise CommandError("There is no source of this id.") from None
        except MusnadError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person} may look.")
