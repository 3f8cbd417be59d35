"""Builds that count higher than a fix but were made before it, and private trains, whose numbers do not order."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.judge.build_days import build_days, bundled_build_days
from noroshi.judge.judge import Judge
from noroshi.judge.rows import read_version
from noroshi.judge.schemes import scheme
from noroshi.knowledge.advisories import AdvisoryFile, load_advisories
from noroshi.knowledge.builds import COLUMNS, read_builds
from noroshi.knowledge.load import load_knowledge
from noroshi.knowledge.products import Product
from noroshi.model.verdict import Answer
from noroshi.model.version import EvidenceKind, VersionSet

NETSCALER = "citrix-netscaler"
CVE = "CVE-2099-0009"
ROWS = """branch: "14.1", before: "14.1-43.56", fixed: "14.1-43.56", fixes: ["14.1-47.46"], built_on: 2025-06-10
branch: "13.1", before: "13.1-49.15", fixed: "13.1-49.15", built_on: 2023-09-21
branch: "13.0", status: not_affected"""
DAYS = {
    NETSCALER: {
        "13.1-49.102": date(2023, 7, 11),
        "13.1-49.120": date(2023, 9, 21),
        "13.1-49.121": date(2024, 2, 1),
        "13.1-50.9": date(2023, 9, 6),
        "13.1-50.10": date(2023, 9, 7),
        "13.1-50.11": date(2023, 9, 21),
        "13.0-99.9": date(2020, 1, 1),
        "14.1-43.56": date(2025, 6, 9),
        "14.1-47.44": date(2025, 5, 21),
        "14.1-47.46": date(2025, 6, 7),
        "14.1-47.47": date(2025, 6, 6),
    }
}


@pytest.fixture(scope="module")
def ask(products: dict[str, Product], one_branch: Callable[..., AdvisoryFile]) -> Callable[..., tuple[str, str]]:
    """Return answer and reason of NetScaler versions under ROWS, with the builds of DAYS known."""
    judge = Judge(products, [one_branch(ROWS, NETSCALER)], builds=DAYS)

    def answer(*versions: str, built: datetime | None = None) -> tuple[str, str]:
        evidence = VersionSet(kind=EvidenceKind.TABLE, candidates=versions, build_time=built)
        verdict = judge.verdict(NETSCALER, CVE, evidence, "", observed_at=datetime(2026, 9, 1, tzinfo=UTC))
        return verdict.answer.value, verdict.reason.value

    return answer


@pytest.mark.parametrize(
    ("version", "answer", "reason"),
    [
        ("13.1-49.102", "affected", "BEFORE_FIX_BUILD"),  # higher number, same line, made before
        ("13.1-49.120", "undetermined", "ENUMERATION_GAP"),  # made the same day: the day proves nothing
        ("13.1-49.121", "undetermined", "ENUMERATION_GAP"),  # made later: a newer date proves nothing
        ("13.1-49.130", "undetermined", "ENUMERATION_GAP"),  # day not known
        ("13.1-49.16", "not_affected", "FIXED_BUILD"),  # regular build after the fix
        ("13.1-49.14", "affected", "IN_RANGE"),
        ("13.1-50.9", "affected", "BEFORE_FIX_BUILD"),  # another line, 15 days before
        ("13.1-50.10", "undetermined", "ENUMERATION_GAP"),  # another line, 14 days before
        ("13.1-50.11", "not_affected", "FIXED_BUILD"),
        ("13.1-50.140", "not_affected", "FIXED_BUILD"),  # a private train of a line that began after the fix
        ("13.0-99.9", "not_affected", "BRANCH_NOT_LISTED"),  # the source excludes the branch
        ("14.1-43.56", "not_affected", "FIXED_BUILD"),  # named by the source, whatever the table says
        ("14.1-47.44", "affected", "BEFORE_FIX_BUILD"),
        ("14.1-47.46", "not_affected", "FIXED_BUILD"),  # named by the source, though made three days before
        ("14.1-47.47", "affected", "BEFORE_FIX_BUILD"),  # made before the fixed build of its own line
    ],
)
def test_a_number_above_the_fix_counts_only_where_it_can_be_compared(
    ask: Callable[..., tuple[str, str]], version: str, answer: str, reason: str
) -> None:
    """A build made before the fix is affected, one of a private train not proven; the source's own word goes first."""
    assert ask(version) == (answer, reason)


