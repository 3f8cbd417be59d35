"""`survey run` as a tuple of named steps; reads aloud as the story of a survey."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

import noroshi
from noroshi.archive.files import make_private_dir, remove_unfinished
from noroshi.archive.survey import KEV_COPY, KNOWLEDGE, QUARANTINE, SurveyFolder
from noroshi.archive.tables import SCHEMA_VERSION
from noroshi.model.survey import InputCounts, SurveyManifest
from noroshi.pipeline.batches import batches, read_summary
from noroshi.pipeline.context import (
    blind_spots,
    describe_kev,
    describe_register,
    notes_on_judging,
    notes_on_reading,
)
from noroshi.pipeline.duplicates import Duplicates, find_duplicates
from noroshi.pipeline.engines.local import run_tasks
from noroshi.pipeline.merge import (
    ORDER,
    last_day,
    sum_counts,
    write_observations,
    write_quarantine,
    write_sorted,
)
from noroshi.pipeline.partitions import Partition, partition_tables, shuffle
from noroshi.pipeline.parts import Part
from noroshi.pipeline.plan import Plan
from noroshi.pipeline.progress import RunProgress
from noroshi.pipeline.worker import (
    ConclusionSetup,
    prepare_conclusions,
    prepare_identifier,
    run_batch,
    run_partition,
)


class Run(msgspec.Struct):
    """The state of one run between its steps; everything of value is on disk.

    ``notes`` are sentences for the user on what the run makes of the command.
    """

    folder: SurveyFolder
    plan: Plan
    workers: int
    progress: RunProgress
    register: Path | None = None
    notes: tuple[str, ...] = ()
    as_of: str | None = None
    duplicates: Duplicates = Duplicates(())
    partitions: list[Partition] = []
    recognised: int = 0
    steps: dict[str, dict[str, int]] = {}

    @property
    def parts_folder(self) -> Path:
        """Where stage 1 leaves its parts."""
        return self.folder.work / "parts"

    @property
    def knowledge(self) -> Path:
        """The survey's own knowledge pack."""
        return self.folder.path / KNOWLEDGE

    def parts_by_input(self) -> list[list[Part]]:
        """Return the parts of every input, in order."""
        return [
            [Part(self.parts_folder, number, batch) for batch in range(read_summary(self.parts_folder, number).batches)]
            for number in range(len(self.plan.inputs))
        ]

    def parts(self) -> list[Part]:
        """Return all parts in the order of the inputs."""
        return [part for parts in self.parts_by_input() for part in parts]


def read_inputs(run: Run) -> None:
    """Read every input; keep or reject each record; recognise the products in it."""
    run.progress.start_reading(sum(planned.size for planned in run.plan.inputs))
    results = run_tasks(
        run_batch,
        batches(run.plan, run.parts_folder),
        workers=run.workers,
        prepare=prepare_identifier,
        arguments=(str(run.knowledge),),
    )
    for consumed, records in results:
        run.progress.read(consumed, records)
    run.progress.finish_reading()


def group_devices(run: Run) -> None:
    """Set duplicates aside and bring all records of one device together."""
    parts = run.parts()
    folder = make_private_dir(run.folder.work / "partitions")
    run.duplicates = find_duplicates(parts, sum(part.read_counts().kept for part in parts), folder)
    run.partitions, run.recognised = shuffle(parts, run.duplicates, folder)
    run.as_of = run.plan.as_of or last_day(parts)


def conclude_devices(run: Run) -> None:
    """Fuse each device's evidence, judge it against the advisories and attribute it to an organisation."""
    waiting = [partition for partition in run.partitions if not partition.finished]
    kev = run.folder.path / KEV_COPY
    setup = ConclusionSetup(
        str(run.knowledge),
        str(kev) if kev.is_file() else None,
        str(run.register) if run.register else None,
        run.plan.country,
        run.as_of,
    )
    with run.progress.counted("judging and attributing", len(waiting)) as bar:
        results = run_tasks(
            run_partition,
            waiting,
            workers=min(run.workers, len(waiting)),
            prepare=prepare_conclusions,
            arguments=(setup,),
        )
        for _ in results:
            bar.step()


def write_tables(run: Run) -> None:
    """Write the tables, the quarantine and the counts, all in one total order."""
    folder = run.folder
    observations = write_observations(folder.table("observations"), run.parts(), run.duplicates)
    rows = {
        name: write_sorted(folder.table(name), name, partition_tables(run.partitions, name)) for name in sorted(ORDER)
    }
    quarantined = write_quarantine(folder.path / QUARANTINE, run.parts(), run.duplicates)
    counts = [
        sum_counts(parts, planned.name, run.duplicates)
        for planned, parts in zip(run.plan.inputs, run.parts_by_input(), strict=True)
    ]
    run.steps = _steps(counts, observations, quarantined, rows, run.recognised)
    folder.write_counts(counts, run.steps)


def _steps(
    counts: list[InputCounts], observations: int, quarantined: int, rows: dict[str, int], recognised: int
) -> dict[str, dict[str, int]]:
    return {
        "read": {
            "seen": sum(item.seen for item in counts),
            "kept": observations,
            "with_product": recognised,
            "filtered": sum(sum(item.filtered.values()) for item in counts),
            "rejected": quarantined,
        },
        "fuse": {"devices": rows["devices"], "evidence": rows["evidence"]},
        "conclude": {"verdicts": rows["verdicts"], "attributions": rows["attributions"]},
    }


def write_manifest(run: Run) -> None:
    """Say what the survey was made from, and with it declare it complete; clear the intermediate files."""
    plan = run.plan
    run.folder.write_manifest(
        SurveyManifest(
            schema=SCHEMA_VERSION,
            program=f"noroshi {noroshi.__version__}",
            knowledge=plan.knowledge,
            as_of=run.as_of or "",
            country=plan.country,
            register=describe_register(run.register) if run.register else None,
            kev=describe_kev(run.folder.path / KEV_COPY),
            inputs=tuple(read_summary(run.parts_folder, number).record for number in range(len(plan.inputs))),
            blind_spots=blind_spots(run.knowledge),
            keep_all_content=plan.keep_all_content,
            notes=(*notes_on_reading(run.knowledge), *notes_on_judging(run.knowledge)),
        )
    )
    shutil.rmtree(run.folder.work, ignore_errors=True)


class Step(msgspec.Struct, frozen=True):
    """One step of a run: its name and what it does; the first line of the docstring is its description."""

    name: str
    do: Callable[[Run], None]


STEPS: Final = (
    Step("read", read_inputs),
    Step("fuse", group_devices),
    Step("conclude", conclude_devices),
    Step("write", write_tables),
    Step("manifest", write_manifest),
)


def run_survey(run: Run) -> None:
    """Do the steps in order. What an interrupted run finished before is kept and not done again."""
    remove_unfinished(run.folder.path)
    with run.progress:
        for step in STEPS:
            step.do(run)
