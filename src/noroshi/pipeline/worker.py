"""What a worker process holds: prepared once from files on disk, then used for every task of its stage."""

import contextlib
from pathlib import Path

import msgspec

from noroshi.archive.arrow_files import arrow_writer
from noroshi.archive.parquet import table_of
from noroshi.archive.tables import TABLES
from noroshi.attribute.attributor import Attributor
from noroshi.identify.identifier import Identifier
from noroshi.judge.judge import Judge
from noroshi.observe.cut import Piece
from noroshi.observe.formats import Detected
from noroshi.pipeline.conclude import conclude
from noroshi.pipeline.context import open_attributor, open_identifier, open_judge
from noroshi.pipeline.fuse_devices import fuse_devices
from noroshi.pipeline.partitions import Partition
from noroshi.pipeline.parts import Part
from noroshi.pipeline.survey_batch import BatchOptions, survey_batch


class BatchTask(msgspec.Struct, frozen=True):
    """One batch for stage 1; ``consumed`` is the number of input bytes read when it was cut, for progress."""

    detected: Detected
    piece: Piece
    name: str
    parts: str
    input_number: int
    batch_number: int
    options: BatchOptions
    consumed: int


_identifier: dict[str, Identifier] = {}
_conclusions: dict[str, tuple[Judge, Attributor]] = {}


def prepare_identifier(knowledge: str) -> None:
    """Load the rules of the survey's knowledge pack into this process."""
    _identifier["survey"] = open_identifier(Path(knowledge))


def run_batch(task: BatchTask) -> tuple[int, int]:
    """Do stage 1 for one batch and write its part; return (bytes consumed, records seen) for progress."""
    batch = survey_batch(task.detected, task.piece, task.name, _identifier["survey"], task.options)
    Part(Path(task.parts), task.input_number, task.batch_number).write(batch)
    return task.consumed, batch.counts.seen


class ConclusionSetup(msgspec.Struct, frozen=True):
    """Where stage 3 finds its knowledge: folder of the pack, KEV copy, register, and the surveyed country."""

    knowledge: str
    kev: str | None
    register: str | None
    country: str | None
    as_of: str | None


def prepare_conclusions(setup: ConclusionSetup) -> None:
    """Load advisories, KEV, places and register into this process."""
    knowledge = Path(setup.knowledge)
    judge = open_judge(knowledge, Path(setup.kev) if setup.kev else None, setup.as_of)
    attributor = open_attributor(knowledge, Path(setup.register) if setup.register else None, setup.country)
    _conclusions["survey"] = (judge, attributor)


def run_partition(partition: Partition) -> int:
    """Do stages 2 and 3 for one partition and write its tables; return the number of devices."""
    judge, attributor = _conclusions["survey"]
    found = fuse_devices(partition.read(), partition.shared_serials())
    with contextlib.ExitStack() as stack:
        # what is entered first is finished last: the table of devices tells that the others are complete
        appends = {
            name: stack.enter_context(arrow_writer(partition.table(name), TABLES[name]))
            for name in ("devices", "evidence", "verdicts", "attributions")
        }
        for devices in partition.by_range(found):
            rows = conclude(devices, judge, attributor)
            for name, append in appends.items():
                append(table_of(getattr(rows, name), TABLES[name]))
    return len(found)
