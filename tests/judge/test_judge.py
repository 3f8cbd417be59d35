"""Verdicts: evidence as a set, editions, dates, hotfixes, conditions, and the hand-checked examples."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.judge.judge import Judge
from noroshi.judge.kev import KevEntry, KevSnapshot, parse_kev
from noroshi.judge.names import Names
from noroshi.judge.rows import judge_rows, read_version
from noroshi.knowledge.advisories import AdvisoryFile, load_advisories
from noroshi.knowledge.load import load_knowledge
from noroshi.knowledge.products import Product
from noroshi.model.verdict import Answer, Condition, ReasonCode, Urgency
from noroshi.model.version import EvidenceKind, VersionSet

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "vulns"
FORTIOS, NETSCALER, BIGIP = "fortinet-fortios", "citrix-netscaler", "f5-bigip"

CASES = [
    (FORTIOS, 1, "7.2.5", None, "affected", "IN_RANGE"),
    (FORTIOS, 1, "7.2.7", None, "not_affected", "FIXED_BUILD"),
    (FORTIOS, 1, "7.2.6", None, "undetermined", "SOURCE_CONFLICT"),
    (FORTIOS, 1, "7.2", None, "undetermined", "PARTIAL_VERSION"),
    (FORTIOS, 1, "6.2", None, "affected", "IN_RANGE"),
    (FORTIOS, 1, ">=7.2.2,<=7.2.5", None, "affected", "IN_RANGE"),
    (FORTIOS, 1, ">=7.2.2,<7.2.9", None, "undetermined", "PARTIAL_VERSION"),
    (FORTIOS, 1, "7.6.1", None, "not_affected", "BRANCH_NOT_LISTED"),
    (FORTIOS, 1, "8.0.0", None, "not_affected", "BRANCH_NOT_LISTED"),
    (FORTIOS, 1, "7.3.1", None, "undetermined", "ENUMERATION_GAP"),
    (FORTIOS, 1, "6.0.3", None, "undetermined", "EOL_NOT_EVALUATED"),
    (FORTIOS, 1, "5.4.1", None, "undetermined", "EOL_NOT_EVALUATED"),
    (FORTIOS, 1, "6.4.9", None, "undetermined", "ENUMERATION_GAP"),
    (FORTIOS, 1, "6.4.2", None, "not_affected", "BELOW_RANGE"),
    (FORTIOS, 1, "5.6.3", None, "undetermined", "NO_FIX_DATA"),
    (FORTIOS, 1, "7.2.1 to 7.2.5", None, "undetermined", "PRODUCT_VERSION_MISMATCH"),
    (FORTIOS, 1, "any", None, "undetermined", "NO_VERSION_DATA"),
    (FORTIOS, 1, "13.1-49.13", None, "undetermined", "PRODUCT_VERSION_MISMATCH"),
    (FORTIOS, 1, "built:2022-03-15", None, "undetermined", "DATE_ONLY"),
    (FORTIOS, 1, "built:2026-03-15", None, "undetermined", "DATE_ONLY"),
    (FORTIOS, 1, "7.4 built:2023-11-01", None, "affected", "BEFORE_FIX_BUILD"),
    (FORTIOS, 1, "7.4 built:2024-01-20", None, "undetermined", "PARTIAL_VERSION"),
    (FORTIOS, 1, "7.4 built:2026-01-20", None, "undetermined", "PARTIAL_VERSION"),
    (FORTIOS, 1, ">=7.2.0,<7.2.6 built:2024-01-29", None, "affected", "IN_RANGE"),
    (FORTIOS, 1, ">=7.4.0,<7.5 built:2023-11-01", None, "affected", "BEFORE_FIX_BUILD"),
    (FORTIOS, 1, "7.2.7 built:2024-01-01", None, "not_affected", "FIXED_BUILD"),
    (FORTIOS, 1, "7.2.7 built:2023-01-01", None, "undetermined", "SOURCE_CONFLICT"),
    (FORTIOS, 1, "7.2.5 built:2020-01-01", None, "affected", "IN_RANGE"),
    (FORTIOS, 1, "7.2.8 7.2.6", None, "undetermined", "PRODUCT_VERSION_MISMATCH"),
    (FORTIOS, 1, "7.2.8\n7.2.6", None, "undetermined", "PRODUCT_VERSION_MISMATCH"),
    (FORTIOS, 1, "7.2.9 built:2024-01-29", None, "affected", "BEFORE_FIX_BUILD"),
    (FORTIOS, 1, "7.2.9 built:2024-01-30", None, "not_affected", "FIXED_BUILD"),
    (FORTIOS, 1, "7.4.4 built:2023-12-08", None, "affected", "BEFORE_FIX_BUILD"),
    (FORTIOS, 1, "7.4.4 built:2023-12-09", None, "not_affected", "FIXED_BUILD"),
    (FORTIOS, 1, "7.6.1 built:2020-01-01", None, "not_affected", "BRANCH_NOT_LISTED"),
    (FORTIOS, 1, "6.4.2 built:2020-01-01", None, "not_affected", "BELOW_RANGE"),
    (NETSCALER, 2, "13.1-37.241", "?", "undetermined", "EDITION_UNKNOWN"),
    (NETSCALER, 2, "13.1-37.241", None, "undetermined", "EDITION_UNKNOWN"),
    (NETSCALER, 2, "13.1-37.241", "fips", "not_affected", "FIXED_BUILD"),
    (NETSCALER, 2, "13.1-37.241 FIPS", None, "not_affected", "FIXED_BUILD"),
    (NETSCALER, 2, "13.1-37.241", "", "affected", "IN_RANGE"),
    (NETSCALER, 2, "13.1-37.100", "?", "affected", "IN_RANGE"),
    (NETSCALER, 2, "13.1-49.13", "?", "affected", "IN_RANGE"),
    (NETSCALER, 2, "13.1-60.1", "?", "not_affected", "FIXED_BUILD"),
    (NETSCALER, 3, "13.1-37.100", "?", "undetermined", "EDITION_UNKNOWN"),
    (NETSCALER, 3, "13.1-49.13", "?", "affected", "IN_RANGE"),
    (NETSCALER, 3, "13.1-37.100", "ndcpp", "undetermined", "EDITION_UNKNOWN"),
    (BIGIP, 4, "17.1.0.3", None, "undetermined", "HOTFIX_INVISIBLE"),
    (BIGIP, 4, "17.1.0.3.0.75.4-ENG", None, "not_affected", "FIXED_BUILD"),
    (BIGIP, 4, "17.1.0.3.0.20.1-ENG", None, "undetermined", "HOTFIX_INVISIBLE"),
    (BIGIP, 4, "17.1.0.2", None, "likely", "HOTFIX_INVISIBLE"),
    (BIGIP, 4, "16.1.3", None, "likely", "HOTFIX_INVISIBLE"),
    (BIGIP, 4, "17.1.1", None, "undetermined", "NO_FIX_DATA"),
    ("checkpoint-gateway", 4, "R81.20", None, "undetermined", "HOTFIX_INVISIBLE"),
    ("checkpoint-gateway", 4, "R81.20 Take 26", None, "undetermined", "HOTFIX_INVISIBLE"),
    ("juniper-junos", 5, "22.4R2", "SRX", "affected", "IN_RANGE"),
    ("juniper-junos", 5, "22.4R2", "MX", "not_affected", "PRODUCT_NOT_LISTED"),
    ("juniper-junos", 5, "22.4R2", "", "undetermined", "EDITION_UNKNOWN"),
    ("juniper-junos", 5, "22.4R3", "", "not_affected", "VERSION_NOT_LISTED"),
    ("juniper-junos", 5, "22.3R2-S2", "ex", "not_affected", "FIXED_BUILD"),
    ("juniper-junos", 5, "22.3R2-S1", "ex", "affected", "IN_RANGE"),
    ("juniper-junos", 5, "22.3R3", "ex", "affected", "IN_RANGE"),
    ("sonicwall-sonicos", 6, "6.5.4.9-93n", "Gen6", "affected", "IN_RANGE"),
    ("sonicwall-sonicos", 6, "6.5.4.9-93n", None, "affected", "IN_RANGE"),
    ("sonicwall-sonicos", 6, "7.1.1-7040", None, "affected", "IN_RANGE"),
    ("sonicwall-sonicos", 6, "7.1.1-7040", "Gen6", "undetermined", "PRODUCT_VERSION_MISMATCH"),
    ("sonicwall-sonicos", 6, "5.9.2.14-13o", None, "not_affected", "PRODUCT_NOT_LISTED"),
    ("sonicwall-sonicos", 6, "7.1.2-7019", None, "undetermined", "ENUMERATION_GAP"),
    ("paloalto-panos", 7, "10.2.4-h32", None, "not_affected", "FIXED_BUILD"),
    ("paloalto-panos", 7, "10.2.4-h31", None, "affected", "IN_RANGE"),
    ("paloalto-panos", 7, "10.2.5", None, "affected", "IN_RANGE"),
    ("paloalto-panos", 7, "10.2.9", None, "affected", "IN_RANGE"),
    ("paloalto-panos", 7, "10.2.9-h10", None, "not_affected", "FIXED_BUILD"),
]


def cve(number: int) -> str:
    """Return the id of a test advisory."""
    return f"CVE-2099-{number:04d}"


@pytest.mark.parametrize(("product", "number", "version", "edition", "answer", "reason"), CASES)
def test_verdicts_follow_the_rules(
    judge: Judge, product: str, number: int, version: str, edition: str | None, answer: str, reason: str
) -> None:
    """Each class of evidence, edition and range gives its answer and names its reason."""
    verdict = judge.verdict(product, cve(number), read_version(version), edition)
    assert (verdict.answer.value, verdict.reason.value) == (answer, reason)
    assert verdict.because or reason == "PRODUCT_VERSION_MISMATCH"


def test_candidates_decide_only_together(judge: Judge) -> None:
    """All candidates affected is affected, all not is not affected, mixed is undetermined."""

    def ask(*candidates: str) -> tuple[Answer, ReasonCode]:
        versions = VersionSet(kind=EvidenceKind.TABLE, candidates=candidates)
        verdict = judge.verdict(FORTIOS, cve(1), versions)
        return verdict.answer, verdict.reason

    assert ask("7.2.1", "7.4.2") == (Answer.AFFECTED, ReasonCode.IN_RANGE)
    assert ask("7.2.7", "7.4.3") == (Answer.NOT_AFFECTED, ReasonCode.FIXED_BUILD)
    assert ask("7.2.1", "7.4.3") == (Answer.UNDETERMINED, ReasonCode.PARTIAL_VERSION)
    assert ask("7.2.1", "R81") == (Answer.UNDETERMINED, ReasonCode.PRODUCT_VERSION_MISMATCH)


def test_a_release_window_never_clears_a_device(judge: Judge) -> None:
    """Candidates that were guessed from a date may speak for an affected version, never against one."""

    def ask(*candidates: str) -> tuple[Answer, ReasonCode]:
        versions = VersionSet(
            kind=EvidenceKind.RELEASE_WINDOW, candidates=candidates, build_time=datetime(2024, 3, 1, tzinfo=UTC)
        )
        verdict = judge.verdict(FORTIOS, cve(1), versions)
        return verdict.answer, verdict.reason

    assert ask("7.2.7", "7.4.3") == (Answer.UNDETERMINED, ReasonCode.DATE_ONLY)
    assert ask("7.2.5", "7.4.3") == (Answer.UNDETERMINED, ReasonCode.DATE_ONLY)
    assert ask("7.2.5", "7.4.2") == (Answer.AFFECTED, ReasonCode.IN_RANGE)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)), st.sampled_from(["7.0", "7.2", "7.4", None]))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_no_date_makes_a_version_safe(judge: Judge, time: datetime, train: str | None) -> None:
    """Whatever the build date, a date never yields not affected in a branch that has affected versions."""
    versions = VersionSet(kind=EvidenceKind.BUILD_TIME, build_time=time.replace(tzinfo=UTC), train=train)
    assert judge.verdict(FORTIOS, cve(1), versions).answer is not Answer.NOT_AFFECTED


def test_a_build_from_the_future_says_nothing(judge: Judge) -> None:
    """A build time after the observation is impossible and does not narrow the versions."""
    versions = VersionSet(kind=EvidenceKind.BUILD_TIME, build_time=datetime(2023, 11, 1, tzinfo=UTC), train="7.4")
    seen = datetime(2023, 10, 1, tzinfo=UTC)
    assert judge.verdict(FORTIOS, cve(1), versions).answer is Answer.AFFECTED
    assert judge.verdict(FORTIOS, cve(1), versions, observed_at=seen).answer is Answer.UNDETERMINED


@pytest.mark.parametrize(
    ("roles", "condition", "urgency"),
    [
        (("ssl-vpn",), Condition.MET, Urgency.THREE_DAYS_FORENSICS),
        (("ssl-vpn", "management"), Condition.MET, Urgency.THREE_DAYS_FORENSICS),
        ((), Condition.NOT_VISIBLE, Urgency.THREE_DAYS_FORENSICS),
        (None, Condition.NOT_VISIBLE, Urgency.THREE_DAYS_FORENSICS),
        (("management",), Condition.NOT_MET, Urgency.NONE),
    ],
)
def test_the_condition_is_met_by_what_was_seen_only(
    judge: Judge, roles: tuple[str, ...] | None, condition: Condition, urgency: Urgency
) -> None:
    """A role that was not seen is not visible; only a role that rules the condition out is not met."""
    verdict = judge.verdict(FORTIOS, cve(1), read_version("7.2.5"), None, roles)
    assert (verdict.condition, verdict.urgency) == (condition, urgency)


def test_an_advisory_without_condition_has_none(judge: Judge) -> None:
    """No stated precondition is a condition of its own kind."""
    assert judge.verdict(NETSCALER, cve(2), read_version("14.1-4.42")).condition is Condition.NONE


def test_what_is_not_known_is_said_to_be_unknown(judge: Judge) -> None:
    """Unknown products, unknown CVEs and products that an advisory does not list are undetermined."""
    version = read_version("7.2.5")
    assert judge.verdict("no-such", cve(1), version).reason is ReasonCode.PRODUCT_UNKNOWN
    assert judge.verdict(FORTIOS, "CVE-2098-9999", version).reason is ReasonCode.CVE_UNKNOWN
    not_listed = judge.verdict(FORTIOS, cve(2), version)
    assert (not_listed.answer, not_listed.reason) == (Answer.UNDETERMINED, ReasonCode.PRODUCT_NOT_LISTED)


def test_all_cves_of_a_product_come_sorted_and_remembered(judge: Judge) -> None:
    """One verdict per CVE of the product, in order, the same again from memory and one by one."""
    version = read_version("13.1-37.100")
    verdicts = judge.verdicts(NETSCALER, version, "?")
    assert [verdict.cve for verdict in verdicts] == [cve(2), cve(3)]
    assert judge.verdicts(NETSCALER, version, "?") == verdicts
    assert [judge.verdict(NETSCALER, name, version, "?") for name in (cve(2), cve(3))] == verdicts
    assert judge.verdicts("no-such", version) == []


def test_a_verdict_names_fix_rows_and_sources(
    judge_with: Callable[[KevSnapshot | None, date | None], Judge],
) -> None:
    """The verdict carries what is needed to check it: fix, row ids, source ids with the KEV snapshot's day."""
    kev = KevSnapshot(date=date(2099, 3, 1), version="", entries={cve(1): KevEntry(date(2099, 2, 9), ransomware=True)})
    verdict = judge_with(kev, None).verdict(FORTIOS, cve(1), read_version("7.2.5"))
    assert verdict.fix == "7.2.7"
    assert verdict.because == ("CVE-2099-0001/fortinet-fortios/7.2",)
    assert verdict.sources == ("EX-1", "s1", "cisa-kev@2099-03-01")
    assert (verdict.in_kev, verdict.ransomware) == (True, True)


