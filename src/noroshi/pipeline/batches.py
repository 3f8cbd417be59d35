"""Cutting the inputs into batches: always the same ones for the same bytes, whatever the number of workers."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from noroshi.archive.files import write_bytes
from noroshi.model.observation import Rejection
from noroshi.model.survey import InputCounts, InputRecord, Terms
from noroshi.observe.cut import Piece, cut
from noroshi.observe.formats import detect_stream
from noroshi.pipeline.inputs import InputReader
from noroshi.pipeline.parts import Part
from noroshi.pipeline.plan import Plan, PlannedInput
from noroshi.pipeline.survey_batch import Batch, BatchOptions
from noroshi.pipeline.worker import BatchTask


class InputSummary(msgspec.Struct, frozen=True):
    """What is known of an input after it was read to its end."""

    record: InputRecord
    batches: int


def summary_file(parts: Path, input_number: int) -> Path:
    """Return where the summary of an input is kept; it appears when its last batch has been cut."""
    return parts / f"{input_number:05d}.input.json"


def read_summary(parts: Path, input_number: int) -> InputSummary:
    """Read the summary of an input."""
    return msgspec.json.decode(summary_file(parts, input_number).read_bytes(), type=InputSummary)


def batches(plan: Plan, parts: Path) -> Iterator[BatchTask]:
    """Yield the batches of all inputs that are not finished yet.

    Reads every unfinished input from its beginning (batches that are on disk are passed over) and leaves a summary
    with size and SHA-256 behind. Damaged compressed data becomes a batch of one rejection.
    """
    before = 0
    for number, planned in enumerate(plan.inputs):
        if not _input_finished(parts, number):
            yield from _input_batches(plan, planned, number, parts, before)
        before += planned.size


def _input_finished(parts: Path, number: int) -> bool:
    if not summary_file(parts, number).is_file():
        return False
    return all(Part(parts, number, batch).finished for batch in range(read_summary(parts, number).batches))


def _input_batches(plan: Plan, planned: PlannedInput, number: int, parts: Path, before: int) -> Iterator[BatchTask]:
    detected = detect_stream(planned.name, InputReader(Path(planned.file)).chunks())
    reader = InputReader(Path(planned.file))
    options = BatchOptions(country=plan.country, keep_all_content=plan.keep_all_content)
    batch = 0
    piece = None
    for piece in cut(detected, reader.chunks(), piece_bytes=plan.piece_bytes):
        if not Part(parts, number, batch).finished:
            consumed = before + reader.consumed
            yield BatchTask(detected, piece, planned.name, str(parts), number, batch, options, consumed)
        batch += 1
    reader.finish()  # an input of unknown format is not read to its end
    if reader.damage is not None:
        _damage_batch(planned.name, reader, _lines_until(piece), detected.source, Part(parts, number, batch))
        batch += 1
    record = InputRecord(
        path=planned.name,
        format=str(detected.format),
        source=detected.source,
        bytes=planned.size,
        sha256=reader.sha256,
        terms=plan.terms_by_source.get(detected.source, plan.terms) if detected.source else Terms(),
    )
    write_bytes(summary_file(parts, number), msgspec.json.encode(InputSummary(record, batch)))


def _lines_until(piece: Piece | None) -> int:
    """Return how many complete lines there are up to the end of the last piece that was cut."""
    return piece.first_line - 1 + piece.data.count(b"\n") if piece is not None else 0


def _damage_batch(name: str, reader: InputReader, lines: int, source: str, part: Part) -> None:
    rejection = Rejection(
        input=name,
        line=lines + 1,
        source=source,
        reason="truncated_input",
        detail=f"{reader.damage}; {lines} complete lines before it are kept; fetch the file again",
        excerpt=reader.cut_off[:200].decode("utf-8", "backslashreplace"),
    )
    counts = InputCounts(path=name, seen=1, rejected={"truncated_input": 1})
    part.write(Batch(counts=counts, rejections=[rejection]))
