"""What a campaign decides on: a finding with its judgements, an exclusion, a case of an earlier campaign."""

from datetime import date
from enum import StrEnum

import msgspec

from noroshi.model.attribution import State
from noroshi.model.verdict import Answer, Urgency


class Decision(StrEnum):
    """What a person decided about a finding; the codes of the list ``finding_decision``."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    ASKED = "asked"
    MERGED = "merged"
    SPLIT = "split"


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """One CVE of a finding: the verdict and how urgent it is."""

    cve: str
    answer: Answer
    urgency: Urgency = Urgency.NONE


class CampaignFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One device with its product, its judgements and its owner as far as known.

    ``number``: corporate number, '' where there is none. ``outside_register``: a person found that the owner has no
    corporate number (sole proprietor, clinic). ``unit``: the compartment that keeps owners outside the register apart.
    ``site`` and ``head_office``: prefecture codes of two digits, '' where unknown.
    """

    id: str
    device: str
    product: str
    judgements: tuple[Judgement, ...] = ()
    state: State = State.NONE
    decision: Decision = Decision.PENDING
    number: str = ""
    organization: str = ""
    outside_register: bool = False
    unit: str = ""
    site: str = ""
    head_office: str = ""
    last_seen: date | None = None


class OwnerKey(msgspec.Struct, frozen=True, order=True):
    """What makes two findings the same organisation: the corporate number, or unit and normalised name."""

    number: str = ""
    unit: str = ""
    name: str = ""


class Exclusion(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that is not contacted, with a reason of the list ``exclusion_reason``.

    ``until``: last day on which it holds, None for no end. ``campaign``: the only campaign it holds in, '' for all.
    """

    owner: OwnerKey
    reason: str
    until: date | None = None
    campaign: str = ""

    def holds(self, on: date, campaign: str = "") -> bool:
        """Whether the exclusion stands on that day in that campaign."""
        return (self.until is None or on <= self.until) and self.campaign in {"", campaign}


class EarlierCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case of an organisation in another campaign, and whether work on it is still open."""

    campaign: str
    owner: OwnerKey
    open: bool