def test_the_build_time_of_the_evidence_counts_where_the_table_knows_none(ask: Callable[..., tuple[str, str]]) -> None:
    """What the device shows is used for an unknown version, and the table's day for a known one."""
    early, late = datetime(2023, 8, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
    assert ask("13.1-49.130", built=early) == ("affected", "BEFORE_FIX_BUILD")
    assert ask("13.1-49.102", built=late) == ("affected", "BEFORE_FIX_BUILD")
    assert ask("13.1-49.130", built=datetime(2026, 9, 2, tzinfo=UTC)) == ("undetermined", "ENUMERATION_GAP")


def test_candidates_before_and_in_the_range_agree(ask: Callable[..., tuple[str, str]]) -> None:
    """All candidates affected is affected, whichever way each is; one that is open opens the answer."""
    assert ask("13.1-49.13", "13.1-49.102") == ("affected", "BEFORE_FIX_BUILD")
    assert ask("13.1-49.102", "13.1-49.16")[0] == "undetermined"
    assert ask("13.1-49.13", "13.1-49.130")[0] == "undetermined"


def test_only_a_date_leaves_builds_of_other_lines_possible(
    products: dict[str, Product], one_branch: Callable[..., AdvisoryFile]
) -> None:
    """Shortly before the fix another line may already hold it; long before, nothing does."""
    judge = Judge(products, [one_branch(ROWS, NETSCALER)], builds=DAYS)

    def built(day: datetime) -> Answer:
        evidence = VersionSet(kind=EvidenceKind.BUILD_TIME, train="14.1", build_time=day)
        return judge.verdict(NETSCALER, CVE, evidence, "").answer

    assert built(datetime(2025, 6, 8, tzinfo=UTC)) is Answer.UNDETERMINED
    assert built(datetime(2025, 5, 1, tzinfo=UTC)) is Answer.AFFECTED
    assert built(datetime(2026, 5, 1, tzinfo=UTC)) is Answer.UNDETERMINED


def test_the_sentence_names_the_day_and_the_fix(
    products: dict[str, Product], one_branch: Callable[..., AdvisoryFile]
) -> None:
    """The reader sees why a higher number is affected."""
    judge = Judge(products, [one_branch(ROWS, NETSCALER)], builds=DAYS)
    verdict = judge.verdict(NETSCALER, CVE, VersionSet(kind=EvidenceKind.EXACT, exact="13.1-49.102"))
    assert verdict.text["en"].startswith("The build made on 2023-07-11 (version 13.1-49.102) is in the affected range")
    assert "fixed in 13.1-49.15" in verdict.text["en"]
    assert "修正済みバージョンより前に作成された" in verdict.text["ja"]
    assert verdict.fix == "13.1-49.15"


UNDATED = '''branch: "7.4", through: "7.4.2", fixed: "7.4.3", fixes: ["7.4.1"]
branch: "7.2", through: "7.2.6", end: {source: s1, says: x}
branch: "7.0", before: "7.0.14"'''


@pytest.fixture(scope="module")
def ask_undated(
    products: dict[str, Product], one_branch: Callable[..., AdvisoryFile]
) -> Callable[[str, date | None], tuple[str, str]]:
    """Return answer and reason under UNDATED, whose fixes have no day; ``published`` is the advisory's."""

    def answer(version: str, published: date | None) -> tuple[str, str]:
        file = one_branch(UNDATED)
        advisory = msgspec.structs.replace(file.advisories[0], published=published)
        judge = Judge(products, [msgspec.structs.replace(file, advisories=(advisory,))])
        verdict = judge.verdict("fortinet-fortios", CVE, read_version(version), "")
        return verdict.answer.value, verdict.reason.value

    return answer


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ("7.4.4 built:2023-08-12", "undetermined SOURCE_CONFLICT"),  # 181 days before the advisory
        ("7.4.4 built:2023-08-13", "not_affected FIXED_BUILD"),
        ("7.4.3 built:2020-01-01", "undetermined SOURCE_CONFLICT"),  # also the version that the source names
        ("7.4.1 built:2020-01-01", "undetermined SOURCE_CONFLICT"),  # and a maintenance fix
        ("7.4.2 built:2020-01-01", "affected IN_RANGE"),
        ("7.2.7 built:2020-01-01", "undetermined SOURCE_CONFLICT"),
        ("7.2.7 built:2024-01-01", "not_affected VERSION_NOT_LISTED"),
        ("7.0.14 built:2020-01-01", "undetermined SOURCE_CONFLICT"),
        (">=7.4.3,<7.4.9 built:2020-01-01", "undetermined SOURCE_CONFLICT"),
        (">=7.4.3,<7.4.9 built:2024-01-01", "not_affected FIXED_BUILD"),
        ("7.4 built:2020-01-01", "undetermined PARTIAL_VERSION"),
    ],
)
def test_a_build_date_long_before_the_advisory_contradicts_a_fixed_version(
    ask_undated: Callable[[str, date | None], tuple[str, str]], version: str, says: str
) -> None:
    """Where no fix is dated, the advisory's day counts: a device cannot run a fix made long after its build."""
    assert ask_undated(version, date(2024, 2, 9)) == tuple(says.split())


def test_without_a_day_of_the_advisory_the_year_of_the_number_counts(
    ask_undated: Callable[[str, date | None], tuple[str, str]],
) -> None:
    """CVE-2099-0009 was not fixed before the middle of 2098."""
    assert ask_undated("7.4.4 built:2098-07-04", None) == ("undetermined", "SOURCE_CONFLICT")
    assert ask_undated("7.4.4 built:2098-07-06", None) == ("not_affected", "FIXED_BUILD")


