# SPDX-License-Identifier: Apache-2.0
"""The root of the exceptions. The tree itself is made from the library's registry."""
from __future__ import annotations

from typing import Any


class GuanjiaError(Exception):
    """A call failed. Of this class itself: a code that this package does not know.

    Attributes:
        code: The library's negative number.
        name: Its name, as "NOT_FOUND".
        message: A sentence for people, in the language that the ledger was opened with.
        path: Where in the arguments the fault lies, as a JSON pointer; "" when nowhere.
        rule: The rule that was broken, or None.
        detail: What the rule's sentence speaks of.
        operation: What was called.
    """

    retryable = False

    def __init__(
        self,
        message: str,
        *,
        code: int = 0,
        name: str = "UNKNOWN",
        path: str = "",
        rule: str | None = None,
        detail: dict[str, Any] | None = None,
        operation: str = "",
    ) -> None:
        self.code = code
        self.name = name
        self.message = message
        self.path = path
        self.rule = rule
        self.detail = detail or {}
        self.operation = operation
        where = f" ({path})" if path else ""
        super().__init__(f"{operation or 'guanjia'}: {message}{where} [{name}]")

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.message, self.code, self.name, self.path, self.rule,
                        self.detail, self.operation)


class RetryableError(GuanjiaError):
    """The same call, or the same transaction, may succeed when it is repeated."""

    retryable = True


class WrongThreadError(GuanjiaError):
    """A ledger was used in a thread that it does not belong to."""


class ForkedError(GuanjiaError):
    """A ledger was used in a child of the process that opened it."""


class ClosedError(GuanjiaError):
    """A ledger, or a pool, was used after it was closed."""


def _again(cls: type[GuanjiaError], message: str, code: int, name: str, path: str,
           rule: str | None, detail: dict[str, Any], operation: str) -> GuanjiaError:
    return cls(message, code=code, name=name, path=path, rule=rule, detail=detail,
               operation=operation)
