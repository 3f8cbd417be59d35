"""The mini register: about 600 invented corporations in the 30 columns of the corporate number register (法人番号)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from prefecture.dice import Dice, words
from prefecture.names import ELSEWHERE, KANAGAWA, CoinedName, Municipality, coin

COLUMNS: Final = words(
    "sequenceNumber, corporateNumber, process, correct, updateDate, changeDate, name, nameImageId, kind, "
    "prefectureName, cityName, streetNumber, addressImageId, prefectureCode, cityCode, postCode, "
    "addressOutside, addressOutsideImageId, closeDate, closeCause, successorCorporateNumber, changeCause, "
    "assignmentDate, latest, enName, enPrefectureName, enCityName, enAddressOutside, furigana, hihyoji"
)

FORMS: Final = {"301": "株式会社", "302": "有限会社", "305": "合同会社"}
ENGLISH_FORMS: Final = {"301": "Co., Ltd.", "302": "Y.K.", "305": "LLC"}

FIRST_BODY: Final = 999_901_000_000
"""Twelve digits behind the check digit. No registry office has the code 9999; a test asks the real register."""


@dataclass(frozen=True)
class Corporation:
    """One row of the register (its latest state), with what the example needs beside it."""

    number: str
    name: str
    core: str
    kana: str
    kind: str
    place: Municipality
    english: str
    domain: str
    role: str
    former_name: str = ""
    closed_on: str = ""
    close_cause: str = ""
    successor: str = ""
    english_in_register: bool = False
    extra: dict[str, str] = field(default_factory=dict)


def check_digit(body: str) -> int:
    """Return the check digit of a 12-digit body: 9 - (sum with weights 1, 2, 1, 2 … from the right, mod 9)."""
    total = sum(int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(body)))
    return 9 - total % 9


class Registry:
    """Hands out numbers and keeps what was registered, in order."""

    def __init__(self) -> None:
        self.corporations: list[Corporation] = []

    def number(self) -> str:
        """Return the next free corporate number."""
        body = f"{FIRST_BODY + len(self.corporations) + 1:012d}"
        return f"{check_digit(body)}{body}"

    def add(
        self, coined: CoinedName, place: Municipality, role: str, kind: str = "301", *, lead: bool = True
    ) -> Corporation:
        """Register a corporation; ``lead`` puts the legal form in front of the name."""
        form = FORMS[kind]
        corporation = Corporation(
            number=self.number(),
            name=f"{form}{coined.core}" if lead else f"{coined.core}{form}",
            core=coined.core,
            kana=coined.kana,
            kind=kind,
            place=place,
            english=f"{coined.english} {ENGLISH_FORMS[kind]}",
            domain=f"{coined.label}.example",
            role=role,
        )
        self.corporations.append(corporation)
        return corporation

    def change(self, corporation: Corporation, **changes: object) -> Corporation:
        """Replace a registered corporation by a changed one."""
        changed = replace(corporation, **changes)  # type: ignore[arg-type]  # the fields are checked by replace
        self.corporations[self.corporations.index(corporation)] = changed
        return changed


def build_registry() -> Registry:
    """Register everybody, in an order that never changes."""
    registry, dice = Registry(), Dice("kanagawa/register")
    names = [(stem, place, trade) for stem in range(12) for place in range(len(KANAGAWA)) for trade in range(16)]
    free = iter(dice.shuffled(names))

    def fresh(places: tuple[Municipality, ...] = KANAGAWA) -> tuple[CoinedName, Municipality]:
        stem, place, trade = next(free)
        return coin(stem, KANAGAWA[place], trade), places[place % len(places)]

    for index in range(330):
        coined, place = fresh()
        kind = dice.weighted((("301", 7), ("302", 2), ("305", 1)))
        plain = registry.add(coined, place, "plain", kind, lead=dice.chance(0.7))
        if index % 9 == 0:
            registry.change(plain, english_in_register=True)
    for _ in range(90):
        coined, place = fresh(ELSEWHERE)
        registry.add(coined, place, "elsewhere", lead=dice.chance(0.7))
    for _ in range(24):
        coined, place = fresh()
        registry.add(coined, place, "homonym-here")
        registry.add(coined, dice.pick(ELSEWHERE), "homonym-there")
    for _ in range(6):
        coined, place = fresh()
        for city in dice.shuffled(KANAGAWA)[:5]:
            registry.add(coined, city, "generic")
    for _ in range(14):
        coined, place = fresh()
        registry.add(coined, place, "pair-kk", "301")
        registry.add(coined, place, "pair-yk", "302")
    _add_changed(registry, dice, fresh)
    _add_spellings(registry)
    for _ in range(12):
        coined, place = fresh()
        long = CoinedName(
            coined.core + "ホールディングス",
            coined.kana + "ホールディングス",
            f"{coined.english} International Technology and Engineering Holdings",
            coined.label + "-hd",
        )
        registry.change(registry.add(long, place, "long-english"), english_in_register=True)
    return registry


def _add_changed(registry: Registry, dice: Dice, fresh: Callable[[], tuple[CoinedName, Municipality]]) -> None:
    """Add renamed corporations, and closed ones with a successor that is registered too."""
    for _ in range(14):
        (coined, place), (before, _) = fresh(), fresh()
        renamed = registry.add(coined, place, "renamed")
        registry.change(renamed, former_name=f"株式会社{before.core}")
    for _ in range(14):
        (coined, place), (before, _) = fresh(), fresh()
        successor = registry.add(coined, place, "successor", lead=dice.chance(0.5))
        closed = registry.add(before, place, "merged")
        registry.change(closed, closed_on="2025-04-01", close_cause="11", successor=successor.number)
    for _ in range(10):
        coined, place = fresh()
        registry.change(registry.add(coined, place, "closed"), closed_on="2024-09-30", close_cause="01")


def _add_spellings(registry: Registry) -> None:
    """Full-width Latin letters, old kanji elsewhere, small and large kana."""
    spellings = (
        ("ＮＲＳ架空システム", "エヌアールエスカクウシステム", "NRS Kaku Systems", "nrs-kaku-systems"),
        ("のろし崎高田機工", "ノロシサキタカダキコウ", "Noroshizaki Takada Kiko", "noroshizaki-takada"),
        ("のろし崎澤邉商店", "ノロシサキサワベショウテン", "Noroshizaki Sawabe Shoten", "noroshizaki-sawabe"),
        ("えそらフアクトリー", "エソラファクトリー", "Esora Factory", "esora-factory"),
        ("まぼろしヶ浜マリン", "マボロシガハママリン", "Maboroshigahama Marine", "maboroshigahama-marine"),
        ("Ｕｔａｋａｔａ＆Ｓｏｒａｎｅ", "ウタカタアンドソラネ", "Utakata & Sorane", "utakata-sorane"),
    )
    for index, (core, kana, english, label) in enumerate(spellings):
        registry.add(CoinedName(core, kana, english, label), KANAGAWA[index * 3], "spelling")


def rows(corporations: list[Corporation]) -> list[list[str]]:
    """Return the register's rows: one per corporation, and an older one where the name changed."""
    table: list[list[str]] = []
    for corporation in corporations:
        if corporation.former_name:
            table.append(_row(len(table) + 1, corporation, corporation.former_name, "01", "2019-05-07", "0"))
        process = "11" if corporation.former_name else ("71" if corporation.successor else "01")
        process = "21" if corporation.role == "closed" else process
        table.append(_row(len(table) + 1, corporation, corporation.name, process, "2026-08-03", "1"))
    return table


