"""The same article from fifty programs at once is one article."""

from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.xdist_group("resilience")
TIMES = 50
ARTICLE = {
    "text": "The minister said on Sunday that the bridge would open. Nobody asked about the price.",
    "title": "At once",
    "outlet": "The Lighthouse Mail",
    "language": "en",
}


def post(installation, key, **headers):
    return installation.http.post(
        "/api/v1/articles", json=ARTICLE, headers={"Authorization": f"Bearer {key}", **headers}
    )


def all_at_once(installation, key, **headers):
    with ThreadPoolExecutor(TIMES) as programs:
        return list(programs.map(lambda _: post(installation, key, **headers), range(TIMES)))


def test_fifty_times_the_same_article_is_one_article(installation, key):
    answers = all_at_once(installation, key)
    installation.wait_until_read("At once")

    assert {answer.status_code for answer in answers} == {202}
    assert installation.ask(
        "SELECT count(*), count(DISTINCT version_id) FROM articles_ingestion"
        " WHERE title = 'At once' AND status = 'done'"
    ) == [(TIMES, 1)]
    assert installation.ask(
        "SELECT count(DISTINCT c.id), count(*) FROM claims_claim c JOIN sources_source o"
        " ON o.id = c.outlet_id WHERE o.name = 'The Lighthouse Mail'"
    ) == [(2, 2)]
    assert installation.ask(
        "SELECT count(*) FROM sources_source WHERE name = 'The Lighthouse Mail'"
    ) == [(1,)]


def test_fifty_times_the_same_key_is_one_ingestion(installation, key):
    answers = all_at_once(installation, key, **{"Idempotency-Key": "fifty"})

    assert {answer.status_code for answer in answers} <= {202, 409}
    accepted = [answer.json()["id"] for answer in answers if answer.status_code == 202]
    assert len(set(accepted)) == 1
    assert post(installation, key, **{"Idempotency-Key": "fifty"}).json()["id"] == accepted[0]
