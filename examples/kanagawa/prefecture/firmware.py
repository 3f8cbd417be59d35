"""What runs on the example's devices: product, version and the public trace that shows it.

Traces with a version (hashes, build times) are real facts of the public tables named beside them; an epoch or a
version string without a table is invented and shows the format only.
"""

from dataclasses import dataclass
from typing import Final

FORTIOS: Final = "fortinet-fortios"
IVANTI: Final = "ivanti-connect-secure"
NETSCALER: Final = "citrix-netscaler"
PANOS: Final = "paloalto-panos"
SONICOS: Final = "sonicwall-sonicos"
SMA: Final = "sonicwall-sma100"
ASA: Final = "cisco-asa"
BIGIP: Final = "f5-bigip"
ARRAY: Final = "array-ag"
NEC_IX: Final = "nec-univerge-ix"
SOFTETHER: Final = "softether-vpn"


@dataclass(frozen=True)
class Firmware:
    """One state of a device.

    ``visible``: exact (the trace names one version), partial (a set, a range or a build time that holds the version)
    or none. ``shape`` names the page that shows it (see ``portals``), ``trace`` its value. ``version`` is what the
    device runs; '' where the example does not say. ``edition``: fips where the build belongs to that train.
    """

    product: str
    shape: str
    version: str = ""
    visible: str = "none"
    trace: str = ""
    edition: str = ""
    weight: int = 4
    upgrade: str = ""


