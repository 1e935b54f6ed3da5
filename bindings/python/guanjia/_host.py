# SPDX-License-Identifier: Apache-2.0
"""Functions of the host that the library calls. What one of them raises is kept, the library is
told that it failed, and the call that caused it raises it again."""
from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from guanjia._guanjia import ffi, lib

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)

Clock = Callable[[], "datetime | int"]
Random = Callable[[int], bytes]
Progress = Callable[[int, int], "bool | None"]


class Functions:
    """What a ledger's host supplies, and what went wrong in it."""

    __slots__ = ("clock", "error", "handle", "progress", "random")

    def __init__(self, clock: Clock | None, random: Random | None) -> None:
        self.clock = clock
        self.random = random
        self.progress: Progress | None = None
        self.error: BaseException | None = None
        self.handle = ffi.new_handle(self)

    def set(self, options: Any) -> None:
        if self.clock is not None:
            lib.gj_options_set_clock(options, lib.gj_python_clock, self.handle)
        if self.random is not None:
            lib.gj_options_set_random(options, lib.gj_python_random, self.handle)
        # Always: it is also where Ctrl-C comes in during long work.
        lib.gj_options_set_progress(options, lib.gj_python_progress, self.handle)

    def check(self) -> None:
        """Raises what a function raised."""
        if self.error is not None:
            error, self.error = self.error, None
            raise error


def microseconds(time: datetime | int) -> int:
    if isinstance(time, datetime):
        if time.utcoffset() is None:
            raise ValueError("the clock told a time without a zone")
        return (time - EPOCH) // MICROSECOND
    return operator.index(time)


@ffi.def_extern(error=-1)
def gj_python_clock(user: Any, ret_time: Any) -> int:
    functions: Functions = ffi.from_handle(user)
    try:
        assert functions.clock is not None
        ret_time[0] = microseconds(functions.clock())
    except BaseException as e:
        functions.error = functions.error or e
        return -1
    return 0


@ffi.def_extern(error=-1)
def gj_python_random(user: Any, room: Any, size: int) -> int:
    functions: Functions = ffi.from_handle(user)
    try:
        assert functions.random is not None
        made = functions.random(size)
        if len(made) != size:
            raise ValueError(f"the random source gave {len(made)} bytes instead of {size}")
        ffi.memmove(room, made, size)
    except BaseException as e:
        functions.error = functions.error or e
        return -1
    return 0


@ffi.def_extern(error=-1)
def gj_python_progress(user: Any, done: int, total: int) -> int:
    functions: Functions = ffi.from_handle(user)
    try:
        if functions.progress is not None and functions.progress(done, total) is False:
            return -1
    except BaseException as e:
        functions.error = functions.error or e
        return -1
    return 0
