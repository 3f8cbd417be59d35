"""RegisterEntry, Place and Attribution: which organisation uses a device, where, and how sure."""

from datetime import date
from enum import StrEnum

import msgspec


class RegisterEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One corporation of the corporate number register (法人番号). Codes: prefecture 2 digits, city 5 digits."""

    number: str
    name: str
    kana: str = ""
    english: str = ""
    kind: str = ""
    prefecture_code: str = ""
    city_code: str = ""
    prefecture: str = ""
    city: str = ""
    street: str = ""
    closed_on: date | None = None
    close_cause: str = ""
    successor: str = ""
    updated_on: date | None = None
    hidden: bool = False


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A prefecture, with a municipality where known; codes as in the register."""

    prefecture_code: str = ""
    prefecture: str = ""
    city_code: str = ""
    city: str = ""
    basis: str = ""


class State(StrEnum):
    """How far an attribution got. The last two are set by people only."""

    ATTRIBUTED = "attributed"
    CANDIDATES = "candidates"
    LEAD = "lead"
    ISP_ONLY = "isp_only"
    NONE = "none"
    OUT_OF_SCOPE = "out_of_scope"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation that may be the user, with its probability."""

    number: str
    name: str
    prefecture: str = ""
    city: str = ""
    probability: float = 0.0


class Reason(msgspec.Struct, frozen=True):
    """One reason of an attribution as data: a stable id and the values that its sentence needs, all as text."""

    id: str
    values: dict[str, str] = {}


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """Device to user organisation.

    ``organization`` and ``number`` are filled only in state ``attributed`` (``organization`` also in ``lead``: a name
    without a number). ``because``: the evidence as English sentences that begin with the id of the reason;
    ``reasons``: the same, in the same order, as data that can be worded in another language.
    """

    state: State
    organization: str = ""
    number: str = ""
    registered: Place = Place()
    site: Place = Place()
    parent: str = ""
    address_holder: str = ""
    candidates: tuple[Candidate, ...] = ()
    probability: float = 0.0
    because: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
