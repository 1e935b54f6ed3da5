# SPDX-License-Identifier: Apache-2.0
"""Enumerations are texts: what the wire holds compares equal to a member."""
from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import Enum

if sys.version_info >= (3, 11):
    from enum import StrEnum as StrEnum
else:
    class StrEnum(str, Enum):
        """As enum.StrEnum of Python 3.11."""

        def __str__(self) -> str:
            return str(self.value)

        def __format__(self, spec: str) -> str:
            return str.__format__(self, spec)


class Code(StrEnum):
    """One word of a code list, with what people call it.

    >>> from guanjia.codes import Channel
    >>> Channel.PHONE == "phone", Channel.PHONE.zh, Channel.PHONE.en
    (True, '电话', 'Telephone')
    """

    _zh: str
    _en: str

    @property
    def zh(self) -> str:
        """In Chinese."""
        return self._zh

    @property
    def en(self) -> str:
        """In English."""
        return self._en


def label(words: Mapping[Code, tuple[str, str]]) -> None:
    """Says what people call the members of a list."""
    for code, (zh, en) in words.items():
        code._zh, code._en = zh, en
