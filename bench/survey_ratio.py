"""Compare `noroshi survey run` with the machine's own limits for the same file, in the same run.

A: decompress only (isal). B: decompress, split, typed decode of every line (msgspec), one process. Stage 1: what a
survey does with every record, from the file to the parts on disk, in the same process. Then the survey with 1 and 2
workers, and once more on four times the records for the memory. Rounds are interleaved, the best counts.
Run ``python bench/survey_ratio.py``; the ratios matter, the absolute figures belong to the machine.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec
from isal import igzip

import shodan_like
from noroshi.observe.shodan_banner import Banner
from noroshi.pipeline.batches import batches
from noroshi.pipeline.prepare import Request, prepare
from noroshi.pipeline.progress import RunProgress
from noroshi.pipeline.worker import prepare_identifier, run_batch

CHUNK: Final = 1 << 20
NOROSHI: Final = Path(sys.executable).with_name("noroshi")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")
POLL_SECONDS: Final = 0.05


@dataclass
class Sample:
    """One measurement: wall time and CPU time in seconds, peak memory in bytes over all its processes."""

    wall: float
    cpu: float
    memory: int = 0


@dataclass
class Candidate:
    """Something to be timed, with its samples."""

    name: str
    run: Callable[[], Sample]
    samples: list[Sample] = field(default_factory=list)

    @property
    def best(self) -> Sample:
        """Return the sample with the least CPU time: other work on the machine weighs least on it."""
        return min(self.samples, key=lambda sample: sample.cpu)


def gunzip_only(path: Path) -> int:
    """Decompress the file; return its size."""
    size = 0
    with igzip.open(path, "rb") as stream:  # type: ignore[no-untyped-call]  # isal has no stubs
        while chunk := stream.read(CHUNK):
            size += len(chunk)
    return size


def decode_all(path: Path) -> int:
    """Decompress, split and decode every line into the survey's own banner type; return the number of lines."""
    decoder, lines, rest = msgspec.json.Decoder(Banner), 0, b""
    with igzip.open(path, "rb") as stream:  # type: ignore[no-untyped-call]  # isal has no stubs
        while chunk := stream.read(CHUNK):
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                decoder.decode(line)
            lines += len(whole)
    return lines


def timed(work: Callable[[Path], int], path: Path) -> Sample:
    """Run the work in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work(path)
    return Sample(time.perf_counter() - wall, time.process_time() - cpu)


def stage_one(path: Path, scratch: Path) -> Sample:
    """Read, identify and store every record in this process; the rules are loaded before the clock starts."""
    out = scratch / "stage-one"
    shutil.rmtree(out, ignore_errors=True)
    run = prepare(Request(inputs=[str(path)], out=out), RunProgress(quiet=True))
    if run is None:
        raise SystemExit("stage 1 did not start")
    prepare_identifier(str(run.knowledge))
    wall, cpu = time.perf_counter(), time.process_time()
    for task in batches(run.plan, run.parts_folder):
        run_batch(task)
    return Sample(time.perf_counter() - wall, time.process_time() - cpu)


def surveyed(path: Path, workers: int, scratch: Path) -> Sample:
    """Run the survey in processes of its own and watch their memory."""
    out = scratch / "survey"
    shutil.rmtree(out, ignore_errors=True)
    command = [str(NOROSHI), "survey", "run", str(path), "--out", str(out), "--workers", str(workers)]
    before, wall = os.times(), time.perf_counter()
    log = scratch / "survey.log"
    with log.open("wb") as errors, subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors) as process:
        memory = watch(process)
    after = os.times()
    if process.returncode:
        raise SystemExit(f"the survey ended with {process.returncode}: {log.read_text()[-2000:]}")
    counts = json.loads((out / "counts.json").read_text(encoding="utf-8"))
    if counts["kept"] == 0:
        raise SystemExit("the survey kept no record: nothing was measured")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Sample(time.perf_counter() - wall, cpu, memory)


def watch(process: subprocess.Popen[bytes]) -> int:
    """Return the peak of the summed resident memory of the process and its descendants."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(resident, family(process.pid))))
        time.sleep(POLL_SECONDS)
    return peak


