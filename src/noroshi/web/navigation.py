"""The desks of the application: which page a capability opens, in the order of the day."""

from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Desk:
    """One entry of the navigation; ``key`` names its words ``desk.<key>``."""

    key: str
    url_name: str
    capability: str

    @property
    def url(self) -> str:
        """Return the address of the desk's first page."""
        return reverse(self.url_name)


DESKS: Final = (
    Desk("today", "today", "case.contact"),
    Desk("cases", "case_list", "case.read"),
    Desk("mail", "mail_list", "case.read"),
    Desk("analyst", "finding_queue", "finding.decide"),
    Desk("release", "release_queue", "finding.release"),
    Desk("hand_overs", "hand_over_list", "finding.release"),
    Desk("research", "research_queue", "research.work"),
    Desk("campaigns", "campaign_list", "campaign.read"),
    Desk("supervision", "supervision", "supervision.read"),
    Desk("print_runs", "print_run_list", "case.assign"),
    Desk("approvals", "approval_list", "decision.draft"),
    Desk("exclusions", "exclusion_list", "exclusion.edit"),
    Desk("lookup", "lookup", "lookup.verify"),
    Desk("rehearsals", "rehearsals", "case.contact"),
    Desk("audit", "audit", "audit.read"),
    Desk("disposal", "disposal_list", "disposal.propose"),
    Desk("disposal_review", "disposal_review", "disposal.approve"),
    Desk("people", "people", "user.manage"),
    Desk("tokens", "token_list", "token.manage"),
)


def desks_of(capabilities: set[str]) -> list[Desk]:
    """Return the desks that the capabilities open, in order."""
    return [desk for desk in DESKS if desk.capability in capabilities and _exists(desk)]


def _exists(desk: Desk) -> bool:
    try:
        reverse(desk.url_name)
    except NoReverseMatch:
        return False
    return True
