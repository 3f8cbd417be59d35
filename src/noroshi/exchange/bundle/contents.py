"""What the vendor's side hands over: confirmed cases of one prefecture, later device states, files of an update.

Texts and codes only; the receiving side decides what becomes of them. Unknown fields are refused.
"""

from typing import Annotated, ClassVar, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

from noroshi.exchange.bundle.back_flow import BackFlow
from noroshi.exchange.bundle.terms import (
    Code,
    CorporateNumber,
    Count,
    FindingKey,
    InputName,
    Long,
    Moment,
    Named,
    OptionalPrefecture,
    OptionalSha256,
    Port,
    Prefecture,
    Raw,
    Short,
    SourceTerms,
)
from noroshi.model.attribution import State
from noroshi.model.verdict import Answer, Urgency

CONTENTS: Final = "contents.json"
"""Name of the part that holds the contents as JSON."""
_ANY: Final = Meta(max_length=100_000)


class HandedOrganisation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The organisation of a case, as an analyst confirmed it. ``outside_register``: it has no corporate number."""

    name: Named
    corporate_number: CorporateNumber = ""
    outside_register: bool = False
    name_kana: Short = ""
    kind: Code
    sector: Short = ""
    prefecture: OptionalPrefecture = ""
    city: Short = ""
    address: Long = ""
    parent: Short = ""


class HandedContact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way to reach the organisation that a person looked up; the receiving side confirms it again.

    ``source_url`` and ``looked_up_on`` say where and when; ``kind`` is a code of ``contact_kind``.
    """

    kind: Code
    value: Named
    desk: Short = ""
    main: bool = False
    source_url: Long = ""
    looked_up_on: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\n)$")]


class HandedVerdict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The judgement about one CVE with its reason in words."""

    cve: Named
    verdict: Answer
    reason: Code
    condition: Code = "none"
    urgency: Urgency = Urgency.NONE
    in_kev: bool = False
    ransomware: bool = False
    fix: Short = ""
    text_ja: Long = ""
    text_en: Long = ""


class HandedEvidence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reason for product or version, with the place of the raw record: input, line, item and its SHA-256."""

    about: Code
    rule: Short
    field: Short = ""
    trace: Raw = ""
    text_ja: Long = ""
    text_en: Long = ""
    version_kind: Short = ""
    caveats: tuple[Short, ...] = ()
    source: Short = ""
    input: Annotated[str, Meta(max_length=500)] = ""
    line: int | None = None
    item: int | None = None
    sha256: OptionalSha256 = ""
    observed_at: Moment | None = None
    records: Count = 1


class HandedVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of the version, as far as it is: never more than the evidence gave."""

    exact: Short = ""
    candidates: tuple[Short, ...] = ()
    range: Short = ""
    train: Short = ""
    build_time: Moment | None = None


class HandedReason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reason why the organisation is taken for the user: a sentence of the words, and what fills it."""

    id: Named
    values: dict[str, Long] = {}


class FreshnessOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A supervisor's decision to hand over an old observation; it holds for the observation of that moment alone."""

    by: Named
    reason: Named
    last_seen: Moment


class HandedFinding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One device that a person confirmed and a second person released.

    ``key``: ``terms.finding_key``; ``device``: the key in the survey. ``inputs``: names of the sources it rests on.
    ``last_affected_at``: last seen in the affected range; freshness counts from it. ``site_pref``: of the device.
    """

    key: FindingKey
    device: Named
    ips: tuple[Named, ...]
    ports: tuple[Port, ...] = ()
    hostnames: tuple[Short, ...] = ()
    product: Named
    vendor: Short = ""
    model: Short = ""
    roles: tuple[Short, ...] = ()
    version_kind: Short
    version_text: Short = ""
    version: HandedVersion = HandedVersion()
    verdict: Answer
    urgency: Urgency = Urgency.NONE
    verdicts: tuple[HandedVerdict, ...]
    evidence: tuple[HandedEvidence, ...]
    attribution_state: State
    probability: Annotated[float, Meta(ge=0, le=1)] | None = None
    attribution_reasons: tuple[HandedReason, ...] = ()
    site_pref: OptionalPrefecture = ""
    site_city: Short = ""
    conflicts: tuple[Short, ...] = ()
    decoy_score: Count = 0
    decoy_reasons: tuple[Short, ...] = ()
    first_seen: Moment
    last_seen: Moment
    last_affected_at: Moment
    inputs: tuple[InputName, ...]
    decision: Literal["confirmed"]
    decided_at: Moment
    released_at: Moment
    override: FreshnessOverride | None = None


class HandedCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One organisation with its findings; the receiving side gives the reference number."""

    organisation: HandedOrganisation
    findings: tuple[HandedFinding, ...]
    contacts: tuple[HandedContact, ...] = ()
    note: Long = ""


