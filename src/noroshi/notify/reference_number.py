"""The reference number of a case: ten digits in groups of 3-4-3, the last one a check digit, in no order.

The check digit is Damm's (H. M. Damm, Total anti-symmetrische Quasigruppen, 2004): with digits alone it finds every
wrong digit and every exchange of two neighbours. ISO 7064 with one digit (MOD 11-10) misses some exchanges, its other
systems need two digits or a letter; Verhoeff's scheme finds as much, but needs two more tables and the position.
The first digit is never 0, because spreadsheets drop leading zeros and the check digit would not notice.
"""

import re
import unicodedata
from typing import Final

DIGITS: Final = 10
GROUPS: Final = (3, 4, 3)
COUNT: Final = 9 * 10**8
"""How many reference numbers there are."""
_TABLE: Final = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_SEPARATORS: Final = re.compile(r"[\s\-‐‑‒–—―−ー]+")
_PLAIN: Final = re.compile(r"[1-9][0-9]{9}", re.ASCII)
_REHEARSAL: Final = re.compile(r"0[0-9]{9}", re.ASCII)


class ReferenceNumberError(ValueError):
    """A text is no reference number; the message says in which way."""


def check_digit(digits: str) -> str:
    """Return Damm's check digit of a text of ASCII digits."""
    interim = 0
    for digit in digits:
        interim = int(_TABLE[interim][int(digit)])
    return str(interim)


def from_random(bits: int) -> str:
    """Return the reference number that belongs to a random whole number, as from ``secrets.randbits(64)``.

    At least 62 bits make every number equally likely to within one in four thousand million; fewer possible values
    would let numbers be guessed, which the caller answers for. Raises ValueError for a negative number.
    """
    if bits < 0:
        raise ValueError("the random number must not be negative")
    body = str(10**8 + bits % COUNT)
    return body + check_digit(body)


def for_rehearsal(bits: int) -> str:
    """Return a number for a rehearsal: ten digits that begin with 0, so that ``parse`` accepts it nowhere.

    Raises ValueError for a negative number.
    """
    if bits < 0:
        raise ValueError("the random number must not be negative")
    body = f"{bits % 10**8:09d}"
    return body + check_digit(body)


def is_rehearsal(text: str) -> bool:
    """Whether ten digits are a rehearsal's number, as ``for_rehearsal`` gives it."""
    return _REHEARSAL.fullmatch(text) is not None and check_digit(text) == "0"


def is_valid(text: str) -> bool:
    """Whether the text is a reference number in any of the forms that ``parse`` accepts."""
    try:
        parse(text)
    except ReferenceNumberError:
        return False
    return True


def parse(text: str) -> str:
    """Return the ten digits of a reference number as someone wrote it: full width, spaces and dashes are accepted.

    Raises ReferenceNumberError for anything else, or where the check digit shows a slip.
    """
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text[:100]))
    if not digits.isascii() or not digits.isdigit():
        raise ReferenceNumberError("a reference number consists of digits only")
    if len(digits) != DIGITS:
        raise ReferenceNumberError(f"a reference number has {DIGITS} digits, not {len(digits)}")
    if not _PLAIN.fullmatch(digits):
        raise ReferenceNumberError("a reference number does not begin with 0")
    if check_digit(digits) != "0":
        raise ReferenceNumberError("the check digit does not fit: a digit is wrong, or two are exchanged")
    return digits


def format(number: str) -> str:  # noqa: A001 - reference_number.format reads as what it does
    """Return the number in its groups, 123-4567-890, a rehearsal's as well; ReferenceNumberError for what is none."""
    digits = number if is_rehearsal(number) else parse(number)
    first, second = GROUPS[0], GROUPS[0] + GROUPS[1]
    return f"{digits[:first]}-{digits[first:second]}-{digits[second:]}"


def groups(number: str) -> tuple[str, str, str]:
    """Return the three groups of digits; ReferenceNumberError for what is none."""
    first, second, third = format(number).split("-")
    return first, second, third
