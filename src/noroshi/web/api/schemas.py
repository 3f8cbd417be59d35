"""What the interface takes and gives, as it stands in its OpenAPI description."""

import datetime as dt
from typing import Annotated, Any, Final

from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict

from noroshi.render.neutral import visible

EARLIEST: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LATEST: Final = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


def _clean(text: str) -> str:
    """Return the text; ValueError for one that holds invisible or steering characters other than line ends and tabs."""
    if visible(text.replace("\r\n", "\n").replace("\n", "").replace("\t", "")) != text.replace("\r\n", "\n").replace(
        "\n", ""
    ).replace("\t", ""):
        raise ValueError("holds control or invisible characters; send plain text")
    return text


def _possible(at: dt.datetime) -> dt.datetime:
    if not EARLIEST <= at < LATEST:
        raise ValueError("lies outside 2000 to 2100")
    return at


Code = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_.-]*$")]
Line = Annotated[str, AfterValidator(_clean)]
Moment = Annotated[AwareDatetime, AfterValidator(_possible)]


class CampaignOut(Schema):
    """One campaign."""

    id: int
    code: str
    title_ja: str
    title_en: str
    state: str
    sample: bool
    prefectures: list[str]
    products: list[str]
    cves: list[str]
    starts_on: dt.date
    ends_on: dt.date | None


class OrganizationOut(Schema):
    """The organisation of a case; the number is empty outside the corporate register."""

    corporate_number: str
    name: str
    prefecture: str


class CaseOut(Schema):
    """One case; ``state`` and ``urgency`` are codes."""

    id: int
    reference: str
    state: str
    urgency: str
    organization: OrganizationOut
    opened_at: dt.datetime
    first_reached_at: dt.datetime | None
    answered_at: dt.datetime | None
    observed_fixed_at: dt.datetime | None
    closed_at: dt.datetime | None
    disposed: bool


class FindingOut(Schema):
    """One device of a campaign as the survey and the analysts see it."""

    id: int
    case: str | None
    device: str
    product: str
    version_kind: str
    version: str
    verdict: str
    urgency: str
    cves: list[str]
    decision: str
    observed_state: str
    last_seen: dt.datetime
    last_affected_at: dt.datetime


class AnswerOut(Schema):
    """One answer; codes as in the enumerations, '' for a question that stayed open."""

    id: int
    case: str
    finding: int | None
    supersedes: int | None
    correction: bool
    key: str
    source: str
    at: dt.datetime
    respondent: str
    respondent_role: str
    ownership: str
    awareness: str
    response: str
    planned_on: dt.date | None
    manager: str
    contract_covers_update: str
    reasons: list[str]
    main_reason: str
    other_devices: str
    other_devices_found: int | None
    compromise_check: str
    certainty: str
    free_text: str


class AnswerIn(Schema):
    """An answer to import. ``key`` makes a repetition the same answer; ``at`` is when it was given, with its zone."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    key: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
    at: Moment
    source: Code
    respondent: Annotated[Line, Field(max_length=120)] = ""
    respondent_role: Code = ""
    ownership: Code = ""
    awareness: Code = ""
    response: Code = ""
    planned_on: dt.date | None = None
    manager: Code = ""
    contract_covers_update: Code = ""
    reasons: Annotated[list[Code], Field(max_length=20)] = []
    main_reason: Code = ""
    other_devices: Code = ""
    other_devices_found: Annotated[int | None, Field(ge=0, le=100_000)] = None
    compromise_check: Code = ""
    certainty: Code = ""
    free_text: Annotated[Line, Field(max_length=5000)] = ""
    other_plan: Annotated[Line, Field(max_length=2000)] = ""
    finding: Annotated[int | None, Field(ge=1, le=2**53)] = None
    correction: bool = False
    asked_again: bool = False


class AnswerMade(Schema):
    """The answer that was recorded, or that was there under the same key."""

    id: int
    repeated: bool


class Page(Schema):
    """What to ask for: at most ``limit`` rows with keys after ``after``."""

    after: Annotated[int, Field(ge=0, le=2**53)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class CampaignPage(Schema):
    """Some campaigns; ``next`` is the value of ``after`` for the rest, null at the end."""

    items: list[CampaignOut]
    next: int | None


class CasePage(Schema):
    """Some cases."""

    items: list[CaseOut]
    next: int | None


class FindingPage(Schema):
    """Some findings."""

    items: list[FindingOut]
    next: int | None


class AnswerPage(Schema):
    """Some answers."""

    items: list[AnswerOut]
    next: int | None


class ProblemText(Schema):
    """A sentence in both languages."""

    ja: str
    en: str


class ProblemBody(Schema):
    """What went wrong, where, and what to do."""

    code: str
    what: list[ProblemText]
    where: list[str]
    do: ProblemText


class ProblemOut(Schema):
    """The answer to a call that is refused."""

    error: ProblemBody


PROBLEMS: Final[dict[int, Any]] = dict.fromkeys((400, 401, 403, 404, 413, 422, 429), ProblemOut)
"""Statuses that any operation may answer with."""
