"""Exports as tables: CSV and XLSX, with the same columns."""

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import Final

import xlsxwriter

from claims.exports.in_json import BLOCK, in_blocks, when
from claims.exports.rows import Telling, Values

COLUMNS: Final = (
    "id",
    "text",
    "language",
    "status",
    "verdict_at",
    "rationale",
    "sources",
    "chains",
    "channels",
    "confidence",
    "made_by",
    "outlet",
    "title",
    "article",
    "published_at",
    "groups",
    "version",
    "start",
    "end",
    "page",
)
# A cell that begins so is a formula to a spreadsheet, in full width too.
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL: Final = 32_767  # what Excel takes
ROWS_OF_A_SHEET: Final = 1_048_576


def csv_lines(rows: Iterator[Values], telling: Telling) -> Iterator[bytes]:
    """RFC 4180 in UTF-8; with a byte order mark where Excel is to know that."""

    def lines() -> Iterator[bytes]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        if telling.bom:
            yield b"\xef\xbb\xbf"
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow(map(harmless, cells(row, telling)))
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
        yield buffer.getvalue().encode()

    return in_blocks(lines())


def workbook(rows: Iterator[Values], telling: Telling) -> Iterator[bytes]:
    """An XLSX workbook, put together on the disk; what a sheet can't hold begins another."""
    with tempfile.TemporaryFile() as file:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(file, options) as book:
            sheet, at = None, ROWS_OF_A_SHEET
            for row in rows:
                if at == ROWS_OF_A_SHEET:
                    sheet, at = _sheet(book), 1
                assert sheet is not None
                for column, cell in enumerate(cells(row, telling)):
                    sheet.write_string(at, column, harmless(cell)[:LONGEST_CELL])
                at += 1
            if sheet is None:
                _sheet(book)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def _sheet(book: xlsxwriter.Workbook) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet()
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name)
    return sheet


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell


def cells(row: Values, telling: Telling) -> list[str]:
    """A claim's cells, in the order of `COLUMNS`."""
    chains = row["chains"]
    place = row["targets"][-1] if row["targets"] else None
    position = place["selector"][0] if place else {"start": "", "end": ""}
    verdict = row["verdict"] or {"at": "", "rationale": ""}
    return [
        str(row["id"]),
        row["text"],
        row["language"],
        row["status"],
        verdict["at"],
        verdict["rationale"],
        "; ".join(said["source"]["name"] for said in row["attributions"]),
        "; ".join(" ← ".join(source["name"] for source in one["chain"]) for one in chains),
        "; ".join(one["channel"] or "" for one in chains),
        "; ".join(f"{one['confidence']:.3f}" for one in chains),
        "; ".join(one["made_by"] for one in chains),
        row["outlet"]["name"] if row["outlet"] else "",
        row["article"]["title"] or "",
        telling.article(row),
        when(row["published_at"]) if row["published_at"] else "",
        "; ".join(group["title"] for group in row["groups"] if group["state"] == "confirmed"),
        str(place["version"]) if place else "",
        str(position["start"]),
        str(position["end"]),
        telling.claim(row),
    ]
