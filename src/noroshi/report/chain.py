"""EvidenceChain: everything that was concluded about one device, and everything that speaks for it."""

from typing import Any

import msgspec


class EvidenceChain(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one device; keys as in the survey's tables, ``device`` as in the device list."""

    device: dict[str, Any]
    version: str
    records: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    verdicts: list[dict[str, Any]]
    attribution: dict[str, Any]
    as_of: str
