"""Runs beside the served pages: says once that they answer, and keeps a background worker running."""

import http.client
import os
import subprocess
import sys
import time
from typing import Final

PAUSE: Final = 0.2
LONGEST_START: Final = 120.0
LONGEST_PAUSE: Final = 30.0
ANSWERS: Final = 200


def main(host: str, port: int, parent: int, role: str = "office") -> None:
    """Wait for the pages, print ``ready http://…``, then keep a worker running until the parent is gone.

    The public role has no worker: this process ends after the line.
    """
    names = "NOROSHI_PUBLIC_HOSTS" if role == "public" else "NOROSHI_HOSTS"
    if not _answers(host, port, parent, names):
        return
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::", "localhost"} else host  # noqa: S104 only compared
    sys.stdout.write(f"ready http://{shown}:{port}\n")
    sys.stdout.flush()
    if role != "public":
        _keep_worker(parent)


def _answers(host: str, port: int, parent: int, names: str) -> bool:
    """Ask for the health page until it answers; false where the parent ended, or nothing answers for two minutes."""
    from noroshi.web.configuration import value

    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 replaced by the loopback
    name = value(names, "localhost").split(",")[0].strip().lstrip(".")
    headers = {"Host": name or "localhost", "X-Forwarded-Proto": "https"}
    end = time.monotonic() + LONGEST_START
    while os.getppid() == parent and time.monotonic() < end:
        connection = http.client.HTTPConnection(target, port, timeout=10)
        try:
            connection.request("GET", "/health/", headers=headers)
            if connection.getresponse().status == ANSWERS:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(PAUSE)
    if os.getppid() == parent:
        sys.stderr.write("noroshi: the pages do not answer; see the messages above\n")
    return False


def _keep_worker(parent: int) -> None:
    pause = 1.0
    while os.getppid() == parent:
        started = time.monotonic()
        command = [sys.executable, "-m", "noroshi.cli.task_worker", str(os.getpid())]
        worker = subprocess.Popen(command)  # noqa: S603 this program itself
        while worker.poll() is None and os.getppid() == parent:
            time.sleep(PAUSE)
        if worker.returncode is None:
            worker.terminate()
            worker.wait()
            return
        # a worker that cannot start is tried again at growing intervals
        pause = 1.0 if time.monotonic() - started > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        time.sleep(pause)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
