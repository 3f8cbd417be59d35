"""The closing days of public offices carry their source, and days that do not exist are refused."""

from pathlib import Path

import pytest

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import data_root
from noroshi.knowledge.office_days import load_office_days


def test_the_year_end_runs_over_the_turn_of_the_year() -> None:
    """29 December to 3 January are closed, 28 December and 4 January are not; the law that says so is named."""
    (period,) = load_office_days()
    days = [(12, 28), (12, 29), (12, 31), (1, 1), (1, 3), (1, 4), (6, 30)]
    assert [period.holds(month, day) for month, day in days] == [False, True, True, True, True, False, False]
    assert "行政機関の休日に関する法律" in period.source.title
    assert period.source.ref.startswith("https://www.shugiin.go.jp/")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{month: 12, day: 29}", "{month: 13, day: 29}", "no day 29 in month 13"),
        ("{month: 12, day: 29}", "{month: 2, day: 30}", "no day 30 in month 2"),
        ("en: Year-end closing days", 'en: ""', "a label lacks a language"),
        ("    source:\n", "    origin:\n", "source|origin"),
    ],
)
def test_a_fault_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """A day that no month has, a missing label or a period without a source is refused."""
    text = (data_root() / "office_days.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "office_days.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(KnowledgeError, match=message):
        load_office_days(tmp_path)
