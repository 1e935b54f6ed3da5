# SPDX-License-Identifier: Apache-2.0
"""Ledgers: opened, acted on, closed."""
from __future__ import annotations

import atexit
import json
import os
import threading
import time
import warnings
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from guanjia import errors
from guanjia._base import decode, encode
from guanjia._error import ClosedError, ForkedError, GuanjiaError, RetryableError, WrongThreadError
from guanjia._guanjia import ffi, lib
from guanjia._host import Clock, Functions, Progress, Random
from guanjia.nouns import Nouns

if TYPE_CHECKING:
    import pandas

    from guanjia.xlsx import ImportReport

T = TypeVar("T")
Log = Callable[["Call"], object]

_forks = 0
_open: weakref.WeakSet[Ledger] = weakref.WeakSet()


def _forked() -> None:
    global _forks
    _forks += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


@dataclass(frozen=True)
class Call:
    """What a log is told of a call, after it; never an argument's value.

    Attributes:
        operation: What was called, with its version.
        error: The name of the error, or None.
        seconds: How long it took.
        size: Bytes of the reply.
    """

    operation: str
    error: str | None
    seconds: float
    size: int


def text_of(pointer: Any) -> str:
    return str(ffi.string(pointer).decode()) if pointer != ffi.NULL else ""


def failure(code: int, reply: str, operation: str) -> GuanjiaError:
    """The exception of a code; one that this package does not know is a GuanjiaError."""
    told: dict[str, Any] = {}
    if reply.startswith('{"error"'):
        told = json.loads(reply)["error"]
    cls = errors.BY_CODE.get(code, GuanjiaError)
    return cls(
        told.get("message", ""), code=code,
        name=told.get("name") or text_of(lib.gj_error_name(code)), path=told.get("at", ""),
        rule=told.get("rule"), detail=told.get("detail"), operation=operation)


def place(path: str | os.PathLike[str]) -> bytes:
    """A path or URI as the library takes it."""
    name = os.fspath(path)
    if isinstance(name, bytes):
        name = os.fsdecode(name)
    try:
        made = name.encode()
    except UnicodeEncodeError:
        raise ValueError("path: not text: it holds a lone surrogate") from None
    if b"\0" in made:
        raise ValueError("path: holds a NUL")
    return made


NUMBERS = ("busy_ms", "memory_max", "tries")
TEXTS = ("digest", "language", "profile", "zone")


def make_options(functions: Functions, given: Mapping[str, Any]) -> Any:
    """A gj_options, to be freed."""
    out = ffi.new("gj_options **")
    if lib.gj_options_new(out) < 0:
        raise MemoryError
    options = out[0]
    try:
        for name, value in given.items():
            if value is None:
                continue
            if name == "profile" and isinstance(value, Mapping):
                value = encode("option profile", value).decode()
            if isinstance(value, str):
                try:
                    raw = value.encode()
                except UnicodeEncodeError:
                    raise ValueError(f"option {name}: it holds a lone surrogate") from None
                code = lib.gj_options_set_text(options, name.encode(), raw, len(raw))
            elif isinstance(value, int):
                if not -2 ** 63 <= value < 2 ** 63:
                    raise ValueError(f"option {name}: out of range")
                code = lib.gj_options_set_int(options, name.encode(), value)
            else:
                raise TypeError(f"option {name}: a {type(value).__name__} cannot be one")
            if code < 0:
                raise errors.BY_CODE.get(code, GuanjiaError)(
                    f"option {name}", code=code, name=text_of(lib.gj_error_name(code)),
                    operation="open")
        functions.set(options)
    except BaseException:
        lib.gj_options_free(options)
        raise
    return options


