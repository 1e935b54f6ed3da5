# SPDX-License-Identifier: Apache-2.0
"""Money is a whole number of 分 (fen), hundredths of a yuan: never a float."""
from __future__ import annotations

from decimal import Decimal, InvalidOperation


def fen(yuan: Decimal | str | int) -> int:
    """Yuan to 分, exactly; what is finer than a 分 is refused.

    >>> fen("12.34"), fen(Decimal("3000000")), fen(5)
    (1234, 300000000, 500)
    """
    if isinstance(yuan, (float, bool)):
        raise TypeError("money is no float: give a Decimal, a text or an int")
    try:
        amount = Decimal(yuan)
    except InvalidOperation:
        raise ValueError(f"no amount of money: {yuan!r}") from None
    if not amount.is_finite():
        raise ValueError(f"no amount of money: {yuan!r}")
    sign, digits, exponent = amount.as_tuple()
    assert isinstance(exponent, int)
    exponent += 2
    if not amount:
        return 0
    if len(digits) > 100 or len(digits) + exponent > 17:
        raise ValueError(f"more money than there is: {yuan!r}")
    if -exponent > len(digits):
        raise ValueError(f"finer than a 分: {yuan!r}")
    whole = int("".join(map(str, digits)))
    if exponent < 0:
        whole, rest = divmod(whole, int(10 ** -exponent))
        if rest:
            raise ValueError(f"finer than a 分: {yuan!r}")
    else:
        whole *= int(10 ** exponent)
    return -whole if sign else whole


def yuan(fen: int) -> Decimal:
    """分 to yuan, exactly, with two decimals.

    >>> yuan(1234)
    Decimal('12.34')
    """
    if isinstance(fen, bool) or not isinstance(fen, int):
        raise TypeError("分 is a whole number")
    sign = 1 if fen < 0 else 0
    return Decimal((sign, tuple(map(int, str(abs(fen)))), -2))
