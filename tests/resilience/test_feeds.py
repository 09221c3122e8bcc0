"""Feeds are polled by the clock and a worker that is killed: each item comes in once."""

import random
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.articles.test_feed_reading import item, rss
from tests.resilience.conftest import wait_until

pytestmark = pytest.mark.xdist_group("resilience")
ITEMS = 120
WHOLE = (
    "<p>" + "The mayor of town {n} said on Monday that the river had risen again. " * 12 + "</p>"
)
FEED = rss(
    "".join(item(f"/{n}", content_encoded=f"<![CDATA[{WHOLE.format(n=n)}]]>") for n in range(ITEMS))
)
ADD = """
from articles.feeds import add_feed
from newsroom.models import User
person = User.objects.create_user("feeder", password=None, role="editor")
add_feed("{url}", by=person, outlet="The Daily Feed")
"""
MADE = """
SELECT count(DISTINCT i.id), count(DISTINCT i.ingestion_id), count(DISTINCT v.article_id),
       count(DISTINCT v.id)
FROM articles_feeditem i
JOIN articles_ingestion n ON n.id = i.ingestion_id
JOIN articles_articleversion v ON v.id = n.version_id
WHERE i.outcome = 'taken'
"""


@pytest.fixture
def address():
    """A server of one feed, on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.end_headers()
            self.wfile.write(FEED.encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/feed"
    server.shutdown()
    server.server_close()


def test_a_feed_survives_the_death_of_its_worker(installation, address):
    installation.manage("shell", "-c", ADD.format(url=address))
    wait_until(lambda: installation.ask(BEGUN) == [(True,)], seconds=60)
    time.sleep(random.Random(20261128).uniform(0.1, 1.0))

    installation.kill("worker")
    installation.start("worker")
    # What broke off is tried again after two minutes; the test has no time.
    with_work = "UPDATE articles_feed SET next_at = now() WHERE begun > 0 RETURNING id"
    installation.ask(with_work)

    def all_read():
        installation.keep_running()
        return installation.ask(MADE)[0][0] == ITEMS

    wait_until(all_read, seconds=120)
    assert installation.ask(MADE) == [(ITEMS, ITEMS, ITEMS, ITEMS)]
    ended = "SELECT begun, failures, succeeded_at IS NOT NULL FROM articles_feed"
    wait_until(lambda: installation.ask(ended) == [(0, 0, True)], seconds=30)


BEGUN = "SELECT begun > 0 OR polled_at IS NOT NULL FROM articles_feed"
