"""Progress on a terminal: bytes, records per second and remaining time; silent in a pipe."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)


class RunProgress:
    """Shows one line per step on standard error; shows nothing where that is no terminal."""

    def __init__(self, *, quiet: bool | None = None) -> None:
        console = Console(stderr=True)
        self._off = (not sys.stderr.isatty()) if quiet is None else quiet
        self._bytes = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[records]:,} records, {task.fields[rate]:,.0f}/s"),
            TimeRemainingColumn(),
            console=console,
            disable=self._off,
            transient=True,
        )
        self._task: TaskID | None = None
        self._records = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bytes.stop()

    def start_reading(self, total_bytes: int) -> None:
        """Begin the step that reads the inputs."""
        self._bytes.start()
        self._task = self._bytes.add_task("reading", total=total_bytes, records=0, rate=0.0)

    def read(self, consumed_bytes: int, records: int) -> None:
        """Show that ``consumed_bytes`` of all inputs are read and ``records`` more records are done."""
        if self._task is None or self._off:
            return
        self._records += records
        elapsed = self._bytes.tasks[0].elapsed or 0.0
        rate = self._records / elapsed if elapsed else 0.0
        self._bytes.update(self._task, completed=consumed_bytes, records=self._records, rate=rate)

    def finish_reading(self) -> None:
        """End the step that reads the inputs."""
        self._bytes.stop()

    def counted(self, description: str, total: int) -> "CountedProgress":
        """Return a bar over ``total`` tasks, for the steps after reading."""
        return CountedProgress(description, total, off=self._off)


class CountedProgress:
    """One bar over a known number of tasks; silent where standard error is no terminal."""

    def __init__(self, description: str, total: int, *, off: bool) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=off,
            transient=True,
        )
        self._task = self._progress.add_task(description, total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def step(self) -> None:
        """One more task is done."""
        self._progress.advance(self._task)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
