"""The confirmation code of a letter: twelve characters in groups of 4-4-4, the last one a check character.

It is the second part of the code with which an organisation answers on the public page; the first is the reference
number. Nothing needs to be stored: the code is an HMAC-SHA-256 of the reference number under a secret of the office, so
that whoever holds the secret prints the same code again, and nobody else can. Eleven characters of 17 are 44.9 bits.

The characters are digits and capitals that neither look nor sound alike (no 0 O, 1 I L, 5 S, 2 Z, 8 B; of the letters
that rhyme, only T; no vowels, so that no word appears). Their number is a prime: a weighted sum modulo 17 whose weights
differ finds every wrong character and every exchange of two characters, neighbours or not.
"""

import hashlib
import hmac
import re
import unicodedata
from typing import Final

from noroshi.notify import reference_number

ALPHABET: Final = "23456789FHKMRTWXY"
LENGTH: Final = 12
GROUP: Final = 4
SHORTEST_SECRET: Final = 32
"""Characters that a secret needs."""
_PURPOSE: Final = b"noroshi confirmation code 1\0"
_SEPARATORS: Final = re.compile(r"[\s\-‐‑‒–—―−ー・.]+")
_LONGEST: Final = 100


class ConfirmationCodeError(ValueError):
    """A text is no confirmation code; the message says in which way."""


def derive(secret: str, reference: str) -> str:
    """Return the confirmation code of a reference number under the office's secret.

    Raises ValueError for a secret of less than 32 characters, ``ReferenceNumberError`` for what is no number.
    """
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"the secret needs {SHORTEST_SECRET} or more characters")
    number = reference_number.parse(reference)
    value = int.from_bytes(hmac.digest(secret.encode(), _PURPOSE + number.encode(), hashlib.sha256))
    body = ""
    for _ in range(LENGTH - 1):
        value, remainder = divmod(value, len(ALPHABET))
        body += ALPHABET[remainder]
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the last character of a code; ValueError for a character outside the alphabet."""
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, 1))
    # the weight of the last place is 12, and 12 × 10 ≡ 1 (mod 17)
    return ALPHABET[-total * 10 % len(ALPHABET)]


def parse(text: str) -> str:
    """Return the twelve characters of a code as someone wrote it: small, full width, spaces and dashes are accepted.

    Raises ConfirmationCodeError for anything else, or where the check character shows a slip.
    """
    code = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text[:_LONGEST])).upper()
    if len(code) != LENGTH:
        raise ConfirmationCodeError(f"a confirmation code has {LENGTH} characters, not {len(code)}")
    if not set(code) <= set(ALPHABET):
        raise ConfirmationCodeError(f"a confirmation code consists of {ALPHABET}")
    if check_character(code[:-1]) != code[-1]:
        raise ConfirmationCodeError("the check character does not fit: one is wrong, or two are exchanged")
    return code


def is_valid(text: str) -> bool:
    """Whether the text is a confirmation code in any of the forms that ``parse`` accepts."""
    try:
        parse(text)
    except ConfirmationCodeError:
        return False
    return True


def groups(code: str) -> tuple[str, str, str]:
    """Return the three groups of a code; ConfirmationCodeError for what is none."""
    whole = parse(code)
    return whole[:GROUP], whole[GROUP : 2 * GROUP], whole[2 * GROUP :]


def format(code: str) -> str:  # noqa: A001 - confirmation_code.format reads as what it does
    """Return the code in its groups, such as 4F7K-9MXW-2RT6; ConfirmationCodeError for what is none."""
    return "-".join(groups(code))
