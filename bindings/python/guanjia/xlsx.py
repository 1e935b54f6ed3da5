# SPDX-License-Identifier: Apache-2.0
"""XLSX ledgers in and out. Needs the extra `xlsx`.

Out: every text is a text cell, so that a code of eighteen digits keeps all of them and nothing
that somebody typed is ever run as a formula. In: what a sheet holds becomes the CSV file that
`enterprise.import` reads, with its headers, dry run, report and quarantine.
"""
from __future__ import annotations

import csv
import os
import pathlib
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from guanjia.frames import fields_of, rows_of, value_of
from guanjia.progress import bar

if TYPE_CHECKING:
    from guanjia.ledger import Ledger
    from guanjia.nouns import EnterpriseImportResult, EnterpriseImportRow

ROWS_MAX = 1_048_576
CELL_MAX = 32_767
SHEET_MAX = 31
# More digits than a floating-point number keeps, which is what a number in a sheet is.
DIGITS_MAX = 15
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


# ---- out ----

def sheet_name(name: str) -> str:
    """As Excel takes it; Chinese is no trouble."""
    made = FORBIDDEN.sub("_", name).strip("'")[:SHEET_MAX]
    if not made:
        raise ValueError("sheet: a name is needed")
    return made


def cell_value(value: Any) -> Any:
    """What a cell may hold. Long numbers become texts."""
    if value is None or isinstance(value, (bool, float, date)):
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.replace(tzinfo=None)  # the wall clock of the ledger
        return value
    if isinstance(value, (int, Decimal)):
        return str(value) if len(str(abs(value))) > DIGITS_MAX else value
    if isinstance(value, (list, tuple, set)):
        return "、".join(str(cell_value(v)) for v in value)
    return str(value)


def put(cell: Any, value: Any, where: str) -> None:
    value = cell_value(value)
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd hh:mm:ss"
        elif isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        return
    value = CONTROL.sub("\ufffd", value)
    if len(value) > CELL_MAX:
        raise ValueError(f"{where}: longer than the {CELL_MAX} characters that a cell holds")
    cell.value = value
    # openpyxl takes a text that begins with "=" for a formula.
    cell.data_type = "s"
    cell.number_format = "@"
    if value.startswith(STARTS_FORMULA):
        cell.quotePrefix = True


def write(rows: Any, path: str | os.PathLike[str], *, sheet: str = "台账",
          headers: Mapping[str, str] | None = None, columns: Iterable[str] | None = None) -> int:
    """Writes rows into a new file; see Ledger.to_xlsx()."""
    import openpyxl

    every = rows_of(rows)
    names = list(columns) if columns is not None else list(fields_of(every))
    if len(every) >= ROWS_MAX:
        raise ValueError(f"a sheet holds {ROWS_MAX - 1} rows, not {len(every)}")
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet_name(sheet)
    for column, name in enumerate(names, 1):
        put(page.cell(1, column), (headers or {}).get(name, name), f"header {name}")
    for line, row in enumerate(every, 2):
        for column, name in enumerate(names, 1):
            value = value_of(row, name)
            if value is not None:
                put(page.cell(line, column), value, f"row {line}, {name}")
    page.freeze_panes = "A2"
    save(book, path)
    return len(every)


def save(book: Any, path: str | os.PathLike[str]) -> None:
    """Whole or not at all."""
    target = pathlib.Path(path)
    part = target.with_name(f".{target.name}.part")
    try:
        book.save(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


# ---- in ----

@dataclass
class RowReport:
    """What became of a row of a sheet.

    Attributes:
        row: Its number in the sheet; the header's is mostly 1.
        outcome: registered, updated, unchanged, skipped or quarantined.
        rule: The rule that it broke.
        field: The field that broke it.
        id: The enterprise.
        note: What was wrong with a cell before the library saw it.
    """

    row: int
    outcome: str
    rule: str | None = None
    field: str | None = None
    id: int | None = None
    note: str | None = None


@dataclass
class ImportReport:
    """What became of a sheet.

    Attributes:
        result: What `enterprise.import` answered.
        rows: Row by row, by the sheet's own numbers: the first 200, as `show` says.
        notes: Cells that could not be taken as they were, by row, also beyond the first 200.
    """

    result: EnterpriseImportResult
    rows: list[RowReport] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)


def number(value: int | float) -> str:
    """A number as somebody would have typed it."""
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 10 ** DIGITS_MAX:
            return str(int(value))
        return format(Decimal(repr(value)), "f")
    return str(value)


