"""The contents of a bundle as a table: codes and texts, one line per finding, state or count."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from noroshi.exchange.bundle.back_flow import BackFlow
from noroshi.exchange.bundle.contents import CasesContents, Contents, DeviceStates
from noroshi.exchange.csv_text import csv_bytes

CASES: Final = (
    "key", "organisation", "corporate_number", "prefecture", "city", "address", "ips", "ports", "hostnames", "product",
    "version", "verdict", "urgency", "cves", "site_pref", "site_city", "first_seen", "last_seen", "last_affected_at",
)  # fmt: skip
STATES: Final = ("key", "state", "observed_at", "product", "version", "verdict")
BACK_FLOW: Final = ("about", "code", "count", "base")
HEADERS: Final = {"cases.csv": CASES, "device_states.csv": STATES, "back_flow.csv": BACK_FLOW}
"""Name of the part → its columns."""


def tables_of(contents: Contents) -> dict[str, bytes]:
    """Return the tables of the contents by name of the part; none for an update by file."""
    if isinstance(contents, CasesContents):
        return {"cases.csv": csv_bytes(CASES, _cases(contents))}
    if isinstance(contents, DeviceStates):
        return {"device_states.csv": csv_bytes(STATES, _states(contents))}
    if isinstance(contents, BackFlow):
        return {"back_flow.csv": csv_bytes(BACK_FLOW, _back_flow(contents))}
    return {}


def _cases(contents: CasesContents) -> Iterator[tuple[str, ...]]:
    for case in contents.cases:
        owner = case.organisation
        for each in case.findings:
            yield (
                each.key,
                owner.name,
                owner.corporate_number,
                owner.prefecture,
                owner.city,
                owner.address,
                " ".join(each.ips),
                " ".join(map(str, each.ports)),
                " ".join(each.hostnames),
                each.product,
                each.version_text,
                each.verdict,
                each.urgency,
                " ".join(verdict.cve for verdict in each.verdicts if verdict.verdict in {"affected", "likely"}),
                each.site_pref,
                each.site_city,
                _moment(each.first_seen),
                _moment(each.last_seen),
                _moment(each.last_affected_at),
            )


def _states(contents: DeviceStates) -> Iterator[tuple[str, ...]]:
    for each in contents.states:
        seen = _moment(each.observed_at) if each.observed_at else ""
        yield each.key, each.state, seen, each.product, each.version_text, each.verdict or ""


def _back_flow(contents: BackFlow) -> Iterator[tuple[str, ...]]:
    for step in contents.funnel:
        yield "funnel", step.step, _count(step.count), ""
    for tally in contents.tallies:
        for cell in tally.cells:
            yield tally.list_name, cell.code, _count(cell.count), str(tally.base)
    for flag in contents.wrong:
        yield "wrong_finding", flag.reason, flag.key, ""


def _count(count: int | None) -> str:
    return "" if count is None else str(count)


def _moment(moment: datetime) -> str:
    return moment.isoformat()
