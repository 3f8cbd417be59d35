"""Progress of a verification on a terminal; silent in a pipe."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class AuditProgress:
    """Shows how many entries are verified."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("verifying"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
            transient=True,
        )
        self._task = self._progress.add_task("verify", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def update(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` entries are verified."""
        self._progress.update(self._task, completed=done, total=max(total, done))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