def cell_text(value: Any) -> str:
    """What a cell says, as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value).strip()


def fault_of(cell: Any) -> str | None:
    """Why a cell cannot be believed."""
    value = cell.value
    if getattr(cell, "data_type", "") == "e":
        return f"the error {value}"
    if (isinstance(value, (int, float)) and not isinstance(value, bool)
            and abs(value) >= 10 ** DIGITS_MAX):
        return ("a number of more than 15 digits, whose last ones the sheet has lost: "
                "format the column as text and enter it again")
    return None


@dataclass
class Sheet:
    """A sheet as a CSV file, with the rows from which its lines come."""

    path: pathlib.Path
    rows: dict[int, int] = field(default_factory=dict)  # line of the file: row of the sheet
    notes: dict[int, str] = field(default_factory=dict)


def pick(book: Any, name: str | None) -> Any:
    if name is None:
        return book.worksheets[0]
    if name not in book.sheetnames:
        raise KeyError(f"no sheet {name!r}; there are {', '.join(book.sheetnames)}")
    return book[name]


def formulas_of(path: str | os.PathLike[str], name: str | None) -> set[tuple[int, int]]:
    """Where formulas stand: openpyxl reads either them or their values."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return {(cell.row, cell.column) for row in pick(book, name).iter_rows() for cell in row
                if cell.value is not None and cell.data_type == "f"}
    finally:
        book.close()


def notes_of(row: Any, headers: list[str], formulas: set[tuple[int, int]]) -> str | None:
    found = []
    for column, cell in enumerate(row):
        fault = fault_of(cell) if cell.value is not None else None
        place = getattr(cell, "row", None), getattr(cell, "column", None)
        if cell.value is None and place in formulas:
            fault = "a formula whose value was not saved"
        if fault:
            name = headers[column] if column < len(headers) else str(column + 1)
            found.append(f"{name}: {fault}")
    return "; ".join(found) or None


def to_csv(path: str | os.PathLike[str], target: pathlib.Path, sheet: str | None,
           heard: Callable[[int, int], object]) -> Sheet:
    """Copies a sheet's cells, as texts, into a CSV file."""
    import openpyxl

    formulas = formulas_of(path, sheet)
    # read_only forgets the numbers of empty cells, which tell where a formula stands.
    book = openpyxl.load_workbook(path, read_only=not formulas, data_only=True)
    made = Sheet(target)
    headers: list[str] = []
    try:
        page = pick(book, sheet)
        total = page.max_row or 0
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            line = 1
            for at, row in enumerate(page.iter_rows(), 1):
                texts = [cell_text(cell.value) for cell in row]
                if not any(texts) and not (headers and any((at, c) in formulas for c in
                                                           range(1, len(row) + 1))):
                    continue
                if not headers:
                    headers = texts
                else:
                    made.rows[line] = at
                    note = notes_of(row, headers, formulas)
                    if note:
                        made.notes[at] = note
                        texts = blanked(row, texts, formulas)
                writer.writerow(texts)
                line += 1 + sum(text.count("\n") for text in texts)
                if at % 500 == 0:
                    heard(at, total)
            heard(total, total)
    finally:
        book.close()
    if not headers:
        raise ValueError("the sheet is empty")
    return made


def blanked(row: Any, texts: list[str], formulas: set[tuple[int, int]]) -> list[str]:
    """A cell that cannot be believed is left out in a way that the library must refuse."""
    return ["#" if cell.value is not None and fault_of(cell) else
            "#" if cell.value is None and
            (getattr(cell, "row", None), getattr(cell, "column", None)) in formulas else text
            for cell, text in zip(row, texts, strict=True)]


@contextmanager
def shown(progress: Any, text: str) -> Iterator[Callable[[int, int], object]]:
    if progress is True:
        with bar(text) as moving:
            yield moving
    else:
        yield progress or (lambda done, total: None)


def import_enterprises(ledger: Ledger, path: str | os.PathLike[str], *, sheet: str | None = None,
                       mapping: Mapping[str, str] | None = None, dry_run: bool = False,
                       progress: Any = False, **more: Any) -> ImportReport:
    """Reads a sheet into the ledger; see Ledger.import_xlsx()."""
    with ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        # The file's name is what the ledger keeps of it.
        target = folder / (pathlib.Path(path).stem + ".csv")
        with shown(progress, "读取") as heard:
            made = to_csv(path, target, sheet, heard)
        heard = stack.enter_context(shown(progress, "导入"))
        stack.enter_context(ledger.progress(heard if progress else None))  # type: ignore[arg-type]
        result = ledger.enterprise.import_(
            path=str(target), encoding="utf-8", mapping=mapping, dry_run=dry_run or None, **more)
    return ImportReport(result, [report(made, r) for r in result.rows], made.notes)


def report(made: Sheet, row: EnterpriseImportRow) -> RowReport:
    at = made.rows.get(row.line, row.line)
    return RowReport(at, str(row.outcome), row.rule, row.field, row.id, made.notes.get(at))
