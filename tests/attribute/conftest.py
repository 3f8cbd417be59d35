"""An invented register, built by the real builder from text in the agency's format, for the tests of attribution."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from noroshi.archive.register_build import build_register
from noroshi.archive.register_index import RegisterIndex
from noroshi.attribute.attributor import Attributor
from noroshi.attribute.numbers import check_digit, local_government_number


def number(serial: int) -> str:
    """Return a valid corporate number in a range of invented ones."""
    digits = f"9999{serial:08d}"
    return f"{check_digit(digits)}{digits}"


def nta_row(serial: int, name: str, kana: str, place: tuple[str, str, str], **more: str) -> list[str]:
    """Return the 30 columns of one invented corporation; ``place``: prefecture, city, 5-digit code."""
    prefecture, city, code = place
    row = [""] * 30
    row[0], row[1], row[2], row[3] = str(serial), more.get("number", number(serial)), "01", "0"
    row[4], row[6], row[8] = more.get("updated", "2026-08-01"), name, more.get("kind", "301")
    row[9], row[10], row[11], row[13], row[14] = prefecture, city, "架空１丁目", code[:2], code[2:]
    row[18], row[19], row[20] = more.get("closed", ""), more.get("cause", ""), more.get("successor", "")
    row[23], row[24], row[28], row[29] = more.get("latest", "1"), more.get("english", ""), kana, more.get("hidden", "0")
    return row


def nta_text(rows: list[list[str]]) -> str:
    """Return rows as the agency's CSV."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


ODAWARA = ("神奈川県", "小田原市", "14206")
YOKOHAMA = ("神奈川県", "横浜市西区", "14103")
KAMAKURA = ("神奈川県", "鎌倉市", "14204")
FUKUOKA = ("福岡県", "福岡市博多区", "40132")
NIIZA = ("埼玉県", "新座市", "11230")

ROWS = [
    nta_row(1, "株式会社架空みなと電機", "カクウミナトデンキ", ODAWARA),
    nta_row(2, "株式会社架空みなと電機", "カクウミナトデンキ", NIIZA),
    nta_row(3, "有限会社架空みなと電機", "カクウミナトデンキ", ODAWARA, kind="302"),
    nta_row(4, "株式会社渡邉架空設計事務所", "ワタナベカクウセッケイジムショ", KAMAKURA),
    nta_row(5, "株式会社Ｎｏｒｏ架空通商", "ノロカクウツウショウ", YOKOHAMA, english="Norokaku Trading Corporation"),
    nta_row(6, "株式会社旧架空製作所", "キュウカクウセイサクショ", YOKOHAMA, closed="2025-04-01", successor=number(7)),
    nta_row(7, "株式会社新架空ホールディングス", "シンカクウホールディングス", FUKUOKA),
    nta_row(8, "株式会社閉鎖架空工業", "ヘイサカクウコウギョウ", ODAWARA, closed="2024-01-01"),
    nta_row(9, "鎌倉市", "カマクラシ", KAMAKURA, kind="201", number=local_government_number("14204")),
    nta_row(10, "株式会社新架空ロジ東部", "シンカクウロジトウブ", YOKOHAMA),
    nta_row(11, "株式会社隠架空", "カクシカクウ", YOKOHAMA, hidden="1"),
    nta_row(12, "株式会社長大架空精密測定機器製造所", "チョウダイカクウセイミツ", YOKOHAMA),
    nta_row(13, "神奈川県", "カナガワケン", YOKOHAMA, kind="201", number=local_government_number("14")),
    nta_row(14, "横浜市", "ヨコハマシ", YOKOHAMA, kind="201", number=local_government_number("14100")),
    *(
        nta_row(100 + i, "株式会社架空アシスト", "カクウアシスト", place)
        for i, place in enumerate([ODAWARA, NIIZA] * 20)
    ),
]
ALIASES = f"""alias,kind,corporate_number,source,date
norokaku.co.jp,domain,{number(5)},operator,2026-01-10
minatodenki.jp,domain,{number(1)},operator,2026-01-10
shin-kakuu.com,domain,{number(7)},operator,2026-01-10
chodai-kakuu.co.jp,domain,{number(12)},operator,2026-01-10
kakuu-chodai.example,domain,{number(12)},operator,2026-01-10
Norotsu,name,{number(5)},operator,2026-01-10
株式会社前架空商会,former,{number(12)},operator,2025-06-30
Chodai Precision,english,{number(12)},operator,2026-01-10
"""


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegisterIndex]:
    """Build the invented register from CP932 text as the agency publishes it, and an alias CSV."""
    folder = tmp_path_factory.mktemp("register")
    (folder / "nta.csv").write_bytes(nta_text(ROWS).encode("cp932"))
    (folder / "aliases.csv").write_text(ALIASES, encoding="utf-8")
    build_register([folder / "nta.csv", folder / "aliases.csv"], folder / "R")
    with RegisterIndex.open(folder / "R") as index:
        yield index


@pytest.fixture(scope="session")
def attributor(register: RegisterIndex) -> Attributor:
    """Return an attributor over the invented register."""
    return Attributor(register, country="JP")


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Attributor]]:
    """Return the function that builds a register of (serial, name, reading, city[, English]) and its attributor."""
    cities = {place[1]: place for place in (ODAWARA, YOKOHAMA, KAMAKURA, FUKUOKA, NIIZA)}
    with ExitStack() as opened:

        def _invented(*corporations: tuple[str, ...]) -> Attributor:
            folder = tmp_path_factory.mktemp("invented")
            rows = [
                nta_row(int(serial), name, kana, cities[city], english="".join(english))
                for serial, name, kana, city, *english in corporations
            ]
            (folder / "nta.csv").write_bytes(nta_text(rows).encode("cp932"))
            build_register([folder / "nta.csv"], folder / "R")
            return Attributor(opened.enter_context(RegisterIndex.open(folder / "R")), country="JP")

        yield _invented


@pytest.fixture(scope="session")
def numbered() -> Callable[[int], str]:
    """Return the function from a serial to an invented number."""
    return number


@pytest.fixture
def isp() -> dict[str, Any]:
    """Columns of an address that a provider holds."""
    return {
        "asn": "4713",
        "as_org": "NTT Communications Corporation",
        "whois_kind": "ALLOC",
        "whois_org_ja": "ＮＴＴコミュニケーションズ株式会社",
        "whois_org_en": "NTT Communications Corporation",
    }