def test_the_sentence_says_that_date_and_version_contradict_each_other(
    products: dict[str, Product], one_branch: Callable[..., AdvisoryFile]
) -> None:
    """The reader sees the date that is shown; a disagreement of sources keeps its own words."""
    judge = Judge(products, [one_branch(UNDATED)])
    verdict = judge.verdict("fortinet-fortios", CVE, read_version("7.4.4 built:2020-01-01"), "")
    assert "the build made on 2020-01-01 (version 7.4.4)" in verdict.text["en"]
    assert "contradicts the version" in verdict.text["en"]
    assert "作成日とバージョンが食い違" in verdict.text["ja"]
    assert "sources disagree" not in verdict.text["en"]


@given(st.integers(0, 300), st.dates(date(2022, 1, 1), date(2026, 1, 1)))
def test_a_build_made_before_the_fix_is_never_called_fixed(
    products: dict[str, Product], one_branch: Callable[..., AdvisoryFile], tail: int, built: date
) -> None:
    """Whatever its number, a build made before the fix of its line is not called fixed, nor one of a private train."""
    version = f"13.1-49.{tail}"
    judge = Judge(products, [one_branch(ROWS, NETSCALER)], builds={NETSCALER: {version: built}})
    for edition in ("", None):
        answer = judge.verdict(NETSCALER, CVE, VersionSet(kind=EvidenceKind.EXACT, exact=version), edition).answer
        if tail != 15 and built < date(2023, 9, 21):
            assert answer is Answer.AFFECTED
        if tail >= 100:
            assert answer is not Answer.NOT_AFFECTED


def test_of_several_images_of_a_version_the_last_day_counts() -> None:
    """FIPS and other images of one version are built apart; release days are no build days."""
    rows = (
        (NETSCALER, "12.1", "12.1-55.330", "gzip_mtime", "2025-08-20T12:21:05Z", "2025-08-20T12:21:05Z", ""),
        (NETSCALER, "12.1", "12.1-55.330", "gzip_mtime", "2025-08-26T02:22:30Z", "2025-08-26T02:22:30Z", ""),
        (NETSCALER, "", "", "gzip_mtime", "2025-08-27T02:22:30Z", "2025-08-27T02:22:30Z", ""),
        (NETSCALER, "12.1", "12.1-55.331", "released_on", "", "", "2025-09-01"),
    )
    lines = [",".join((*row, "made up", "none", "confirmed" if row[2] else "unknown")) for row in rows]
    table = read_builds("x", "builds/x.csv", "\n".join((",".join(COLUMNS), *lines)).encode())
    assert build_days([table]) == {NETSCALER: {"12.1-55.330": date(2025, 8, 26)}}


def test_the_days_of_curated_fixes_are_those_of_the_build_tables() -> None:
    """Every fixed version that a build table dates carries that day, and no other row carries one from there."""
    knowledge = load_knowledge()
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for table in knowledge.builds.values():
        for moments, name in ((table.released, "fixed_on"), (table.built, "built_on")):
            for moment, row in moments:
                version = scheme(knowledge.products[row.product].scheme).parse(row.version) if row.version else None
                day = moment.start.date().isoformat()
                if version is not None:
                    known = first.get((row.product, version.text))
                    if known is None or known[0] != name or day < known[1]:
                        first[row.product, version.text] = (name, day)
    dated = 0
    for file in load_advisories():
        for advisory in file.advisories:
            for entry in advisory.affected:
                grammar = scheme(knowledge.products[entry.product].scheme)
                for branch in entry.branches:
                    fixed = grammar.parse(branch.fixed) if branch.fixed else None
                    known = first.get((entry.product, fixed.text)) if fixed else None
                    said = [
                        (name, day.isoformat())
                        for name, day in (("built_on", branch.built_on), ("fixed_on", branch.fixed_on))
                        if day is not None
                    ]
                    assert said == ([known] if known else []), (advisory.cve, branch.fixed)
                    dated += bool(known)
    assert dated > 100


def test_known_private_builds_are_judged_by_their_day() -> None:
    """The cases that the build table of NetScaler shows: numbers above the fix, made before it."""
    judge = Judge(load_knowledge().products, load_advisories())
    assert bundled_build_days()[NETSCALER]["13.1-49.102"] == date(2023, 7, 11)
    for version, cve in (
        ("13.1-49.101", "CVE-2023-4966"),
        ("13.1-49.102", "CVE-2023-4966"),
        ("13.1-49.106", "CVE-2023-4966"),
        ("14.1-43.109", "CVE-2025-5777"),
        ("14.1-47.40", "CVE-2025-5777"),
        ("14.1-47.43", "CVE-2025-5777"),
        ("14.1-47.44", "CVE-2025-5777"),
        ("14.1-47.44", "CVE-2025-6543"),
    ):
        verdict = judge.verdict(NETSCALER, cve, VersionSet(kind=EvidenceKind.EXACT, exact=version))
        assert verdict.answer is Answer.AFFECTED, (version, cve)
    named = judge.verdict(NETSCALER, "CVE-2025-5777", VersionSet(kind=EvidenceKind.EXACT, exact="14.1-47.46"))
    assert named.answer is Answer.NOT_AFFECTED
