"""The account by which a new installation is tried out."""

from django.contrib.auth import authenticate
from django.utils.crypto import salted_hmac

from newsroom.models import User

NAME = "demo"


def demo_password() -> str:
    """The demo account's password: another one for each installation, kept nowhere.

    It follows from the installation's secret key, so that each start can say it again.
    """
    digest = salted_hmac("newsroom.demo", "password", algorithm="sha256").hexdigest()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


def ensure_demo_account() -> User | None:
    """The demo account, made on an installation where no person has an account yet.

    It may do everything: there is nobody else. None where people have accounts and it has gone.
    """
    demo = User.objects.filter(username=NAME).first()
    if demo or any(user.has_usable_password() for user in User.objects.all()[:1000]):
        return demo
    return User.objects.create_superuser(NAME, password=demo_password(), email="")


def how_to_sign_in() -> str:
    """One line for whoever started Musnad; empty if the demo account is gone."""
    if not User.objects.filter(username=NAME, is_active=True).exists():
        return ""
    if authenticate(username=NAME, password=demo_password()) is None:
        return f"Sign in as {NAME} with the password that was given to it."
    return f"Sign in as {NAME} with the password {demo_password()}"
