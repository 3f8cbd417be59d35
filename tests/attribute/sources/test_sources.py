"""The readers of registers and lists: formats, rejected rows, dates; any text is survived."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.attribute.lookup import Alias, KeyKind
from noroshi.attribute.numbers import check_digit, local_government_number
from noroshi.attribute.register_rows import DatedEntry, NamePair, RejectedRow
from noroshi.attribute.sources import (
    aliases,
    edinet,
    government_lists,
    listed_domains,
    municipal_sites,
    name_changes,
    name_pairs,
    nta,
)
from noroshi.knowledge.places import bundled_places
from noroshi.model.attribution import RegisterEntry

PLACES = bundled_places()
DIGITS = "999900000001"
NUMBER = f"{check_digit(DIGITS)}{DIGITS}"
WRONG = f"{check_digit(DIGITS) % 9 + 1}{DIGITS}"
NTA = (
    f'1,{NUMBER},01,0,2026-08-01,2026-07-30,"架空電機株式会社",,301,"神奈川県","横浜市西区","架空１丁目",,14,103,'
    f'2200012,,,2026-07-31,11,{NUMBER},,2015-10-05,1,"Kakuu Denki",,,,"カクウデンキ",0'
)
EDINET = (
    "ダウンロード実行日,2026年10月05日現在,件数,2件\r\n"
    "ＥＤＩＮＥＴコード,提出者種別,上場区分,連結の有無,資本金,決算日,提出者名,提出者名（英字）,提出者名（ヨミ）,"
    "所在地,提出者業種,証券コード,提出者法人番号\r\n"
    f'"E1","内国法人・組合","上場","有","1","3月","架空株式会社","KAKUU CO., LTD.","カクウカブシキガイシャ",'
    f'"横浜市西区架空１","電気機器","10000","{NUMBER}"\r\n'
    '"E2","個人","","","","","架空太郎","","","","","",""\r\n'
)


def test_nta_row_becomes_an_entry() -> None:
    """All columns that attribution needs are taken, codes joined, dates read."""
    (row,) = nta.read([NTA])
    assert isinstance(row, DatedEntry)
    entry = row.entry
    assert (entry.number, entry.name, entry.kana, entry.english) == (
        NUMBER,
        "架空電機株式会社",
        "カクウデンキ",
        "Kakuu Denki",
    )
    assert (entry.prefecture_code, entry.city_code, entry.city) == ("14", "14103", "横浜市西区")
    assert (entry.closed_on, entry.close_cause, entry.successor) == (date(2026, 7, 31), "11", NUMBER)
    assert (entry.updated_on, entry.hidden, row.latest) == (date(2026, 8, 1), False, True)


def test_nta_rejects_what_is_no_row() -> None:
    """Another number of columns and a wrong check digit are rejected with their line."""
    rows = list(nta.read([NTA, "1,2,3", NTA.replace(NUMBER, WRONG)]))
    assert rows[1:] == [RejectedRow(2, "wrong_columns"), RejectedRow(3, "bad_number")]


def test_edinet_skips_preamble_and_finds_the_prefecture() -> None:
    """The header stands on line 2; the address has no prefecture; English names are dated aliases."""
    lines = EDINET.splitlines(keepends=True)
    assert edinet.looks_like(lines[0])
    entry, alias, rejected = edinet.read(lines, PLACES)
    assert isinstance(entry, RegisterEntry)
    assert (entry.prefecture, entry.city_code) == ("神奈川県", "14103")
    assert alias == Alias(
        kind=KeyKind.ENGLISH, text="KAKUU CO., LTD.", number=NUMBER, source="edinet", as_of=date(2026, 10, 5)
    )
    assert rejected == RejectedRow(4, "no_number")


def test_government_list_checks_the_digit() -> None:
    """A list of bodies gives entries with place; a wrong check digit is rejected."""
    lines = [
        "\ufeffcorporateID,corporateName,corporateKana,cityID,location,moddate\n",
        f"{NUMBER},架空組合,カクウクミアイ,14204,神奈川県鎌倉市架空１,2018-04-01T15:00:00.000Z\n",
        f"{WRONG},架空組合,カクウクミアイ,14204,神奈川県鎌倉市架空１,2018-04-01T15:00:00.000Z\n",
    ]
    assert government_lists.looks_like(lines[0])
    entry, rejected = government_lists.read(lines, PLACES)
    assert isinstance(entry, RegisterEntry)
    assert (entry.city, entry.street, entry.updated_on) == ("鎌倉市", "架空１", date(2018, 4, 1))
    assert rejected == RejectedRow(3, "bad_number")


def test_listed_domains_give_entry_and_alias() -> None:
    """A company of the domain table gives an entry and its domain."""
    lines = [
        ",".join(listed_domains.HEADER) + "\n",
        f"{NUMBER},架空株式会社,かくう,神奈川県横浜市西区架空１,www.kakuu.co.jp,Kakuu.co.jp,1000\n",
    ]
    entry, alias = listed_domains.read(lines, PLACES)
    assert isinstance(entry, RegisterEntry)
    assert (entry.city, entry.street) == ("横浜市西区", "架空１")
    assert isinstance(alias, Alias)
    assert (alias.kind, alias.text, alias.number) == (KeyKind.DOMAIN, "kakuu.co.jp", NUMBER)


def test_site_of_a_ward_belongs_to_its_city() -> None:
    """The site of an administrative ward gives the number of the designated city."""
    lines = [
        ",".join(municipal_sites.HEADER) + "\n",
        "14,神奈川県,14103,横浜市 西区,よこはまし にしく,0,0,https://www.city.yokohama.lg.jp/nishi/,,141038\n",
        "14,神奈川県,14204,鎌倉市,かまくらし,0,0,,,142042\n",
    ]
    alias, rejected = municipal_sites.read(lines, PLACES)
    assert isinstance(alias, Alias)
    assert (alias.text, alias.number) == ("city.yokohama.lg.jp", local_government_number("14100"))
    assert rejected == RejectedRow(3, "no_host")


def test_name_changes_and_pairs() -> None:
    """Every name of a change row is a former name; a pair keeps the commas of its English name."""
    changes = list(name_changes.read(["corporateNumber,names\n", f"{NUMBER},架空甲|架空乙\n"]))
    assert [alias.text for alias in changes if isinstance(alias, Alias)] == ["架空甲", "架空乙"]
    (pair,) = name_pairs.read(["Japanese Name,English Name,\n", "架空株式会社,Kakuu Co.,Ltd.\n"])
    assert pair == NamePair("架空株式会社", "Kakuu Co.,Ltd.")


def test_aliases_need_kind_number_and_source() -> None:
    """An alias row is taken with its date; a row that lacks something is rejected with the reason."""
    lines = [
        "alias,kind,corporate_number,source,date\n",
        f"kakuu.jp,domain,{NUMBER},operator,2026-01-31\n",
        f"kakuu.jp,site,{NUMBER},operator,\n",
        f"kakuu.jp,domain,{WRONG},operator,\n",
        f",domain,{NUMBER},operator,\n",
        f"kakuu.jp,domain,{NUMBER},,\n",
    ]
    first, *rejected = aliases.read(lines)
    assert isinstance(first, Alias)
    assert (first.kind, first.as_of) == (KeyKind.DOMAIN, date(2026, 1, 31))
    assert [row.reason for row in rejected if isinstance(row, RejectedRow)] == [
        "unknown_kind",
        "bad_number",
        "no_alias",
        "no_source",
    ]


@pytest.mark.parametrize("reader", [nta, name_changes, name_pairs, aliases])
@given(lines=st.lists(st.text(max_size=80), max_size=6))
def test_readers_survive_any_lines(reader: object, lines: list[str]) -> None:
    """Any lines give rows or rejections, never an error."""
    assert list(reader.read(lines)) is not None  # type: ignore[attr-defined]  # modules with one shape
    assert all(reader.looks_like(line) in (True, False) for line in lines)  # type: ignore[attr-defined]  # same


@pytest.mark.parametrize("reader", [edinet, government_lists, listed_domains, municipal_sites])
@given(lines=st.lists(st.text(max_size=80), max_size=6), header=st.booleans())
def test_placed_readers_survive_any_lines(reader: object, lines: list[str], header: bool) -> None:  # noqa: FBT001  drawn
    """Any lines after the right header give rows or rejections, never an error."""
    head = [",".join(getattr(reader, "HEADER", ["x"])) + "\n"] if header else []
    assert list(reader.read([*head, *lines], PLACES)) is not None  # type: ignore[attr-defined]  # modules, one shape
