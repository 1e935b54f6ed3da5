# SPDX-License-Identifier: Apache-2.0
"""libguanjia (服务管家): a sub-district's work for its enterprises, in one ledger.

    import guanjia

    with guanjia.open("street.db", create=True, account="system") as ledger:
        street = ledger.office.register(kind="street", name="曙光街道", prefix="SG")

The modules `nouns`, `errors` and `codes` are made from what the library tells of itself.
"""
from guanjia import codes, errors, nouns
from guanjia._base import UNSET, Unset
from guanjia._enum import Code, StrEnum
from guanjia._error import (
    ClosedError,
    ForkedError,
    GuanjiaError,
    RetryableError,
    WrongThreadError,
)
from guanjia.ledger import Call, Ledger, abi, describe, open, supports, upgrade, version
from guanjia.money import fen, yuan
from guanjia.pages import Page, Pages
from guanjia.pool import Pool
from guanjia.progress import bar

__version__ = version()

__all__ = [
    "UNSET", "Call", "ClosedError", "Code", "ForkedError", "GuanjiaError", "Ledger", "Page",
    "Pages", "Pool", "RetryableError", "StrEnum", "Unset", "WrongThreadError", "__version__",
    "abi", "bar", "codes", "describe", "errors", "fen", "nouns", "open", "supports", "upgrade",
    "version", "yuan",
]
