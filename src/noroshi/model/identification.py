"""ProductClaim, Identification and Device: which product we think it is, and because of which rules."""

from datetime import datetime

import msgspec

from noroshi.model.observation import Origin
from noroshi.model.version import VersionEvidence, VersionSet


class Because(msgspec.Struct, frozen=True, order=True):
    """One reason: the rule's id, the field it looked at, and a sentence a layman can read."""

    rule: str
    field: str
    text: str


class ProductClaim(msgspec.Struct, frozen=True, kw_only=True):
    """One product that the record speaks for, with its score (accepted from 60 on) and its reasons."""

    product: str
    vendor: str
    score: int
    model: str | None = None
    serial: str | None = None
    roles: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()


class Decoy(msgspec.Struct, frozen=True, kw_only=True):
    """How much speaks for a honeypot or a fake, 0 to 100, with the reasons. Scored, never dropped."""

    score: int = 0
    reasons: tuple[str, ...] = ()


class Identification(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules say about one observation: accepted claims, best first, and their version evidence.

    ``leads``: claims below acceptance that carry version evidence; they count only for a device that is recognised
    by another observation.
    """

    origin: Origin
    ip: str
    port: int | None
    observed_at: datetime | None
    claims: tuple[ProductClaim, ...] = ()
    evidence: tuple[VersionEvidence, ...] = ()
    decoy: Decoy = Decoy()
    conflicts: tuple[str, ...] = ()
    leads: tuple[ProductClaim, ...] = ()
    device: str = ""


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """Observations that belong to the same machine and product within a survey, with fused evidence.

    ``id`` is stable for the same address group and product. ``evidence`` keeps all that entered the fusion;
    ``versions`` is the fused set; ``conflicts`` says what did not fit together.
    """

    id: str
    product: str
    vendor: str
    ips: tuple[str, ...]
    ports: tuple[int, ...]
    model: str | None = None
    serial: str | None = None
    roles: tuple[str, ...] = ()
    versions: VersionSet = VersionSet()
    evidence: tuple[VersionEvidence, ...] = ()
    because: tuple[Because, ...] = ()
    decoy: Decoy = Decoy()
    conflicts: tuple[str, ...] = ()
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    origins: tuple[Origin, ...] = ()
