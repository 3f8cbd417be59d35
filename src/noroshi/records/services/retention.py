"""How long closed cases are kept, which of them may be disposed of, and which are on hold."""

import calendar
import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.case_states import load_case_states
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services import audit, intrusions
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused

LONGEST_MONTHS: Final = 600


def set_retention(scope: Scope, campaign: Campaign, months: int | None) -> Campaign:
    """Set for how many months a case is kept after it was closed; None: nothing may be disposed of."""
    if months is not None and not 1 <= months <= LONGEST_MONTHS:
        raise Refused("retention_months", field="months", most=str(LONGEST_MONTHS))
    with transaction.atomic():
        locked = lock(scope, campaign)
        before, locked.retention_months = locked.retention_months, months
        locked.save(update_fields=["retention_months"])
        audit.changed(scope, "campaign.retention_set", locked, {"from": before, "to": months})
    return locked


def set_hold(scope: Scope, case: Case, *, hold: bool, reason: str) -> Case:
    """Keep a case from disposal, or allow it again; the reason is recorded."""
    if not reason.strip():
        raise Refused("hold_reason", field="reason")
    with transaction.atomic():
        locked = lock(scope, case)
        locked.hold = hold
        locked.save(update_fields=["hold"])
        audit.changed(scope, "case.hold_set" if hold else "case.hold_lifted", locked, {"reason": reason.strip()})
    return locked


def kept_until(case: Case) -> dt.date | None:
    """Return the last day on which a closed case is kept, None while that is not known; the campaign is read too."""
    months = case.campaign.retention_months
    if case.closed_at is None or months is None:
        return None
    closed = timezone.localdate(case.closed_at)
    year, month = divmod(closed.year * 12 + closed.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return None
    return dt.date(year, month + 1, min(closed.day, calendar.monthrange(year, month + 1)[1]))


def obstacle(scope: Scope, case: Case, today: dt.date) -> str:
    """Return why a case cannot be disposed of (a key of ``desk_refused``), '' where it can."""
    until = kept_until(case)
    checks = (
        ("disposal_done", case.disposed),
        ("disposal_hold", case.hold),
        ("disposal_open", load_case_states().state(case.state).open or case.closed_at is None),
        ("disposal_intrusion", intrusions.undecided(scope, case) is not None),
        ("disposal_no_retention", case.campaign.retention_months is None),
        ("disposal_kept", until is None or until >= today),
    )
    return next((key for key, stands in checks if stands), "")


def due(scope: Scope, today: dt.date, most: int = 500) -> list[Case]:
    """Return closed cases whose retention is over, the oldest first."""
    rows = (
        Case.objects.within(scope)
        .filter(disposed=False, hold=False, closed_at__isnull=False, campaign__retention_months__isnull=False)
        .select_related("campaign", "organization")
        .order_by("closed_at", "pk")
    )
    found = []
    for case in rows.iterator(chunk_size=500):
        until = kept_until(case)
        if until is not None and until < today:
            found.append(case)
            if len(found) == most:
                break
    return found
