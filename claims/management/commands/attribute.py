"""`manage.py attribute`: who says what in files, as JSON Lines or as a table; needs no database."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator, Mapping
from itertools import tee
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from claims.attribution import (
    EXTRACTOR_VERSION,
    Analysis,
    Attribution,
    Document,
    Span,
    analyse_many,
)

# What reads HTML and draws tables is imported where it is used: it takes longer to start than the
# engine itself.
if TYPE_CHECKING:
    from rich.table import Table


class Command(BaseCommand):
    help = "Find who says what in articles (JSON Lines, plain text or HTML). Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", default=["-"], help="files, or - for standard input"
        )
        parser.add_argument("--json", action="store_true", help="JSON Lines also on a terminal")
        parser.add_argument(
            "--explain", action="store_true", help="say what decided, on which words"
        )
        parser.add_argument(
            "--language", help="of plain text and HTML, if it should not be guessed"
        )
        parser.add_argument("--outlet", help="of plain text and HTML: the last link of each chain")

        parser.add_argument(
            "--processes",
            type=_positive,
            default=available_cores(),
            help="how many read at the same time; by default one for each core",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        as_table = sys.stdout.isatty() and not options["json"]
        given = {key: options[key] for key in ("language", "outlet") if options[key]}
        documents, to_analyse = tee(_read_files(options["files"], given))
        analyses = analyse_many(map(_document, to_analyse), processes=options["processes"])
        for document, analysis in zip(documents, analyses, strict=True):
            if as_table:
                _print_table(document, analysis, explain=options["explain"])
            else:
                record = _record(document, analysis, explain=options["explain"])
                self.stdout.write(json.dumps(record, ensure_ascii=False))


def available_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ArgumentTypeError("must be 1 or more")
    return number


def _document(document: Mapping[str, Any]) -> Document:
    return Document(document["text"], document.get("language"), document.get("outlet"))


def _read_files(names: Iterable[str], given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in names:
        try:
            body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}.") from error
        start = body.lstrip()[:200].lower()
        if start.startswith(b"{"):
            yield from _json_lines(name, body)
        elif start.startswith((b"<!doctype html", b"<html")) or name.endswith((".html", ".htm")):
            from articles.extraction import extract_html

            page = extract_html(body)
            facts = {"language": page.language, "outlet": page.outlet}
            yield {"doc": name, "text": page.text, **facts, **given}
        else:
            yield {"doc": name, "text": body.decode("utf-8-sig", errors="replace"), **given}


def _json_lines(name: str, body: bytes) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(body.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except ValueError as error:
            raise CommandError(f"{name}, line {number}: no valid JSON: {error}") from error
        if not isinstance(document, dict) or not isinstance(document.get("text"), str):
            raise CommandError(f'{name}, line {number}: "text" is missing or is no text.')
        document.setdefault("doc", f"{name}:{number}")
        yield document


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _record(document: Mapping[str, Any], analysis: Analysis, *, explain: bool) -> dict[str, Any]:
    by = {"extractor": EXTRACTOR_VERSION} if explain else {}
    return {
        "doc": document["doc"],
        **by,
        "text": document["text"],
        "language": analysis.language,
        "boilerplate": _pairs(analysis.boilerplate),
        "headings": _pairs(analysis.headings),
        "sentences": _pairs(analysis.sentences),
        "attributions": [_entry(a, explain=explain) for a in analysis.attributions],
    }


def _entry(attribution: Attribution, *, explain: bool) -> dict[str, Any]:
    entry = {
        "id": attribution.id,
        "source": _pairs(attribution.source),
        "cue": _pairs(attribution.cue),
        "content": _pairs(attribution.content),
        "source_name": attribution.source_name,
        "source_kind": attribution.source_kind,
        "channel": attribution.channel,
        "manner": attribution.manner,
        "chain": list(attribution.chain),
        "via": attribution.via,
        "inherited": attribution.inherited,
        "confidence": attribution.confidence,
        "antecedent": _pairs(attribution.antecedent),
    }
    if explain:
        entry |= {
            "cue_class": attribution.cue_class,
            "hedge": attribution.hedge,
            "anonymity": attribution.anonymity,
            "rule": attribution.rule,
            "evidence": _pairs(attribution.evidence),
        }
    return entry


def _print_table(document: Mapping[str, Any], analysis: Analysis, *, explain: bool) -> None:
    from rich.console import Console

    Console().print(_table(document, analysis, explain=explain))


def _table(document: Mapping[str, Any], analysis: Analysis, *, explain: bool) -> "Table":
    from rich.table import Table

    text = document["text"]
    by = f", {EXTRACTOR_VERSION}" if explain else ""
    table = Table(title=f"{document['doc']} ({analysis.language}{by})", show_lines=True)
    columns = ["Chain", "Cue", "Content", "Sure"] + (["Decided by"] if explain else [])
    for column in columns:
        table.add_column(column, ratio=4 if column == "Content" else None)
    for found in analysis.attributions:
        row = [
            " ← ".join(found.chain),
            _words(text, found.cue) or "(inherited)",
            _words(text, found.content),
            f"{found.confidence:.0%}",
        ]
        if explain:
            row.append(f"{found.rule}: {_words(text, found.evidence)}")
        table.add_row(*row)
    return table


def _words(text: str, spans: Iterable[Span]) -> str:
    return " […] ".join(" ".join(span.of(text).split()) for span in spans)
