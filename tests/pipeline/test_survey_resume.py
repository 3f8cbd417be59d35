"""A survey does not depend on workers, and a killed one is completed to the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests_support import ROOT, Run, example_arguments, fingerprint


def test_one_and_two_workers_give_the_same_bytes(
    noroshi: Run, tmp_path: Path, example_register: Path, example_survey: Path
) -> None:
    """A survey with one worker equals the one with two, file by file."""
    noroshi("survey", "run", *example_arguments(example_register), "--out", tmp_path / "one", "--workers", "1")
    assert fingerprint(tmp_path / "one") == fingerprint(example_survey)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_killed_survey_is_completed_to_the_same_bytes(
    noroshi: Run, tmp_path: Path, example_register: Path, example_survey: Path, seed: int
) -> None:
    """Killed with -9 at several moments and resumed, a survey ends as if nothing had happened."""
    command = [sys.executable, "-m", "noroshi", "survey", "run", *example_arguments(example_register)]
    command += ["--out", str(tmp_path / "killed"), "--workers", "2"]
    pause = random.Random(seed)  # noqa: S311 moments of the kill, not a secret
    for attempt in range(4):
        process = subprocess.Popen(  # the group dies with the parent, as when a machine stops
            [*command, *(["--resume"] if attempt else [])],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(pause.uniform(0.4, 3.0))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if (tmp_path / "killed" / "manifest.json").exists():
            break
        if not (tmp_path / "killed" / ".work" / "plan.json").exists():
            subprocess.run(["rm", "-rf", str(tmp_path / "killed")], check=True)  # noqa: S607 killed before it began
            command = [argument for argument in command if argument != "--resume"]
    resumable = (tmp_path / "killed").exists()
    noroshi(*command[3:], *(["--resume"] if resumable else []))
    assert fingerprint(tmp_path / "killed") == fingerprint(example_survey)


def test_an_interrupted_survey_says_how_to_go_on(tmp_path: Path, example_register: Path) -> None:
    """Ctrl-C ends with exit code 130 and the sentence that tells how to resume."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "noroshi", "survey", "run", *example_arguments(example_register),
            "--out", str(tmp_path / "out"),
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (tmp_path / "out" / ".work" / "plan.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume" in errors
    assert "Traceback" not in errors


def test_a_second_run_does_not_overwrite(noroshi: Run, example_register: Path, example_survey: Path) -> None:
    """A complete survey is never written over; --resume says that nothing is left to do."""
    before = fingerprint(example_survey)
    again = ["survey", "run", *example_arguments(example_register), "--out", str(example_survey)]
    refused = noroshi(*again, check=1)
    assert "holds a complete survey" in refused.stderr
    assert "complete" in noroshi(*again, "--resume").stdout
    assert fingerprint(example_survey) == before


def test_a_resume_with_another_plan_is_refused(noroshi: Run, tmp_path: Path, example_register: Path) -> None:
    """A resumed run must be the same run: other options are refused by name."""
    arguments = [*example_arguments(example_register), "--out", str(tmp_path / "out")]
    process = subprocess.Popen(
        [sys.executable, "-m", "noroshi", "survey", "run", *arguments],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None and not (tmp_path / "out" / ".work" / "plan.json").exists():
        time.sleep(0.01)
    process.kill()
    process.wait()
    refused = noroshi("survey", "run", *arguments, "--country", "JP", "--resume", check=1)
    assert "country" in refused.stderr
    refused = noroshi("survey", "run", *arguments, check=1)
    assert "--resume" in refused.stderr
