"""The version grammars: wild forms, order, canonical form, branches."""

import csv
import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.judge.schemes import SCHEMES, Scheme, Version, parse, scheme
from noroshi.judge.schemes.base import MAX_TEXT, TOP

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "vulns" / "version_pairs.csv"

FORMS = {
    "arrayos": r"(Rel\.AG\.)?[1-9]\.\d\.\d\.\d{1,3}",
    "asa": r"[1-9]\.\d{1,2}\(\d\)\d{0,2}|[1-9]\.\d{1,2}(\.\d{1,2}){0,2}",
    "bigip": r"1[1-7]\.\d\.\d{1,2}(\.\d(\.0\.[1-9]\d?\.\d{1,2}-ENG)?)?",
    "checkpoint": r"R8[0-2](\.[1-4]0)?(\.[1-9]0)?( (Jumbo Hotfix )?Take \d{1,3})?",
    "fireware": r"1[12]\.\d{1,2}(\.\d{1,2}(_Update\d)?)?|202[56]\.\d(\.\d)?",
    "fortios": r"v?[5-8]\.[0-6](\.\d{1,2}(,build\d{4})?)?",
    "generic": r"v?\d{1,3}(\.\d{1,3}){0,5}((alpha|rc|[a-n]{1,7})\d{0,3})?(-(beta|dev|[a-n]{1,6})\d{1,3})?",
    "iosxe": r"1[67]\.0?\d{1,2}(\.0?\d[a-h]?)?",
    "ivanti": r"(9|22)\.[0-9](R\d{1,2}(\.\d{1,2})?|\.\d{1,2}\.\d{3,5})?",
    "junos": r"2[0-4]\.[1-4](R\d(-S\d{1,2}(\.\d)?)?)?(-EVO)?|15\.1X49-D\d{2,3}",
    "netscaler": r"(NS)?1[0-4]\.[01](-\d{1,2}(\.\d{1,2})?|: Build \d{1,2}\.\d{1,2}\.nc)?",
    "panos": r"1[01]\.[0-2](\.\d{1,2}(-[hbc]\d{1,2})?)?",
    "qts": r"h?[45]\.\d(\.\d(\.\d{4}( build 20\d{6})?)?)?",
    "sfos": r"1[7-9]\.[05]( MR\d| GA|\.0 GA-Build\d{3}|\.4 MR-4-Build\d{3})?",
    "sma100": r"1?[0-2]\.\d(\.\d(\.\d{1,2}(-(d-)?\d{1,2}sv)?)?)?",
    "sma1000": r"12\.\d(\.\d(-0\d{4})?)?",
    "softether": r"4\.[0-4]\d( build \d{4}|-\d{4}-(beta|rtm))?|5\.0[1-3]\.\d{4}",
    "sonicos": r"[56]\.\d\.\d\.\d{1,2}(-\d{1,3}[no](-21-\d{4})?)?|7\.[0-3]\.\d(-\d{4})?",
    "univerge_ix": r"(Ver\.)?(8|9|10)\.\d{1,2}(\.\d{1,2}[A-C]?)?",
    "yamaha": r"(RTX1210 )?Rev\.1[0-5]\.0\d(\.\d\d)?",
    "zld": r"V?[45]\.\d\d(\([A-Z]{4}\.\d\)(C0)?| Patch \d)?",
}

