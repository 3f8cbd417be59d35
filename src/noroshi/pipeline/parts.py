"""Parts: what stage 1 leaves on disk per batch, finished by rename and found again by a resumed run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from noroshi.archive.files import atomic, write_bytes
from noroshi.archive.frames import read_frames, write_frame
from noroshi.archive.parquet import write_table
from noroshi.archive.tables import OBSERVATIONS
from noroshi.model.observation import Rejection
from noroshi.model.survey import InputCounts
from noroshi.pipeline.survey_batch import Batch, Recognised

_RECOGNISED: Final = msgspec.msgpack.Decoder(Recognised)


class Part:
    """The files of one batch: observations, recognised records, rejections; the counts are written last."""

    def __init__(self, folder: Path, input_number: int, batch_number: int) -> None:
        stem = f"{input_number:05d}-{batch_number:06d}"
        self.input_number = input_number
        self.observations = folder / f"{stem}.observations.parquet"
        self.recognised = folder / f"{stem}.recognised.msgpack"
        self.rejections = folder / f"{stem}.rejections.jsonl"
        self.counts = folder / f"{stem}.counts.json"

    @property
    def finished(self) -> bool:
        """Whether everything of the batch is on disk: the counts are the last file to appear."""
        return self.counts.is_file()

    def write(self, batch: Batch) -> None:
        """Write the batch; a kill at any moment leaves either an unfinished or a complete part."""
        write_table(self.observations, batch.rows, OBSERVATIONS)
        with atomic(self.recognised) as stream:
            for record in batch.recognised:
                write_frame(stream, record)
        with atomic(self.rejections) as stream:
            for rejection in batch.rejections:
                stream.write(msgspec.json.encode(rejection) + b"\n")
        write_bytes(self.counts, msgspec.json.encode(batch.counts))

    def read_counts(self) -> InputCounts:
        """Read the counts of the batch."""
        return msgspec.json.decode(self.counts.read_bytes(), type=InputCounts)

    def read_recognised(self) -> Iterator[Recognised]:
        """Yield the recognised records in the order of the input."""
        with self.recognised.open("rb") as stream:
            yield from read_frames(stream, _RECOGNISED)

    def read_rejections(self) -> Iterator[Rejection]:
        """Yield the rejections in the order of the input."""
        with self.rejections.open("rb") as stream:
            for line in stream:
                yield msgspec.json.decode(line, type=Rejection)
