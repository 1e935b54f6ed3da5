# SPDX-License-Identifier: Apache-2.0
"""XLSX ledgers in and out. Needs the extra `xlsx`.

Out: every text is a text cell, so that a code of eighteen digits keeps all of them and nothing
that somebody typed is ever run as a formula. In: what a sheet holds becomes the CSV file that
`enterprise.import` reads, with its headers, dry run, report and quarantine.
"""
from __future__ import annotations

import csv
import hashlib
import os
import pathlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from guanjia.frames import fields_of, rows_of, value_of
from guanjia.progress import bar

if TYPE_CHECKING:
    from guanjia.ledger import Ledger
    from guanjia.nouns import EnterpriseImportResult

ROWS_MAX = 1_048_576
CELL_MAX = 32_767
SHEET_MAX = 31
# More digits than a floating-point number keeps, which is what a number in a sheet is.
DIGITS_MAX = 15
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\n")


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
    # XML knows one end of a line, and no other control characters.
    value = CONTROL.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))
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
        row: Its number in the sheet.
        outcome: registered, updated, unchanged, skipped or quarantined; refused: a cell cannot be
            believed, and the row was not handed to the ledger.
        rule: The rule that it broke.
        field: The field that broke it.
        id: The enterprise.
        note: What is wrong with a cell.
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
        rows: Row by row, by the sheet's own numbers: what was refused, and of the others the
            first 200, as `show` says.
        refused: How many rows were refused: mend the sheet and import it again.
    """

    result: EnterpriseImportResult
    rows: list[RowReport] = field(default_factory=list)
    refused: int = 0


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
    return "\n".join(str(value).strip().splitlines())


def fault_of(cell: Any, formula: bool) -> str | None:
    """Why a cell cannot be believed."""
    value = cell.value
    if value is None:
        return "a formula whose value was not saved" if formula else None
    if getattr(cell, "data_type", "") == "e":
        return f"the error {value}"
    if (isinstance(value, (int, float)) and not isinstance(value, bool)
            and abs(value) >= 10 ** DIGITS_MAX):
        return ("a number of more than 15 digits, of which a sheet keeps 15: "
                "format the column as text and enter it again")
    return None


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


@dataclass
class Sheet:
    """A sheet on its way into a CSV file."""

    headers: list[str] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)  # line of the file: row of the sheet
    refused: list[RowReport] = field(default_factory=list)
    line: int = 1

    def take(self, at: int, row: Any, formulas: set[tuple[int, int]], writer: Any) -> None:
        faults = [fault_of(cell, (at, column) in formulas) for column, cell in enumerate(row, 1)]
        texts = [cell_text(cell.value) for cell in row]
        if not any(texts) and not any(faults):
            return
        if not self.headers:
            # A title above the table fills one cell; a header is of several columns.
            if sum(map(bool, texts)) > 1 or len(texts) == 1:
                self.headers = texts
                self.put(texts, writer)
        elif any(faults):
            note = "; ".join(f"{self.headers[i]}: {f}" for i, f in enumerate(faults) if f)
            self.refused.append(RowReport(at, "refused", note=note))
        else:
            self.rows[self.line] = at
            self.put(texts, writer)

    def put(self, texts: list[str], writer: Any) -> None:
        writer.writerow(texts)
        self.line += 1 + sum(text.count("\n") for text in texts)


def to_csv(path: str | os.PathLike[str], target: pathlib.Path, sheet: str | None,
           heard: Callable[[int, int], object]) -> Sheet:
    """Copies a sheet's cells, as texts, into a CSV file."""
    import openpyxl

    formulas = formulas_of(path, sheet)
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    made = Sheet()
    try:
        page = pick(book, sheet)
        total = page.max_row or 0
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            for at, row in enumerate(page.iter_rows(), 1):
                made.take(at, row, formulas, writer)
                if at % 500 == 0:
                    heard(at, total)
        heard(total, total)
    finally:
        book.close()
    if not made.headers:
        raise ValueError("the sheet holds no table")
    return made


@contextmanager
def folder_of(key: str | None) -> Iterator[pathlib.Path]:
    """A folder for the CSV file. A key stands for the same arguments, of which the file's path is
    one: with a key the folder is always the same."""
    if key is None:
        with tempfile.TemporaryDirectory() as name:
            yield pathlib.Path(name)
        return
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
    folder = pathlib.Path(tempfile.gettempdir()) / f"guanjia-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def shown(progress: Any, text: str) -> Iterator[Callable[[int, int], Any]]:
    if progress is True:
        with bar(text) as moving:
            yield moving
    else:
        yield progress or (lambda done, total: None)


def import_enterprises(ledger: Ledger, path: str | os.PathLike[str], *, sheet: str | None = None,
                       mapping: Mapping[str, str] | None = None, dry_run: bool = False,
                       progress: Any = False, **more: Any) -> ImportReport:
    """Reads a sheet into the ledger; see Ledger.import_xlsx()."""
    with folder_of(more.get("key")) as folder:
        # The file's name is what the ledger keeps of it.
        target = folder / (pathlib.Path(path).stem + ".csv")
        with shown(progress, "读取") as heard:
            made = to_csv(path, target, sheet, heard)
        with shown(progress, "导入") as heard, ledger.progress(heard):
            result = ledger.enterprise.import_(
                path=str(target), encoding="utf-8", mapping=mapping, dry_run=dry_run or None,
                **more)
            size = target.stat().st_size
            heard(size, size)
    told = [RowReport(made.rows.get(r.line, r.line), str(r.outcome), r.rule, r.field, r.id)
            for r in result.rows]
    return ImportReport(result, sorted(made.refused + told, key=lambda r: r.row),
                        len(made.refused))
