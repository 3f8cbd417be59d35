"""Count devices by prefecture and by state of the attribution."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from noroshi.model.attribution import State
from noroshi.report.device_view import DeviceView, Row
from noroshi.report.survey_figures import Count, PrefectureRow
from noroshi.report.verdict_tally import VerdictTally

STATES: Final = tuple(State)


class Owner(msgspec.Struct, frozen=True):
    """State of a device's attribution and its two prefectures; the organisation itself is never taken up."""

    state: str = State.NONE.value
    site: str = ""
    registered: str = ""


def owners(attributions: Iterable[Row], views: Mapping[str, DeviceView]) -> dict[str, Owner]:
    """Return the owners by device; ValueError for a device or a state that the survey does not know."""
    found: dict[str, Owner] = {}
    states = {state.value for state in STATES}
    for row in attributions:
        device, state = row["device"], row["state"]
        if device not in views:
            raise ValueError(f"attribution of device {device!r}, which is not in the devices table")
        if device in found:
            raise ValueError(f"device {device!r} appears twice in the attributions table")
        if state not in states:
            raise ValueError(f"unknown attribution state {state!r} of device {device!r}")
        found[device] = Owner(state, row.get("site_pref") or "", row.get("registered_pref") or "")
    return found


def owner_states(in_range: Iterable[DeviceView], owners_by_device: Mapping[str, Owner]) -> tuple[Count, ...]:
    """Return the states of the devices in the affected range; a device without a row counts as ``none``."""
    states = Counter(owners_by_device.get(view.id, Owner()).state for view in in_range)
    return tuple(Count(state.value, states[state.value], states.total()) for state in STATES)


def prefectures(
    counted: Iterable[DeviceView], verdicts: VerdictTally, owners_by_device: Mapping[str, Owner]
) -> tuple[PrefectureRow, ...]:
    """Return one row per prefecture, '' for not known, sorted by name; each of its four columns is a partition."""
    cells: dict[str, Counter[str]] = {}
    for view in counted:
        owner = owners_by_device.get(view.id, Owner())
        for column, prefecture in (("site", owner.site), ("registered", owner.registered)):
            row = cells.setdefault(prefecture, Counter())
            row[column] += 1
            row[column + "_in_range"] += verdicts.in_range(view.id)
    return tuple(
        PrefectureRow(
            prefecture=name,
            site=row["site"],
            site_in_range=row["site_in_range"],
            registered=row["registered"],
            registered_in_range=row["registered_in_range"],
        )
        for name, row in sorted(cells.items())
    )
