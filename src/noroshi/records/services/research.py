"""The research queue: devices that a campaign is about and whose user is not known yet."""

import datetime as dt
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services.campaign_preview import LIVE
from noroshi.records.services.decide_finding import Made, conclude, take
from noroshi.records.services.finding_case import join_case, named_organization, settle
from noroshi.records.services.refusals import Refused

_DECISIONS: Final = ("pending", "asked", "refuted")


def note(scope: Scope, finding: Finding, row_version: int, comment: str) -> Finding:
    """Keep what was looked at so far; the device counts as being worked on."""
    if not comment.strip():
        raise Refused("comment_missing", field="comment")
    with transaction.atomic():
        row = _taken(scope, finding, row_version)
        row.research_state = "working"
        return conclude(scope, row, Made("note", row.decision, comment=comment), reason="note")


def found(  # noqa: PLR0913 what a person has to enter
    scope: Scope,
    finding: Finding,
    row_version: int,
    *,
    number: str,
    name: str,
    kind: str,
    prefecture: str,
    source_url: str,
    looked_up_on: dt.date,
    today: dt.date,
    comment: str = "",
) -> Finding:
    """Name the organisation with the address and the day of the source; the finding goes to the analyst to confirm.

    ``number`` is empty for an organisation outside the register, whose ``kind`` then says so. Raises ``Refused``.
    """
    _check_source(source_url, looked_up_on, today)
    outside = load_enumerations().has("organization_kind", kind) and (
        load_enumerations().entry("organization_kind", kind).outside_register
    )
    if not number and not outside:
        raise Refused("number_or_kind", field="number")
    with transaction.atomic():
        row = _taken(scope, finding, row_version)
        old = row.case
        label = {"organization": number, "right": True, "probability": _held(row, number), "about": "research"}
        target = named_organization(scope, row, number=number, name=name, kind=kind, prefecture=prefecture)
        join_case(scope, row, target)
        row.research_state = "found"
        source = f"{source_url} ({looked_up_on.isoformat()})"
        text = f"{source}\n{comment}".strip()
        done = conclude(scope, row, Made("found", "pending", comment=text, label=label))
        if old is not None and old.pk != row.case_id:
            settle(scope, old, "another organisation found by research")
        return done


def not_found(scope: Scope, finding: Finding, row_version: int, comment: str) -> Finding:
    """Close the research without an organisation, with the reason."""
    if not comment.strip():
        raise Refused("comment_missing", field="comment")
    with transaction.atomic():
        row = _taken(scope, finding, row_version)
        row.research_state = "not_found"
        return conclude(scope, row, Made("not_found", row.decision, comment=comment), reason="not found")


def resume(scope: Scope, finding: Finding, row_version: int, comment: str) -> Finding:
    """Open a closed research again, with the reason."""
    if not comment.strip():
        raise Refused("comment_missing", field="comment")
    with transaction.atomic():
        row = take(scope, finding, row_version, *_DECISIONS)
        if row.research_state != "not_found":
            raise Refused("research_closed")
        row.research_state = "working"
        return conclude(scope, row, Made("note", row.decision, comment=comment), reason="note")


def _taken(scope: Scope, finding: Finding, row_version: int) -> Finding:
    row = take(scope, finding, row_version, *_DECISIONS)
    if row.research_state not in LIVE:
        raise Refused("research_closed")
    return row


def _check_source(source_url: str, looked_up_on: dt.date, today: dt.date) -> None:
    parts = urlsplit(source_url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refused("source_url", field="source_url")
    if looked_up_on > today:
        raise Refused("source_day", field="looked_up_on")


def _held(row: Finding, number: str) -> float | None:
    return next((each["probability"] for each in row.candidates if number and each["number"] == number), None)
