# SPDX-License-Identifier: Apache-2.0
"""Lists, page by page."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from guanjia._base import Host

if TYPE_CHECKING:
    import pandas

T = TypeVar("T")


@dataclass
class Page(Generic[T]):
    """One page of a list.

    Attributes:
        items: What is on it.
        next: Where the next page begins: the argument `after` of the same list. None: the last.
        extra: What the library told beside.
    """

    items: list[T] = field(default_factory=list)
    next: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class Pages(Generic[T]):
    """A list that is fetched as far as it is looked at.

    Nothing is asked before the first item is wanted; iterating again asks again. `limit` of the
    operation is the size of a page, not the end of the list: take `page()` for one page, or
    itertools.islice for the first few.
    """

    def __init__(self, host: Host, operation: bytes, args: dict[str, Any],
                 read: Callable[[dict[str, Any]], T]) -> None:
        self._host = host
        self._operation = operation
        self._args = args
        self._read = read

    def page(self, after: str | None = None) -> Page[T]:
        """One page: the first, or the one that begins at `after`."""
        args = self._args if after is None else {**self._args, "after": after}
        told = self._host._run(self._operation, args)
        read = self._read
        items = [read(i) for i in told.pop("items", ())]
        return Page(items, told.pop("next", None), told)

    def pages(self) -> Iterator[Page[T]]:
        """Page by page."""
        page = self.page()
        yield page
        while page.next is not None:
            page = self.page(page.next)
            yield page

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def first(self) -> T | None:
        """The first item, or None: one call."""
        limited = Pages(self._host, self._operation, {**self._args, "limit": 1}, self._read)
        return next(iter(limited.page().items), None)

    def all(self) -> list[T]:
        """Every item."""
        return list(self)

    def to_pandas(self) -> pandas.DataFrame:
        """Every item, as a DataFrame. Needs the extra `pandas`."""
        from guanjia.frames import to_pandas
        return to_pandas(self)

    def __repr__(self) -> str:
        return f"<Pages of {self._operation.decode()}>"
