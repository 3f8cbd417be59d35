"""The version grammars by name; a product file names its own."""

from typing import Final

from noroshi.judge.schemes import (
    arrayos,
    asa,
    bigip,
    checkpoint,
    fireware,
    fortios,
    generic,
    iosxe,
    ivanti,
    junos,
    netscaler,
    panos,
    qts,
    sfos,
    sma100,
    sma1000,
    softether,
    sonicos,
    univerge_ix,
    yamaha,
    zld,
)
from noroshi.judge.schemes.base import Key, Scheme, Version

__all__ = ["SCHEMES", "Key", "Scheme", "Version", "parse", "scheme"]

SCHEMES: Final[dict[str, Scheme]] = {
    module.SCHEME.name: module.SCHEME
    for module in (
        arrayos,
        asa,
        bigip,
        checkpoint,
        fireware,
        fortios,
        generic,
        iosxe,
        ivanti,
        junos,
        netscaler,
        panos,
        qts,
        sfos,
        sma100,
        sma1000,
        softether,
        sonicos,
        univerge_ix,
        yamaha,
        zld,
    )
}


def scheme(name: str) -> Scheme:
    """Return the grammar with this name; ``KeyError`` where there is none."""
    return SCHEMES[name]


def parse(name: str, text: str) -> Version | None:
    """Read a version in the named grammar, or None where the text is no version of it."""
    return SCHEMES[name].parse(text)
