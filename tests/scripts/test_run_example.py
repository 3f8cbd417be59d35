"""`make run` as a newcomer meets it: surveys, report, demo logins, pages, and a clean end."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests_support import ROOT

pytestmark = pytest.mark.skipif(
    not (ROOT / ".venv" / "bin" / "noroshi").exists(), reason="the script runs the program of .venv, which is not there"
)
SCRIPT = ["sh", "scripts/run-example.sh"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(out: Path, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    """Start the script in a process group of its own; whatever is left of the group at the end is a fault."""
    process = subprocess.Popen(
        [*SCRIPT, str(out)],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stdout:
            process.stdout.close()


def gone(group: int) -> bool:
    """Wait until no process of the group is left."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_the_example_ends_after_the_report(tmp_path: Path) -> None:
    """SERVE=0: exit 0 with a report, no database, nothing outside the folder, and other files in it left alone."""
    before = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    out = tmp_path / "with a space"
    out.mkdir()
    (out / "own.txt").write_text("mine")
    done = subprocess.run(
        [*SCRIPT, str(out)], cwd=ROOT, env={**os.environ, "SERVE": "0"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "report.html" in done.stdout
    assert sorted(path.name for path in out.iterdir()) == ["own.txt", "register", "report.html", "survey"]
    assert {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} == before


def test_the_demonstration_is_served_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    """Logins are printed, `ready` is true, a database of the surroundings is left alone, Ctrl-C leaves no process."""
    port, elsewhere = free_port(), tmp_path / "elsewhere.sqlite3"
    surroundings = {"NOROSHI_DATABASE": f"sqlite:///{elsewhere}", "NOROSHI_REQUIRE_MFA": "1", "PORT": str(port)}
    with started(tmp_path / "out", **surroundings) as process:
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("ready "):
                break
        text = "".join(lines)
        assert lines[-1] == f"ready http://localhost:{port}\n", text
        assert re.search(r"^  password +\S{12,}$", text, re.MULTILINE), text
        assert "demo-supervisor" in text
        with urllib.request.urlopen(f"http://localhost:{port}/accounts/login/") as page:
            assert "見本" in page.read().decode()
        os.killpg(process.pid, signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(timeout=60) in {0, 130}, rest
        assert "Traceback" not in rest
        assert gone(process.pid)
    assert not elsewhere.exists()
    assert (tmp_path / "out" / "campaign.sqlite3").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("port", "code", "said"), [("taken", 1, "cannot be used"), ("http", 2, "1 to 65535")])
def test_a_port_that_cannot_be_served_is_said_first(tmp_path: Path, port: str, code: int, said: str) -> None:
    """One sentence with the port, before anything is made or removed."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        given = str(taken.getsockname()[1]) if port == "taken" else port
        done = subprocess.run(
            [*SCRIPT, str(tmp_path / "out")],
            cwd=ROOT,
            env={**os.environ, "PORT": given},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == code
    assert said in done.stderr
    assert given in done.stderr
    assert not (tmp_path / "out").exists()