CHAINS = {
    "fortios": ["6.4.15", "7.0", "7.0.0", "7.0.14", "7.2.4", "7.2.10", "7.4.0"],
    "panos": ["10.1.14-h6", "10.1.14-h11", "10.2.7-b3", "10.2.7-c1", "10.2.7", "10.2.7-h3", "10.2.9-h1", "10.2.9-h10"],
    "netscaler": [
        "12.1-65.25",
        "13.0-47.24",
        "13.1",
        "13.1-9.60",
        "13.1-37.159",
        "13.1-49.13",
        "14.1-4.42",
        "14.1-43.56",
    ],
    "ivanti": [
        "9.0R3.4",
        "9.1R1",
        "9.1R9",
        "9.1R11.4",
        "9.1R11.5",
        "9.1R18.9",
        "22.1R1",
        "22.7R1.2",
        "22.7R2",
        "22.7R2.10",
    ],
    "sonicos": [
        "5.9.2.14-12o",
        "5.9.2.14-13o",
        "6.5.4.4-44v-21-1457",
        "6.5.4.9-93n",
        "6.5.4.9-109n",
        "7.0.1-5035",
        "7.1.1-7040",
    ],
    "sma100": ["9.0.0.9-26sv", "9.0.0.10-28sv", "10.2.0.8-37sv", "10.2.1.9-57sv", "10.2.1.10-62sv"],
    "asa": ["9.8(4)20", "9.9(2)67", "9.10(1)40", "9.12(4)7", "9.12(4)67", "9.16", "9.16(4)", "9.16(4)9", "9.16(4)18"],
    "bigip": ["15.1.8.2", "15.1.10", "15.1.10.2", "15.1.10.2.0.44.2-ENG", "17.1.0.3", "17.1.0.3.0.75.4", "17.1.1"],
    "junos": [
        "12.3X48-D105",
        "15.1X49-D75",
        "15.1X49-D240",
        "21.4R1",
        "21.4R1-S1",
        "21.4R3",
        "21.4R3-S4",
        "21.4R3-S10",
    ],
    "checkpoint": ["R80.40", "R81", "R81 Take 44", "R81.10", "R81.20", "R81.20 Take 26", "R81.20 Take 99", "R82"],
    "zld": ["4.73 Patch 1", "5.36", "5.36 Patch 1", "5.36 Patch 2", "V5.37(ABUH.0)", "V5.37(ABUH.1)"],
    "sfos": ["18.5 MR3", "18.5 MR4", "19.0 GA", "19.0 MR1", "19.5.0 GA-Build197", "19.5.3 MR-3-Build652"],
    "fireware": ["12.5.12", "12.5.12_Update1", "12.9.4", "12.10.3", "2025.1.3"],
    "iosxe": ["16.12.10", "16.12.10a", "17.3.4", "17.03.04a", "17.9.4"],
    "generic": ["6.48.6", "6.49", "7.0alpha1", "7.0beta5", "7.0rc1", "7.0", "7.0.1", "15.2(7)E8", "15.2(7)E10"],
    "yamaha": ["Rev.10.01.71", "Rev.14.01.09", "Rev.14.01.38", "Rev.14.01.40"],
    "softether": ["4.38 Build 9760", "4.41-9782-beta", "4.41 build 9787", "4.43 build 9799", "5.01.9674", "5.02.5180"],
    "arrayos": ["9.4.0.470", "Rel.AG.9.4.0.481", "9.4.0.499", "9.4.5.8", "9.4.5.9"],
    "qts": ["QTS 5.1.2.2533 build 20230926", "QTS 5.1.3.2578 build 20231110"],
    "sma1000": ["12.4.2-05082", "12.4.3-02804", "12.4.3-02854"],
    "univerge_ix": ["8.10.11", "9.7.20", "9.7.20A", "10.2.16"],
}

