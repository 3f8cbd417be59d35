"""DeviceView: of one device what the tallies need, joined from its verdicts and its attribution."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final, TypeAlias

import msgspec

from noroshi.model.version import EvidenceKind
from noroshi.report.survey_figures import DECOY_THRESHOLD

Row: TypeAlias = Mapping[str, Any]

JST: Final = timezone(timedelta(hours=9), "JST")
UNSTATED: Final = frozenset({EvidenceKind.NONE, EvidenceKind.UNMAPPED})
"""Kinds of evidence that state no version."""

_SHOWN_CANDIDATES: Final = 3


class DeviceView(msgspec.Struct, frozen=True, kw_only=True):
    """One device of the devices table. ``version`` is '' where the evidence states none."""

    id: str
    product: str
    vendor: str
    decoy: bool
    kind: str
    version: str
    conflict: bool
    first_seen: datetime | None
    last_seen: datetime | None

    @property
    def has_version(self) -> bool:
        """Whether there is evidence that narrows the version down."""
        return self.kind not in UNSTATED

    @property
    def last_day(self) -> date | None:
        """The day on which the device was last seen, in Japan Standard Time."""
        return self.last_seen.astimezone(JST).date() if self.last_seen else None


def device_views(devices: Iterable[Row]) -> dict[str, DeviceView]:
    """Return the devices by id, in their order; ValueError where an id appears twice."""
    views: dict[str, DeviceView] = {}
    for row in devices:
        view = _view(row)
        if view.id in views:
            raise ValueError(f"device {view.id!r} appears twice in the devices table")
        views[view.id] = view
    return views


def moment(value: datetime | str | None) -> datetime | None:
    """Return a table's time as an aware UTC datetime; a time without zone is UTC, as the tables promise."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _view(row: Row) -> DeviceView:
    kind = row.get("version_kind") or EvidenceKind.NONE.value
    return DeviceView(
        id=row["device"],
        product=row.get("product") or "",
        vendor=row.get("vendor") or "",
        decoy=(row.get("decoy_score") or 0) >= DECOY_THRESHOLD,
        kind=kind,
        version="" if kind in UNSTATED else _stated_version(row),
        conflict=bool(row.get("conflicts")),
        first_seen=moment(row.get("first_seen")),
        last_seen=moment(row.get("last_seen")),
    )


def _stated_version(row: Row) -> str:
    """Return the narrowest thing that the evidence states, without making it sharper than it is."""
    if row.get("version_exact"):
        return str(row["version_exact"])
    if row.get("version_candidates"):
        return _candidates([str(version) for version in row["version_candidates"]])
    built = moment(row.get("version_build_time"))
    stated = [str(row[name]) for name in ("version_train", "version_range") if row.get(name)]
    return " ".join(stated or ([built.date().isoformat()] if built else []))


def _candidates(versions: list[str]) -> str:
    if len(versions) <= _SHOWN_CANDIDATES:
        return " / ".join(versions)
    return f"{versions[0]} … {versions[-1]} ({len(versions)})"