class CasesContents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The confirmed cases of one prefecture. ``basis``: which prefecture counts (``prefecture_basis``).

    ``freshness_days``: age in days up to which a finding may leave. ``blind_spots`` and ``criteria``: sentences for
    the methods.
    """

    KIND: ClassVar[str] = "cases"

    prefecture: Prefecture
    basis: Literal["site", "head_office", "either", "both"]
    survey_as_of: Named
    knowledge: Short
    freshness_days: Annotated[int, Meta(ge=0, le=365)] = 14
    criteria: tuple[Long, ...] = ()
    blind_spots: tuple[Long, ...] = ()
    sources: tuple[SourceTerms, ...]
    cases: Annotated[tuple[HandedCase, ...], _ANY]


class DeviceState(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a later survey shows for a finding; ``state`` is a code of ``observed_state``.

    ``observed_at``: None where the device was not seen. The receiving side joins by ``key``; no organisation is named.
    """

    key: FindingKey
    state: Code
    observed_at: Moment | None = None
    product: Short = ""
    version_kind: Short = ""
    version_text: Short = ""
    verdict: Answer | None = None
    reason_ja: Long = ""
    reason_en: Long = ""
    inputs: tuple[InputName, ...] = ()


class DeviceStates(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Later observations of findings that were handed over before."""

    KIND: ClassVar[str] = "device_states"

    survey_as_of: Named
    knowledge: Short
    sources: tuple[SourceTerms, ...]
    states: Annotated[tuple[DeviceState, ...], _ANY]


class KnowledgeUpdate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A knowledge pack by file; its files are parts under ``files/``. ``version``: fingerprint of the pack."""

    KIND: ClassVar[str] = "knowledge"

    version: Named
    files: Count
    note: Long = ""


class SurveyUpdate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A survey by file, between installations of the same party; its files are parts under ``files/``."""

    KIND: ClassVar[str] = "survey"

    survey_as_of: Named
    knowledge: Short
    files: Count
    sources: tuple[SourceTerms, ...]
    note: Long = ""


Contents: TypeAlias = CasesContents | DeviceStates | BackFlow | KnowledgeUpdate | SurveyUpdate
KINDS: Final[dict[str, type[Contents]]] = {
    kind.KIND: kind for kind in (CasesContents, DeviceStates, BackFlow, KnowledgeUpdate, SurveyUpdate)
}
"""Kind of bundle → what its ``contents.json`` holds."""


def sources_of(contents: Contents) -> tuple[SourceTerms, ...]:
    """Return the sources whose terms the contents rest on; none for knowledge and back-flow."""
    return () if isinstance(contents, BackFlow | KnowledgeUpdate) else contents.sources


def counts_of(contents: Contents) -> dict[str, int]:
    """Return how many of everything the contents hold; they stand in the manifest and are counted again on reading."""
    if isinstance(contents, CasesContents):
        findings = [finding for case in contents.cases for finding in case.findings]
        return {
            "cases": len(contents.cases),
            "findings": len(findings),
            "verdicts": sum(len(finding.verdicts) for finding in findings),
            "evidence": sum(len(finding.evidence) for finding in findings),
            "contacts": sum(len(case.contacts) for case in contents.cases),
        }
    if isinstance(contents, DeviceStates):
        return {"states": len(contents.states)}
    if isinstance(contents, BackFlow):
        return {"tallies": len(contents.tallies), "wrong_findings": len(contents.wrong)}
    return {"files": contents.files}
