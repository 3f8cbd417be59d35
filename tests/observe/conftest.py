"""Fixtures for reading: bytes in, outcomes out; and the real samples where they exist."""

from collections.abc import Callable
from pathlib import Path

import pytest

from noroshi.observe.cut import MAX_RECORD, PIECE_BYTES, cut
from noroshi.observe.formats import Detected, detect_stream
from noroshi.observe.outcomes import Outcome
from noroshi.observe.read import read

ReadBytes = Callable[..., tuple[Detected, list[Outcome]]]


@pytest.fixture(scope="session")
def read_bytes() -> ReadBytes:
    """Return a function that detects, cuts and reads bytes as the pipeline does."""

    def run(
        data: bytes,
        name: str = "input",
        *,
        country: str | None = None,
        chunk: int = 65_536,
        piece_bytes: int = PIECE_BYTES,
        max_record: int = MAX_RECORD,
    ) -> tuple[Detected, list[Outcome]]:
        chunks = [data[at : at + chunk] for at in range(0, len(data), chunk)]
        detected = detect_stream(name, chunks)
        pieces = cut(detected, chunks, piece_bytes=piece_bytes, max_record=max_record)
        return detected, [one for piece in pieces for one in read(detected, piece, input=name, country=country)]

    return run


@pytest.fixture(scope="session")
def samples() -> Path:
    """Return the folder of real samples; skip where the shared data is absent."""
    folder = Path(__file__).parents[2].parent / "shared" / "data" / "fingerprints" / "samples"
    if not folder.is_dir():
        pytest.skip("the shared research data is not here")
    return folder
