"""Taking a back-flow over: the counts are kept as they came, each flag of a wrong finding becomes a label here."""

from collections import Counter

import msgspec

from noroshi.exchange.bundle.back_flow import BackFlow
from noroshi.exchange.bundle.terms import finding_key
from noroshi.records.agency import Unit
from noroshi.records.campaign import Campaign
from noroshi.records.finding import Finding
from noroshi.records.hand_over import GIVEN, BundleHandOver
from noroshi.records.scope import Scope
from noroshi.records.services.decide_finding import refute
from noroshi.records.services.refusals import Refused


def take_back_flow(scope: Scope, unit: Unit, row: BundleHandOver, contents: BackFlow) -> dict[str, int]:
    """Take the back-flow over and return how many flags were noted, known, or fit no finding that was given.

    A flagged finding is refuted here for the reason given, which makes the label for calibration; one that is refuted
    already stays as it is. Must be called inside a transaction.
    """
    given = BundleHandOver.objects.within(scope).filter(
        unit=unit, direction=GIVEN, kind="cases", state="written", receiver=row.giver, code=row.code
    )
    first = given.select_related("campaign").first()
    if first is None or first.campaign is None:
        raise Refused("bundle_no_campaign", code=row.code)
    row.campaign = first.campaign
    row.facts = msgspec.to_builtins(contents)
    theirs = {key for keys in given.values_list("keys", flat=True) for key in keys}
    findings = _findings(scope, first.campaign)
    bins: Counter[str] = Counter()
    for flag in contents.wrong:
        finding = findings.get(flag.key) if flag.key in theirs else None
        if finding is None:
            bins["unknown"] += 1
        elif finding.decision not in {"pending", "asked", "confirmed"}:
            bins["known"] += 1
        else:
            refute(scope, finding, finding.row_version, flag.reason, f"{row.giver} #{row.sequence}")
            bins["flagged"] += 1
    return dict(sorted(bins.items()))


def _findings(scope: Scope, campaign: Campaign) -> dict[str, Finding]:
    rows = Finding.objects.within(scope).filter(campaign=campaign).select_related("organization", "case", "campaign")
    return {finding_key(campaign.code, each.device): each for each in rows}
