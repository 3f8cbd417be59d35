"""Doing the tasks that wait in the database, one after the other. As a program: for as long as its parent lives."""

import os
import signal
import sys
import threading
import time

from noroshi.cli import django_setup


def work(*, once: bool, parent: int = 0) -> None:
    """Work until told to stop, or with ``once`` until nothing waits; with ``parent`` until that process is gone."""
    with django_setup.records():
        from django.utils.crypto import get_random_string
        from django_tasks_db.management.commands.db_worker import Worker

        worker = Worker(
            queue_names=["*"],
            interval=1.0,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        if parent:
            threading.Thread(target=_follow, args=(parent,), daemon=True).start()
        worker.configure_signals()
        worker.run()


def _follow(parent: int) -> None:
    """End this process, after its present task, when the parent is gone."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    work(once=False, parent=int(sys.argv[1]))
