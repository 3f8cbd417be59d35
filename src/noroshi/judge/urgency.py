"""Urgency: how soon an exposed device must be dealt with, by the decision table of CISA BOD 26-04.

The table asks three things: is the CVE in KEV, can its exploitation be automated, is the impact partial or total.

- SSVC ``exploitation: active`` counts as in KEV (CERTCC/SSVC, how-to for the CISA response; KEV has no entry at all
  for most Japanese products).
- ``automatable`` not stated counts as ``no``: nothing says that attacks run by themselves.
- ``technical_impact`` not stated counts as ``total`` where the CVE is exploited and as ``partial`` where it is not.
  For an exploited CVE a wrong ``partial`` would grant eleven days more to a real attacker; for one that is not known
  to be exploited a wrong ``total`` would cost the trust that the urgent cases need.
"""

from datetime import date
from typing import Final

import msgspec

from noroshi.judge.kev import KevSnapshot
from noroshi.knowledge.advisories import Advisory, Ssvc, UrgencyRow
from noroshi.model.verdict import Urgency

ACTIVE: Final = "active"


class Exploitation(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about the exploitation of a CVE, and the urgency that follows."""

    in_kev: bool
    ransomware: bool
    urgency: Urgency
    sources: tuple[str, ...]


class UrgencyTable:
    """The decision table by its three questions."""

    def __init__(self, rows: tuple[UrgencyRow, ...]) -> None:
        """Index the rows; raise ValueError where one names no urgency or a combination is missing."""
        self._rows = {
            (row.in_kev == "yes", row.automatable == "yes", row.technical_impact == "total"): Urgency(row.urgency)
            for row in rows
        }
        if len(self._rows) != 2**3:
            raise ValueError("the urgency table does not answer every combination")

    def look_up(self, ssvc: Ssvc | None, *, exploited: bool) -> Urgency:
        """Return the time to act; facts that are not stated count as the module says."""
        automatable = ssvc is not None and ssvc.automatable == "yes"
        impact = ssvc.technical_impact if ssvc is not None else ""
        total = impact == "total" or (not impact and exploited)
        return self._rows[exploited, automatable, total]

    def exploitation(self, advisory: Advisory, kev: KevSnapshot | None, as_of: date | None) -> Exploitation:
        """Return what the snapshot, or without one the advisory's own note, says on day ``as_of``."""
        sources: list[str] = []
        ransomware = False
        if kev is not None:
            entry = kev.entry(advisory.cve, as_of)
            in_kev = entry is not None
            ransomware = entry is not None and entry.ransomware
            sources += [kev.source] if in_kev else []
        else:
            in_kev = advisory.kev is not None and (as_of is None or advisory.kev <= as_of)
            sources += ["kev"] if in_kev else []
        ssvc = _known(advisory.ssvc, as_of)
        if ssvc is not None:
            sources.append(ssvc.source)
        exploited = in_kev or (ssvc is not None and ssvc.exploitation == ACTIVE)
        urgency = self.look_up(ssvc, exploited=exploited)
        return Exploitation(in_kev=in_kev, ransomware=ransomware, urgency=urgency, sources=tuple(sources))


def _known(ssvc: Ssvc | None, as_of: date | None) -> Ssvc | None:
    """Return the SSVC facts that were already stated on day ``as_of``."""
    return None if ssvc is not None and ssvc.at and as_of and ssvc.at > as_of else ssvc
