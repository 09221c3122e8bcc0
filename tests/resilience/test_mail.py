"""The worker that mails dies between sending and marking: nobody goes untold, and who is told twice
can see that it is the same mail.
"""

from collections import Counter

import pytest

from config.parts import postgres
from config.parts.places import DATABASE_NAME
from tests.resilience.conftest import wait_until
from tests.smtp import MailServer

pytestmark = pytest.mark.xdist_group("resilience")
PEOPLE = 12
# After so many mails the worker dies.
DEATHS = (3, 7)
PREPARE = """
from claims import comments
from newsroom.models import Role, User
from tests.factories import ClaimFactory, UserFactory, VersionFactory
version = VersionFactory(article__url="https://daily.example/{mark}", text="They were {mark}.")
claim = ClaimFactory(version=version, text=version.text)
names = [UserFactory(username=f"{mark}-{{n}}", mailed_when="at_once").username
         for n in range({people})]
comments.comment(claim.pk, " ".join(f"@{{name}}" for name in names),
                 by=UserFactory(username="{mark}-editor", role=Role.EDITOR))
"""
LEFT = """
SELECT count(*) FROM claims_notice n JOIN newsroom_user u ON u.id = n.person_id
WHERE u.username LIKE %s AND n.mailed_at IS NULL
"""
MARKING = """
SELECT pid FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE "claims_notice"%%'
"""


@pytest.fixture
def server(installation):
    """A mail server to which the installation's messenger hands its mails."""
    with MailServer() as server:
        installation.environment["MUSNAD_MAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        restart(installation)
        yield server
    del installation.environment["MUSNAD_MAIL_URL"]
    restart(installation)


def restart(installation):
    installation.kill("messenger")
    installation.start("messenger")


def mention(installation, mark, people=PEOPLE):
    installation.manage("shell", "-v", "0", "-c", PREPARE.format(mark=mark, people=people))


def all_marked(installation, mark):
    def done():
        installation.keep_running()
        return installation.ask(LEFT, f"{mark}-%") == [(0,)]

    wait_until(done, seconds=120)


def told(server):
    """How often each mail came, by whom it is for, its Message-ID and its words."""
    return Counter(
        (mail["To"], mail["Message-ID"], mail.get_body(("plain",)).get_content())
        for mail in server.taken
    )


def test_who_is_killed_before_the_server_says_that_it_took_a_mail_sends_that_one_again(
    installation, server
):
    def die(taken):
        if taken in DEATHS:
            restart(installation)

    server.when_taken = die
    mention(installation, "unheard")

    all_marked(installation, "unheard")

    mails = told(server)
    assert {to for to, _, _ in mails} == {f"unheard-{n}@newsroom.example" for n in range(PEOPLE)}
    # No second Message-ID or other words for anybody, and no mail more than there were deaths.
    assert len(mails) == len({message for _, message, _ in mails}) == PEOPLE
    assert sum(mails.values()) - PEOPLE == len(DEATHS)
    assert max(mails.values()) == 2


def test_who_is_killed_after_the_server_took_a_mail_and_before_it_is_marked_sends_that_one_again(
    installation, server
):
    # Nobody mails before the lock is taken.
    installation.kill("messenger")
    mention(installation, "unmarked", people=1)
    with postgres.connect(installation.home, database=DATABASE_NAME) as holder:
        # Whoever would mark a notice waits for this transaction, and dies as it waits.
        with holder.transaction():
            holder.execute("LOCK TABLE claims_notice IN SHARE MODE")
            installation.start("messenger")
            wait_until(lambda: bool(installation.ask(MARKING)), seconds=60)
            installation.kill("messenger")
            # As it ends with the machine: what waits for a lock doesn't notice that nobody asks.
            installation.ask(f"SELECT pg_terminate_backend(pid) FROM ({MARKING}) m")
        assert installation.ask(LEFT, "unmarked-%") == [(1,)]
    installation.start("messenger")

    all_marked(installation, "unmarked")

    [(mail, times)] = told(server).items()
    assert (mail[0], times) == ("unmarked-0@newsroom.example", 2)
