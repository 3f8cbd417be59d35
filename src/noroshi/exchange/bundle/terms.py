"""The vocabulary of a bundle's fields: bounded texts, hashes, prefectures and moments with a zone."""

import hashlib
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from noroshi.model.survey import InputRecord, Terms

Short = Annotated[str, Meta(max_length=300)]
Named = Annotated[str, Meta(min_length=1, max_length=300)]
InputName = Annotated[str, Meta(min_length=1, max_length=500)]
Long = Annotated[str, Meta(max_length=4_000)]
Raw = Annotated[str, Meta(max_length=100_000)]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]
OptionalSha256 = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?(?!\n)$")]
FindingKey = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}(?!\n)$")]
Prefecture = Annotated[str, Meta(pattern=r"^\S{2,3}[都道府県](?!\n)$")]
OptionalPrefecture = Annotated[str, Meta(pattern=r"^(\S{2,3}[都道府県])?(?!\n)$")]
CorporateNumber = Annotated[str, Meta(pattern=r"^([0-9]{13})?(?!\n)$")]
Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_]{1,60}(?!\n)$")]
Count = Annotated[int, Meta(ge=0, le=10_000_000)]
Port = Annotated[int, Meta(ge=0, le=65_535)]
Moment = Annotated[datetime, Meta(tz=True)]
Allowed = Literal["yes", "no", "unknown"]


class SourceTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One input of the survey, and what the terms of its source allow. ``input`` is the name that findings use."""

    input: InputName
    source: Short
    licence: Short = "unknown"
    sha256: OptionalSha256 = ""
    may_hand_over: Allowed = "unknown"
    may_print: Allowed = "unknown"
    may_publish: Allowed = "unknown"

    def as_input(self) -> InputRecord:
        """Return it as the rules of ``notify.source_terms`` read it."""
        terms = Terms(
            licence=self.licence,
            may_hand_over=self.may_hand_over,
            may_print=self.may_print,
            may_publish=self.may_publish,
        )
        return InputRecord(path=self.input, format="", source=self.source, bytes=0, sha256=self.sha256, terms=terms)


def finding_key(campaign: str, device: str) -> str:
    """Return the key by which both sides name a finding without naming device or organisation: 16 hex digits.

    The first 64 bits of SHA-256 over campaign code and device key; both sides know them, nobody else needs to.
    """
    return hashlib.sha256(f"{campaign}\n{device}".encode()).hexdigest()[:16]
