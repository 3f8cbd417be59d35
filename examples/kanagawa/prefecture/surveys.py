"""Two surveys of the prefecture: which source saw which host when, and the files of each."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from prefecture import censys, shadowserver, shodan
from prefecture.devices import SURVEYS, Device
from prefecture.dice import Dice, number
from prefecture.noise import Bystander
from prefecture.scene import Host

STARTS: Final = (datetime(2026, 9, 14, 2, 0, tzinfo=UTC), datetime(2026, 10, 19, 2, 0, tzinfo=UTC))
DUPLICATES: Final = 18


@dataclass
class Sightings:
    """The lines and rows of one survey, by file."""

    shodan: list[str] = field(default_factory=list)
    platform: list[str] = field(default_factory=list)
    v2: list[str] = field(default_factory=list)
    reports: dict[str, list[shadowserver.Row]] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    vpn_records: int = 0

    def add(self, host: Host, sources: Iterable[str], product: str, seen: datetime) -> None:
        """Let the sources see the host, each some hours after the other."""
        for index, source in enumerate(sources):
            at = seen + timedelta(hours=5 * index)
            if source == "shodan":
                lines = [json.dumps(banner) for banner in shodan.banners(host, at)]
                self.shodan.extend(lines)
                self._count("shodan", len(lines), product)
            elif source == "censys":
                older = number(host.ip, 4) % 5 == 0 and not _needs_platform(host)
                document = censys.v2_host(host, at) if older else censys.platform_host(host, at)
                (self.v2 if older else self.platform).append(json.dumps(document, ensure_ascii=False))
                self._count("censys-v2" if older else "censys-platform", len(host.services), product)
            else:
                self._report(host, product, at)

    def _report(self, host: Host, product: str, at: datetime) -> None:
        for report, rows in shadowserver.rows(host, product, at).items():
            self.reports.setdefault(report, []).extend(rows)
            self._count(f"shadowserver-{report}", len(rows), product)
        if product in shadowserver.DEVICES and number(f"special {host.ip}", 4) == 0:
            vendor = shadowserver.DEVICES[product][0]
            self.reports.setdefault("special", []).append(shadowserver.special(host, at, vendor))
            self._count("shadowserver-special", 1, product)

    def _count(self, source: str, count: int, product: str) -> None:
        self.records[source] = self.records.get(source, 0) + count
        self.vpn_records += count if product else 0

    def files(self, survey: int) -> dict[str, bytes]:
        """Return the survey's files by name, uncompressed."""
        dice, day = Dice(f"kanagawa/order/{survey}"), STARTS[survey].strftime("%Y-%m-%d")
        lines = dice.shuffled(self.shodan)
        repeated = [dice.pick(lines) for _ in range(DUPLICATES)]
        self.records["shodan-duplicates"] = DUPLICATES
        found = {
            f"synthetic-shodan-{day}.json": _lines([*lines, *repeated]),
            f"synthetic-censys-platform-{day}.jsonl": _lines(dice.shuffled(self.platform)),
            f"synthetic-censys-v2-{day}.jsonl": _lines(dice.shuffled(self.v2)),
        }
        for report, rows in sorted(self.reports.items()):
            found[f"synthetic-{day}-{report}.csv"] = _table(report, dice.shuffled(rows))
        return found


def _lines(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _table(report: str, rows: list[shadowserver.Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, shadowserver.COLUMNS[report], restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _needs_platform(host: Host) -> bool:
    """Whether the host shows something that only the newer Censys schema can hold."""
    return host.assignment is not None or any(service.further or service.claims for service in host.services)


def sightings(devices: list[Device], bystanders: list[Bystander], survey: int) -> Sightings:
    """Return what all sources saw in the survey."""
    dice, seen = Dice(f"kanagawa/seen/{SURVEYS[survey]}"), Sightings()
    for device in devices:
        for address in device.seen_at(survey) if device.addresses[survey] else []:
            at = STARTS[survey] + timedelta(seconds=dice.below(3 * 86_400))
            seen.add(device.host(survey, address), device.sources, device.firmware[survey].product, at)
    for bystander in bystanders:
        if survey not in bystander.surveys:
            continue
        at = STARTS[survey] + timedelta(seconds=dice.below(3 * 86_400))
        seen.add(_as_seen(bystander.host, dice), _sources(bystander, dice), "", at)
    return seen


def _as_seen(host: Host, dice: Dice) -> Host:
    """Return the host as one source saw it: a reverse name is sometimes missing."""
    return replace(host, hostnames=host.hostnames if dice.chance(0.95) else ())


def _sources(bystander: Bystander, dice: Dice) -> tuple[str, ...]:
    if bystander.decoy:
        return ("shodan", "censys")
    if bystander.trap == "ordinary-appliance":
        return ("shadowserver",)
    return dice.weighted(
        (
            (("shodan",), 70),
            (("censys",), 12),
            (("shodan", "shadowserver"), 10),
            (("shodan", "censys"), 8),
        )
    )