SAME = [
    ("fortios", "v7.2.4,build1396,230131 (GA.F)", "7.2.4"),
    ("fortios", "FortiGate-60F v7.2.4,build1396", "7.2.4"),
    ("panos", "10.2.9-h1 ", "10.2.9-h1"),
    ("netscaler", "NS13.1: Build 49.15.nc", "13.1-49.15"),
    ("netscaler", "NetScaler NS13.1: Build 49.15.nc, Date: Sep 18 2023", "13.1-49.15"),
    ("ivanti", "22.6r2.3", "22.6R2.3"),
    ("ivanti", "9.1R1.0", "9.1R1"),
    ("asa", "9.8.4.20", "9.8(4)20"),
    ("asa", "Cisco Adaptive Security Appliance Software Version 9.16(4)18 <system>", "9.16(4)18"),
    ("bigip", "Hotfix-BIGIP-17.1.0.3.0.75.4-ENG.iso", "17.1.0.3.0.75.4-ENG"),
    ("bigip", "15.1.5.1-0.0.14", "15.1.5.1"),
    ("bigip", "16.1.2-0.0.18", "16.1.2"),
    ("bigip", "11.5.1.0.0.110", "11.5.1"),
    ("bigip", "BIG-IP 15.1.8.2 Build 0.0.17 Point Release 2", "15.1.8.2"),
    ("checkpoint", "R81.20 with Jumbo Hotfix Take 99", "R81.20 Take 99"),
    ("zld", "V5.36(ABUH.2)", "5.36 Patch 2"),
    ("yamaha", "RTX1210 Rev.14.01.40 (Fri Jul  9 09:40:25 2021)", "Rev.14.01.40"),
    ("softether", "Version 4.44 Build 9807   (English)", "4.44 build 9807"),
    ("sfos", "19.0.1 MR-1-Build365", "19.0 MR1"),
    ("sfos", "17.5.1.347", "17.5 MR1"),
    ("sfos", "17.5.0.310", "17.5 GA"),
    ("arrayos", "Rel.AG.9.4.0.481", "9.4.0.481"),
    ("sma100", "SMA 10.2.0.5-d-29sv", "10.2.0.5-29sv"),
    ("univerge_ix", "NEC Software, IX Series IX2215 (sec) Software, Version 10.2.16, RELEASE SOFTWARE", "10.2.16"),
    ("generic", "6.48.6 (long-term)", "6.48.6"),
    ("generic", "firmware Ver.2.1.9", "2.1.9"),
    ("junos", "21.4R3-S4.9", "21.4R3-S4"),
    ("fortios", "7.2.4 (7.2.4, build 1396)", "7.2.4"),
    ("fortios", " 7.2.4\t(GA) ", "7.2.4"),
]

FOREIGN = [
    ("fortios", "13.1-49.13"),
    ("fortios", "9.16(4)18"),
    ("panos", "22.7R2.4"),
    ("netscaler", "21.4R3-S4"),
    ("ivanti", "10.2.9-h1x"),
    ("junos", "v7.2.4,build1396"),
    ("checkpoint", "7.2.4"),
    ("asa", "R81.20"),
    ("sonicos", "6.5.4-12.n"),
    ("sfos", "18.5.4 MR-3"),
    ("junos", "21.4R3-D4"),
    ("asa", "9.16(4.1)18"),
    ("fortios", "7.2.0 to 7.2.6"),
    ("sonicos", "7.1.1-7058 and older versions"),
    ("yamaha", "Rev.14.01.40 以前"),
    ("generic", "0or"),
    ("fortios", "7.2.8 7.2.6"),
    ("fortios", "7.2.8, 7.2.6"),
    ("fortios", "v7.2.8,build1639 7.2.6"),
    ("fortios", "FortiOS-7.2.6 7.2.8"),
    ("asa", "9.16(4)18 9.16(4)20"),
    ("asa", "9.16.4.18 9.12.4.7"),
    ("bigip", "15.1.8.2 Build 0.0.17 16.1.2"),
    ("checkpoint", "R81.20 R81.10"),
    ("checkpoint", "R81 R80"),
    ("fireware", "12.5.12 12.10.3"),
    ("generic", "6.48.6 (6.49.7)"),
    ("iosxe", "17.3.4a 17.9.4"),
    ("ivanti", "22.7R2.4 22.7R2.5"),
    ("junos", "21.4R3-S4 22.4R2"),
    ("netscaler", "13.1-49.13; 13.1-49.15"),
    ("panos", "10.2.7-h3 10.2.9"),
    ("qts", "5.1.2.2533 5.1.3.2578"),
    ("sfos", "18.5 MR4 19.0 GA"),
    ("sma100", "10.2.1.9-57sv 10.2.1.10-62sv"),
    ("sma1000", "12.4.3-02804 12.4.3-02854"),
    ("softether", "4.41 build 9787 4.43"),
    ("sonicos", "6.5.4.9-93n 7.0.1-5035"),
    ("univerge_ix", "IX Series Version 10.2.16, Version 10.2.17"),
    ("yamaha", "Rev.14.01.40 Rev.14.01.41"),
    ("zld", "5.36 Patch 1 / 5.37"),
    ("arrayos", "9.4.0.481 9.4.5.9"),
    ("fortios", "7.2.8\n7.2.6"),
    ("fortios", "7.2.8\x00"),
    ("fortios", "7.2.8 \u2028x"),
]


