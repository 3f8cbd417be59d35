"""Stage 3: verdicts and attribution per device, as the rows of the survey's tables."""

from typing import Any

import msgspec

from noroshi.archive.rows import attribution_row, device_row, evidence_rows, verdict_row
from noroshi.attribute.attributor import Attributor
from noroshi.attribute.traces import from_observations
from noroshi.judge.judge import Judge
from noroshi.judge.names import edition_in
from noroshi.model.identification import Device
from noroshi.model.verdict import Verdict
from noroshi.pipeline.fuse_devices import DeviceWithSources


class Concluded(msgspec.Struct):
    """The rows of one partition, by table."""

    devices: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    verdicts: list[dict[str, Any]] = []
    attributions: list[dict[str, Any]] = []


def conclude(found: list[DeviceWithSources], judge: Judge, attributor: Attributor) -> Concluded:
    """Judge and attribute every device. Neither the verdict nor the attribution looks at the other."""
    rows = Concluded()
    for item in found:
        device = item.device
        rows.devices.append(device_row(device, item.observations))
        rows.evidence.extend(evidence_rows(device, item.identifications))
        rows.verdicts.extend(verdict_row(device.id, verdict) for verdict in judge_device(device, judge))
        attribution = attributor.attribute(from_observations(item.observations))
        rows.attributions.append(attribution_row(device.id, attribution))
    rows.evidence.sort(key=_evidence_order)
    return rows


def judge_device(device: Device, judge: Judge) -> list[Verdict]:
    """Judge one device. Its model names the edition where the advisories tell models apart; else that is unknown."""
    edition = edition_in(device.model or "", judge.editions(device.product)) or None
    return judge.verdicts(
        device.product, versions=device.versions, edition=edition, roles=device.roles, observed_at=device.last_seen
    )


def _evidence_order(row: dict[str, Any]) -> tuple[str, str, str, str, str, int, int]:
    return (
        row["device"],
        row["about"],
        row["rule"],
        row["trace"] or "",
        row["input"],
        row["line"],
        row["item"],
    )
