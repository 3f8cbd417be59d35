"""Distinguished names of certificates: their parts, and those that belong to a manufacturer or mean nothing."""

import re
import unicodedata
from typing import Final

import msgspec

from noroshi.knowledge.attribution_lists import AttributionLists

_PART: Final = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9.]{0,30})\s*=\s*((?:\\.|[^,+\\])*)[,+]?")
_ESCAPE: Final = re.compile(r"\\(.)")
_MAX_LENGTH: Final = 2_000
_KEYS: Final = {"emailaddress": "E", "e": "E", "s": "ST", "stateorprovincename": "ST", "organizationname": "O"}
_OID: Final = {"2.5.4.10": "O", "2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.11": "OU"}
_LETTERS: Final = re.compile(r"[\W_]+")


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a distinguished name that attribution looks at; several values of a part are joined by a space."""

    common_name: str = ""
    organization: str = ""
    unit: str = ""
    locality: str = ""
    state: str = ""
    country: str = ""


def read_subject(text: str) -> Subject:
    r"""Return the parts of a name written as ``CN=…, O=…`` (RFC 4514, a comma within a value as ``\,``)."""
    parts: dict[str, list[str]] = {}
    for match in _PART.finditer(_rejoined(text[:_MAX_LENGTH])):
        key = match[1]
        name = _OID.get(key) or _KEYS.get(key.lower()) or key.upper()
        value = _ESCAPE.sub(r"\1", match[2]).strip().strip('"').strip()
        if value:
            parts.setdefault(name, []).append(value)
    return Subject(
        common_name=" ".join(parts.get("CN", ())),
        organization=" ".join(parts.get("O", ())),
        unit=" ".join(parts.get("OU", ())),
        locality=", ".join(parts.get("L", ())),
        state=" ".join(parts.get("ST", ())),
        country=" ".join(parts.get("C", ())).upper(),
    )


def _rejoined(text: str) -> str:
    """Escape a comma that no ``KEY=`` follows: some sources write ``O=X Co., Ltd.`` without escaping."""
    return re.sub(r"(?<!\\),(?!\s*[A-Za-z0-9][A-Za-z0-9.]{0,30}\s*=|\s*$)", r"\\,", text)


def no_organization(name: str, lists: AttributionLists) -> str:
    """Return why a name is never the user's: manufacturer, placeholder or authority; '' where it may be."""
    plain = _LETTERS.sub("", unicodedata.normalize("NFKC", name[:_MAX_LENGTH]).casefold())
    if not plain:
        return "placeholder"
    for item in lists.manufacturers:
        if plain == item.name or (item.prefix and plain.startswith(item.name)):
            return item.kind
    return ""