class Ledger(Nouns):
    """One connection to one ledger. `guanjia.open()` makes it.

    Operations are grouped by noun: ``ledger.demand.register(...)``, ``ledger.office.list()``. A
    ledger belongs to the thread that opened it, and to its process. Use it in a ``with``, or
    close it.
    """

    # What __del__ may find when opening failed.
    _handle: Any = None

    def __init__(self, path: str | os.PathLike[str], functions: Functions, log: Log | None,
                 options: Mapping[str, Any]) -> None:
        self.path = os.fspath(path)
        self._functions = functions
        self._log = log
        self._forks = _forks
        self._owner = threading.get_ident()
        self._guard = threading.Lock()  # between interrupt() and close()
        self._busy = False
        self._actor: dict[str, Any] | None = None
        self._left = False  # the library has an actor who is not to act any more
        self._out = ffi.new("gj_reply **")
        self._size = ffi.new("size_t *")
        handle = ffi.new("gj_ledger **")
        made = make_options(functions, options)
        try:
            code = lib.gj_open(place(path), made, handle, self._out)
        finally:
            lib.gj_options_free(made)
        text = self._reply()
        functions.check()
        if code < 0:
            raise failure(code, text, "open")
        self._handle = handle[0]
        _open.add(self)

    # ---- the door ----

    def _enter(self) -> Any:
        """The handle, if this thread may use it now."""
        handle = self._handle
        if handle is None:
            raise ClosedError("the ledger is closed", name="CLOSED")
        if self._owner != threading.get_ident():
            raise WrongThreadError(
                "a ledger belongs to the thread that opened it: open one a thread, or use a "
                "guanjia.Pool", name="WRONG_THREAD")
        if self._forks != _forks:
            raise ForkedError("a ledger does not survive a fork: open it in the child",
                              name="FORKED")
        if self._busy:
            raise errors.UseError("a function that the host supplied must not use the ledger "
                                  "that called it", code=-9, name="USE")
        return handle

    def _reply(self) -> str:
        """Takes the reply that lies in self._out."""
        reply = self._out[0]
        if reply == ffi.NULL:
            return "{}"
        self._out[0] = ffi.NULL
        made = ffi.unpack(lib.gj_reply_json(reply, self._size), self._size[0])
        lib.gj_reply_free(reply)
        return str(made, "utf-8")

    def _door(self, operation: bytes, data: bytes, anyone: bool = False) -> str:
        """gj_call(): bytes in, text out."""
        handle = self._enter()
        if self._left and not anyone:
            raise errors.NoActorError("nobody acts: use as_staff() or act_as()", code=-16,
                                      name="NO_ACTOR", operation=operation.decode())
        if self._log is not None:
            return self._logged(handle, operation, data)
        self._busy = True
        try:
            code = lib.gj_call(handle, operation, data, len(data), self._out)
        finally:
            self._busy = False
        text = self._reply()
        if code < 0 or self._functions.error is not None:
            self._functions.check()
            raise failure(code, text, operation.decode())
        return text

    def _logged(self, handle: Any, operation: bytes, data: bytes) -> str:
        began = time.perf_counter()
        log, self._log = self._log, None
        fault: GuanjiaError | None = None
        text = ""
        try:
            text = self._door(operation, data, True)
        except GuanjiaError as e:
            fault = e
        finally:
            self._log = log
        assert log is not None
        log(Call(operation.decode(), fault.name if fault else None,
                 time.perf_counter() - began, len(text)))
        if fault:
            raise fault
        return text

    def _kernel(self, function: Any, name: str, args: Mapping[str, Any] | None) -> None:
        """A function of the kernel that delivers a reply."""
        handle = self._enter()
        given = (encode(name, args),) if args is not None else ()
        data = [x for g in given for x in (g, len(g))]
        self._busy = True
        try:
            code = function(handle, *data, self._out)
        finally:
            self._busy = False
        text = self._reply()
        if code < 0 or self._functions.error is not None:
            self._functions.check()
            raise failure(code, text, name)

    def _run(self, operation: bytes, args: dict[str, Any], anyone: bool = False) -> dict[str, Any]:
        told: dict[str, Any] = decode(
            self._door(operation, encode(operation.decode(), args), anyone))[0]
        return told

    def _write(self, operation: bytes, args: dict[str, Any],
               read: Callable[[dict[str, Any]], T]) -> T:
        told = self._run(operation, args)
        if "dry_run" not in told or "result" not in told:
            return read(told)
        made: Any = read(told["result"])
        made.dry_run = True
        made.events = told.get("events", [])
        return made  # type: ignore[no-any-return]

    def call(self, operation: str, args: Mapping[str, Any] | None = None,
             /, **more: Any) -> dict[str, Any]:
        """Any operation by name, as the library takes and answers it: JSON as Python's values.

        >>> import guanjia
        >>> with guanjia.open("sqlite:", create=True) as ledger:
        ...     ledger.call("ledger.info")["profile"]
        'cn-default'
        """
        told: dict[str, Any] = decode(self.call_json(
            operation, encode(operation, {**(args or {}), **more})))[0]
        return told

    def call_json(self, operation: str, args: bytes | str = b"{}") -> str:
        """Any operation by name, JSON text in and out: nothing is added or taken away."""
        data = args.encode() if isinstance(args, str) else args
        name = operation.encode()
        if b"\0" in name:
            raise errors.UnknownOpError(f"no operation {operation!r}", code=-3, name="UNKNOWN_OP")
        return self._door(name, data)

    # ---- who acts ----

    def act_as(self, account: str, *, role: str | None = None, office: int | None = None,
               on_behalf_of: str | None = None, application: str | None = None,
               request: str | None = None, address: str | None = None) -> None:
        """Says who acts from now on. The host vouches for it.

        Args:
            account: Of a member of staff, or "system", who may do everything.
            role: To act in one of several roles.
            office: To act in one of several offices.
            on_behalf_of: For whom; this and what follows is kept in every event.
            application: Through which program.
            request: The host's number of the request.
            address: Network address.
        """
        named = {"account": account, "role": role, "office": office,
                 "on_behalf_of": on_behalf_of, "application": application, "request": request,
                 "address": address}
        self._act({k: v for k, v in named.items() if v is not None})

    def _act(self, actor: dict[str, Any]) -> None:
        self._kernel(lib.gj_act_as, "act_as", actor)
        self._actor, self._left = actor, False

    def _settle(self) -> None:
        """As it was opened: no transaction, nobody acts."""
        try:
            self._kernel(lib.gj_rollback, "rollback", None)
        except errors.UseError:
            pass  # there was none
        self._leave()

    def _leave(self) -> None:
        """Nobody acts any more."""
        self._actor, self._left = None, True

    @contextmanager
    def as_staff(self, account: str, *, role: str | None = None, office: int | None = None,
                 on_behalf_of: str | None = None, application: str | None = None,
                 request: str | None = None, address: str | None = None) -> Iterator[Ledger]:
        """act_as() for a while: afterwards acts who acted before, or nobody."""
        before = self._actor
        self.act_as(account, role=role, office=office, on_behalf_of=on_behalf_of,
                    application=application, request=request, address=address)
        try:
            yield self
        finally:
            # Whatever happens to who acted before: the other one does not act on.
            self._leave()
            if before is not None and self._handle is not None:
                self._act(before)

    def as_system(self) -> AbstractContextManager[Ledger]:
        """as_staff("system"), who may do everything."""
        return self.as_staff("system")

    # ---- transactions ----

    @contextmanager
    def transaction(self, *, offices: Iterable[int] = (), root: bool = False) -> Iterator[Ledger]:
        """Several calls in one transaction: all of them, or after an exception none.

        An exception of a call that is caught inside undoes that call alone. A RetryError ends the
        whole: begin again, or let in_transaction() do it.

        Args:
            offices: Whose chains will be written.
            root: The root chain (offices, staff, profiles) as well; none named means the root's.
        """
        args: dict[str, Any] = {}
        named = list(offices)
        if named:
            args["offices"] = named
        if root:
            args["root"] = True
        self._kernel(lib.gj_begin, "begin", args)
        try:
            yield self
        except BaseException:
            if self._handle is not None:
                try:
                    self._kernel(lib.gj_rollback, "rollback", None)
                except errors.UseError:
                    pass  # a passing condition has ended it already
            raise
        self._kernel(lib.gj_commit, "commit", None)

    def in_transaction(self, work: Callable[[Ledger], T], *, offices: Iterable[int] = (),
                       root: bool = False, tries: int = 5) -> T:
        """work(ledger) in a transaction, repeated from its beginning after a passing condition.

        UNCERTAIN is not repeated: whether it was committed is for the keys of its calls to tell.
        """
        named = list(offices)
        for left in range(max(tries, 1) - 1, -1, -1):
            try:
                with self.transaction(offices=named, root=root):
                    return work(self)
            except errors.UncertainError:
                raise
            except RetryableError:
                if not left:
                    raise
        raise AssertionError("unreachable")

    # ---- progress ----

    @contextmanager
    def progress(self, function: Progress | None) -> Iterator[Ledger]:
        """function(done, total) hears of long work while this lasts; False ends the work with
        InterruptedError. `total` is 0 while it is not known."""
        before, self._functions.progress = self._functions.progress, function
        try:
            yield self
        finally:
            self._functions.progress = before

    # ---- frames and files ----

    def to_pandas(self, rows: Any) -> pandas.DataFrame:
        """A list, or a report with `items`, as a DataFrame. Needs the extra `pandas`."""
        from guanjia.frames import to_pandas
        return to_pandas(rows)

    def to_xlsx(self, rows: Any, path: str | os.PathLike[str], *, sheet: str = "台账",
                headers: Mapping[str, str] | None = None,
                columns: Iterable[str] | None = None) -> int:
        """A list, or a report with `items`, as an XLSX file. Needs the extra `xlsx`.

        Args:
            rows: What a list operation answered, or any iterable of results.
            path: The file, which is replaced.
            sheet: The sheet's name.
            headers: What stands above a column, by field.
            columns: Which fields, in this order; all of them otherwise.

        Returns:
            The number of rows.
        """
        from guanjia.xlsx import write
        return write(rows, path, sheet=sheet, headers=headers, columns=columns)

    def import_xlsx(self, path: str | os.PathLike[str], *, sheet: str | None = None,
                    mapping: Mapping[str, str] | None = None, dry_run: bool = False,
                    progress: bool | Progress = False, **more: Any) -> ImportReport:
        """Reads a ledger of enterprises from an XLSX file. Needs the extra `xlsx`.

        Args:
            path: The file.
            sheet: The sheet's name; the first one otherwise.
            mapping: Which header means which field, where the usual words do not say it.
            dry_run: Report, and keep nothing.
            progress: True for a bar (where tqdm is installed), or a function.
            more: What `enterprise.import` takes beside.
        """
        from guanjia.xlsx import import_enterprises
        return import_enterprises(self, path, sheet=sheet, mapping=mapping, dry_run=dry_run,
                                  progress=progress, **more)

    # ---- the end ----

    def interrupt(self) -> None:
        """Makes the call under way end with InterruptedError. From any thread."""
        with self._guard:
            if self._handle is not None and self._forks == _forks:
                lib.gj_interrupt(self._handle)

    @property
    def closed(self) -> bool:
        return self._handle is None

    def close(self) -> None:
        """Ends an open transaction without its changes. Twice does nothing."""
        if self._handle is None:
            return
        if self._forks == _forks:
            self._enter()
        self._shut()

    def _shut(self) -> None:
        with self._guard:
            handle, self._handle = self._handle, None
            _open.discard(self)
            # The locks of an inherited handle are the parent's: it is left alone.
            if handle is not None and self._forks == _forks:
                lib.gj_close(handle)

    def _rebind(self) -> None:
        """This thread's, from now on. The pool sees to it that nobody else uses it."""
        self._owner = threading.get_ident()

    def __enter__(self) -> Ledger:
        self._enter()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        if self._handle is not None and not self._busy:
            if self._forks == _forks:
                warnings.warn(f"unclosed {self!r}", ResourceWarning, source=self, stacklevel=2)
            self._shut()

    def __repr__(self) -> str:
        name = self.path if "://" not in self.path else self.path.split("://")[0] + "://…"
        return f"<Ledger {name}{' closed' if self._handle is None else ''}>"

    def __reduce__(self) -> Any:
        raise TypeError("a ledger cannot be pickled: open it where it is needed")


