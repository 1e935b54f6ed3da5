# SPDX-License-Identifier: Apache-2.0
"""A bar for long work, where tqdm is installed."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def bar(text: str = "", **options: Any) -> Iterator[Any]:
    """A function for Ledger.progress() that moves a bar of tqdm; without tqdm it does nothing.

        with guanjia.bar("核验") as show, ledger.progress(show):
            ledger.journal.verify()
    """
    try:
        from tqdm.auto import tqdm
    except ImportError:
        yield _nothing
        return
    with tqdm(desc=text or None, **options) as shown:
        yield _Moving(shown)


def _nothing(done: int, total: int) -> None:
    pass


class _Moving:
    def __init__(self, shown: Any) -> None:
        self._shown = shown

    def __call__(self, done: int, total: int) -> None:
        if total and self._shown.total != total:
            self._shown.total = total
        self._shown.update(done - self._shown.n)
