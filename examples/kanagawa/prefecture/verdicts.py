"""The truth about versions and CVEs: a small table of its own, written from the advisories, without noroshi's judge.

Each line states the affected versions of one branch as ``low`` up to and without ``first fixed``; ``clear`` lists the
branches that the record calls not affected. What neither says stays open.
"""

import re
from dataclasses import dataclass
from typing import Final

from prefecture.firmware import ARRAY, ASA, BIGIP, FORTIOS, IVANTI, NETSCALER, PANOS, SMA, SONICOS, Firmware

Key = tuple[int, ...]


@dataclass(frozen=True)
class Advisory:
    """One CVE of one product."""

    cve: str
    product: str
    source: str
    affected: tuple[tuple[str, str], ...] = ()
    clear: tuple[str, ...] = ()
    fips: tuple[tuple[str, str], ...] = ()
    hotfix_hides: bool = False


ADVISORIES: Final = (
    Advisory(
        "CVE-2024-21762",
        FORTIOS,
        "CVE record (FG-IR-24-015)",
        (
            ("7.4.0", "7.4.3"),
            ("7.2.0", "7.2.7"),
            ("7.0.0", "7.0.14"),
            ("6.4.0", "6.4.15"),
            ("6.2.0", "6.2.16"),
            ("6.0.0", "6.0.18"),
        ),
    ),
    Advisory(
        "CVE-2023-27997",
        FORTIOS,
        "CVE record (FG-IR-23-097)",
        (("7.2.0", "7.2.5"), ("7.0.0", "7.0.12"), ("6.4.0", "6.4.13"), ("6.2.0", "6.2.14"), ("6.0.0", "6.0.17")),
        ("7.4",),
    ),
    Advisory(
        "CVE-2022-42475",
        FORTIOS,
        "CVE record (FG-IR-22-398)",
        (("7.2.0", "7.2.3"), ("7.0.0", "7.0.9"), ("6.4.0", "6.4.11"), ("6.2.0", "6.2.12"), ("6.0.0", "6.0.16")),
        ("7.4",),
    ),
    Advisory(
        "CVE-2022-40684", FORTIOS, "CVE record (FG-IR-22-377)", (("7.2.0", "7.2.2"), ("7.0.0", "7.0.7")), ("7.4",)
    ),
    Advisory(
        "CVE-2025-59718",
        FORTIOS,
        "CVE record (FG-IR-25-647)",
        (("7.6.0", "7.6.4"), ("7.4.0", "7.4.9"), ("7.2.0", "7.2.12"), ("7.0.0", "7.0.18")),
        ("6.4",),
    ),
    Advisory(
        "CVE-2026-24858",
        FORTIOS,
        "CVE record",
        (("7.6.0", "7.6.6"), ("7.4.0", "7.4.11"), ("7.2.0", "7.2.13"), ("7.0.0", "7.0.19")),
        ("6.4",),
    ),
    Advisory("CVE-2025-0282", IVANTI, "CVE record; NVD", (("22.7R2", "22.7R2.5"),), ("22.6", "22.3", "9.1")),
    Advisory("CVE-2025-22457", IVANTI, "CVE record", (("22.3R1", "22.7R2.6"), ("9.1R1", "9.1R18.1")), ("22.7",)),
    Advisory("CVE-2023-46805", IVANTI, "CVE record", (("22.3R1", "22.6R2.1"), ("9.1R1", "9.1R18.1")), ("22.7",)),
    Advisory(
        "CVE-2019-11510", IVANTI, "CVE description (SA44101)", (("9.0R1", "9.0R3.4"),), ("9.1", "22.3", "22.6", "22.7")
    ),
    Advisory(
        "CVE-2023-3519",
        NETSCALER,
        "NVD (CTX561482)",
        (("13.1-0.0", "13.1-49.13"), ("13.0-0.0", "13.0-91.13")),
        ("14.1",),
        (("13.1-37.0", "13.1-37.159"), ("12.1-55.0", "12.1-55.297")),
    ),
    Advisory(
        "CVE-2023-4966",
        NETSCALER,
        "CVE record (CTX579459)",
        (("14.1-0.0", "14.1-8.50"), ("13.1-0.0", "13.1-49.15"), ("13.0-0.0", "13.0-92.19")),
        (),
        (("13.1-37.0", "13.1-37.164"), ("12.1-55.0", "12.1-55.300")),
    ),
    Advisory(
        "CVE-2025-5777",
        NETSCALER,
        "CVE record (CTX693420)",
        (("14.1-0.0", "14.1-43.56"), ("13.1-0.0", "13.1-58.32")),
    ),
    Advisory(
        "CVE-2025-7775",
        NETSCALER,
        "CVE record (CTX694938)",
        (("14.1-0.0", "14.1-47.48"), ("13.1-0.0", "13.1-59.22")),
        (),
        (("13.1-37.0", "13.1-37.241"), ("12.1-55.0", "12.1-55.330")),
    ),
    Advisory(
        "CVE-2024-3400",
        PANOS,
        "CVE record",
        (("10.2.0", "10.2.9-h1"), ("11.0.0", "11.0.4-h1"), ("11.1.0", "11.1.2-h3")),
        ("9.0", "9.1", "10.0", "10.1"),
    ),
    Advisory(
        "CVE-2024-0012", PANOS, "CVE record, list of fixed builds", (("10.2.0", "10.2.12-h2"), ("11.1.0", "11.1.5-h1"))
    ),
    Advisory(
        "CVE-2022-1388",
        BIGIP,
        "CVE record (K23605346)",
        (("16.1.0", "16.1.2.2"), ("15.1.0", "15.1.5.1"), ("14.1.0", "14.1.4.6"), ("13.1.0", "13.1.5")),
        ("17.0",),
    ),
    Advisory(
        "CVE-2020-5902",
        BIGIP,
        "CVE description (K52145254)",
        (("15.0.0", "15.1.0.4"), ("14.1.0", "14.1.2.6")),
        ("15.1", "16.1", "17.0"),
    ),
    Advisory(
        "CVE-2023-46747",
        BIGIP,
        "CVE record (K000137353)",
        (("15.1.0", "15.2"), ("16.1.0", "16.2")),
        (),
        hotfix_hides=True,
    ),
    Advisory(
        "CVE-2024-40766", SONICOS, "CVE record (SNWLID-2024-0015)", (("6.0.0", "6.5.4.14-110"), ("7.0.0", "7.0.1-5036"))
    ),
    Advisory(
        "CVE-2024-53704",
        SONICOS,
        "CVE record (SNWLID-2025-0003)",
        (("7.1.1-0", "7.1.1-7059"), ("7.1.2-0", "7.1.2-7020")),
    ),
    Advisory("CVE-2021-20038", SMA, "CVE description (SNWLID-2021-0026)"),
    Advisory("CVE-2025-20333", ASA, "cisco-sa-asaftd-webvpn-z5xP8EUB"),
    Advisory("CVE-2023-28461", ARRAY, "NVD (Array advisory 2023-03)"),
)

