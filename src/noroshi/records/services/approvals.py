"""The office's own route of a decision: 起案 → 決裁 through the steps of ``approval_routes.yaml``, or 差戻し."""

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.approval_routes import load_approval_routes
from noroshi.records.approval import Approval, ApprovalStep
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused


def draft(
    scope: Scope, unit_id: int, *, kind: str, title: str, text: str, subject: str = "", number: str = ""
) -> Approval:
    """Put a draft on the route and return it. ``number`` is the office's own document number, entered by hand."""
    if not scope.covers(unit_id) or scope.actor_id is None:
        raise Refused("approval_no_unit")
    with transaction.atomic():
        approval = Approval.objects.create(
            unit_id=unit_id,
            kind=kind,
            subject=subject,
            title=title,
            text=text,
            number=number,
            drafted_by_id=scope.actor_id,
        )
        steps = load_approval_routes().route(kind)
        ApprovalStep.objects.bulk_create(
            ApprovalStep(unit_id=unit_id, approval=approval, order=order, title=step)
            for order, step in enumerate(steps, start=1)
        )
        audit.changed(scope, "approval.drafted", approval, {"kind": kind, "title": title, "text": text})
    return approval


def next_step(approval: Approval) -> ApprovalStep | None:
    """Return the step that waits; None where the route has ended."""
    if approval.state != "drafted":
        return None
    return next((step for step in approval.steps.all() if not step.action), None)


def act(scope: Scope, approval: Approval, order: int, action: str, comment: str = "") -> Approval:
    """Take the waiting step: ``approved``, ``approved_for`` (代決, with a comment) or ``returned`` (差戻し, same).

    ``order`` is the step that the person was shown: a step that somebody else took meanwhile is refused, as are the
    drafter's own approval and a second step by the same person. Raises ``Refused``.
    """
    with transaction.atomic():
        locked = lock(scope, approval)
        step = next_step(locked)
        _refuse(scope, locked, step, order, action, comment)
        assert step is not None  # noqa: S101 _refuse has seen to it
        step.action, step.comment, step.by_id, step.at = action, comment, scope.actor_id, timezone.now()
        step.save()
        if action == "returned" or next_step(locked) is None:
            locked.state = "returned" if action == "returned" else "approved"
            locked.decided_at = step.at
            locked.save()
        audit.changed(
            scope, f"approval.{action}", locked, {"step": step.title, "comment": comment, "state": locked.state}
        )
    return locked


def withdraw(scope: Scope, approval: Approval) -> Approval:
    """Take back one's own draft while it is on the route."""
    with transaction.atomic():
        locked = lock(scope, approval)
        if locked.state != "drafted" or locked.drafted_by_id != scope.actor_id:
            raise Refused("approval_not_yours")
        locked.state, locked.decided_at = "withdrawn", timezone.now()
        locked.save()
        audit.changed(scope, "approval.withdrawn", locked)
    return locked


def _refuse(scope: Scope, approval: Approval, step: ApprovalStep | None, order: int, action: str, comment: str) -> None:
    if step is None or step.order != order:
        raise Refused("approval_step_taken")
    if action not in {"approved", "approved_for", "returned"}:
        raise Refused("approval_action", field="action")
    if action != "approved" and not comment.strip():
        raise Refused("approval_comment", field="comment")
    earlier = {each.by_id for each in approval.steps.all() if each.action}
    if action != "returned" and scope.actor_id in {approval.drafted_by_id, *earlier}:
        raise Refused("approval_same_person")
