"""Corporate numbers (法人番号): check digit, and the number of a local government from its code."""

import re
from typing import Final

_NUMBER: Final = re.compile(r"[1-9][0-9]{12}")
_CODE: Final = re.compile(r"[0-9]{5}")


def check_digit(digits: str) -> int:
    """Return the first digit of the corporate number whose other twelve digits are ``digits``.

    9 minus (S mod 9), S being the sum with weights 1, 2, 1, 2 … from the right (national tax agency's rule).
    """
    total = sum(int(digit) * (1 + position % 2) for position, digit in enumerate(reversed(digits)))
    return 9 - total % 9


def is_number(text: str) -> bool:
    """Whether ``text`` is a corporate number of 13 digits with the right check digit."""
    return _NUMBER.fullmatch(text) is not None and check_digit(text[1:]) == int(text[0])


def government_code(code: str) -> str:
    """Return the 6-digit 全国地方公共団体コード of a 5-digit code, '' where the code has another shape.

    The sixth digit: 11 minus (sum with weights 6, 5, 4, 3, 2, modulo 11), its last digit (JIS X 0401/0402).
    """
    if _CODE.fullmatch(code) is None:
        return ""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return f"{code}{(11 - total % 11) % 10}"


def local_government_number(code: str) -> str:
    """Return the corporate number of a prefecture (2 digits) or municipality (5 digits): check digit, 000020, code.

    '' where the code has another shape. A ward of a designated city has no number of its own: ask for its city.
    """
    full = government_code(f"{code}000" if len(code) == 2 else code)  # noqa: PLR2004  two digits are a prefecture
    if not full:
        return ""
    digits = f"000020{full}"
    return f"{check_digit(digits)}{digits}"
