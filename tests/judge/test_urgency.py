"""Urgency by the decision table, and what counts where a fact is missing."""

from datetime import date

import msgspec
import pytest

from noroshi.judge.kev import KevEntry, KevSnapshot
from noroshi.judge.urgency import UrgencyTable
from noroshi.knowledge.advisories import Advisory, Ssvc, load_urgency_table
from noroshi.model.verdict import Urgency

ROWS = [
    (False, "no", "partial", "60d"),
    (False, "yes", "partial", "14d"),
    (False, "no", "total", "14d"),
    (False, "yes", "total", "3d"),
    (True, "no", "partial", "14d"),
    (True, "yes", "partial", "3d"),
    (True, "no", "total", "3d_forensics"),
    (True, "yes", "total", "3d_forensics"),
    (True, "", "", "3d_forensics"),
    (True, "", "partial", "14d"),
    (True, "yes", "", "3d_forensics"),
    (False, "", "", "60d"),
    (False, "yes", "", "14d"),
    (False, "", "total", "14d"),
]


@pytest.fixture(scope="module")
def table() -> UrgencyTable:
    """Return the bundled table."""
    return UrgencyTable(load_urgency_table())


@pytest.mark.parametrize(("exploited", "automatable", "impact", "urgency"), ROWS)
def test_the_table_of_the_directive(
    table: UrgencyTable,
    exploited: bool,  # noqa: FBT001 - a table column
    automatable: str,
    impact: str,
    urgency: str,
) -> None:
    """Each combination gives the directive's time; missing facts count as documented."""
    ssvc = msgspec.convert({"automatable": automatable, "technical_impact": impact, "source": "s1"}, Ssvc)
    assert table.look_up(ssvc, exploited=exploited).value == urgency


def test_no_ssvc_at_all_is_like_no_fact_stated(table: UrgencyTable) -> None:
    """An absent SSVC record and an empty one mean the same."""
    assert table.look_up(None, exploited=True) is Urgency.THREE_DAYS_FORENSICS
    assert table.look_up(None, exploited=False) is Urgency.SIXTY_DAYS


def test_active_exploitation_counts_as_in_kev(table: UrgencyTable) -> None:
    """A CVE that SSVC calls actively exploited is as urgent as one in KEV, though it is not in KEV."""
    ssvc = Ssvc(exploitation="active", automatable="yes", technical_impact="partial", source="s1")
    advisory = Advisory(cve="CVE-2099-0001", affected=(), ssvc=ssvc)
    empty = KevSnapshot(date=date(2099, 1, 1), version="", entries={})
    found = table.exploitation(advisory, empty, None)
    assert (found.in_kev, found.urgency) == (False, Urgency.THREE_DAYS)


def test_the_snapshot_overrules_the_advisorys_note(table: UrgencyTable) -> None:
    """With a snapshot at hand, only the snapshot says whether the CVE is in KEV."""
    advisory = Advisory(cve="CVE-2099-0001", affected=(), kev=date(2099, 1, 1))
    empty = KevSnapshot(date=date(2099, 1, 1), version="", entries={})
    full = KevSnapshot(
        date=date(2099, 1, 1), version="", entries={"CVE-2099-0001": KevEntry(date(2099, 1, 1), ransomware=True)}
    )
    assert not table.exploitation(advisory, empty, None).in_kev
    assert table.exploitation(advisory, full, None).ransomware
    assert table.exploitation(advisory, None, None).in_kev
    assert not table.exploitation(advisory, None, date(2098, 12, 31)).in_kev


def test_an_incomplete_table_is_refused() -> None:
    """A table that leaves a combination open cannot be used."""
    with pytest.raises(ValueError, match="combination"):
        UrgencyTable(load_urgency_table()[:-1])
