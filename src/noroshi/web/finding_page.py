"""What the page of a finding shows: the facts on one side, what we conclude and why on the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from noroshi.knowledge.product_names import product_name
from noroshi.model.attribution import Reason, State
from noroshi.model.campaign import Decision as Decided
from noroshi.model.verdict import Answer
from noroshi.notify.plain_reasons import CaseFacts, PlainReason, plain_reasons
from noroshi.records.finding import Evidence, Finding
from noroshi.records.services.finding_case import campaign_judgements
from noroshi.web.words import language

TOPICS: Final = ("seen", "version", "verdict", "owner", "caution")


@dataclass(frozen=True, slots=True)
class FindingDetail:
    """A finding with everything that one looks at to decide about it."""

    finding: Finding
    product_evidence: tuple[Evidence, ...]
    version_evidence: tuple[Evidence, ...]
    judgements: tuple[dict[str, Any], ...]
    other_judgements: tuple[dict[str, Any], ...]
    reasons: tuple[PlainReason, ...]

    @property
    def owner_reasons(self) -> tuple[PlainReason, ...]:
        """What speaks for the organisation."""
        return tuple(each for each in self.reasons if each.topic == "owner")

    @property
    def device_reasons(self) -> tuple[PlainReason, ...]:
        """What was seen, which version that is, and what it means."""
        return tuple(each for each in self.reasons if each.topic != "owner")


def detail_of(finding: Finding, evidence: Iterable[Evidence]) -> FindingDetail:
    """Return what the page shows of a finding; its campaign and organisation must be loaded with it."""
    rows = tuple(evidence)
    about = campaign_judgements(finding.campaign, finding)
    others = [each for each in finding.cves if each not in about]
    return FindingDetail(
        finding=finding,
        product_evidence=tuple(each for each in rows if each.about == "product"),
        version_evidence=tuple(each for each in rows if each.about == "version"),
        judgements=tuple(about),
        other_judgements=tuple(others),
        reasons=plain_reasons(_facts(finding, rows, about), timezone.localdate(), language()),
    )


def _facts(finding: Finding, evidence: Sequence[Evidence], about: list[dict[str, Any]]) -> CaseFacts:
    fixes = sorted({each.get("fix") or "" for each in about} - {""})
    return CaseFacts(
        product=product_name(finding.product, language()),
        kind=finding.version_kind,
        version="" if finding.version_text == "?" else finding.version_text,
        answers=tuple((each["cve"], Answer(each["verdict"])) for each in about),
        fix=fixes[0] if len(fixes) == 1 else "",
        first_seen=timezone.localdate(finding.first_seen),
        last_seen=timezone.localdate(finding.last_affected_at),
        sources=tuple(sorted({name for each in evidence for name in each.source.split(",") if name})),
        state=State(finding.attribution_state),
        decision=Decided(finding.decision),
        reasons=tuple(
            Reason(each["id"], dict(each.get("values", {}))) for each in finding.attribution_reasons if "id" in each
        ),
    )
