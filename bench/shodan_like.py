"""Write Shodan-like banner lines for benchmarks: seeded, about 4 KB each, a few per cent VPN devices.

Run ``python bench/shodan_like.py OUT.json.gz --records 50000``. The same seed and count give the same contents.
Body lengths are log-normal and cut at 12,000 characters, as in the measurements that chose the engine.
"""

import argparse
import base64
import gzip
import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1] / "examples" / "kanagawa"))

from prefecture import shodan
from prefecture.dice import words
from prefecture.evidence import DOMAIN_CA, factory_certificate, serial_of
from prefecture.firmware import FIRMWARE
from prefecture.network import OTHER_COUNTRIES, PROVIDERS, TOKYO_GUESS
from prefecture.portals import SEEN_AT, services
from prefecture.scene import Certificate, Host, Page, Service

START: Final = datetime(2026, 9, 1, tzinfo=UTC)
LONGEST_BODY: Final = 12_000
SMALL_TALK: Final = 0.25
"""Share of records that are no web page: SSH, mail, FTP, DNS."""
SECURE: Final = 0.6
_WORDS: Final = words(
    "div, class, href, content, span, section, product, service, contact, company, news, header, footer, script, "
    "style, width, height, margin, button, link, menu, item, page, title, image, source, module, default, function"
)


class ShodanLike:
    """Makes one banner after the other; VPN devices come from the portals of the bundled example."""

    def __init__(self, seed: int, vpn_share: float, japan_share: float) -> None:
        self._random = random.Random(seed)  # reproducible data, no secret
        self._vpn_share, self._japan_share = vpn_share, japan_share

    def lines(self, records: int) -> Iterator[str]:
        """Yield ``records`` banner lines."""
        for index in range(records):
            yield json.dumps(self._banner(index)) + "\n"

    def _banner(self, index: int) -> dict[str, Any]:
        dice = self._random
        ip = f"198.{18 + (index >> 16 & 1)}.{index >> 8 & 255}.{index & 255}"
        seen = START + timedelta(seconds=index % 2_000_000)
        service = self._vpn(index) if dice.random() < self._vpn_share else self._ordinary(index)
        geo = TOKYO_GUESS if dice.random() < self._japan_share else dice.choice(OTHER_COUNTRIES)
        host = Host(ip, PROVIDERS[index % 4], geo, (service,), (f"host-{index}.example",))
        banner: dict[str, Any] = shodan.banners(host, seen)[0]
        if "ssl" in banner:
            banner["ssl"]["chain"] = [self._pem(1_150)]
        return banner

    def _pem(self, size: int) -> str:
        text = base64.encodebytes(self._random.randbytes(size)).decode()
        return f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n"

    def _vpn(self, index: int) -> Service:
        firmware = self._random.choice(FIRMWARE)
        serial = serial_of(firmware.product, f"bench-{index}")
        certificate = factory_certificate(firmware.product, serial, f"bench-{index}")
        return services(firmware, f"bench-{index}", certificate)[0]

    def _ordinary(self, index: int) -> Service:
        dice = self._random
        if dice.random() < SMALL_TALK:
            port, module, text = dice.choice(
                (
                    (22, "ssh", "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\nKey type: ssh-ed25519\n" + self._text(900)),
                    (
                        25,
                        "smtp",
                        "220 mail.example ESMTP Postfix\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n" + self._text(300),
                    ),
                    (21, "ftp", "220 (vsFTPd 3.0.5)\r\n530 Please login with USER and PASS.\r\n"),
                    (53, "dns", "\nRecursion: disabled"),
                )
            )
            return Service(port, module, banner=text)
        body = self._body()
        server = dice.choice(
            ("nginx", "Apache", "Apache/2.4.62 (Debian)", "Microsoft-IIS/10.0", "cloudflare", "LiteSpeed")
        )
        headers = (
            ("Date", SEEN_AT),
            ("Server", server),
            ("Content-Type", "text/html; charset=UTF-8"),
            ("Content-Length", str(len(body))),
            ("ETag", f'"{dice.getrandbits(31):x}-{len(body):x}"'),
            ("Set-Cookie", f"session={dice.getrandbits(96):024x}; path=/; HttpOnly"),
        )
        page = Page("/", headers, body, f"Site {index}")
        names = (("CN", f"www-{index}.example"),)
        certificate = Certificate(f"bench {index}", names, DOMAIN_CA, (f"www-{index}.example",))
        secure = dice.random() < SECURE
        return Service(
            443 if secure else 80, "https" if secure else "http", page, certificate=certificate if secure else None
        )

    def _body(self) -> str:
        size = min(LONGEST_BODY, int(self._random.lognormvariate(7.35, 0.9)))
        return f"<!DOCTYPE html><html><head><title>Site</title></head><body>{self._text(size)}</body></html>"

    def _text(self, size: int) -> str:
        parts: list[str] = []
        left = size
        while left > 0:
            word = self._random.choice(_WORDS)
            mark = f'<div class="{word}-{self._random.getrandbits(20):x}">{word}</div>'
            parts.append(mark)
            left -= len(mark)
        return "".join(parts)


def write(out: Path, records: int, *, seed: int = 1, vpn_share: float = 0.03, japan_share: float = 0.08) -> int:
    """Write a gzip file of ``records`` lines and return the uncompressed size in bytes."""
    size = 0
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        for line in ShodanLike(seed, vpn_share, japan_share).lines(records):
            data = line.encode()
            size += len(data)
            packed.write(data)
    return size


def main() -> None:
    """Write one file and say how large it is."""
    parser = argparse.ArgumentParser(description="Write Shodan-like banner lines.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vpn-share", type=float, default=0.03)
    parser.add_argument("--japan-share", type=float, default=0.08)
    given = parser.parse_args()
    size = write(given.out, given.records, seed=given.seed, vpn_share=given.vpn_share, japan_share=given.japan_share)
    print(f"{given.records:,} records, {size:,} bytes ({size // max(1, given.records):,} each), {given.out}")


if __name__ == "__main__":
    main()