def family(root: int) -> set[int]:
    """Return the process and its descendants, from /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rsplit(")", 1)[1].split()[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def resident(pid: int) -> int:
    """Return proportional memory where the kernel tells it (shared pages count once), else resident memory."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError, ValueError):
        return 0


def report(candidates: list[Candidate], records: int, size: int) -> None:
    """Print throughput and ratios to the two limits."""
    limits = {candidate.name: candidate.best for candidate in candidates}
    decompress, decode = limits["A gunzip"], limits["B decode"]
    print("records/s and MB/s are per CPU second; of A, of B: A's or B's CPU time divided by the row's")
    print(f"{'':22}{'records/s':>11}{'MB/s':>8}{'wall s':>8}{'CPU s':>8}{'of A':>7}{'of B':>7}{'peak MB':>9}")
    for candidate in candidates:
        best = candidate.best
        memory = f"{best.memory / 1e6:9.0f}" if best.memory else ""
        print(
            f"{candidate.name:22}{records / best.cpu:>11,.0f}{size / best.cpu / 1e6:>8.0f}{best.wall:>8.2f}"
            f"{best.cpu:>8.2f}{decompress.cpu / best.cpu:>7.2f}{decode.cpu / best.cpu:>7.2f}{memory}"
        )
    spread = max(sample.cpu for sample in next(c for c in candidates if c.name == "B decode").samples) / decode.cpu
    print(f"spread of B over its rounds: {spread:.2f} (a gap smaller than this says nothing)")


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description="Compare the survey with the machine's limits.")
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large-rounds", type=int, default=2, help="rounds on four times the records")
    parser.add_argument("--keep", type=Path, help="folder for the generated files (default: a temporary one)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        folder = given.keep or scratch
        small, large = folder / f"shodan-{given.records}.json.gz", folder / f"shodan-{4 * given.records}.json.gz"
        size = shodan_like.write(small, given.records)
        shodan_like.write(large, 4 * given.records)
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        print(f"{given.records:,} records of {size // given.records:,} bytes, {small.stat().st_size / 1e6:.0f} MB gzip")
        candidates = [
            Candidate("A gunzip", lambda: timed(gunzip_only, small)),
            Candidate("B decode", lambda: timed(decode_all, small)),
            Candidate("stage 1", lambda: stage_one(small, scratch)),
            Candidate("survey, 1 worker", lambda: surveyed(small, 1, scratch)),
            Candidate("survey, 2 workers", lambda: surveyed(small, 2, scratch)),
        ]
        for _ in range(given.rounds):
            for candidate in candidates:
                candidate.samples.append(candidate.run())
        report(candidates, given.records, size)
        for workers, small_run in ((1, candidates[3]), (2, candidates[4])):
            large_run = min((surveyed(large, workers, scratch) for _ in range(given.large_rounds)), key=lambda s: s.cpu)
            steady(workers, given.records, small_run.best, large_run, candidates[1].best)


def steady(workers: int, records: int, small: Sample, large: Sample, decode: Sample) -> None:
    """Print what the three further quarters of the large file cost: the rate without start-up, and the memory."""
    share = {
        "wall": (large.wall - small.wall, decode.wall),
        "CPU": (large.cpu - small.cpu, decode.cpu),
    }
    print(f"{4 * records:,} records, {workers} worker(s), start-up excluded:")
    for clock, (cost, limit) in share.items():
        if cost > 0:
            rate = 3 * records / cost
            print(f"  {rate:>9,.0f} records per second of {clock} time = {rate * limit / records:.2f} of B")
    grown = large.memory / max(1, small.memory)
    print(f"  peak {large.memory / 1e6:.0f} MB = {grown:.2f} times that of {records:,} records")


if __name__ == "__main__":
    main()
