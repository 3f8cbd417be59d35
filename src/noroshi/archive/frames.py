"""Frames: a file of length-prefixed MessagePack records, for the intermediate files of a run."""

from collections.abc import Iterator
from typing import IO, Final, TypeVar

import msgspec

Record = TypeVar("Record")

_LENGTH: Final = 4
_ENCODER: Final = msgspec.msgpack.Encoder()


def write_frame(stream: IO[bytes], record: msgspec.Struct) -> None:
    """Append one record."""
    data = _ENCODER.encode(record)
    stream.write(len(data).to_bytes(_LENGTH, "big"))
    stream.write(data)


def read_frames(stream: IO[bytes], decoder: "msgspec.msgpack.Decoder[Record]") -> Iterator[Record]:
    """Yield the records of the stream."""
    while prefix := stream.read(_LENGTH):
        yield decoder.decode(stream.read(int.from_bytes(prefix, "big")))
