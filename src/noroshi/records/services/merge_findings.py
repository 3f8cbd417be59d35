"""Merging: two findings that are one device, or two cases whose organisations are one."""

from django.db import transaction
from django.utils import timezone

from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.decision import Decision
from noroshi.records.document import Document
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.decide_finding import Made, conclude, take
from noroshi.records.services.finding_case import settle
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused


def merge_device(scope: Scope, finding: Finding, row_version: int, into: Finding, comment: str = "") -> Finding:
    """Merge a finding into another of the same campaign that is the same device; the other one stands for both.

    Raises ``Refused`` for itself, another campaign's finding, or one that does not stand itself.
    """
    with transaction.atomic():
        row = take(scope, finding, row_version, "pending", "asked", "confirmed")
        other = lock(scope, into)
        if other.pk == row.pk or other.campaign_id != row.campaign_id:
            raise Refused("merge_other_campaign", field="into")
        if other.decision not in {"pending", "asked", "confirmed"}:
            raise Refused("merge_not_standing", field="into")
        row.merged_into = other
        if row.research_state:
            row.research_state = "found"
        return conclude(scope, row, Made("merge", "merged", comment=comment), reason=f"same device as {other.device}")


def merge_organizations(scope: Scope, case: Case, into: Case, comment: str) -> Case:
    """Move all findings of a case to another case of the campaign, because both organisations are one; return that one.

    The emptied case is dropped. Contacts move with the findings. Raises ``Refused`` once somebody was contacted: then
    a person has to talk to both.
    """
    if not comment.strip():
        raise Refused("comment_missing", field="comment")
    with transaction.atomic():
        old, new = lock(scope, case), lock(scope, into)
        if old.pk == new.pk or old.campaign_id != new.campaign_id:
            raise Refused("merge_other_campaign", field="into")
        if _contacted(scope, old):
            raise Refused("merge_after_contact", field="into")
        moved = list(Finding.objects.within(scope).filter(case=old).order_by("pk"))
        for row in moved:
            _move(scope, row, new, comment)
        Contact.objects.within(scope).filter(organization=old.organization_id).update(organization=new.organization_id)
        audit.changed(scope, "case.merged", new, {"from": old.pk, "findings": [row.pk for row in moved]})
        settle(scope, old, f"one organisation with case {new.pk}: {comment}")
        return settle(scope, new, comment)


def _contacted(scope: Scope, case: Case) -> bool:
    """Whether somebody was called or written to."""
    called = ContactAttempt.objects.within(scope).filter(case=case).exists()
    return called or Document.objects.within(scope).filter(case=case, sent_at__isnull=False).exists()


def _move(scope: Scope, row: Finding, into: Case, comment: str) -> None:
    now = timezone.now()
    row.case, row.organization = into, into.organization
    if row.decision == "confirmed":  # whose device it is was decided anew: somebody else has to release that
        row.decided_by_id, row.decided_at, row.released_by, row.released_at = scope.actor_id, now, None, None
    row.row_version += 1
    row.save()
    decision = Decision.objects.create(
        unit_id=row.unit_id, finding=row, kind="merge", comment=comment, by_id=scope.actor_id, at=now
    )
    audit.changed(scope, "finding.moved", row, {"case": into.pk}, seals=[decision])
