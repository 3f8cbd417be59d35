"""The answer sheet: what is true of every device and every look-alike, per survey."""

import csv
import io
from typing import Final

from prefecture.devices import SURVEYS, Device
from prefecture.dice import words
from prefecture.firmware import Firmware
from prefecture.noise import Bystander
from prefecture.verdicts import verdicts

COLUMNS: Final = words(
    "survey, device, ips, country, product, version, visible, trace, states, corporate_number, "
    "candidates, organization, registered_pref, site_pref, trap, decoy, ambiguous, fate"
)
VERDICT_COLUMNS: Final = ["survey", "device", "ips", "product", "cve", "actual", "ideal", "also"]


def device_rows(devices: list[Device], bystanders: list[Bystander]) -> bytes:
    """Return truth.csv: one row per survey and device, then one per look-alike or decoy."""
    rows = []
    for survey, name in enumerate(SURVEYS):
        rows += [_device(device, survey, name) for device in devices if device.addresses[survey]]
        rows += [
            {
                "survey": name,
                "device": f"bystander {b.host.ip}",
                "ips": b.host.ip,
                "country": b.host.geo.country,
                "trap": b.trap,
                "decoy": "yes" if b.decoy else "no",
                "ambiguous": "yes" if b.ambiguous else "no",
            }
            for b in bystanders
            if survey in b.surveys and not b.trap.startswith("ordinary-")
        ]
    return _table(COLUMNS, rows)


def _device(device: Device, survey: int, name: str) -> dict[str, str]:
    firmware, clues = device.firmware[survey], device.clues
    named = device.user if clues.number == device.user.number else None
    return {
        "survey": name,
        "device": device.device,
        "ips": "|".join(device.seen_at(survey)),
        "country": device.geo.country,
        "product": firmware.product,
        "version": firmware.version,
        "visible": firmware.visible,
        "trace": f"{firmware.shape}: {_shown(firmware)}".strip(": "),
        "states": clues.states,
        "corporate_number": clues.number,
        "candidates": "|".join(clues.candidates),
        "organization": device.user.name if clues.number or clues.candidates else "",
        "registered_pref": named.place.prefecture if named else "",
        "site_pref": device.site,
        "trap": clues.trap,
        "decoy": "no",
        "ambiguous": "no",
        "fate": device.fate,
    }


def _shown(firmware: Firmware) -> str:
    return firmware.trace or firmware.version if firmware.visible != "none" else firmware.trace


def verdict_rows(devices: list[Device]) -> bytes:
    """Return the verdict sheet: one row per survey, device and CVE of its product."""
    rows = []
    for survey, name in enumerate(SURVEYS):
        for device in devices:
            if device.addresses[survey]:
                rows += [
                    {
                        "survey": name,
                        "device": device.device,
                        "ips": "|".join(device.seen_at(survey)),
                        "product": device.firmware[survey].product,
                        "cve": truth.cve,
                        "actual": truth.actual,
                        "ideal": truth.ideal,
                        "also": "|".join(truth.also),
                    }
                    for truth in verdicts(device.firmware[survey])
                ]
    return _table(VERDICT_COLUMNS, rows)


def _table(columns: list[str], rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
