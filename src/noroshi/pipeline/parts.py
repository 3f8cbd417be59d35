"""Parts: what stage 1 leaves on disk per batch, finished by rename and found again by a resumed run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa

from noroshi.archive.arrow_files import read_arrow, write_arrow
from noroshi.archive.files import atomic, write_bytes
from noroshi.archive.frames import read_frames, write_frame
from noroshi.archive.parquet import table_of_values
from noroshi.archive.tables import OBSERVATIONS
from noroshi.model.observation import Rejection
from noroshi.model.survey import InputCounts
from noroshi.pipeline.survey_batch import Batch, Recognised

_RECOGNISED: Final = msgspec.msgpack.Decoder(Recognised)


class _Summary(msgspec.Struct):
    """The counts of a batch, and the sizes in bytes of its files."""

    counts: InputCounts
    sizes: list[int]


class Part:
    """The files of one batch: observations, recognised records, rejections; the counts are written last."""

    def __init__(self, folder: Path, input_number: int, batch_number: int) -> None:
        stem = f"{input_number:05d}-{batch_number:06d}"
        self.input_number = input_number
        self.observations = folder / f"{stem}.observations.arrow"
        self.recognised = folder / f"{stem}.recognised.msgpack"
        self.rejections = folder / f"{stem}.rejections.jsonl"
        self.counts = folder / f"{stem}.counts.json"

    @property
    def finished(self) -> bool:
        """Whether everything of the batch is on disk: the counts are the last file to appear.

        The files do not wait for the disk; what a power cut left short or empty is told by its size and made again.
        """
        try:
            return self._summary().sizes == self._sizes()
        except (OSError, msgspec.DecodeError):
            return False

    def _summary(self) -> "_Summary":
        return msgspec.json.decode(self.counts.read_bytes(), type=_Summary)

    def _sizes(self) -> list[int]:
        return [path.stat().st_size for path in (self.observations, self.recognised, self.rejections)]

    def write(self, batch: Batch) -> None:
        """Write the batch; a kill of the process at any moment leaves either an unfinished or a complete part."""
        write_arrow(self.observations, table_of_values(batch.rows, OBSERVATIONS))
        with atomic(self.recognised, durable=False) as stream:
            for record in batch.recognised:
                write_frame(stream, record)
        with atomic(self.rejections, durable=False) as stream:
            for rejection in batch.rejections:
                stream.write(msgspec.json.encode(rejection) + b"\n")
        write_bytes(self.counts, msgspec.json.encode(_Summary(batch.counts, self._sizes())), durable=False)

    def read_observations(self, *columns: str) -> pa.Table:
        """Read the observations, or some of their columns."""
        return read_arrow(self.observations, columns or None)

    def read_counts(self) -> InputCounts:
        """Read the counts of the batch."""
        return self._summary().counts

    def read_recognised(self) -> Iterator[Recognised]:
        """Yield the recognised records in the order of the input."""
        with self.recognised.open("rb") as stream:
            yield from read_frames(stream, _RECOGNISED)

    def read_rejections(self) -> Iterator[Rejection]:
        """Yield the rejections in the order of the input."""
        with self.rejections.open("rb") as stream:
            for line in stream:
                yield msgspec.json.decode(line, type=Rejection)
