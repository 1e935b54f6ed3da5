# SPDX-License-Identifier: Apache-2.0
"""Lists and reports as DataFrames. Needs the extra `pandas`."""
from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from guanjia.nouns import Written

if TYPE_CHECKING:
    import pandas

# Nullable, so that a number that is not there does not make floats of the others.
DTYPES = {"int": "Int64", "bool": "boolean"}


def rows_of(rows: Any) -> list[Any]:
    """What is to be a row each: of a list, of a report with `items`, of any iterable; a report
    without items is one row."""
    if dataclasses.is_dataclass(rows) and not isinstance(rows, type):
        items = getattr(rows, "items", None)
        return list(items) if isinstance(items, list) else [rows]
    if isinstance(rows, Mapping):
        return [rows]
    if not isinstance(rows, Iterable) or isinstance(rows, (str, bytes)):
        raise TypeError(f"a {type(rows).__name__} is neither a list nor a report")
    return list(rows)


def fields_of(rows: list[Any]) -> dict[str, str]:
    """Names of columns, with the annotation where there is one."""
    found: dict[str, str] = {}
    for kind in {type(row): None for row in rows}:
        if dataclasses.is_dataclass(kind):
            own = ("extra", "dry_run", "events") if issubclass(kind, Written) else ("extra",)
            for each in dataclasses.fields(kind):
                if each.name not in own:
                    found.setdefault(each.name, str(each.type))
    for row in rows:
        for name in row if isinstance(row, Mapping) else getattr(row, "extra", ()):
            found.setdefault(name, "")
    return found


def value_of(row: Any, name: str) -> Any:
    if isinstance(row, Mapping):
        return row.get(name)
    value = getattr(row, name, None)
    if value is None:
        value = getattr(row, "extra", {}).get(name)
    return str(value) if isinstance(value, str) else value


def to_pandas(rows: Any) -> pandas.DataFrame:
    """Numbers are whole (Int64), times are in their zone, and what is not there is NA.

    Args:
        rows: What a list operation answered, a report with `items`, or any iterable of results.
    """
    import pandas

    array: Any = pandas.array
    every = rows_of(rows)
    made: dict[str, Any] = {}
    for name, annotation in fields_of(every).items():
        values = [value_of(row, name) for row in every]
        kind = annotation.split(" |")[0]
        if kind.endswith("datetime"):
            made[name] = times(values)
        elif kind in DTYPES:
            made[name] = array(values, dtype=DTYPES[kind])
        else:
            made[name] = pandas.Series(values, dtype="object" if kind != "str" else None)
    return pandas.DataFrame(made)


def times(values: list[datetime | None]) -> Any:
    """In the zone of the first; a ledger has one."""
    import pandas

    zone = next((v.tzinfo for v in values if v is not None), None)
    made = pandas.to_datetime(pandas.Series(values, dtype="object"), utc=True)
    return made if zone is None else made.dt.tz_convert(zone)