# 3gstudent/Homework-of-Python Fortigate_GetVersion.py: first 32-hex string of the login page
_FORTIOS: Final = (
    Firmware(FORTIOS, "login-md5", "7.2.3", "exact", "97a9a8eadad35e7c450cd9aae0848ee7", upgrade="etag-hidden"),
    Firmware(FORTIOS, "login-md5", "7.2.2", "exact", "df91004ba8e5e244e7af97a888494774", upgrade="login-md5 7.2.3"),
    Firmware(FORTIOS, "login-md5", "7.2.1", "exact", "4885e9396f0d5f343a31e82c0bc37c91", upgrade="login-md5 7.2.3"),
    Firmware(FORTIOS, "login-md5", "7.0.6", "exact", "b911aeb68426644df64811a094b12f98", upgrade="etag-hidden"),
    # one real pair of ETag and Last-Modified (version never mapped), the other epochs are invented
    Firmware(FORTIOS, "etag-epoch", "", "partial", "2021-01-27T23:17:51Z", weight=8, upgrade="etag-hidden"),
    Firmware(FORTIOS, "etag-epoch", "", "partial", "2020-04-14T03:41:26Z", weight=6, upgrade="etag-hidden"),
    Firmware(FORTIOS, "etag-epoch", "", "partial", "2022-03-15T19:02:11Z", weight=8, upgrade="etag-hidden"),
    Firmware(FORTIOS, "etag-epoch", "", "partial", "2022-11-22T22:48:37Z", weight=8, upgrade="etag-hidden"),
    Firmware(FORTIOS, "etag-epoch", "", "partial", "2023-06-08T01:23:45Z", weight=6, upgrade="etag-hidden"),
    Firmware(FORTIOS, "etag-hidden", "7.4.11", "partial", weight=14),
    Firmware(FORTIOS, "etag-hidden", "7.4.4", "partial", weight=8),
    Firmware(FORTIOS, "etag-hidden", "7.2.12", "partial", weight=8),
    Firmware(FORTIOS, "serial-only", "", "none", weight=16),
    Firmware(FORTIOS, "censys-version", "7.2.4", "exact", "v7.2.4", weight=3),
    Firmware(FORTIOS, "censys-version", "7.0.14", "exact", "v7.0.14", weight=3),
    Firmware(FORTIOS, "censys-version", "7.4.2", "exact", "v7.4.2", weight=3),
    Firmware(FORTIOS, "censys-version", "6.4.15", "exact", "v6.4.15", weight=2),
)
# fox-it/citrix-netscaler-triage (?v= and rdx_en stamp); telekom-security checker (Last-Modified)
_NETSCALER: Final = (
    Firmware(
        NETSCALER, "vhash", "13.0-90.7", "exact", "c2b8537eb733844f1e0cc4f63210d016", upgrade="last-modified 13.0-92.19"
    ),
    Firmware(NETSCALER, "vhash", "13.0-90.12", "exact", "4d63b52cc99fe712f9be5e4795c854e9"),
    Firmware(
        NETSCALER,
        "vhash",
        "13.1-42.47",
        "exact",
        "b4c220db03ea18bc2eebb40e9ad3f4f8",
        upgrade="last-modified 13.1-49.13",
    ),
    Firmware(NETSCALER, "vhash", "13.1-45.61", "exact", "6925fba74320b9bfb960299f7c3e7cce"),
    Firmware(NETSCALER, "vhash", "13.1-45.64", "exact", "14195083e08df261613408eb5cf3b212"),
    Firmware(NETSCALER, "vhash", "13.1-37.159", "exact", "46d83b1a2981c1cfefe8d3063adf78f4", "fips", 3),
    Firmware(NETSCALER, "vhash", "12.1-55.304", "exact", "08604a97f08f6973502adb8ebf78e0b0", "fips", 2),
    Firmware(NETSCALER, "last-modified", "13.0-91.13", "partial", "2023-07-07T15:39:40Z"),
    Firmware(NETSCALER, "last-modified", "13.1-49.13", "partial", "2023-07-10T18:36:14Z", weight=6),
    Firmware(NETSCALER, "last-modified", "13.1-49.102", "partial", "2023-07-11T07:12:30Z", weight=3),
    Firmware(NETSCALER, "last-modified", "13.0-92.19", "partial", "2023-09-21T05:31:02Z", weight=3),
    Firmware(NETSCALER, "last-modified", "14.1-43.56", "partial", "2025-06-10T10:58:05Z"),
    Firmware(NETSCALER, "last-modified", "14.1-47.46", "partial", "2025-06-07T13:59:41Z", weight=3),
    Firmware(NETSCALER, "last-modified", "14.1-47.48", "partial", "2025-08-20T12:29:50Z", weight=3),
    Firmware(NETSCALER, "portal-only", "", "none"),
)
# noperator/panos-scanner (build day); mrjcap/panos-versions (released on): the epochs inside the day are invented
_PANOS: Final = (
    Firmware(PANOS, "etag-build", "9.1.8", "exact", "2021-02-05T19:14:22Z", upgrade="etag-build 11.1.2"),
    Firmware(PANOS, "etag-build", "9.1.5", "exact", "2020-09-16T21:40:09Z"),
    Firmware(PANOS, "etag-build", "10.0.2", "exact", "2020-10-27T18:30:51Z", weight=3),
    Firmware(PANOS, "etag-build", "9.0.11", "exact", "2020-10-07T20:05:33Z", weight=3),
    Firmware(PANOS, "etag-build", "8.1.10", "exact", "2019-08-21T20:54:50Z", weight=3),
    Firmware(PANOS, "etag-build", "10.2.5", "partial", "2023-08-11T17:52:10Z", weight=6, upgrade="etag-build 11.1.2"),
    Firmware(PANOS, "etag-build", "11.1.2", "partial", "2024-02-20T08:17:45Z", weight=6),
    Firmware(PANOS, "etag-build", "11.1.2-h3", "partial", "2024-04-13T22:40:18Z", weight=4),
    Firmware(PANOS, "portal-only", "", "none", weight=6),
)
# versions that advisories and examples name; the build numbers behind them are invented unless noted
_IVANTI: Final = (
    Firmware(IVANTI, "snmp", "22.7R2.4", "exact", "22.7R2.4 (build 9004)", weight=5, upgrade="snmp 22.7R2.6"),
    Firmware(IVANTI, "snmp", "22.7R2.5", "exact", "22.7R2.5 (build 9005)", weight=4, upgrade="snmp 22.7R2.6"),
    Firmware(IVANTI, "snmp", "22.7R2.6", "exact", "22.7R2.6 (build 9006)", weight=5),
    Firmware(IVANTI, "snmp", "22.6R2", "exact", "22.6R2 (build 9002)", weight=3),
    Firmware(IVANTI, "snmp", "22.3R1", "exact", "22.3R1 (build 1647)", weight=3),  # rapid7/recog snmp_sysdescr.xml
    Firmware(IVANTI, "snmp", "9.1R18", "exact", "9.1R18 (build 9018)", weight=3),
    # krausedw/nmap-scripts: known hash without a version
    Firmware(
        IVANTI, "css-hash", "", "none", "6e1c5a723b6402359835d9c06de9d0220881eed738003b0469211c38c1b474de", weight=8
    ),
    Firmware(
        IVANTI, "css-hash", "", "none", "d4979c46f866c4b1482855d20981472072a5c328cec4cb591085d7f5397b8f28", weight=6
    ),
    Firmware(IVANTI, "portal-only", "", "none", weight=6),
)
_SONICOS: Final = (
    Firmware(SONICOS, "snmp", "7.1.3-7015", "exact", "TZ 670 (SonicOS 7.1.3-7015-R6965)", weight=4),  # recog example
    Firmware(
        SONICOS, "snmp", "7.1.1-7058", "exact", "TZ 670 (SonicOS 7.1.1-7058-R6162)", weight=4, upgrade="snmp 7.1.3-7015"
    ),
    Firmware(
        SONICOS, "snmp", "7.0.1-5035", "exact", "TZ 570 (SonicOS 7.0.1-5035-R4027)", weight=4, upgrade="snmp 7.1.3-7015"
    ),
    Firmware(SONICOS, "snmp", "6.5.4.14-109n", "exact", "TZ 400 (SonicOS Enhanced 6.5.4.14-109n)", weight=3),
    Firmware(SONICOS, "snmp", "6.5.4.9-93n", "exact", "TZ 300 (SonicOS Enhanced 6.5.4.9-93n)", weight=3),
    Firmware(SONICOS, "portal-only", "", "none", weight=10),
    Firmware(SONICOS, "netextender", "", "none", "7.0.0.107", weight=6),
)
_OTHERS: Final = (
    Firmware(ASA, "logon", "", "none", weight=24),
    Firmware(ASA, "asdm", "", "none", "7.18(1)", weight=6),
    Firmware(SMA, "portal-only", "", "none"),
    # BishopFox/bigip-scanner version-table.csv: file time, to the second
    Firmware(BIGIP, "logo-mtime", "15.1.5.1-0.0.14", "exact", "2022-03-28T06:04:20Z", weight=4),
    Firmware(
        BIGIP,
        "logo-mtime",
        "15.1.5-0.0.10",
        "exact",
        "2021-12-10T21:36:54Z",
        weight=4,
        upgrade="logo-mtime 15.1.5.1-0.0.14",
    ),
    Firmware(BIGIP, "logo-mtime", "16.1.2-0.0.18", "exact", "2021-10-23T21:06:13Z", weight=3),
    Firmware(BIGIP, "logo-mtime", "15.1.0.3-0.0.12", "exact", "2020-04-29T04:58:35Z", weight=2),
    Firmware(BIGIP, "logo-mtime", "17.0.0-0.0.22", "exact", "2022-04-13T07:45:50Z", weight=2),
    Firmware(BIGIP, "portal-only", "", "none", weight=10),
    Firmware(ARRAY, "portal-only", "", "none"),
    Firmware(NEC_IX, "server", "10.2.20", "exact", "IX2106", weight=5),  # real example of recog
    Firmware(NEC_IX, "server", "10.7.18", "exact", "IX2207", weight=4, upgrade="server 10.8.21"),
    Firmware(NEC_IX, "server", "10.8.21", "exact", "IX2207", weight=4),
    Firmware(NEC_IX, "server", "9.7.15A", "exact", "IX2105", weight=2),
    Firmware(SOFTETHER, "portal-only", "", "none"),
)

FIRMWARE: Final = (*_FORTIOS, *_NETSCALER, *_PANOS, *_IVANTI, *_SONICOS, *_OTHERS)

FLEET: Final = (
    (FORTIOS, 172),
    (NETSCALER, 44),
    (PANOS, 42),
    (IVANTI, 42),
    (SONICOS, 42),
    (ASA, 34),
    (BIGIP, 26),
    (NEC_IX, 22),
    (SOFTETHER, 12),
    (SMA, 8),
    (ARRAY, 8),
)
"""How many devices of each product stand in the prefecture."""


def of_product(product: str) -> list[tuple[Firmware, int]]:
    """Return the product's firmware states with their weights."""
    return [(firmware, firmware.weight) for firmware in FIRMWARE if firmware.product == product]


def upgraded(firmware: Firmware) -> Firmware:
    """Return the state after the upgrade, or the same state where none is foreseen."""
    if not firmware.upgrade:
        return firmware
    shape, _, version = firmware.upgrade.partition(" ")
    for other in FIRMWARE:
        if other.product == firmware.product and other.shape == shape and version in ("", other.version):
            return other
    raise LookupError(firmware.upgrade)
