"""What people decided, as labels for calibration: one row per finding, its last decision that says right or wrong."""

from collections.abc import Iterator
from typing import Any, Final

from noroshi.records.decision import Decision
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services import audit

COLUMNS: Final = (
    "campaign",
    "device",
    "product",
    "attribution_state",
    "organization",
    "probability",
    "about",
    "right",
    "reason",
    "chosen",
    "rules",
    "decided_on",
)


def labels(scope: Scope, campaign: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield the labels of the scope's campaigns (or of the one with this code), and write the export down.

    A decision that was taken back gives no label. Free text and names stay behind: numbers and codes only.
    """
    rows = Decision.objects.within(scope).select_related("finding__campaign").order_by("finding_id", "at", "pk")
    if campaign is not None:
        rows = rows.filter(finding__campaign__code=campaign)
    last: dict[int, Decision] = {}
    for decision in rows:
        if decision.kind in {"reopen", "return"}:
            last.pop(decision.finding_id, None)
        elif decision.label:
            last[decision.finding_id] = decision
    for unit_id in sorted(scope.units):
        audit.append("labels.exported", "list:labels", actor_id=scope.actor_id, unit_id=unit_id)
    for decision in last.values():
        yield _row(decision, decision.finding)


def _row(decision: Decision, finding: Finding) -> dict[str, Any]:
    label = decision.label
    return {
        "campaign": finding.campaign.code,
        "device": finding.device,
        "product": finding.product,
        "attribution_state": finding.attribution_state,
        "organization": label.get("organization", ""),
        "probability": label.get("probability"),
        "about": label.get("about", "all"),
        "right": label["right"],
        "reason": decision.reason,
        "chosen": label.get("chosen", ""),
        "rules": sorted({each["id"] for each in finding.attribution_reasons}),
        "decided_on": decision.at.date().isoformat(),
    }