def test_a_kev_entry_counts_from_its_day_on(judge_with: Callable[[KevSnapshot | None, date | None], Judge]) -> None:
    """Judged as of an earlier day, the later entry and later SSVC facts are not known yet."""
    kev = KevSnapshot(date=date(2099, 3, 1), version="", entries={cve(1): KevEntry(date(2099, 2, 9), ransomware=True)})
    early = judge_with(kev, date(2099, 2, 8)).verdict(FORTIOS, cve(1), read_version("7.2.5"))
    late = judge_with(kev, date(2099, 2, 12)).verdict(FORTIOS, cve(1), read_version("7.2.5"))
    assert (early.in_kev, early.ransomware, early.urgency) == (False, False, Urgency.SIXTY_DAYS)
    assert (late.in_kev, late.ransomware, late.urgency) == (True, True, Urgency.THREE_DAYS_FORENSICS)


def test_an_unknown_cve_on_the_kev_list_is_marked(
    judge_with: Callable[[KevSnapshot | None, date | None], Judge],
) -> None:
    """A CVE without advisory keeps what the snapshot says of it."""
    kev = KevSnapshot(
        date=date(2099, 3, 1), version="", entries={"CVE-2098-1": KevEntry(date(2099, 1, 1), ransomware=False)}
    )
    verdict = judge_with(kev, None).verdict(FORTIOS, "CVE-2098-1", read_version("7.2.5"))
    assert (verdict.reason, verdict.in_kev, verdict.sources) == (
        ReasonCode.CVE_UNKNOWN,
        True,
        ("cisa-kev@2099-03-01",),
    )


