"""Progress of a register build on a terminal; silent in a pipe."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class RegisterProgress:
    """Shows which file is being read and how many rows are in."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TextColumn("{task.completed:,} rows"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
            transient=True,
        )
        self._task = self._progress.add_task("register", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def update(self, what: str, rows: int) -> None:
        """Show that ``rows`` rows of ``what`` are done."""
        self._progress.update(self._task, description=what, completed=rows)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
