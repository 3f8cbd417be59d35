"""A trace is believed only where the record does not contradict it."""

from datetime import UTC, datetime

import pytest

from noroshi.identify.checks import CHECKS, PASSED, Context
from noroshi.identify.decoy import WEIGHTS

BUILT = datetime(2021, 1, 27, 23, 17, 51, tzinfo=UTC)
SEEN = datetime(2024, 1, 1, tzinfo=UTC)
SAME = {"http.header.last-modified": "Wed, 27 Jan 2021 23:17:51 GMT", "http.content_length": "131"}
NEAR = {"http.header.last-modified": "Wed, 27 Jan 2021 23:50:00 GMT"}
REPLY = {
    "http.header.last-modified": "Wed, 27 Jan 2021 23:17:51 GMT",
    "http.header.date": SAME["http.header.last-modified"],
}


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_a_consistent_record_passes_every_check(check: str) -> None:
    """A real pair of ETag, Last-Modified and Content-Length passes."""
    assert CHECKS[check](Context({"build_time": BUILT, "size": 131}, SAME, SEEN)) == PASSED


@pytest.mark.parametrize(
    ("check", "context"),
    [
        ("size_is_content_length", Context({"size": 130}, SAME, SEEN)),
        ("build_time_is_last_modified", Context({"build_time": BUILT}, NEAR, SEEN)),
        ("build_time_near_last_modified", Context({"build_time": SEEN}, NEAR, SEEN)),
        ("not_after_observed", Context({"build_time": BUILT}, {}, datetime(2020, 1, 1, tzinfo=UTC))),
        ("not_midnight", Context({"build_time": datetime(2025, 2, 10, tzinfo=UTC)}, {}, SEEN)),
        ("build_time_is_not_date", Context({"build_time": BUILT}, REPLY, SEEN)),
        ("last_modified_is_not_date", Context({}, REPLY, SEEN)),
    ],
)
def test_a_contradiction_fails_with_a_scored_reason(check: str, context: Context) -> None:
    """Every failure names a reason for which the decoy score has points."""
    failed = CHECKS[check](context).failed
    assert failed.partition(":")[0] in WEIGHTS


@pytest.mark.parametrize(
    ("check", "caveat"),
    [
        ("size_is_content_length", "content-length-not-seen"),
        ("build_time_is_last_modified", "last-modified-not-seen"),
        ("build_time_near_last_modified", "last-modified-not-seen"),
        ("not_after_observed", "observation-time-not-known"),
    ],
)
def test_an_absent_counterpart_is_a_caveat(check: str, caveat: str) -> None:
    """What cannot be compared neither fails nor counts as checked."""
    outcome = CHECKS[check](Context({"build_time": BUILT, "size": 131}, {}, None))
    assert (outcome.failed, outcome.absent) == ("", caveat)


def test_files_of_one_build_may_differ_by_an_hour() -> None:
    """The near check forgives what the exact check does not."""
    assert CHECKS["build_time_near_last_modified"](Context({"build_time": BUILT}, NEAR, SEEN)) == PASSED