@given(st.text(max_size=60), st.sampled_from([None, "", "?", "fips", "Gen6", "x"]))
def test_any_version_text_gives_a_verdict(judge: Judge, text: str, edition: str | None) -> None:
    """Hostile version texts raise nothing and never end in a definite answer without a row."""
    for product in (FORTIOS, NETSCALER, BIGIP, "sonicwall-sonicos"):
        for verdict in judge.verdicts(product, VersionSet(kind=EvidenceKind.EXACT, exact=text), edition):
            assert verdict.because or verdict.answer is Answer.UNDETERMINED


def test_nobody_is_called_vulnerable(judge: Judge) -> None:
    """Every sentence speaks of a version and a range, in both languages."""
    for product, number, version, edition, *_ in CASES:
        text = judge.verdict(product, cve(number), read_version(version), edition).text
        assert set(text) == {"en", "ja"}
        assert "vulnerable" not in text["en"].lower()
        assert "脆弱な" not in text["ja"]
        assert cve(number) in text["en"]
        assert cve(number) in text["ja"]


def _curated() -> tuple[dict[str, Product], tuple[AdvisoryFile, ...]]:
    return load_knowledge().products, load_advisories()


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared research data is not here")
def test_no_hand_checked_example_gets_a_wrong_definite_answer() -> None:
    """The curated files answer every example of their products rightly; nothing definite is wrong."""
    products, files = _curated()
    kev = parse_kev((SHARED / "kev_2026-08-07.json").read_bytes())
    judge, names = Judge(products, files, kev), Names(products)
    said = {"affected": "yes", "likely": "yes", "not_affected": "no", "undetermined": "unknown"}
    rows = [
        row | {"edition": row["edition_or_platform"], "version": row["version_as_seen"]}
        for row in csv.DictReader((SHARED / "verdict_examples.csv").read_text("utf-8").splitlines())
    ]
    outcomes: Counter[str] = Counter()
    faults = []
    for row in judge_rows(rows, judge, names):
        right = said[row["verdict"]] == row["affected"]
        unknown = row["reason"] in {"PRODUCT_UNKNOWN", "CVE_UNKNOWN"}
        outcomes["right" if right else "not covered" if unknown else "wrong"] += 1
        if not right and not unknown:
            faults.append((row["id"], row["version"], row["cve"], row["affected"], row["verdict"], row["reason"]))
    print(dict(outcomes))  # noqa: T201 - the table is the point of the test
    assert faults == []
    assert sum(outcomes.values()) == 71
