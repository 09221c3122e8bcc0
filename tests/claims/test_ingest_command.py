"""`manage.py ingest` and `manage.py load_samples`: articles in without workers."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import call_command

from articles.models import Article, Ingestion
from claims.models import Attribution, Claim
from newsroom.models import User

pytestmark = pytest.mark.django_db(transaction=True)
REPOSITORY = Path(__file__).parents[2]
TEXT = (
    "River rises after a night of rain\n\n"
    "The mayor said on Monday that the river had risen by two metres. "
    "“Nobody was hurt,” a spokeswoman for the fire brigade told reporters.\n"
)
PAGE = f"""<!doctype html><html lang="en"><head><title>River rises</title>
<meta property="og:site_name" content="The Harbour Standard"></head><body><article>
<h1>River rises after a night of rain</h1><p>{TEXT.partition(chr(10))[2].strip()}</p>
<p>Schools in the old town stay closed until Thursday, the city council announced.</p>
</article></body></html>"""


def ingest(capsys, *arguments):
    """Run the command; returns its exit status, its JSON lines, and what it complained of."""
    try:
        call_command("ingest", *arguments, "--json")
        status = 0
    except SystemExit as stop:
        status = stop.code
    printed = capsys.readouterr()
    return status, [json.loads(line) for line in printed.out.splitlines()], printed.err


@pytest.fixture
def text_file(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(TEXT)
    return str(path)


def test_a_text_file_becomes_attributed_claims(capsys, text_file):
    status, (line,), _ = ingest(capsys, text_file, "--outlet", "The Harbour Standard")

    assert status == 0
    assert line["ok"]
    assert line["is_new"]
    assert line["outlet"] == "The Harbour Standard"
    assert line["language"] == "en"
    assert line["claims"] == Claim.objects.count() == 2
    assert line["attributed_claims"] == 2
    assert line["attributions"] == Attribution.objects.count()


def test_an_html_file_brings_its_own_facts(capsys, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(PAGE)

    _, (line,), _ = ingest(capsys, str(page))

    assert line["outlet"] == "The Harbour Standard"
    assert line["title"] == "River rises after a night of rain"


@pytest.mark.parametrize("body", [TEXT, PAGE])
def test_standard_input_may_be_text_or_a_page(capsys, monkeypatch, body):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body.encode())))

    status, (line,), _ = ingest(capsys, "-")

    assert status == 0
    assert line["input"] == "-"
    assert not any("<" in text for text in Claim.objects.values_list("text", flat=True))


def test_the_same_again_is_the_same_article(capsys, text_file):
    _, (first,), _ = ingest(capsys, text_file)
    _, (again,), _ = ingest(capsys, text_file)

    assert again["article"] == first["article"]
    assert (first["is_new"], again["is_new"]) == (True, False)
    assert Claim.objects.count() == first["claims"]


def test_what_fails_is_told_and_doesnt_keep_the_others_away(capsys, text_file, tmp_path):
    picture = tmp_path / "picture.html"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))

    status, lines, _ = ingest(
        capsys, str(tmp_path / "missing.txt"), str(picture), text_file, "http://169.254.169.254/"
    )

    assert status == 1
    assert [line["ok"] for line in lines] == [False, False, True, False]
    assert "missing.txt" in lines[0]["reason"]
    assert "PNG" in lines[1]["reason"]
    assert lines[3]["failure"] == "address_not_public"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "text: there is no text"),
        (b" \n\t ", "text: there is no text"),
        (b"rain\0fell on the city", "null"),
        ("rain \u202efell\u202c on the city".encode(), "U+202E"),
        (b"rain fell. " * 2_000_000, "at most"),
    ],
)
def test_bad_text_is_refused_with_the_rule(capsys, tmp_path, body, words):
    path = tmp_path / "article.txt"
    path.write_bytes(body)

    status, (line,), _ = ingest(capsys, str(path))

    assert status == 1
    assert words in line["reason"]
    assert not Article.objects.exists()


def test_a_language_without_rules_is_stored_and_said_to_be_without(capsys, tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(
        "Der Bürgermeister sagte am Montag, der Fluss sei um zwei Meter gestiegen. "
        "Niemand wurde verletzt, wie die Feuerwehr mitteilte.\n"
    )

    status, (line,), _ = ingest(capsys, str(path))

    assert status == 0
    assert line["language"] == "de"
    assert (line["sentences"], line["claims"], line["attributions"]) == (2, 2, 0)
    assert "no rules for this language (de)" in line["note"]


def test_without_json_a_person_can_read_what_was_stored(capsys, text_file):
    call_command("ingest", text_file, "--outlet", "The Harbour Standard")

    printed = capsys.readouterr().out
    assert "stored as version 1" in printed
    assert "The Harbour Standard, language en" in printed
    assert "2 claims, 2 of them attributed" in printed


def test_an_ingestion_leaves_its_steps_behind(capsys, text_file):
    ingest(capsys, text_file)

    steps = Ingestion.objects.get().events.values_list("status", flat=True)
    assert list(steps) == ["queued", "extracting", "attributing", "done"]


def test_without_a_database_one_line_says_what_to_do(text_file, tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "ingest", text_file],
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "DATABASE_URL": f"postgres://nobody@/{quote(str(tmp_path))}/none"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "start it with `make up`" in done.stderr


def test_the_samples_are_loaded_once_and_the_demo_account_can_sign_in(capsys, client):
    for _ in range(2):
        call_command("load_samples")
    line = capsys.readouterr().out.splitlines()[-1]

    assert Article.objects.count() == 3
    assert set(Claim.objects.values_list("language", flat=True)) == {"ar", "en", "fr"}
    assert line.startswith("Sign in as demo with the password ")
    assert client.login(username="demo", password=line.split()[-1])


def test_an_installation_with_people_gets_no_demo_account(capsys):
    User.objects.create_user("samira", password="an isnad of seven words")

    call_command("load_samples")

    assert not User.objects.filter(username="demo").exists()
    assert capsys.readouterr().out == ""
