"""How much a text may assert: a level in each of three directions, and a sentence that needs one."""

from enum import IntEnum

import msgspec

from noroshi.model.verdict import Answer


class DeviceClaim(IntEnum):
    """What is said of the device: nothing, that the product was seen, that it may be or is likely in the range."""

    NOTHING = 0
    SEEN = 1
    POSSIBLE = 2
    PROBABLE = 3


class OwnerClaim(IntEnum):
    """What is said of the owner: nothing, may be, seems to be (a person confirmed), is (the owner said so)."""

    NOTHING = 0
    POSSIBLE = 1
    PRESUMED = 2
    ACKNOWLEDGED = 3


class TimeClaim(IntEnum):
    """What is said of the time: nothing, how it was on a past day, how it is now."""

    NOTHING = 0
    AS_OF = 1
    CURRENT = 2


class EvidenceLevel(msgspec.Struct, frozen=True, kw_only=True):
    """How much a case supports, or how much a sentence asserts, in each direction."""

    device: DeviceClaim = DeviceClaim.NOTHING
    owner: OwnerClaim = OwnerClaim.NOTHING
    time: TimeClaim = TimeClaim.NOTHING

    def supports(self, needs: "EvidenceLevel") -> bool:
        """Whether this evidence carries a text that needs ``needs``: in no direction may the text go further."""
        return self.device >= needs.device and self.owner >= needs.owner and self.time >= needs.time


class Stage(IntEnum):
    """When a sentence may be said: before or only after the responsible person's identity is recorded."""

    FIRST = 1
    SECOND = 2


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of a letter, call or page in both languages, with the evidence that it needs.

    ``values``: the names that it needs filled in. ``answers``: the verdicts that it is written for, empty for any.
    """

    id: str
    ja: str
    en: str
    needs: EvidenceLevel
    stage: Stage
    values: frozenset[str]
    answers: tuple[Answer, ...] = ()
