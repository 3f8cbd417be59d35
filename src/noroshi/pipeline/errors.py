"""Errors of a run that a user can do something about."""


class RunError(Exception):
    """The run cannot start or go on; the message says what happened, where, and what to do."""


class WorkerLostError(RunError):
    """The operating system ended a worker process; finished batches stay valid."""

    def __init__(self) -> None:
        super().__init__(
            "a worker process was ended by the operating system (often: out of memory); finished batches are kept. "
            "Repeat the command with --resume, with fewer --workers if memory is short."
        )
