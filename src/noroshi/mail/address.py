"""Mail addresses as the program accepts them: one plain address, in the form that every relay takes."""

import re
from typing import Final

LONGEST: Final = 254
LONGEST_LOCAL: Final = 64
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class AddressRefused(ValueError):  # noqa: N818 reads as the sentence it raises
    """This is no address that mail is sent to; nothing of it is repeated in the message."""


def plain_address(text: str) -> str:
    """Return the address with its domain in lower case and ASCII; raises ``AddressRefused``.

    One address without a name, quotes, comments, a literal host or characters outside ASCII before the @ (RFC 5321
    and 5322 allow more; a person enters what an organisation publishes). Lengths: 64 before the @, 254 in all.
    """
    local, at, host = text.rpartition("@")
    if not at or len(local) > LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        raise AddressRefused("the part before the @ is not usable")
    address = f"{local}@{_domain(host)}"
    if len(address) > LONGEST:
        raise AddressRefused("the address is too long")
    return address


def _domain(host: str) -> str:
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise AddressRefused("the domain is not usable") from error
    labels = name.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(each) for each in labels):  # noqa: PLR2004 a name and a top domain
        raise AddressRefused("the domain is not usable")
    return name