EARLY_TRAIN: Final = {"13.1-49.102": ("CVE-2023-4966",)}
"""Builds of a special train that count higher than a CVE's fix but were made before it (2023-07-11, 2023-09-21).

The build table of the firmware's trace states both days. A build made before the fix cannot contain it, so the trace
carries ``affected``, although by its number alone the build would be open or even fixed.
"""


@dataclass(frozen=True)
class Truth:
    """``ideal``: what the evidence carries; ``also``: other answers not wrong; ``actual``: the device's own."""

    cve: str
    actual: str
    ideal: str
    also: tuple[str, ...]


def key(version: str) -> Key:
    """Return the numbers of a version in order; hotfix and release letters only separate them."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


def verdicts(firmware: Firmware) -> list[Truth]:
    """Return the truth of every CVE of the firmware's product."""
    return [_truth(advisory, firmware) for advisory in ADVISORIES if advisory.product == firmware.product]


def _truth(advisory: Advisory, firmware: Firmware) -> Truth:
    actual = _actual(advisory, firmware) if firmware.version else ""
    if firmware.visible == "none" or not firmware.version:
        return Truth(advisory.cve, actual, "undetermined", ())
    if not actual:
        return Truth(advisory.cve, actual, "undetermined", ("not_affected",))
    if _made_before_fix(advisory, firmware):
        return Truth(advisory.cve, actual, actual, ())
    hidden = firmware.edition or (advisory.hotfix_hides and actual == "affected")
    if firmware.visible == "exact" and not hidden:
        return Truth(advisory.cve, actual, actual, ())
    return Truth(advisory.cve, actual, "undetermined", (actual,))


def _made_before_fix(advisory: Advisory, firmware: Firmware) -> bool:
    return advisory.cve in EARLY_TRAIN.get(firmware.version, ())


def _actual(advisory: Advisory, firmware: Firmware) -> str:
    version = key(firmware.version)
    ranges = advisory.fips if firmware.edition == "fips" else advisory.affected
    if any(key(low) <= version < key(first_fixed) for low, first_fixed in ranges):
        return "affected"
    if _made_before_fix(advisory, firmware):
        return "affected"
    branches = [key(low)[:2] for low, _ in ranges] + [key(branch)[:2] for branch in advisory.clear]
    return "not_affected" if version[:2] in branches else ""
