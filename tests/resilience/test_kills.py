"""Fifty articles come in while a part is killed: each is there once afterwards, each claim once.

MUSNAD_DRILL_ROUNDS=20 repeats it, each time at another moment; MUSNAD_DRILL_SEED chooses them.
"""

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

# One installation for all tests of this folder, whichever worker runs them.
pytestmark = pytest.mark.xdist_group("resilience")
ARTICLES = 50
ROUNDS = int(os.environ.get("MUSNAD_DRILL_ROUNDS", "1"))
SEED = int(os.environ.get("MUSNAD_DRILL_SEED", "20261124"))
SENTENCES = (
    "The mayor of town {n} said on Monday that the river had risen by two metres.",
    "Nobody was hurt in round {round}.",
    "“We will build a higher wall,” a spokeswoman for the council told reporters.",
)
# What all articles of one drill must come to; an attribution has one chain for each claim.
COUNTS = """
SELECT count(DISTINCT a.id), count(DISTINCT v.id), count(DISTINCT s.id), count(DISTINCT c.id),
       count(DISTINCT c.text || a.id), count(DISTINCT i.id)
FROM articles_ingestion i
JOIN articles_articleversion v ON v.id = i.version_id
JOIN articles_article a ON a.id = v.article_id
JOIN articles_sentence s ON s.version_id = v.id
JOIN claims_claim c ON c.sentence_id = s.lineage_id
WHERE i.title LIKE %s AND i.status = 'done'
"""
READINGS = """
SELECT count(*), count(DISTINCT r.article_id) FROM claims_reading r
JOIN articles_articleversion v ON v.id = r.version_id WHERE v.title LIKE %s
"""
ATTRIBUTIONS = """
SELECT count(*), count(DISTINCT (v.id, x.start)) FROM claims_attribution t
JOIN articles_articleversion v ON v.id = t.version_id
JOIN claims_attributionspan x ON x.attribution_id = t.id AND x.role = 'cue'
WHERE v.title LIKE %s AND t.retired_at IS NULL
"""


def post_until_accepted(installation, key, title, text):
    """What a careful program does: send the same under the same key until it is accepted."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            answer = installation.http.post(
                "/api/v1/articles",
                json={"text": text, "title": title, "language": "en"},
                headers={"Authorization": f"Bearer {key}", "Idempotency-Key": title},
                timeout=30,
            )
        except httpx.TransportError:
            continue
        if answer.status_code == 202:
            return
        assert answer.status_code in (409, 500, 503), answer.text
        time.sleep(0.1)
    pytest.fail(f"{title} was not accepted")


@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("part", ["worker", "valkey", "postgres"])
def test_fifty_articles_survive_the_death_of(part, number, installation, key):
    chance = random.Random(f"{SEED} {part} {number}")
    mark = f"Drill {part} {number}"

    with ThreadPoolExecutor(4) as programs:
        posts = [
            programs.submit(
                post_until_accepted,
                installation,
                key,
                f"{mark}: {n}",
                " ".join(SENTENCES).format(n=n, round=f"{part} {number}"),
            )
            for n in range(ARTICLES)
        ]
        time.sleep(chance.uniform(0.05, 2.5))
        installation.kill(part)
        time.sleep(chance.uniform(0, 0.5))
        installation.start(part)
        for post in posts:
            post.result()
    installation.wait_until_read(f"{mark}: %")

    claims = ARTICLES * len(SENTENCES)
    assert installation.ask(COUNTS, f"{mark}: %") == [
        (ARTICLES, ARTICLES, claims, claims, claims, ARTICLES)
    ]
    assert installation.ask(READINGS, f"{mark}: %") == [(ARTICLES, ARTICLES)]
    ((attributions, places),) = installation.ask(ATTRIBUTIONS, f"{mark}: %")
    assert attributions == places >= ARTICLES
