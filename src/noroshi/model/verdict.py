"""Verdict: whether a build is in the affected range of a CVE, with a reason code, a condition and an urgency."""

from enum import StrEnum

import msgspec


class Answer(StrEnum):
    """The four answers. ``likely``: affected unless an exceptional, invisible hotfix is installed."""

    AFFECTED = "affected"
    LIKELY = "likely"
    NOT_AFFECTED = "not_affected"
    UNDETERMINED = "undetermined"


class ReasonCode(StrEnum):
    """Why; also for definite answers."""

    IN_RANGE = "IN_RANGE"
    BEFORE_FIX_BUILD = "BEFORE_FIX_BUILD"
    FIXED_BUILD = "FIXED_BUILD"
    BELOW_RANGE = "BELOW_RANGE"
    BRANCH_NOT_LISTED = "BRANCH_NOT_LISTED"
    VERSION_NOT_LISTED = "VERSION_NOT_LISTED"
    PRODUCT_NOT_LISTED = "PRODUCT_NOT_LISTED"
    PARTIAL_VERSION = "PARTIAL_VERSION"
    DATE_ONLY = "DATE_ONLY"
    EDITION_UNKNOWN = "EDITION_UNKNOWN"
    HOTFIX_INVISIBLE = "HOTFIX_INVISIBLE"
    EOL_NOT_EVALUATED = "EOL_NOT_EVALUATED"
    ENUMERATION_GAP = "ENUMERATION_GAP"
    SOURCE_CONFLICT = "SOURCE_CONFLICT"
    NO_FIX_DATA = "NO_FIX_DATA"
    NO_VERSION_DATA = "NO_VERSION_DATA"
    TEXT_UNPARSED = "TEXT_UNPARSED"
    PRODUCT_VERSION_MISMATCH = "PRODUCT_VERSION_MISMATCH"
    PRODUCT_UNKNOWN = "PRODUCT_UNKNOWN"
    CVE_UNKNOWN = "CVE_UNKNOWN"


class Condition(StrEnum):
    """Whether the advisory's precondition was met by what was seen."""

    NONE = "none"
    MET = "met"
    NOT_VISIBLE = "not_visible"
    NOT_MET = "not_met"


class Urgency(StrEnum):
    """Time to act by CISA BOD 26-04 for an exposed device, most urgent first."""

    THREE_DAYS_FORENSICS = "3d_forensics"
    THREE_DAYS = "3d"
    FOURTEEN_DAYS = "14d"
    SIXTY_DAYS = "60d"
    NONE = "none"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One answer about one product version and one CVE.

    ``because``: ids of the advisory branches that decided, such as ``CVE-2024-21762/fortinet-fortios/7.2``.
    ``sources``: source ids as ``FG-IR-24-015`` or ``cisa-kev@2026-08-07``. ``fix``: first fixed version of the branch,
    '' where no source states one. ``text``: one sentence by language (``ja``, ``en``).
    """

    product: str
    cve: str
    answer: Answer
    reason: ReasonCode
    condition: Condition = Condition.NONE
    urgency: Urgency = Urgency.NONE
    in_kev: bool = False
    ransomware: bool = False
    fix: str = ""
    because: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    text: dict[str, str] = {}
