"""No packet goes to a surveyed host: the whole example survey runs where no connection is possible."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests_support import ROOT, example_arguments, fingerprint

_REFUSING = """
import socket, sys

real = socket.socket.connect

def refuse(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6):
        raise AssertionError(f"a connection to {address} was attempted")
    return real(self, address)

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = lambda *arguments, **options: (_ for _ in ()).throw(AssertionError(f"looked up {arguments}"))
socket.gethostbyname = socket.getaddrinfo
from noroshi.cli.main import run
sys.argv[0] = "noroshi"
run()
"""


def _survey(prefix: list[str], arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*prefix, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


def test_the_survey_opens_no_connection(tmp_path: Path, example_register: Path, example_survey: Path) -> None:
    """With every connection and look-up refused in the process, the survey ends the same."""
    arguments = ["survey", "run", *example_arguments(example_register), "--out", str(tmp_path / "out")]
    done = _survey([sys.executable, "-c", _REFUSING], arguments)
    assert done.returncode == 0, done.stderr
    assert fingerprint(tmp_path / "out") == fingerprint(example_survey)


def test_the_survey_runs_without_a_network(tmp_path: Path, example_register: Path, example_survey: Path) -> None:
    """In a network namespace without any interface, with worker processes, the survey ends the same."""
    unshare = shutil.which("unshare")
    if unshare is None or _survey([unshare, "-rn", "true"], []).returncode != 0:
        pytest.skip("network namespaces are not available to this user")
    arguments = ["survey", "run", *example_arguments(example_register), "--out", str(tmp_path / "out")]
    done = _survey([unshare, "-rn", sys.executable, "-m", "noroshi"], [*arguments, "--workers", "2"])
    assert done.returncode == 0, done.stderr
    assert fingerprint(tmp_path / "out") == fingerprint(example_survey)
