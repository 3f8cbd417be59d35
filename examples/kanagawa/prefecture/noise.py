"""Everything else that answers: ordinary servers, look-alikes, honeypots and values that only look like versions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from prefecture.corporations import Corporation
from prefecture.dice import Dice, number, token, words
from prefecture.evidence import DOMAIN_CA
from prefecture.names import ELSEWHERE, KANAGAWA
from prefecture.network import HOSTER, OTHER_COUNTRIES, PROVIDERS, TOKYO_GUESS, AddressPool, located, reverse_name
from prefecture.portals import FORTI_ROOT, SEEN_AT
from prefecture.scene import Certificate, Host, Names, Page, Service

_WORDS: Final = words(
    "お知らせ, 採用情報, 会社概要, 製品一覧, アクセス, お問い合わせ, 事業内容, 沿革, サイトマップ, 個人情報保護方針"
)


@dataclass(frozen=True)
class Bystander:
    """A host without a VPN product; ``decoy`` marks one that imitates some. ``ambiguous``: either answer is fair."""

    host: Host
    trap: str
    decoy: bool = False
    ambiguous: bool = False
    surveys: tuple[int, ...] = (0, 1)


def _page(headers: Names, body: str, title: str, path: str = "/", **more: object) -> Page:
    tail = (("Content-Type", "text/html; charset=UTF-8"), ("Content-Length", str(len(body.encode()))))
    return Page(path, (("Date", SEEN_AT), *headers, *tail), body, title, **more)  # type: ignore[arg-type]  # status, favicon


def _site(dice: Dice, title: str, extra: str = "") -> str:
    links = (f'<li><a href="/p{index}.html">{word}</a></li>' for index, word in enumerate(dice.shuffled(_WORDS)[:6]))
    head = f'<!DOCTYPE html>\n<html lang="ja"><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}<body><ul>{''.join(links)}</ul>{extra}</body></html>\n"


def _web(
    server: str, etag: Callable[[Dice], str], extra: str = "", headers: Names = ()
) -> Callable[[Dice, str], list[Service]]:
    def make(dice: Dice, name: str) -> list[Service]:
        tag = etag(dice)
        lines: Names = (("Server", server), *((("ETag", tag),) if tag else ()), *headers)
        page = _page(lines, _site(dice, f"{name} ホームページ", extra), f"{name} ホームページ")
        certificate = Certificate(
            f"web {name}", (("CN", f"www.{token(name, 10)}.example"),), DOMAIN_CA, (f"www.{token(name, 10)}.example",)
        )
        secure = dice.chance(0.35)
        return [
            Service(
                443 if secure else 80, "https" if secure else "http", page, certificate=certificate if secure else None
            )
        ]

    return make


def _nginx_tag(dice: Dice) -> str:
    return f'"{1_600_000_000 + dice.below(180_000_000):x}-{dice.below(60_000) + 612:x}"'


def _apache_tag(dice: Dice) -> str:
    micros = (1_500_000_000 + dice.below(280_000_000)) * 1_000_000 + dice.below(1_000_000)
    return f'"{dice.below(60_000) + 45:x}-{micros:x}"'


def _no_tag(dice: Dice) -> str:
    del dice
    return ""


def _banner(port: int, module: str, texts: tuple[str, ...]) -> Callable[[Dice, str], list[Service]]:
    def make(dice: Dice, name: str) -> list[Service]:
        return [Service(port, module, banner=dice.pick(texts).replace("HOST", f"mail.{token(name, 8)}.example"))]

    return make


ORDINARY: Final[tuple[tuple[str, Callable[[Dice, str], list[Service]], int], ...]] = (
    ("nginx", _web("nginx", _nginx_tag), 22),
    ("nginx-version", _web("nginx/1.24.0", _nginx_tag), 8),
    ("apache", _web("Apache", _apache_tag), 18),
    ("apache-debian", _web("Apache/2.4.62 (Debian)", _apache_tag), 10),
    ("iis", _web("Microsoft-IIS/10.0", _no_tag, headers=(("X-Powered-By", "ASP.NET"),)), 12),
    ("litespeed", _web("LiteSpeed", _no_tag), 4),
    ("openresty", _web("openresty", _nginx_tag), 3),
    (
        "wordpress",
        _web("Apache", _no_tag, '<link rel="stylesheet" href="/wp-content/themes/synthetic/style.css?ver=6.6">'),
        8,
    ),
    (
        "ssh",
        _banner(
            22,
            "ssh",
            (
                "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3",
                "SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.10",
                "SSH-2.0-dropbear_2022.83",
            ),
        ),
        18,
    ),
    ("smtp", _banner(25, "smtp", ("220 HOST ESMTP Postfix\r\n", "220 HOST ESMTP Exim 4.96\r\n")), 10),
    ("ftp", _banner(21, "ftp", ("220 (vsFTPd 3.0.5)\r\n", "220 ProFTPD Server (synthetic)\r\n")), 5),
    ("ike", _banner(500, "ike", ("VPN (IKE)\n\nVersion: 1.0\nExchange Type: Informational\n",)), 6),
    (
        "snmp",
        _banner(161, "snmp", ("Linux synthetic 5.15.0 #1 SMP x86_64", "SYNTHETIC Printer Series, firmware 1.02")),
        5,
    ),
    ("dns", _banner(53, "dns", ("\nRecursion: enabled", "\nRecursion: disabled")), 4),
)


def _look_alike(trap: str, headers: Names, body: str, title: str, *, ambiguous: bool = False) -> tuple[str, Page, bool]:
    return trap, _page(headers, body, title), ambiguous


APPLIANCES: Final = (
    ("Synthetic Router Works", "router", "SRW-100"),
    ("Synthetic Router Works", "router", "SRW-2000"),
    ("Paper Camera", "ip-camera", "PC-7"),
    ("Paper Camera", "dvr", "PC-R16"),
    ("Imaginary Printing", "printer", "IP-900"),
    ("Storybook Storage", "nas", "SB-4"),
)
"""Vendor, type and model of invented appliances, as a device report names them."""

LOOK_ALIKES: Final = (
    _look_alike(
        "product-in-text",
        (("Server", "nginx"), ("ETag", '"83-6011f49f"')),
        "<html><body><h1>FortiGate 導入支援サービス</h1><p>SSL-VPN 装置の更新はご相談ください。</p></body></html>",
        "FortiGate 導入支援",
    ),
    _look_alike(
        "product-in-text",
        (("Server", "Apache"),),
        "<html><body><p>GlobalProtect と NetScaler と BIG-IP の比較記事(架空)</p></body></html>",
        "VPN製品の比較",
    ),
    _look_alike(
        "etag-of-the-other-order",
        (("Server", "nginx"), ("ETag", '"6011f49f-83"')),
        "<html><body>index</body></html>",
        "Welcome to nginx!",
    ),
    _look_alike(
        "client-version",
        (("Server", "nginx"),),
        '<html><body><p>NetExtender 手順書</p><code>nelaunchxpsversion="7.0.0.107"</code></body></html>',
        "リモート接続の手順",
    ),
    _look_alike(
        "client-header",
        (("Server", "nginx"), ("X-Transcend-Version", "1")),
        "<html><body>proxy</body></html>",
        "It works",
    ),
    _look_alike(
        "cache-version",
        (("Server", "Microsoft-IIS/10.0"), ("Via", "NS-CACHE-9.3: 81")),
        "<html><body>社内ポータル</body></html>",
        "ポータル",
        ambiguous=True,
    ),
    _look_alike(
        "asdm-in-text",
        (("Server", "Apache"),),
        "<html><body><p>Cisco ASDM 7.18(1) の入手方法</p></body></html>",
        "技術メモ",
    ),
)

JARM_OF_SOMETHING_ELSE: Final = "07d14d16d21d21d07c42d41d00041d24a458a375eef0c576d23a7bab9a9fb1"
"""A public list calls it FortiOS, recog calls it Cobalt Strike: a JARM alone must decide nothing."""


def _decoys(name: str) -> list[tuple[str, list[Service]]]:
    """Return a fake with an implausible certificate, one with a midnight build, and one that is everything at once."""
    model = Certificate(
        f"decoy {name}", (("O", "Fortinet"), ("OU", "FortiGate"), ("CN", "FGT60F")), (("CN", "FGT60F"),)
    )
    server: Names = (("Server", "xxxxxxxx-xxxxx"),)
    tail = "-".join(token(f"{name} uuid", 32)[a:b] for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))
    fake = Service(10443, "https", _page((*server, ("ETag", f'"{tail}"')), FORTI_ROOT, ""), certificate=model)
    midnight = Service(443, "https", _page((*server, ("ETag", '"83-67a94180"')), FORTI_ROOT, ""), certificate=model)
    many = [
        fake,
        Service(
            443,
            "https",
            _page((("Server", "BigIP"),), "<html><body>BIG-IP logout page</body></html>", "BIG-IP logout page"),
            certificate=model,
        ),
        Service(
            8443,
            "https",
            _page((("Server", "SonicWALL"),), "<html></html>", "SonicWall - Authentication"),
            certificate=model,
        ),
        Service(
            9443,
            "https",
            _page(
                (("Set-Cookie", "DSSignInURL=/; path=/; secure"),),
                '<a href="/dana-na/auth/welcome.cgi?p=logo">',
                "Ivanti Connect Secure",
            ),
            certificate=model,
        ),
    ]
    return [("decoy-certificate", [fake]), ("decoy-midnight", [midnight]), ("decoy-everything", many)]


def build_bystanders(
    corporations: list[Corporation], pool: AddressPool, servers: int, appliances: int
) -> list[Bystander]:
    """Return ordinary servers and appliances plus look-alikes and decoys."""
    dice = Dice("kanagawa/noise")
    found = [_ordinary(dice, pool, corporations, index) for index in range(servers)]
    found += [_appliance(dice, pool) for _ in range(appliances)]
    for index in range(70):
        trap, page, ambiguous = LOOK_ALIKES[index % len(LOOK_ALIKES)]
        certificate = Certificate(f"look-alike {index}", (("CN", f"www.{token(str(index), 8)}.example"),), DOMAIN_CA)
        service = Service(
            443, "https", page, certificate=certificate, jarm=JARM_OF_SOMETHING_ELSE if index % 3 == 0 else ""
        )
        found.append(Bystander(_host(dice, pool, (service,)), trap, ambiguous=ambiguous))
    for index in range(12):
        trap, shown = _decoys(f"decoy {index}")[index % 3]
        host = replace(_host(dice, pool, tuple(shown)), provider=HOSTER, labels=("honeypot",) if index % 2 else ())
        found.append(Bystander(host, trap, decoy=True))
    return found


def _ordinary(dice: Dice, pool: AddressPool, corporations: list[Corporation], index: int) -> Bystander:
    kind, make = dice.weighted([((kind, make), weight) for kind, make, weight in ORDINARY])
    name = dice.pick(corporations).core
    shown = make(dice, f"{name}{index if kind in ('ssh', 'smtp') else ''}")
    if dice.chance(0.12):
        shown += _banner(22, "ssh", ("SSH-2.0-OpenSSH_8.4p1",))(dice, name)
    surveys = dice.weighted((((0, 1), 80), ((0,), 10), ((1,), 10)))
    foreign = dice.chance(0.09)
    host = _host(dice, pool, tuple({service.port: service for service in shown}.values()), foreign=foreign)
    return Bystander(host, f"ordinary-{kind}", surveys=surveys)


def _appliance(dice: Dice, pool: AddressPool) -> Bystander:
    vendor, kind, model = dice.pick(APPLIANCES)
    service = Service(dice.pick((80, 443, 8080)), "http", claims={"vendor": vendor, "type": kind, "model": model})
    surveys = dice.weighted((((0, 1), 75), ((0,), 12), ((1,), 13)))
    return Bystander(_host(dice, pool, (service,)), "ordinary-appliance", surveys=surveys)


def _host(dice: Dice, pool: AddressPool, shown: tuple[Service, ...], *, foreign: bool = False) -> Host:
    ip = pool.plenty()
    provider = dice.pick((*PROVIDERS, HOSTER))
    place = dice.pick(KANAGAWA if dice.chance(0.6) else ELSEWHERE)
    geo = dice.pick(OTHER_COUNTRIES) if foreign else (located(place) if number(ip, 4) % 2 else TOKYO_GUESS)
    return Host(ip, provider, geo, shown, (reverse_name(provider, ip),) if dice.chance(0.7) else ())
