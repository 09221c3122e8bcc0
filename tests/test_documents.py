"""The documents say what is so."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_dependency_says_what_it_is_for(file):
    names = re.findall(r"^([A-Za-z][\w-]*)", (ROOT / file).read_text(), re.MULTILINE)
    explained = (ROOT / "docs" / "dependencies.md").read_text()

    assert names
    assert [name for name in names if not re.search(rf"\b{name}\b", explained)] == []


def documents():
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
def test_every_link_between_documents_leads_somewhere(document):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


def anchors(document):
    """The names that links give the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
def test_every_link_to_a_heading_finds_it(document):
    links = re.findall(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)", document.read_text())

    assert [
        f"{file}#{name}"
        for file, name in links
        if name not in anchors((document.parent / file) if file else document)
    ] == []


def test_nothing_names_a_path_of_the_machine_it_was_written_on():
    texts = [path for path in ROOT.glob("*.*") if path.suffix in (".md", ".toml", ".txt")]

    assert [path.name for path in [*documents(), *texts] if f"{ROOT}/" in path.read_text()] == []


def test_every_code_of_an_error_is_in_the_catalogue():
    raised = re.compile(
        r"(?:AddressNotAllowed|FetchRefused|FetchFailed|NotAnArticle|NotAFeed)\(\s*\"([a-z_]+)\""
    )
    files = [path for app in ("articles", "newsroom") for path in (ROOT / app).glob("*.py")]
    codes = {code for path in files for code in raised.findall(path.read_text())}
    catalogue = (ROOT / "docs" / "errors.md").read_text()

    assert len(codes) > 10
    assert [code for code in sorted(codes) if f"`{code}`" not in catalogue] == []


def test_every_status_of_an_error_is_in_the_catalogue():
    from config.errors import DETAILS, EXAMPLES

    catalogue = (ROOT / "docs" / "errors.md").read_text()

    assert [s for s in {*EXAMPLES, *DETAILS} if f"| {s} |" not in catalogue] == []
