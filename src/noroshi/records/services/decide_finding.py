"""What an analyst decides about a finding. Every decision is kept, with what calibration can learn from it.

Each function takes the row version that the person was shown; a finding that changed meanwhile is refused, so that
nobody overrules a colleague without knowing. A decision that leaves a case without a finding drops the case.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.notify.business_days import add_business_days
from noroshi.records.decision import Decision
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.campaign_preview import LIVE
from noroshi.records.services.finding_case import join_case, named_organization, settle
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused

MOST_TEXT: Final = 4_000


@dataclass(slots=True)
class Made:
    """One decision in the making: its kind and words, the label for calibration, the finding's new decision."""

    kind: str
    decision: str
    reason: str = ""
    comment: str = ""
    label: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ManyDone:
    """What a decision over several findings came to: how many were done, and why the others were not."""

    done: list[Finding] = field(default_factory=list)
    refused: list[tuple[Finding, Refused]] = field(default_factory=list)


def confirm(scope: Scope, finding: Finding, row_version: int, comment: str = "") -> Finding:
    """Confirm product, verdicts and organisation; raises ``Refused`` for a finding without an organisation."""
    with transaction.atomic():
        row = take(scope, finding, row_version, "pending", "asked", "refuted")
        if row.organization is None or row.case is None:
            raise Refused("confirm_without_organization")
        if row.research_state in LIVE:
            raise Refused("confirm_in_research")
        label = label_of(row, right=True)
        made = Made("confirm", "confirmed", comment=comment, label=label)
        return conclude(scope, row, made, reason=comment or "confirmed")


def refute(scope: Scope, finding: Finding, row_version: int, reason: str, comment: str = "") -> Finding:
    """Refute for a reason of the list ``refutation_reason``.

    Where only the organisation is wrong, the device goes (back) to research: somebody else has it.
    """
    if not load_enumerations().has("refutation_reason", reason):
        raise Refused("refute_without_reason", field="reason")
    about = load_enumerations().entry("refutation_reason", reason).about
    with transaction.atomic():
        row = take(scope, finding, row_version, "pending", "asked", "confirmed")
        label = label_of(row, right=False) | {"about": about}
        if about == "attribution" and reason != "organization_closed":
            to_research(row, "conflict")
        made = Made("refute", "refuted", reason, comment, label)
        return conclude(scope, row, made, reason=f"refuted: {reason}")


def ask(scope: Scope, finding: Finding, row_version: int, comment: str) -> Finding:
    """Put a question to a colleague; the finding waits for the answer."""
    with transaction.atomic():
        row = take(scope, finding, row_version, "pending", "asked")
        return conclude(scope, row, Made("ask", "asked", comment=_said(comment)))


def answer(scope: Scope, finding: Finding, row_version: int, comment: str) -> Finding:
    """Answer the question; the finding is pending again."""
    with transaction.atomic():
        row = take(scope, finding, row_version, "asked")
        return conclude(scope, row, Made("answer", "pending", comment=_said(comment)))


def reopen(scope: Scope, finding: Finding, row_version: int, comment: str) -> Finding:
    """Take a decision back, with the reason; what was decided before stays in the history."""
    with transaction.atomic():
        row = take(scope, finding, row_version, "confirmed", "refuted", "merged")
        row.merged_into = None
        return conclude(scope, row, Made("reopen", "pending", comment=_said(comment)), reason="reopened")


def give_to(scope: Scope, finding: Finding, row_version: int, number: str, name: str, comment: str = "") -> Finding:
    """Split the finding off to another organisation (a candidate, or one that the person names), to be confirmed.

    Raises ``Refused`` where that organisation is excluded, has an open case elsewhere, or is the same one.
    """
    with transaction.atomic():
        row = take(scope, finding, row_version, "pending", "asked", "confirmed", "refuted")
        old, label = row.case, label_of(row, right=False) | {"about": "attribution", "chosen": number}
        chosen: dict[str, Any] = next((each for each in row.candidates if each["number"] == number), {})
        place = {"prefecture": chosen.get("prefecture", ""), "city": chosen.get("city", "")}
        target = named_organization(scope, row, number=number, name=name or chosen.get("name", ""), **place)
        if row.organization_id == target.pk:
            raise Refused("organization_same", field="number", name=target.name)
        join_case(scope, row, target)
        row.registered_pref = target.prefecture
        row.research_state = "found" if row.research_state else ""
        done = conclude(scope, row, Made("split", "pending", comment=comment, label=label if old else {}))
        if old is not None:
            settle(scope, old, f"another organisation: {number or name}")
        return done


def many(
    scope: Scope, chosen: Sequence[tuple[Finding, int]], decide: Callable[[Scope, Finding, int], Finding]
) -> ManyDone:
    """Decide about several findings with the versions that were shown; one that is refused does not stop the others."""
    result = ManyDone()
    for finding, row_version in chosen:
        try:
            with transaction.atomic():
                result.done.append(decide(scope, finding, row_version))
        except Refused as error:
            result.refused.append((finding, error))
    return result


def take(scope: Scope, finding: Finding, row_version: int, *decisions: str) -> Finding:
    """Return the finding as it is now, locked; ``Refused`` where it changed or this cannot be decided about it."""
    row = lock(scope, finding)
    if row.row_version != row_version:
        raise Refused("finding_changed")
    if row.decision not in decisions:
        raise Refused("finding_decided", decision=row.decision)
    return row


def conclude(scope: Scope, row: Finding, made: Made, reason: str = "") -> Finding:
    """Save the decision and the finding, record both, and settle the finding's case; returns the finding."""
    now = timezone.now()
    before = row.decision
    row.decision = made.decision
    if row.decision != before:
        decided = made.decision in {"confirmed", "refuted", "merged"}
        row.decided_by_id, row.decided_at = (scope.actor_id, now) if decided else (None, None)
    if made.decision != "confirmed":
        row.released_by, row.released_at = None, None
    row.row_version += 1
    row.save()
    decision = Decision.objects.create(
        unit_id=row.unit_id,
        finding=row,
        kind=made.kind,
        reason=made.reason,
        comment=made.comment.strip()[:MOST_TEXT],
        by_id=scope.actor_id,
        at=now,
        label=made.label,
    )
    values = {"from": before, "to": row.decision, "reason": made.reason, "case": row.case_id}
    audit.changed(scope, f"finding.{made.kind}", row, values, seals=[decision])
    if row.case is not None:
        settle(scope, row.case, reason or made.kind)
    return row


def label_of(row: Finding, *, right: bool) -> dict[str, Any]:
    """Return what calibration learns: which organisation was named, how probable it was held, whether it is right."""
    return {
        "organization": row.organization.corporate_number if row.organization else "",
        "right": right,
        "probability": row.probability,
        "about": "all",
    }


def to_research(row: Finding, reason: str) -> None:
    """Put the finding into the research queue, due in as many business days as its campaign allows; not saved."""
    row.research_state, row.research_reason = "open", reason
    row.research_due_on = add_business_days(timezone.localdate(), row.campaign.research_days)


def _said(comment: str) -> str:
    if not comment.strip():
        raise Refused("comment_missing", field="comment")
    return comment
