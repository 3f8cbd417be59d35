"""Duplicates are the records whose bytes came before, however many buckets they are sorted into."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.model.survey import InputCounts
from noroshi.pipeline import duplicates as module
from noroshi.pipeline.duplicates import Duplicate, find_duplicates
from noroshi.pipeline.parts import Part
from noroshi.pipeline.survey_batch import Batch

Record = tuple[int, int, str]
"""Content, item and report of a record."""


def part(folder: Path, number: int, records: list[Record]) -> Part:
    """Write a part of an input with these records, one per line."""
    rows = [
        (f"input{number}", line, item, "shodan", report, digest(content), "192.0.2.1", 1, "tcp", None, None, None,
         (), (), (), ())
        for line, (content, item, report) in enumerate(records, 1)
    ]  # fmt: skip
    made = Part(folder, number, 0)
    made.write(Batch(counts=InputCounts(path=f"input{number}", seen=len(rows), kept=len(rows)), rows=rows))
    return made


def digest(content: int) -> str:
    """Return a digest; content 0 has none."""
    return hashlib.sha256(b"%d" % content).hexdigest() if content else ""


def plainly(parts: list[list[Record]]) -> list[Duplicate]:
    """Return the duplicates as their definition says."""
    first: dict[Record, str] = {}
    found = []
    for number, records in enumerate(parts):
        for line, record in enumerate(records, 1):
            place = f"input{number} line {line}"
            if record[0] and (earlier := first.setdefault(record, place)) != place:
                found.append(Duplicate(f"input{number}", line, record[1], "shodan", digest(record[0]), earlier))
    return found


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 6), st.integers(1, 2), st.sampled_from(["banner", "host"])), max_size=12),
        max_size=4,
    ),
    st.sampled_from([1, 3, 100_000]),
)
@settings(deadline=None, max_examples=60)
def test_duplicates_are_those_of_the_definition(
    tmp_path_factory: pytest.TempPathFactory, records: list[list[Record]], bucket: int
) -> None:
    """The first of equal records stays; order, places and numbers are those of a plain search."""
    folder = tmp_path_factory.mktemp("parts")
    parts = [part(folder, number, listed) for number, listed in enumerate(records)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "RECORDS_PER_BUCKET", bucket)
        found = find_duplicates(parts, sum(map(len, records)), folder)
    expected = plainly(records)
    assert [one for each in parts for one in found.of(each)] == expected
    for number, each in enumerate(parts):
        own = [one for one in expected if one.input == f"input{number}"]
        assert found.count(each) == len(own)
        assert found.places(each) == {(one.line, one.item) for one in own}
        assert found.rows(each) == {one.line - 1 for one in own}
    assert not list(folder.glob("*.keys"))