def _read(name: str, text: str) -> Version:
    version = parse(name, text)
    assert version is not None, f"{name} does not read {text!r}"
    return version


def _form(name: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(FORMS[name], re.ASCII), fullmatch=True)


def test_every_scheme_has_forms_and_a_chain() -> None:
    """No grammar goes untested."""
    assert set(FORMS) == set(CHAINS) == set(SCHEMES)


@pytest.mark.parametrize("name", sorted(CHAINS))
def test_known_releases_come_in_their_order(name: str) -> None:
    """A vendor's releases sort as the vendor released them within each branch."""
    keys = [_read(name, text).key for text in CHAINS[name]]
    assert all(earlier < later for earlier, later in itertools.pairwise(keys))


@pytest.mark.parametrize(("name", "wild", "plain"), SAME)
def test_banner_forms_read_as_the_plain_version(name: str, wild: str, plain: str) -> None:
    """A banner and an advisory write the same version differently."""
    assert _read(name, wild).key == _read(name, plain).key


@pytest.mark.parametrize(("name", "text"), FOREIGN)
def test_a_version_of_another_vendor_is_no_version(name: str, text: str) -> None:
    """A text that does not follow the grammar is refused instead of half read."""
    assert parse(name, text) is None


@pytest.mark.parametrize("name", sorted(FORMS))
@given(data=st.data())
def test_parse_and_format_are_inverse(name: str, data: st.DataObject) -> None:
    """The canonical text of a version reads as the same version."""
    text = data.draw(_form(name))
    version = _read(name, text)
    again = _read(name, version.text)
    assert (again.key, again.text, again.partial) == (version.key, version.text, version.partial)


@pytest.mark.parametrize("name", sorted(FORMS))
@given(data=st.data())
def test_keys_are_a_total_order_without_prefixes(name: str, data: st.DataObject) -> None:
    """Complete keys have one length, so no complete version lies inside another; order is transitive."""
    versions = [_read(name, text) for text in data.draw(st.lists(_form(name), min_size=3, max_size=3))]
    one, two, three = sorted(versions, key=lambda version: version.key)
    assert one.key <= two.key <= three.key
    assert one.key <= three.key
    assert len({len(version.key) for version in versions if not version.partial}) <= 1
    for a, b in itertools.permutations(versions, 2):
        assert not (a.key < b.key and b.key < a.key)
        if not a.partial and a.key != b.key:
            assert not a.key < b.key < a.above


@pytest.mark.parametrize("name", sorted(FORMS))
@given(data=st.data())
def test_a_branch_contains_its_version(name: str, data: st.DataObject) -> None:
    """The branch of a version, read as a prefix, begins the version's key."""
    grammar = scheme(name)
    version = _read(name, data.draw(_form(name)))
    prefix = grammar.prefix(grammar.branch(version))
    assert prefix is not None
    assert version.key[: len(prefix)] == prefix[: len(version.key)]


@pytest.mark.parametrize("name", sorted(FORMS))
@given(text=st.text(max_size=300))
def test_any_text_is_read_or_refused(name: str, text: str) -> None:
    """Hostile text raises nothing, and what is read has bounded parts."""
    version = parse(name, text)
    assert version is None or (all(0 <= part < TOP for part in version.key) and len(text.strip()) >= 1)