@atexit.register
def _close_all() -> None:
    """While modules are still there. A ledger in use by a daemon thread is left to the system:
    its changes are committed, or will be rolled back when the file is next opened."""
    for ledger in list(_open):
        if not ledger._busy and ledger._forks == _forks:
            ledger._shut()


def open(
    path: str | os.PathLike[str],
    *,
    account: str | None = None,
    create: bool = False,
    read_only: bool = False,
    zone: str | None = None,
    language: str | None = None,
    digest: str | None = None,
    profile: str | Mapping[str, Any] | None = None,
    busy_ms: int | None = None,
    fast: bool = False,
    tries: int | None = None,
    memory_max: int | None = None,
    clock: Clock | None = None,
    random: Random | None = None,
    progress: Progress | None = None,
    log: Log | None = None,
) -> Ledger:
    """Opens a ledger.

    Args:
        path: A file; or a URI, as "sqlite:PATH", "postgresql://…"; "sqlite:" is a private ledger
            that nothing is left of.
        account: Who acts, as act_as() takes it.
        create: Make the ledger when there is none.
        read_only: Refuse writes.
        zone: Offset of the ledger's wall clock, "+08:00" by default; taken at creation.
        language: Of messages: "zh", the default, or "en".
        digest: "sm3", the default, or "sha256"; taken at creation.
        profile: A profile, as JSON text or as Python's values; the built-in one by default.
        busy_ms: How long to wait for another writer.
        fast: A power cut may lose the last commits, never integrity.
        tries: How often a call is repeated on a passing condition.
        memory_max: Bytes that one call may use.
        clock: clock() tells the time: an aware datetime, or microseconds since 1970.
        random: random(n) gives n random bytes.
        progress: progress(done, total) hears of long work; False ends it.
        log: log(call) hears of every call, after it.

    Returns:
        The ledger, which belongs to this thread. Close it, or use it in a ``with``.

    Raises:
        NotFoundError, NotLedgerError, SchemaOldError, SchemaNewError, UnsupportedError, IoError.
        What a function of the host raises comes out of the call that caused it.
    """
    functions = Functions(clock, random)
    functions.progress = progress
    ledger = Ledger(path, functions, log, {
        "create": int(create), "read_only": int(read_only), "zone": zone, "language": language,
        "digest": digest, "profile": profile, "busy_ms": busy_ms, "synchronous": int(fast),
        "tries": tries, "memory_max": memory_max})
    if account is not None:
        try:
            ledger.act_as(account)
        except BaseException:
            ledger.close()
            raise
    return ledger


