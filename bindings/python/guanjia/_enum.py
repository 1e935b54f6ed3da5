# SPDX-License-Identifier: Apache-2.0
"""Enumerations are texts: what the wire holds compares equal to a member."""
from __future__ import annotations

import sys
from enum import Enum

if sys.version_info >= (3, 11):
    from enum import StrEnum
else:
    class StrEnum(str, Enum):
        """As enum.StrEnum of Python 3.11."""

        def __str__(self) -> str:
            return str(self.value)

        __format__ = str.__format__


class Code(StrEnum):
    """One word of a code list, with what people call it.

    >>> from guanjia.codes import Channel
    >>> Channel.PHONE == "phone", Channel.PHONE.zh, Channel.PHONE.en
    (True, '电话', 'Telephone')
    """

    zh: str
    en: str

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Code:
        self = str.__new__(cls, value)
        self._value_ = value
        self.zh = zh
        self.en = en
        return self
