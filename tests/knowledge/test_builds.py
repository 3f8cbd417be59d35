"""Build tables: lookups by trace, time and release date, and the faults of their rows."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.builds import check_table, parse_moment, read_builds, version_order
from noroshi.knowledge.complaints import KnowledgeError

HEADER = "product,train,version,trace_kind,trace,build_time,released_at,source,source_licence,status\n"
NOON = datetime(2021, 3, 1, 12, tzinfo=UTC)


def faults(*rows: str) -> list[str]:
    table = read_builds("t", "builds/t.csv", (HEADER + "\n".join(rows) + "\n").encode())
    return [str(complaint) for complaint in check_table(table, {"acme-gate"})]


def test_a_hash_is_found_exactly(builds_text: str) -> None:
    """A trace finds its rows for its product and kind only; unknown versions are rows too."""
    table = read_builds("gate", "builds/gate.csv", builds_text.encode())
    trace = "0123456789abcdef0123456789abcdef"
    assert [row.version for row in table.by_trace("acme-gate", trace)] == ["2.4.2"]
    assert table.by_trace("other", trace) == ()
    assert table.by_trace("acme-gate", trace, {"sha256"}) == ()
    assert [row.status for row in table.by_trace("acme-gate", "f" * 32)] == ["unknown"]


def test_a_time_finds_its_second_and_a_day_row_its_whole_day(builds_text: str) -> None:
    """One second off is another build unless a tolerance says otherwise."""
    table = read_builds("gate", "builds/gate.csv", builds_text.encode())
    stamp = datetime(2021, 1, 27, 23, 17, 51, tzinfo=UTC)
    second = timedelta(seconds=1)
    assert [row.version for row in table.built_near("acme-gate", stamp, timedelta())] == ["2.4.1"]
    assert table.built_near("acme-gate", stamp + second, timedelta()) == ()
    assert len(table.built_near("acme-gate", stamp + second, second)) == 1
    assert [row.version for row in table.built_near("acme-gate", NOON, timedelta())] == ["2.4.3"]
    assert table.built_near("acme-gate", NOON + timedelta(days=1), timedelta()) == ()


@pytest.mark.parametrize(("days", "found"), [((0, 8), 1), ((0, 7), 0), ((8, 8), 1), ((9, 30), 0)])
def test_a_window_counts_whole_days_from_the_build_day(builds_text: str, days: tuple[int, int], found: int) -> None:
    """A release eight days after the build day lies in a window that includes day eight."""
    table = read_builds("gate", "builds/gate.csv", builds_text.encode())
    assert len(table.released_after("acme-gate", NOON, days)) == found


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("nobody,1,1.0,build_day,2021-03-01,,,r,CC0,confirmed", "unknown product"),
        ("acme-gate,1,1.0,guess,2021-03-01,,,r,CC0,confirmed", "unknown trace_kind"),
        ("acme-gate,1,1.0,build_day,2021-03-01,,,r,CC0,sure", "status"),
        ("acme-gate,1,,build_day,2021-03-01,,,r,CC0,confirmed", "a version is needed"),
        ("acme-gate,1,1.0,build_day,2021-03-01,,,r,CC0,unknown", "a version is needed"),
        ("acme-gate,1,1.0,build_day,2021-03-01,,,,CC0,confirmed", "source"),
        ("acme-gate,1,1.0,build_day,,,,r,CC0,confirmed", "needs a trace"),
        ("acme-gate,1,1.0,mtime,2021-02-30,,,r,CC0,confirmed", "trace"),
        ("acme-gate,1,1.0,mtime,2021-02-20T10:00:00+09:00,,,r,CC0,confirmed", "neither a UTC time"),
        ("acme-gate,1,1.0,mtime,2021-02-20,yesterday,,r,CC0,confirmed", "build_time"),
        ("acme-gate,1,1.0,released_on,,,soon,r,CC0,confirmed", "released_at"),
        ("acme-gate,1,1.0,md5,57d9f58db7576d6a194d7dd10888e35,,,r,CC0,confirmed", "31 characters"),
        ("acme-gate,1,1.0,sha256,0123456789ABCDEF0123456789abcdef,,,r,CC0,confirmed", "64 lower-case hex"),
        ("acme-gate,1,1.0,vhash,0123456789ABCDEF0123456789abcdef,,,r,CC0,confirmed", "lower-case hex"),
    ],
)
def test_a_faulty_row_is_named(row: str, message: str) -> None:
    """Each kind of fault is told with file and line, the 31-character hash of a public tool among them."""
    found = faults(row)
    assert any(message in fault for fault in found)
    assert all(fault.startswith("builds/t.csv:2: ") for fault in found)


def test_the_same_fact_twice_is_a_fault() -> None:
    """The second row names the line of the first."""
    row = "acme-gate,1,1.0,build_day,2021-03-01,,,r,CC0,confirmed"
    assert faults(row, row) == ["builds/t.csv:3: the same fact stands in line 2"]


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"a,b\n", 1), (HEADER.encode() + b"x,y\n", 2), (HEADER.encode() + b"\xff\n", 2), (b"", 1)],
)
def test_a_table_that_cannot_be_read_is_named_by_line(data: bytes, line: int) -> None:
    """A wrong header, a ragged row or broken text stops the table."""
    with pytest.raises(KnowledgeError) as caught:
        read_builds("t", "builds/t.csv", data)
    assert caught.value.line == line


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - with timezones
def test_moments_come_back(time: datetime) -> None:
    """A second and a day parse to what was written."""
    second = time.replace(microsecond=0)
    assert parse_moment(second.strftime("%Y-%m-%dT%H:%M:%SZ")).start == second
    day = parse_moment(second.strftime("%Y-%m-%d"))
    assert day.distance(second) == timedelta()
    assert day.distance(second + timedelta(days=1)) > timedelta()


def test_versions_are_listed_by_their_numbers() -> None:
    """2.4.10 comes after 2.4.9, and a hotfix after its release."""
    names = ["2.4.10", "2.4.9", "10.1", "2.4.9-h1"]
    assert sorted(names, key=version_order) == ["2.4.9", "2.4.9-h1", "2.4.10", "10.1"]
