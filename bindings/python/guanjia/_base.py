# SPDX-License-Identifier: Apache-2.0
"""What the generated modules stand on: values to and from the wire, and the host of the
nouns."""
from __future__ import annotations

import json
import operator
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeVar

T = TypeVar("T")


class Unset(Enum):
    """The type of UNSET: an argument that was not given, where None means: clear."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET


class Host:
    """What a noun needs of its ledger."""

    def _run(self, operation: bytes, args: dict[str, Any], anyone: bool = False) -> dict[str, Any]:
        raise NotImplementedError

    def _write(self, operation: bytes, args: dict[str, Any],
               read: Callable[[dict[str, Any]], T]) -> T:
        raise NotImplementedError


class Noun:
    """The operations of one noun, on one ledger."""

    __slots__ = ("_host",)

    def __init__(self, host: Host) -> None:
        self._host = host


# ---- from the wire ----

if sys.version_info >= (3, 11):
    def _parse(text: str) -> datetime:
        return datetime.fromisoformat(text)
else:
    _FRACTION = re.compile(r"\.(\d+)")

    def _parse(text: str) -> datetime:
        # Six digits or none, and no Z, is all that Python 3.10 reads.
        text = _FRACTION.sub(lambda m: "." + m.group(1)[:6].ljust(6, "0"), text)
        return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _time(text: Any) -> Any:
    return None if text is None else _parse(text)


def _date(text: Any) -> Any:
    return None if text is None else date.fromisoformat(text)


def _enum(cls: type[Enum], text: Any) -> Any:
    """A newer library may know more words: they stay texts."""
    return cls._value2member_map_.get(text, text)


def _object(read: Callable[[dict[str, Any]], T], value: Any) -> T | None:
    return None if value is None else read(value)


decode: Callable[[str], tuple[Any, int]] = json.JSONDecoder().raw_decode


# ---- to the wire ----

def instant(value: datetime) -> str:
    """RFC 3339, which knows whole minutes of offset only."""
    offset = value.utcoffset()
    if offset is None:
        raise ValueError("a time needs a zone: a datetime without one is not an instant")
    if offset % timedelta(minutes=1):
        value = value.astimezone(timezone.utc)
    return value.isoformat(timespec="microseconds" if value.microsecond else "seconds")


def _plain(value: Any) -> Any:
    """What JSON does not know by itself."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "tolist"):  # of numpy and pandas
        return value.tolist()
    if isinstance(value, Decimal):
        raise TypeError("money is a whole number of 分: use guanjia.fen()")
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"a {type(value).__name__} cannot be an argument") from None


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"),
                           default=_plain).encode
_BAD = (TypeError, ValueError, OverflowError, RecursionError)


def _faulty(value: Any) -> Exception | None:
    try:
        _encode(value).encode()
    except _BAD as e:
        return e
    return None


def _blame(value: Any, path: str) -> tuple[str, Exception]:
    """The innermost place at which a value cannot be encoded."""
    fault = _faulty(value)
    parts: list[tuple[Any, Any]] = []
    if isinstance(value, Mapping):
        parts = list(value.items())
    elif isinstance(value, (list, tuple)):
        parts = list(enumerate(value))
    if path.count("/") < 32:
        for key, part in parts:
            if _faulty(part):
                return _blame(part, f"{path}/{key!s}".encode(errors="replace").decode())
    return path, fault or ValueError("cannot be encoded")


def encode(operation: str, args: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8, or an error that names the argument."""
    try:
        return _encode(args).encode()
    except _BAD:
        path, fault = _blame(args, "")
    if isinstance(fault, UnicodeEncodeError):
        fault = ValueError("not text: it holds a lone surrogate")
    kind = TypeError if isinstance(fault, TypeError) else ValueError
    raise kind(f"{operation}: argument {path or '/'}: {fault}") from None