def upgrade(path: str | os.PathLike[str]) -> None:
    """Brings the ledger at `path` to this release's schema; does nothing when it is there."""
    functions = Functions(None, None)
    out = ffi.new("gj_reply **")
    options = make_options(functions, {})
    try:
        code = lib.gj_upgrade(place(path), options, out)
    finally:
        lib.gj_options_free(options)
    text = text_of(lib.gj_reply_json(out[0], ffi.NULL)) if out[0] != ffi.NULL else "{}"
    lib.gj_reply_free(out[0])
    functions.check()
    if code < 0:
        raise failure(code, text, "upgrade")


def version() -> str:
    """The library's version."""
    return text_of(lib.gj_version())


def abi() -> int:
    """The number of the library's binary interface."""
    return int(lib.gj_abi())


def supports(operation: str, version: int) -> bool:
    """Whether the library has this version of this operation."""
    return bool(lib.gj_supports(operation.encode(), version))


def describe() -> dict[str, Any]:
    """Everything that the library offers: operations, errors, and the words of its profile."""
    out = ffi.new("gj_reply **")
    code = lib.gj_describe(out)
    text = text_of(lib.gj_reply_json(out[0], ffi.NULL))
    lib.gj_reply_free(out[0])
    if code < 0:
        raise failure(code, text, "describe")
    told: dict[str, Any] = json.loads(text)
    return told
