"""The local engine: the same functions in this process or in a pool of processes on this machine."""

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final, TypeVar

from noroshi.pipeline.errors import WorkerLostError

Task = TypeVar("Task")
Result = TypeVar("Result")

_WAITING_PER_WORKER: Final = 2


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back; a process that is started meanwhile holds it too, all the while it imports its modules."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(prepare: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops the work; workers finish or are ended by it
    prepare(*arguments)


def run_tasks(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    workers: int,
    prepare: Callable[..., None],
    arguments: tuple[Any, ...],
) -> Iterator[Result]:
    """Yield the result of every task, in the order in which they finish.

    ``prepare`` is called once per worker before its first task. At most two tasks per worker wait in memory, so that
    a fast reader does not outrun the workers. Raises ``WorkerLostError`` where the operating system ended a worker.
    """
    if workers <= 1:
        prepare(*arguments)
        yield from map(work, tasks)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _start_worker, (prepare, arguments))
    try:
        yield from _feed(pool, work, tasks, workers * _WAITING_PER_WORKER)
    except BrokenProcessPool as error:
        raise WorkerLostError from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _feed(
    pool: ProcessPoolExecutor, work: Callable[[Task], Result], tasks: Iterable[Task], limit: int
) -> Iterator[Result]:
    running: set[Future[Result]] = set()
    for task in tasks:
        with _interrupts_held():  # the pool starts its processes here
            running.add(pool.submit(work, task))
        if len(running) >= limit:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    while running:
        done, running = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            yield future.result()
