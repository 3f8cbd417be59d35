"""Releasing (二名確認): a second person opens five cases drawn by lot in full, then lets all that are ready leave."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.finding import Finding
from noroshi.records.release import Release
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services import audit, todos, transitions
from noroshi.records.services.decide_finding import Made, conclude
from noroshi.records.services.finding_case import STANDING
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused
from noroshi.records.services.release_gate import Readiness, readiness

SAMPLE: Final = 5
MOST_CASES: Final = 300
"""Cases of one release; further ones follow in the next, so that a release stays a matter of seconds."""
_APPROVE: Final = frozenset({"has_confirmed_finding", "second_person", "fresh"})
_HAND_OVER: Final = frozenset({"terms_allow", "fresh"})


def start(scope: Scope, campaign: Campaign, today: dt.date) -> Release:
    """Begin a release of all cases that are ready, and choose at random which must be opened first.

    A release of the same person that is still under way comes back as it is, so that nobody draws until the sample
    suits. Raises ``Refused`` where nothing is ready, ``NotPermitted`` for anybody but a person.
    """
    if scope.actor_id is None:
        raise NotPermitted(scope.capability)
    with transaction.atomic():
        lock(scope, campaign)
        running = Release.objects.within(scope).filter(campaign=campaign, started_by_id=scope.actor_id, done_at=None)
        release = running.first()
        if release is not None:
            return release
        ready = [each for each in readiness(scope, campaign, today) if each.ready][:MOST_CASES]
        if not ready:
            raise Refused("release_nothing")
        keys = [each.case.pk for each in ready]
        release = Release.objects.create(
            unit_id=campaign.unit_id,
            campaign=campaign,
            cases=keys,
            late=[row.pk for each in ready if each.late for row in each.findings],
            sample=sorted(secrets.SystemRandom().sample(keys, min(SAMPLE, len(keys)))),
            started_by_id=scope.actor_id,
        )
        audit.changed(scope, "release.started", release, {"cases": keys, "sample": release.sample})
    return release


def opened(scope: Scope, release: Release, case: Case) -> Release:
    """Note that a case of the sample was opened in full; another case changes nothing."""
    with transaction.atomic():
        row = lock(scope, release)
        if row.done_at is None and case.pk in row.sample and str(case.pk) not in row.opened:
            row.opened[str(case.pk)] = timezone.now().isoformat(timespec="seconds")
            row.save(update_fields=["opened"])
            audit.changed(scope, "release.opened_case", row, {"case": case.pk})
    return row


def complete(scope: Scope, release: Release, today: dt.date) -> Release:
    """Approve and hand over every case of the release that still is ready; the others are named in ``result``.

    Raises ``Refused`` while a case of the sample is unopened, for somebody else's release, or one that is done.
    """
    with transaction.atomic():
        row = lock(scope, release)
        _refuse(scope, row)
        campaign = row.campaign
        now = timezone.now()
        released: list[int] = []
        refused: list[dict[str, Any]] = []
        _hold(scope, row.cases)
        current = {each.case.pk: each for each in readiness(scope, campaign, today, cases=row.cases)}
        for key in row.cases:
            each = current.get(key)
            if each is None or not each.ready:
                refused.append(_reason(key, each))
                continue
            _let_go(scope, each, now, today)
            released.append(key)
        row.result = {"released": released, "refused": refused}
        row.done_at = now
        row.save(update_fields=["result", "done_at"])
        audit.changed(scope, "release.completed", row, row.result)
    return row


def send_back(scope: Scope, case: Case, comment: str, release: Release | None = None) -> Case:
    """Return a case to the analyst with the reason: its unreleased findings are pending again.

    A release under way ends with it, unreleased: whoever found one fault draws a new sample.
    """
    if not comment.strip():
        raise Refused("comment_missing", field="comment")
    with transaction.atomic():
        row = lock(scope, case)
        waiting = Finding.objects.within(scope).filter(case=row, decision="confirmed", released_at=None)
        findings = list(waiting.select_for_update(of=("self",)).order_by("pk"))
        if not findings:
            raise Refused("release_nothing")
        for finding in findings:
            conclude(scope, finding, Made("return", "pending", comment=comment))
        if release is not None:
            _end(scope, lock(scope, release), row, comment)
    return row


def override_freshness(scope: Scope, case: Case, reason: str, today: dt.date) -> Case:
    """Let a case go on with an old observation, for a supervisor's reason; holds for this observation only.

    Raises ``Refused`` without a reason, or where no finding of the case is too old.
    """
    if not reason.strip():
        raise Refused("override_without_reason", field="reason")
    with transaction.atomic():
        row = lock(scope, case)
        seen = timezone.localdate(row.last_affected_at)
        standing = Finding.objects.within(scope).filter(case=row, decision__in=STANDING)
        limit = today - dt.timedelta(days=row.campaign.freshness_days)
        if seen > today or not any(timezone.localdate(each.last_affected_at) < limit for each in standing):
            raise Refused("override_not_needed")
        row.freshness_override = reason.strip()
        row.freshness_override_by_id, row.freshness_override_on = scope.actor_id, seen
        row.save(update_fields=["freshness_override", "freshness_override_by", "freshness_override_on"])
        values = {"reason": row.freshness_override, "last_seen": seen}
        audit.changed(scope, "case.freshness_overridden", row, values)
        todos.released(scope, row)
    return row


def _refuse(scope: Scope, release: Release) -> None:
    if release.done_at is not None:
        raise Refused("release_done")
    if release.started_by_id != scope.actor_id:
        raise Refused("release_of_another")
    unopened = len(release.sample) - len(release.opened)
    if unopened:
        raise Refused("release_unopened", count=str(unopened))


def _hold(scope: Scope, cases: list[int]) -> None:
    """Lock the findings, so that no analyst changes one between the check and the release."""
    rows = Finding.objects.within(scope).filter(case__in=cases).select_for_update(of=("self",))
    list(rows.order_by("pk").values_list("pk"))


def _let_go(scope: Scope, ready: Readiness, now: dt.datetime, today: dt.date) -> None:
    case = ready.case
    if not ready.late:
        if case.state == "draft":
            case = transitions.apply(scope, case, "approve", met=_APPROVE)
        case = transitions.apply(scope, case, "hand_over", met=_HAND_OVER)
        if case.next_on is None:
            case.next_on = today
            case.version += 1
            case.save(update_fields=["next_on", "version"])
    for finding in ready.findings:
        finding.released_by_id, finding.released_at = scope.actor_id, now
        finding.row_version += 1
        finding.save(update_fields=["released_by", "released_at", "row_version"])
    keys = [finding.pk for finding in ready.findings]
    audit.changed(scope, "case.released", case, {"findings": keys, "late": ready.late})


def _reason(key: int, each: Readiness | None) -> dict[str, Any]:
    if each is None:
        return {"case": key, "blocks": ["no_longer"]}
    return {"case": key, "blocks": list(each.blocks), "inputs": [refusal.input for refusal in each.refusals]}


def _end(scope: Scope, release: Release, case: Case, comment: str) -> None:
    if release.done_at is not None:
        return
    release.done_at = timezone.now()
    release.result = {"returned": case.pk, "comment": comment}
    release.save(update_fields=["done_at", "result"])
    audit.changed(scope, "release.ended", release, release.result)


def findings_of(scope: Scope, case: Case) -> Sequence[Finding]:
    """Return all findings of a case with their evidence, for the page that shows it in full."""
    rows = Finding.objects.within(scope).filter(case=case)
    return list(rows.select_related("campaign", "survey", "organization").prefetch_related("evidence").order_by("pk"))
