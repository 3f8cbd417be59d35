"""A part is finished when all its files are whole."""

from pathlib import Path

import pytest

from noroshi.model.observation import Rejection
from noroshi.model.survey import InputCounts
from noroshi.pipeline.parts import Part
from noroshi.pipeline.survey_batch import Batch

ROW = ("x", 1, 1, "shodan", "banner", "00", "192.0.2.1", 80, "tcp", None, "JP", 64496, ("a.example",), (), (), ())
BATCH = Batch(
    counts=InputCounts(path="x", seen=2, kept=1, rejected={"broken_json": 1}),
    rows=[ROW],
    rejections=[Rejection(input="x", line=2, reason="broken_json", detail="no JSON")],
)


def test_a_part_comes_back(tmp_path: Path) -> None:
    """What was written is read again; before that, the part is not finished."""
    part = Part(tmp_path, 0, 0)
    assert not part.finished
    part.write(BATCH)
    assert part.finished
    assert part.read_counts() == BATCH.counts
    assert list(part.read_rejections()) == BATCH.rejections
    assert list(part.read_recognised()) == []
    assert part.read_observations("ip", "hostnames").to_pylist() == [{"ip": "192.0.2.1", "hostnames": ["a.example"]}]


@pytest.mark.parametrize("name", ["observations", "rejections", "counts"])
def test_a_part_cut_short_is_not_finished(tmp_path: Path, name: str) -> None:
    """A file that a power cut left empty, or that is gone, makes the part be done again."""
    part = Part(tmp_path, 0, 0)
    part.write(BATCH)
    file: Path = getattr(part, name)
    file.write_bytes(b"")
    assert not part.finished
    file.unlink()
    assert not part.finished
