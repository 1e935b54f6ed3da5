# SPDX-License-Identifier: Apache-2.0
"""A pool of ledgers, for hosts with threads."""
from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from guanjia import errors, ledger
from guanjia._error import ClosedError
from guanjia.ledger import Ledger


class Pool:
    """At most `size` ledgers at one path, lent to one thread at a time.

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "ledger.db"
    >>> with Pool(path, size=2, create=True) as pool:
    ...     with pool.ledger(account="system") as ledger:
    ...         ledger.ledger.info().profile
    'cn-default'
    """

    def __init__(self, path: str | os.PathLike[str], size: int = 4, *,
                 timeout: float | None = 30.0, **options: Any) -> None:
        """
        Args:
            path: As guanjia.open() takes it, and so are the options.
            size: How many ledgers at the most. On SQLite readers run beside one writer.
            timeout: How many seconds to wait for one; None waits for ever.
        """
        if size < 1:
            raise ValueError("size: at least one ledger is needed")
        self._path, self._options, self._timeout = path, options, timeout
        self._free: list[Ledger] = []
        self._left = size
        self._closed = False
        self._forks = ledger._forks
        self._change = threading.Condition()

    def _check(self) -> None:
        if self._closed:
            raise ClosedError("the pool is closed", name="CLOSED")
        if self._forks != ledger._forks:
            # A child opens its own; the parent's are not touched.
            self._change = threading.Condition()
            self._left += len(self._free)
            self._free.clear()
            self._forks = ledger._forks

    def _take(self) -> Ledger:
        self._check()
        until = None if self._timeout is None else time.monotonic() + self._timeout
        with self._change:
            while not self._free and not self._left:
                left = None if until is None else until - time.monotonic()
                if left is not None and left <= 0:
                    raise errors.BusyError("every ledger of the pool is lent", code=-20,
                                           name="BUSY")
                self._change.wait(left)
                self._check()
            if self._free:
                lent = self._free.pop()
                lent._rebind()
                return lent
            self._left -= 1
        try:
            return ledger.open(self._path, **self._options)
        except BaseException:
            self._back(None)
            raise

    def _back(self, lent: Ledger | None) -> None:
        with self._change:
            if lent is None:
                self._left += 1
            else:
                self._free.append(lent)
            self._change.notify()

    @contextmanager
    def ledger(self, account: str | None = None, **actor: Any) -> Iterator[Ledger]:
        """Lends a ledger to this thread; nobody else's account is left in it.

        Args:
            account: Who acts, as Ledger.act_as() takes it with what follows.
        """
        lent = self._take()
        healthy = False
        try:
            lent._leave()
            if account is not None:
                lent.act_as(account, **actor)
            yield lent
            healthy = not lent.closed
        except errors.GuanjiaError:
            # An answer like any other, but of a ledger that is lost.
            healthy = not lent.closed and not lent._busy
            raise
        finally:
            self._return(lent, healthy)

    def _return(self, lent: Ledger, healthy: bool) -> None:
        back: Ledger | None = None
        try:
            if healthy and self._forks == ledger._forks and not self._closed:
                lent._settle()
                back = lent
            else:
                lent.close()
        finally:
            self._back(back)

    def close(self) -> None:
        """Closes what is not lent; what is lent is closed when it comes back."""
        with self._change:
            self._closed = True
            free, self._free = self._free, []
            self._change.notify_all()
        for each in free:
            each._rebind()
            each.close()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()