@pytest.mark.parametrize("name", sorted(FORMS))
@given(data=st.data(), tail=st.text(alphabet="0123456789.RSDh-() vBuildPatch", max_size=60))
def test_near_versions_are_read_or_refused(name: str, data: st.DataObject, tail: str) -> None:
    """Text that is nearly a version raises nothing, and what is read can be read again."""
    version = parse(name, data.draw(_form(name)) + tail)
    assert version is None or _read(name, version.text).key == version.key


@pytest.mark.parametrize(
    ("name", "text", "partial"),
    [
        ("fortios", "7.2", True),
        ("fortios", "7.2.x", True),
        ("fortios", "7.2.0", False),
        ("netscaler", "13.1-49", True),
        ("ivanti", "22.7.2.3431", True),
        ("ivanti", "9.1R18", False),
        ("checkpoint", "R81.20", True),
        ("zld", "5.36", True),
        ("sfos", "18.5", True),
        ("fireware", "12.5.12+687697", True),
        ("sonicos", "6.5.4.9", True),
        ("junos", "21.4R3", False),
    ],
)
def test_a_text_that_leaves_something_open_is_partial(name: str, text: str, partial: bool) -> None:  # noqa: FBT001 - a table column
    """A missing patch, build or maintenance number is not zero."""
    assert _read(name, text).partial is partial


def test_r81_is_a_release_and_no_beginning_of_r81_20() -> None:
    """Check Point's R81 and R81.20 are parallel releases."""
    grammar = scheme("checkpoint")
    r81, r8120 = grammar.prefix("R81"), _read("checkpoint", "R81.20 Take 26")
    assert r81 is not None
    assert r8120.key[: len(r81)] != r81


@pytest.mark.parametrize(
    ("name", "text", "editions"),
    [
        ("sonicos", "6.5.4.9-93n", ("gen6",)),
        ("sonicos", "7.0", ("gen7",)),
        ("netscaler", "13.1-37.241 FIPS", ("fips",)),
        ("junos", "22.3R2-EVO", ("evo",)),
        ("yamaha", "RTX1210 Rev.14.01.40", ("rtx1210",)),
        ("qts", "QuTS hero h5.1.3.2578", ("hero",)),
        ("fortios", "7.2.4", ()),
    ],
)
def test_what_the_version_says_about_the_edition_is_kept(name: str, text: str, editions: tuple[str, ...]) -> None:
    """Generation, edition or model in the text are not lost."""
    assert _read(name, text).editions == editions


def test_a_long_text_is_no_version() -> None:
    """A text longer than the limit is refused before any pattern runs."""
    assert parse("generic", "1." * MAX_TEXT) is None


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared research data is not here")
def test_every_hand_checked_pair_is_ordered_rightly() -> None:
    """All hand-checked pairs of raw vendor strings compare as their vendors say."""
    names = {
        "citrix": "netscaler",
        "f5": "bigip",
        "array": "arrayos",
        "zyxel": "zld",
        "sophos": "sfos",
        "watchguard": "fireware",
        "qnap": "qts",
    }
    wrong, count = [], 0
    for row in csv.DictReader(SHARED.read_text("utf-8").splitlines()):
        name = names.get(row["vendor"], row["vendor"])
        if name == "sma":
            name = "sma1000" if re.match(r"12\.", row["a"]) else "sma100"
        grammar: Scheme = SCHEMES.get(name, SCHEMES["generic"])
        a, b = grammar.parse(row["a"]), grammar.parse(row["b"])
        count += 1
        if a is None or b is None or (a.key > b.key) - (a.key < b.key) != int(row["exp"]):
            wrong.append((row["vendor"], row["a"], row["b"], row["exp"]))
    assert count == 97
    assert wrong == []