def _row(sequence: int, corporation: Corporation, name: str, process: str, date: str, latest: str) -> list[str]:
    place = corporation.place
    english = corporation.english_in_register and latest == "1"
    closed = latest == "1"
    values = {
        "sequenceNumber": str(sequence),
        "corporateNumber": corporation.number,
        "process": process,
        "correct": "0",
        "updateDate": date,
        "changeDate": date,
        "name": name,
        "kind": corporation.kind,
        "prefectureName": place.prefecture,
        "cityName": place.city,
        "streetNumber": f"架空町{sequence % 9 + 1}丁目{sequence % 30 + 1}番地",
        "prefectureCode": place.code[:2],
        "cityCode": place.code[2:],
        "closeDate": corporation.closed_on if closed else "",
        "closeCause": corporation.close_cause if closed else "",
        "successorCorporateNumber": corporation.successor if closed else "",
        "assignmentDate": "2015-10-05",
        "latest": latest,
        "enName": corporation.english if english else "",
        "enPrefectureName": place.prefecture_romaji if english else "",
        "enCityName": f"1-1 Kakucho, {place.city_romaji}" if english else "",
        "furigana": corporation.kana if name == corporation.name else "",
        "hihyoji": "0",
    }
    return [values.get(column, "") for column in COLUMNS]
